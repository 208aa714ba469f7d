"""Entry of the ``facies`` console script: the window, or a headless verb without Qt."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from core.cli import main as headless_main
from core.errors import SurroundingsError
from core.types import RESEARCH_USE


def main() -> int:
    """Run Facies with the arguments of the process; return its exit code."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["gui"]:
        return window(arguments[1:])
    return headless_main(arguments)


def window(arguments: list[str]) -> int:
    """Open the window, with a recording or analysis if one is named."""
    parser = argparse.ArgumentParser(
        prog="facies gui", description=f"Open the window. {RESEARCH_USE}"
    )
    parser.add_argument(
        "video", nargs="?", type=Path, metavar="VIDEO", help="a video, or an analysis folder"
    )
    try:
        wanted = parser.parse_args(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)

    from gui.screen import screen_trouble

    trouble = screen_trouble()
    if trouble:
        print(trouble, file=sys.stderr)
        return SurroundingsError.exit_code

    from gui.app import run_gui

    return run_gui(wanted.video)


if __name__ == "__main__":
    sys.exit(main())
