"""``facies study shipped``: how far the default model may be trusted, measured anew."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from core.atomic import write_text
from core.errors import SurroundingsError, UsageError
from core.progress import CancelToken, Progress, ProgressFn, silent
from core.study.card import write_card
from core.study.in_short import in_short
from core.study.numbers import json_values
from core.study.page import Section
from core.study.plan import Plan
from core.study.request import StudyRequest
from core.types import RESEARCH_USE
from core.version import versions

REPORT_NAME = "REPORT.md"
PICTURES = "report"
NUMBERS = "numbers.json"


def study(
    request: StudyRequest, progress: ProgressFn = silent, cancel: CancelToken | None = None
) -> Path:
    """Measure, and write ``REPORT.md`` with its pictures and ``report/numbers.json``.

    A whole study whose report goes into the bundle's own folder also writes its headline figures
    into the bundle's card.

    Returns
    -------
    Path
        Of the report.

    Raises
    ------
    UsageError
        If neither photographs nor clips are given, or they hold nothing that can be used.
    BundleError
        If the bundle's card cannot be written.
    SurroundingsError
        If something cannot be written.
    Cancelled
        What was made so far is kept.
    """
    _check_place(request.out)
    plan = Plan(request, cancel or CancelToken())
    steps = plan.steps()
    if not steps:
        raise UsageError(
            "There is nothing to judge the model on. Name a folder of photographs (--photographs), "
            "a folder of clips (--clips), or both."
        )
    sections = []
    for number, (name, make) in enumerate(steps):
        plan.cancel.raise_if_cancelled()
        progress(Progress("study", number / len(steps), name))
        sections.append(make())
    progress(Progress("study", 1.0))
    return _write(request, sections, plan.left_out)


def _check_place(out: Path) -> None:
    """Refuse now, not after hours, to write where nothing can be written."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=out, prefix=".facies-"):
            pass
    except OSError as error:
        raise SurroundingsError(
            f"“{out.name}” cannot be written to ({error.strerror}). Name another folder with --out."
        ) from error


def _write(request: StudyRequest, sections: Sequence[Section], left_out: Mapping[str, str]) -> Path:
    spec = request.bundle.spec
    numbers = _numbers(request, sections)
    if request.whole and request.out == request.bundle.path:
        write_card(request.bundle, numbers)  # before the report: the bundle is written anew
    head = [
        f"# How far “{spec.name}” may be trusted",
        f"{RESEARCH_USE} Higher scores look more hypomimic to this model; no score is a diagnosis.",
        f"Model `{spec.id}` {spec.version}, weights `{request.bundle.weights_sha256[:16]}`, "
        f"threshold {spec.threshold:.2f}. Written by `{request.command}`"
        + (", the quick form: few faces, wide intervals." if request.quick else ".")
        + (f" Only these parts were measured: {', '.join(request.only)}." if request.only else ""),
        *([f"Photographed people left out: {' '.join(left_out.values())}"] if left_out else []),
        "Beside the network stand two plain rivals on the same clips: the energy of motion in the "
        "aligned face, and the velocity of its landmarks. A network that does not beat them has "
        "earned nothing. Sentences on who beats whom are about point values; intervals that "
        "overlap prove no difference.",
        "Intervals are 95 %, drawn over people where several values belong to one; of shares they "
        "are Wilson's where each value is another person's or clip's. Scores are shown from 0 to "
        "1; differences, variances, ranks of one person and correlations are reckoned in log "
        "odds, which neither end compresses. Gain 1 is the person's own movement, 0 none; where "
        "photographed people are animated, blinks and speed go with it. Rivals are minus the "
        "logarithm of movement: higher is less movement, and only differences count.",
        "## In short",
        in_short(numbers["sections"]),
        "What its maker says of its limits:\n\n" + "\n".join(f"- {one}" for one in spec.limits),
    ]
    pictures = request.out / PICTURES
    for section in sections:
        for name, drawing in section.plots.items():
            write_text(pictures / f"{name}.svg", drawing)
    write_text(pictures / NUMBERS, json.dumps(numbers, indent=1) + "\n")
    report = request.out / REPORT_NAME
    body = "\n".join(section.text(PICTURES) for section in sections)
    write_text(report, "\n\n".join(head) + "\n\n" + body)
    return report


def _numbers(request: StudyRequest, sections: Sequence[Section]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "note": RESEARCH_USE,
        "model": request.bundle.spec.id,
        "weights_sha256": request.bundle.weights_sha256,
        "quick": request.quick,
        "command": request.command,
        "versions": versions(),
        "sections": {section.key: json_values(section.facts) for section in sections},
    }
    return found
