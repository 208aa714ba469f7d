"""The command line: one module per verb, each with ``add_parser`` and ``run``."""

from core.cli.main import main

__all__ = ["main"]
