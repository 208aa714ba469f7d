"""Entry of the ``facies`` console script: hands headless verbs to `core.cli` without Qt."""

from __future__ import annotations

import sys

from core.cli import main as headless_main


def main() -> int:
    """Run Facies with the arguments of the process; return its exit code."""
    return headless_main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
