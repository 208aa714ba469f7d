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
    return facies(sys.argv[1:])


def facies(arguments: list[str]) -> int:
    """Run Facies with these arguments; return the exit code."""
    if arguments[:1] == ["gui"]:
        return window(arguments[1:])
    return headless_main(arguments, {"bench": measure_window, "self-test": check_window})


def measure_window(wanted: argparse.Namespace) -> int:
    """Measure the window: the other half of ``facies bench``."""
    from gui.bench.command import run

    require_screen()
    print(run(wanted.json, wanted.rounds))
    return 0


def check_window(_: argparse.Namespace) -> int:
    """Open the window on the sample: the second half of ``facies self-test``."""
    from gui.selftest import check_window

    print("\n".join(check_window()))
    return 0


def window(arguments: list[str]) -> int:
    """Open the window, with a recording or analysis if one is named."""
    parser = argparse.ArgumentParser(
        prog="facies gui", description=f"Open the window. {RESEARCH_USE}"
    )
    parser.add_argument(
        "video", nargs="?", type=Path, metavar="VIDEO", help="a video, or an analysis folder"
    )
    parser.add_argument("--launch-probe", action="store_true", help=argparse.SUPPRESS)
    try:
        wanted = parser.parse_args(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)

    try:
        require_screen()
    except SurroundingsError as error:
        print(error.message, file=sys.stderr)
        return error.exit_code

    if wanted.launch_probe:
        from gui.bench.launch import probe

        return probe()

    from gui.app import run_gui

    return run_gui(wanted.video)


def require_screen() -> None:
    """Raise `SurroundingsError` where no window can be shown."""
    from gui.screen import screen_trouble

    trouble = screen_trouble()
    if trouble:
        raise SurroundingsError(trouble)


if __name__ == "__main__":
    sys.exit(main())
