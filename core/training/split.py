"""Dividing people, never recordings, into the parts that training needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.errors import UsageError
from core.training.manifest_row import PARTS, ManifestRow, Part


@dataclass(frozen=True, slots=True)
class SplitShares:
    """Share of the people in each part; the rest, about 0.55, trains the network.

    Early stopping looks at `validation`, the Platt fit and threshold at `calibration`, and the
    numbers of the card at `test` alone, so that none of them flatters itself.
    """

    validation: float = 0.15
    calibration: float = 0.15
    test: float = 0.15

    def of(self, part: Part) -> float:
        """Share of `part`, in [0, 1]."""
        held_out = {
            "validation": self.validation, "calibration": self.calibration, "test": self.test,
        }  # fmt: skip
        return held_out.get(part, 1 - sum(held_out.values()))


def split_people(
    rows: Sequence[ManifestRow], seed: int, shares: SplitShares | None = None
) -> dict[str, Part]:
    """Assign every person to one part, at random but evenly over the labels.

    People are grouped by the set of labels that their recordings carry (someone filmed in both
    states is a group of their own), shuffled, and dealt out group by group. Whoever has a
    `ManifestRow.part` is there already.

    Parameters
    ----------
    rows : sequence of ManifestRow
    seed : int
    shares : SplitShares, optional

    Returns
    -------
    dict of str to Part
        By ``subject_id``. Independent of the order of `rows`.

    Raises
    ------
    UsageError
        If there are too few people for every part to hold both labels.
    """
    shares = shares or SplitShares()
    labels_of: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        labels_of[row.subject_id].add(row.label)
    parts: dict[str, Part] = {row.subject_id: row.part for row in rows if row.part is not None}
    groups: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for subject in sorted(set(labels_of) - set(parts)):
        groups[tuple(sorted(labels_of[subject]))].append(subject)
    rng = np.random.default_rng([seed, 1])
    for key in sorted(groups):
        people = [groups[key][i] for i in rng.permutation(len(groups[key]))]
        parts.update(zip(people, _deal(len(people), shares), strict=True))
    _check(parts, labels_of)
    return parts


def _deal(count: int, shares: SplitShares) -> list[Part]:
    """Parts of `count` people: each held-out part gets its rounded share, but one at least."""
    dealt: list[Part] = []
    for part in PARTS[1:]:
        dealt += [part] * max(1, round(count * shares.of(part)))
    return dealt[:count] + ["train"] * (count - len(dealt))


def _check(parts: dict[str, Part], labels_of: dict[str, set[int]]) -> None:
    for part in PARTS:
        found = {x for subject, its in parts.items() if its == part for x in labels_of[subject]}
        if len(found) < 2:
            raise UsageError(
                f"There are too few people: the {part} part would not hold both labels. At least "
                f"{len(PARTS)} people of each label are needed, and many more for a useful model."
            )
