"""Real clips as they are: whether the expressive ones score below those that hardly move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from core.errors import RecordingError
from core.progress import CancelToken
from core.study.beside import MEASURES, RIVALS, beside_rivals
from core.study.dose import measured
from core.study.judging import Judge, Verdict
from core.study.numbers import Interval, Share, Table, over_people, spearman
from core.study.page import Section

_LEAST_RANKED = 4
_TALKING = ("talk", "speech", "speak")


def clips_section(
    clips: Sequence[Path], judge: Judge, cancel: CancelToken | None = None
) -> Section:
    """Judge clips as they are: score, interval, decision, and why any was refused."""
    section = Section("clips", "Real clips as they are")
    threshold = judge.bundle.spec.threshold
    rows: list[list[object]] = []
    scored: dict[str, Verdict] = {}
    for clip in clips:
        try:
            found = judge.verdict(clip, cancel=cancel)
        except RecordingError as error:
            rows.append([clip.name, "", "", "refused", error.message, "", "", ""])
            continue
        if not found.usable:
            rows.append([clip.name, "", "", "refused", "a gate failed", "", "", ""])
            continue
        scored[clip.name] = found
        rivals = [f"{measured(found, name):.2f}" for name in RIVALS]
        interval = f"{found.low:.2f} to {found.high:.2f}"
        rows.append([clip.name, f"{found.score:.2f}", interval, found.decision,
                     " ".join(found.reasons), *rivals, f"{found.movement_iod:.3f}"])  # fmt: skip
    section.table(
        ["clip", "model score", "95 % interval", "decision", "why not",
         *RIVALS.values(), "movement (IOD)"],
        rows,
    )  # fmt: skip
    above = Share(sum(v.score > threshold for v in scored.values()), len(scored))
    decided = Share(sum(v.decision == "above" for v in scored.values()), len(scored))
    unsure = Share(sum(v.decision == "inconclusive" for v in scored.values()), len(scored))
    section.lines.append(
        f"Score above the threshold of {threshold:.2f}: {above}; whole interval above it: "
        f"{decided}; inconclusive: {unsure}. None of these people is a patient."
    )
    talking = [v for name, v in scored.items() if name.lower().startswith(_TALKING)]
    if talking:
        section.lines.append(
            "Of the clips of ordinary talking (by their names) above the threshold: "
            f"{Share(sum(v.score > threshold for v in talking), len(talking))}."
        )
    else:
        section.lines.append(
            "Which of these clips show ordinary talking is not known: none has a name that begins "
            f"with {', '.join(_TALKING)}."
        )
    section.facts = {"above": above.hits, "scored": above.count, "decided_above": decided.hits,
                     "inconclusive": unsure.hits,
                     "talking_above": sum(v.score > threshold for v in talking),
                     "talking": len(talking)}  # fmt: skip
    _by_movement(section, scored)
    return section


def _by_movement(section: Section, scored: dict[str, Verdict]) -> None:
    """Say whether clips that move more score lower, by a measure that is neither rival."""
    known = {name: v for name, v in scored.items() if np.isfinite(v.movement_iod)}
    section.lines.append(
        "Movement is how far the landmarks of lips, brows, cheeks and chin stray from where they "
        "mostly are, head motion taken out, in inter-ocular distances. It is independent of the "
        "network, and of the landmark velocity in so far as it does not ask how fast; both are "
        "read from the same landmarks."
    )
    if len(known) < _LEAST_RANKED:
        section.lines.append(f"With {len(known)} clips that could be judged there is no ranking.")
        return
    by_movement = sorted(known.values(), key=lambda v: v.movement_iod)
    third = max(1, len(known) // 3)
    thirds = {
        name: tuple(
            float(np.median([measured(v, name) for v in part]))
            for part in (by_movement[-third:], by_movement[:third])
        )
        for name in MEASURES
    }
    most, least = thirds["network"]
    section.lines.append(
        f"The {third} clips that move most against the {third} that move least, medians (as log "
        "odds; of the rivals minus the logarithm of movement). The former should be lower, and "
        f"{'are' if most < least else 'are not'}:"
    )
    section.table(
        ["", "move most", "move least"],
        [[MEASURES[name], *(f"{value:.2f}" for value in pair)] for name, pair in thirds.items()],
    )
    moved = np.array([v.movement_iod for v in known.values()])
    ranks = {
        name: _rank(np.column_stack([moved, [measured(v, name) for v in known.values()]]))
        for name in MEASURES
    }
    section.lines.append(
        f"Rank correlation with movement over {len(known)} clips (-1 at best), clips drawn for "
        "the interval:"
    )
    section.table(["", "Spearman"], [[MEASURES[name], value] for name, value in ranks.items()])
    section.lines.append(
        beside_rivals("this ranking", {n: -v.value for n, v in ranks.items()})
        + " The landmark velocity shares its landmarks with the yardstick."
    )
    section.facts |= {
        "spearman": {name: asdict(value) for name, value in ranks.items()},
        "thirds": thirds,
    }


def _rank(pairs: Table) -> Interval:
    return over_people(pairs, lambda rows: spearman(rows[:, 0], rows[:, 1]))
