"""Parsing the command line, and turning errors into exit codes and sentences."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress

from core.cli.output import forgiving_output
from core.errors import Cancelled, FaciesError
from core.types import RESEARCH_USE

WindowSide = Callable[[argparse.Namespace], int]

_VERBS = ("analyze", "report", "phantom", "train", "study", "models", "bench", "selftest")


def build_parser() -> argparse.ArgumentParser:
    """Build the parser of all headless verbs. Verb modules import nothing heavy until run."""
    parser = argparse.ArgumentParser(prog="facies", description=RESEARCH_USE)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for name in _VERBS:
        importlib.import_module(f"core.cli.{name}").add_parser(verbs)
    return parser


def main(argv: list[str], window_sides: Mapping[str, WindowSide] | None = None) -> int:
    """Run one verb and return its exit code (0, 2, 3, 4, 5 or 130).

    Parameters
    ----------
    argv : list of str
    window_sides : mapping of str to callable, optional
        What the window adds to a verb, by verb; the verb gets it as ``args.window_side``.
    """
    try:
        args = build_parser().parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    args.window_side = (window_sides or {}).get(args.verb)
    try:
        with forgiving_output():
            return int(args.run(args))
    except KeyboardInterrupt:
        return _say(Cancelled())
    except FaciesError as error:
        return _say(error)
    except Exception as error:  # noqa: BLE001 - the last line of defence: log it and say so
        return _unforeseen(error, argv)


def _say(error: FaciesError) -> int:
    _tell(error.message)
    return error.exit_code


def _tell(message: str) -> None:
    if sys.stderr is not None:
        with suppress(OSError):  # nobody reads it: the exit code still tells
            print(message, file=sys.stderr, flush=True)


def _unforeseen(error: Exception, argv: list[str]) -> int:
    from core.cli.crash_log import write_crash_log

    place = write_crash_log(error, argv)
    where = f"What happened is written in {place}." if place else "No log could be written."
    _tell(f"Facies met a fault of its own and stopped. {where}")
    return 4
