"""``facies report``: make the PDF of an analysis folder again, with notes or without."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from core.errors import SurroundingsError, UsageError
from core.file_checks import is_dir, is_file
from core.types import RESEARCH_USE

_MAX_NOTES_BYTES = 200_000


def add_parser(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this verb to the parser."""
    parser = verbs.add_parser("report", help="write the PDF report", description=RESEARCH_USE)
    parser.add_argument("folder", type=Path, metavar="DIR", help="what “facies analyze” wrote")
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="the PDF (default: report.pdf in DIR)"
    )
    parser.add_argument(
        "--notes",
        metavar="FILE|TEXT",
        help="your own words, or a UTF-8 text file with them, in "
        "place of those in review.json, whose signature then does not count",
    )
    parser.add_argument("--progress", choices=("bar", "json", "none"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the report, with the folder's review if it has one, and print its place. Returns 0."""
    from core.cli.interrupts import cancel_on_interrupt
    from core.cli.progress_view import progress_view
    from core.records import load_analysis
    from core.records.review import load_review
    from core.report import write_report

    notes = read_notes(args.notes)
    path = args.out or args.folder / "report.pdf"
    if is_dir(path):
        raise UsageError(f"“{path}” is a folder. Name a file, such as “{path / 'report.pdf'}”.")
    if path.suffix.lower() != ".pdf":  # a slip must not replace a recording or an analysis
        raise UsageError(f"The report is a PDF, but “{path.name}” does not end in .pdf. Rename it.")
    with cancel_on_interrupt() as cancel, progress_view(args.progress) as progress:
        write_report(
            load_analysis(args.folder),
            path,
            review=load_review(args.folder),
            notes=notes,
            progress=progress,
            cancel=cancel,
        )
    if args.progress == "json":
        print(json.dumps({"stage": "done", "files": [str(path)]}), flush=True)
    else:
        print(path)
        print(RESEARCH_USE)
    return 0


def read_notes(given: str | None) -> str:
    """Take notes as they are, or from the file that they name.

    Raises
    ------
    UsageError
        If the file is not UTF-8 text or is too long for notes.
    SurroundingsError
        If it cannot be read.
    """
    if not given:
        return ""
    path = Path(given)
    if not is_file(path):
        return given
    try:
        if path.stat().st_size > _MAX_NOTES_BYTES:
            raise UsageError(f"“{path.name}” is too long for notes. Choose a shorter text file.")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"“{path.name}” is not a UTF-8 text file. Save your notes as plain text (UTF-8)."
        ) from error
    except OSError as error:
        raise SurroundingsError(
            f"The notes in “{path.name}” could not be read. Ask for permission, or type them."
        ) from error
