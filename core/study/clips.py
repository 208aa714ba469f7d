"""Real clips as they are, and how a score repeats itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from core.errors import FaciesError
from core.progress import CancelToken
from core.study.judging import Judge, Verdict
from core.study.numbers import Share
from core.study.page import Section
from core.types import Segment
from core.video import open_recording

_LEAST_HALF_S = 1.5
_HALF_APART = 2  # parts of a recording


def clips_section(
    clips: Sequence[Path], judge: Judge, cancel: CancelToken | None = None
) -> Section:
    """Judge clips as they are: score, interval, decision, and why any was refused."""
    section = Section("Real clips as they are")
    threshold = judge.bundle.spec.threshold
    rows: list[list[object]] = []
    scored: list[Verdict] = []
    for clip in clips:
        try:
            found = judge.verdict(clip, cancel=cancel)
        except FaciesError as error:
            rows.append([clip.name, "", "", error.message])
            continue
        if not found.usable:
            rows.append([clip.name, "", "", "refused: a gate failed"])
            continue
        scored.append(found)
        interval = f"{found.low:.2f} to {found.high:.2f}"
        rows.append([clip.name, f"{found.score:.2f}", interval, found.decision])
    section.table(["clip", "model score", "95 % interval", "decision"], rows)
    above = Share(sum(v.score > threshold for v in scored), len(scored))
    decided = Share(sum(v.decision == "above" for v in scored), len(scored))
    section.lines.append(
        f"Score above the threshold of {threshold:.2f}: {above}; whole interval above it: "
        f"{decided}. None of these people is a patient."
    )
    section.facts = {"above": above.hits, "scored": above.count, "decided_above": decided.hits}
    return section


def retest_section(
    clips: Sequence[Path], judge: Judge, cancel: CancelToken | None = None
) -> Section:
    """Compare the two halves of each clip that is long enough."""
    section = Section("The same face twice")
    away = []
    for clip in clips:
        try:
            halves = _halves(clip, judge, cancel)
        except FaciesError:
            continue
        if len(halves) == _HALF_APART and all(v.usable for v in halves):
            away.append(abs(halves[0].score - halves[1].score))
    if away:
        section.lines.append(
            f"Two halves of {len(away)} real clips: the scores differ by {np.median(away):.2f} in "
            f"the median, at most {max(away):.2f}."
        )
    else:
        section.lines.append("No clip was long enough to be halved.")
    section.facts = {"halves": away}
    return section


def _halves(clip: Path, judge: Judge, cancel: CancelToken | None) -> list[Verdict]:
    length = open_recording(clip).duration_s
    if length < 2 * _LEAST_HALF_S:
        return []
    parts = ((0.0, length / 2), (length / 2, length))
    return [
        judge.verdict(clip, segments=(Segment("unknown", start, end),), cancel=cancel)
        for start, end in parts
    ]
