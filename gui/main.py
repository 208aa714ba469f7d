"""Entry of the ``facies`` console script: hands headless verbs to `core.cli` without Qt."""

from __future__ import annotations

import sys

from core.cli import main as headless_main

_NO_WINDOW = (
    "This version of Facies has no window yet. Analyse a recording with: "
    "facies analyze VIDEO --out DIR"
)


def main() -> int:
    """Run Facies with the arguments of the process; return its exit code."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["gui"]:
        print(_NO_WINDOW, file=sys.stderr)
        return 2
    return headless_main(arguments)


if __name__ == "__main__":
    sys.exit(main())
