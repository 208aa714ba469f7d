"""Spread: whether the maps are broader where the face moves more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np

from core.progress import CancelToken
from core.study.judging import Judge, Verdict
from core.study.numbers import Table, paired_effect
from core.study.page import Section
from core.study.series import GAINS, Take

_SPREAD = ("entropy", "participation", "gini", "area50", "area90", "energy")
_RESTRICTED, _BROAD = GAINS[1], GAINS[-1]


def spread_section(
    takes: Sequence[Take], judge: Judge, rivals: Judge, cancel: CancelToken | None = None
) -> Section:
    """Compare the spread of the maps of attenuated and expressive recordings of the same people."""
    section = Section("spread", "Restricted versus broad")
    section.lines.append(
        f"Measures of the evidence map and of the first layers at gain {_RESTRICTED:g} against "
        f"{_BROAD:g}: mean difference in standard deviations (positive: broader, or more, where "
        "the face moves more), with p by permutation within people."
    )
    rows = []
    for layer in sorted(_layers(takes, judge)):
        for measure in _SPREAD:
            name = f"{layer}.{measure}"
            cells: list[object] = [layer, measure]
            for who in (judge, rivals):
                low, high = _states(takes, who, name, cancel)
                if len(low) < 3:
                    cells += ["too few", ""]
                    continue
                effect, p = paired_effect(low, high)
                cells += [effect, f"{p:.3f}"]
                if who is judge:
                    section.facts[name] = {**asdict(effect), "p": p}
            rows.append(cells)
    section.table(["layer", "measure", "this model", "p", "random weights", "p"], rows)
    return section


def _layers(takes: Sequence[Take], judge: Judge) -> set[str]:
    return {key.split(".")[0] for take in takes for key in judge.verdict(take.video).spread}


def _states(
    takes: Sequence[Take], judge: Judge, name: str, cancel: CancelToken | None
) -> tuple[Table, Table]:
    found: dict[str, dict[float, Verdict]] = {}
    for take in takes:
        if take.gain in (_RESTRICTED, _BROAD):
            verdict = judge.verdict(take.video, cancel=cancel)
            if verdict.usable:
                found.setdefault(take.face, {})[take.gain] = verdict
    pairs = [pair for pair in found.values() if len(pair) == 2]
    low = np.array([pair[_RESTRICTED].spread[name] for pair in pairs], np.float64)
    high = np.array([pair[_BROAD].spread[name] for pair in pairs], np.float64)
    return low, high
