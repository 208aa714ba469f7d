"""Where a recording lies among those that its model was fitted on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from core.analysis.reference_group import ReferenceGroup, distances, nearest, standardised
from core.analysis.score import OOD_LIMIT, OOD_WIDEN_FROM, clips_that_count
from core.types import ActivationMap, Analysis, Spread

Floats = NDArray[np.float64]
SpreadMeasure = Literal["entropy", "participation", "area50"]
Reach = Literal["usual", "unusual", "unlike"]

SPREAD_MEASURES: tuple[SpreadMeasure, ...] = ("entropy", "participation", "area50")
"""Of all measures of spread those that are larger the broader a map lies on the face."""

BOX_PERCENTILES = (5, 25, 50, 75, 95)
_LEAST_RECORDINGS = 3  # fewer always lie in one plane, whatever they are


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Why it cannot be said where a recording lies: a sentence."""

    reason: str


@dataclass(frozen=True, slots=True)
class GroupPlace:
    """A value among the reference recordings of one label.

    Attributes
    ----------
    label : str
        As the bundle names it.
    index : int
        Its place among the bundle's labels; the higher, the more hypomimic.
    recordings, people : int
        How many there are.
    percentile : float
        Share of them that lie below the value, [0, 100]; those equal to it count half.
    box : 5 floats
        Their 5th, 25th, 50th, 75th and 95th percentile.
    """

    label: str
    index: int
    recordings: int
    people: int
    percentile: float
    box: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class SpreadPlace:
    """One measure of spread of one map, among each group of reference recordings.

    `layer` and `kind` as in `core.types.ActivationMap`, `measure` and `value` as in `Spread`.
    """

    layer: str
    kind: str
    measure: SpreadMeasure
    value: float
    groups: tuple[GroupPlace, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """A recording among the reference recordings of its model.

    Attributes
    ----------
    labels : tuple of str
        Names of the groups, from the least to the most hypomimic.
    reference_xy : (M, 2) float64
        Reference recordings on the plane of their two first principal components. Only how near
        points are has a meaning; directions have none.
    reference_label : (M,) int64
        Index into `labels`.
    people : int
        In the reference.
    here_xy : (2,) float64
        This recording: the mean of its clips, on the same plane.
    clips_xy : (N, 2) float64
        Its clips that enter the score.
    clip_start_s : (N,) float64
        When they start, PTS.
    shown_share : float
        Share of the reference recordings' variance that the plane holds, [0, 1].
    distance : float
        Mean distance to the nearest reference recordings, over all dimensions; see
        `core.analysis.reference_group.distances`.
    distance_ratio : float
        `distance` / the largest of the same of people whom the model was not fitted on.
    ood_ratio : float
        What the score was judged by: see `core.analysis.score.ood_ratio`. It counts looks, too.
    distance_percentile : float
        Share of those people's recordings that lie nearer, [0, 100].
    nearest_label : tuple of int
        Of the recordings that `distance` is to, from the nearest on.
    spread : tuple of SpreadPlace
        Of each map that the reference knows, in the order of the analysis.
    """

    labels: tuple[str, ...]
    reference_xy: Floats
    reference_label: NDArray[np.int64]
    people: int
    here_xy: Floats
    clips_xy: Floats
    clip_start_s: Floats
    shown_share: float
    distance: float
    distance_ratio: float
    ood_ratio: float
    distance_percentile: float
    nearest_label: tuple[int, ...]
    spread: tuple[SpreadPlace, ...]

    @property
    def reach(self) -> Reach:
        """Whether the score stands as it is, has a wider interval, or gives no decision."""
        if self.ood_ratio > OOD_LIMIT:
            return "unlike"
        return "unusual" if self.ood_ratio > OOD_WIDEN_FROM else "usual"


def find_standing(
    analysis: Analysis, reference: Mapping[str, NDArray[Any]], labels: Sequence[str]
) -> Standing | Unplaced:
    """Say where a recording lies among the reference recordings of the model that judged it.

    Parameters
    ----------
    analysis : Analysis
    reference : mapping
        ``reference.npz`` of that very bundle.
    labels : sequence of str
        Its labels.

    Returns
    -------
    Standing or Unplaced
    """
    if analysis.prediction is None:
        return Unplaced("The recording could not be judged, so the model never saw it.")
    try:
        group = ReferenceGroup.of(reference)
    except ValueError:
        return Unplaced(
            "The reference recordings in this model's bundle do not fit one another. Ask its maker."
        )
    if group is None or len(group.embeddings) < _LEAST_RECORDINGS:
        return Unplaced(
            "This model's bundle carries no reference recordings, so it cannot be said how far "
            "this recording lies from what the model has seen."
        )
    counts = clips_that_count(analysis.segments, analysis.clips.segment)
    clips = analysis.prediction.embedding[counts]
    known_labels = group.labels.min() >= 0 and group.labels.max() < len(labels)
    if clips.shape[1] != group.embeddings.shape[1] or not known_labels:
        return Unplaced("This model's reference recordings are of another network.")
    return _place(analysis, group, tuple(labels), clips, analysis.clips.start_s[counts])


def _place(
    analysis: Analysis,
    group: ReferenceGroup,
    labels: tuple[str, ...],
    clips: NDArray[np.float32],
    start_s: Floats,
) -> Standing:
    plane, middle, share = principal_plane(group.embeddings)
    mean = clips.astype(np.float64).mean(axis=0)
    away = float(distances(mean[None], group.arrays)[0])
    ratio = away / max(float(group.usual[-1]), 1e-6)
    judged = analysis.score.ood_ratio if analysis.score is not None else None
    return Standing(
        labels=labels,
        reference_xy=(group.embeddings - middle) @ plane,
        reference_label=group.labels,
        people=len(np.unique(group.subjects)),
        here_xy=(standardised(mean, group.arrays) - middle) @ plane,
        clips_xy=(standardised(clips, group.arrays) - middle) @ plane,
        clip_start_s=np.asarray(start_s, np.float64),
        shown_share=share,
        distance=away,
        distance_ratio=ratio,
        ood_ratio=max(ratio, judged or 0.0),
        distance_percentile=percentile_on(group.usual, away),
        nearest_label=tuple(int(group.labels[i]) for i in nearest(mean, group.arrays)),
        spread=_spread_places(analysis, group, labels),
    )


def principal_plane(points: Floats) -> tuple[Floats, Floats, float]:
    """Find the plane that holds most of the variance of points.

    A fixed linear map, so that a point that comes later falls where it would have fallen before
    (which t-SNE and UMAP do not promise).

    Parameters
    ----------
    points : (M, D) float64

    Returns
    -------
    plane : (D, 2) float64
        Two orthonormal directions. The largest component of each is above 0, so that one group
        of points always has the same plane.
    middle : (D,) float64
        Mean of the points.
    share : float
        Share of the variance in the plane, [0, 1]; 1 where all points are the same.
    """
    middle = points.mean(axis=0)
    _, size, rows = np.linalg.svd(points - middle, full_matrices=False)
    plane = np.zeros((points.shape[1], 2))
    plane[:, : min(2, len(rows))] = rows[:2].T
    largest = plane[np.abs(plane).argmax(axis=0), (0, 1)]
    total = float((size**2).sum())
    share = float((size[:2] ** 2).sum()) / total if total > 0 else 1.0
    return plane * np.where(largest < 0, -1.0, 1.0), middle, min(share, 1.0)


def percentile_on(quantiles: Floats, value: float) -> float:
    """Return where a value falls on the percentiles 0 to 100 (101,) of others, [0, 100]."""
    below = np.searchsorted(quantiles, value, side="left")
    up_to = np.searchsorted(quantiles, value, side="right")
    if below < up_to:  # on one of them, or on several that are the same
        return float(below + up_to - 1) / 2
    if below in (0, len(quantiles)):
        return 0.0 if below == 0 else 100.0
    low, high = quantiles[below - 1], quantiles[below]
    return float(below - 1 + (value - low) / (high - low))


def percentile_among(values: NDArray[Any], value: float) -> float:
    """Return the share of values (n,), n >= 1, below one, [0, 100]; equal ones count half."""
    lower, same = np.count_nonzero(values < value), np.count_nonzero(values == value)
    return float(100 * (lower + same / 2) / len(values))


def _spread_places(
    analysis: Analysis, group: ReferenceGroup, labels: tuple[str, ...]
) -> tuple[SpreadPlace, ...]:
    found = []
    for activation, spread in zip(analysis.maps, analysis.spread, strict=True):
        for measure in SPREAD_MEASURES:
            values = _reference_values(activation, measure, group)
            if values is not None:
                found.append(_spread_place(activation, spread, measure, group, labels, values))
    return tuple(found)


def _reference_values(
    activation: ActivationMap, measure: SpreadMeasure, group: ReferenceGroup
) -> NDArray[np.float32] | None:
    if activation.kind not in ("evidence", "activation"):
        return None
    name = "evidence" if activation.kind == "evidence" else activation.layer
    values = group.arrays.get(f"spread_{name}_{measure}")
    if values is None or values.shape != group.labels.shape or not np.isfinite(values).all():
        return None
    return values.astype(np.float32)


def _spread_place(
    activation: ActivationMap,
    spread: Spread,
    measure: SpreadMeasure,
    group: ReferenceGroup,
    labels: tuple[str, ...],
    values: NDArray[np.float32],
) -> SpreadPlace:
    value = float(getattr(spread, measure))
    places = []
    for index, label in enumerate(labels):
        mine = group.labels == index
        if mine.any():
            places.append(
                GroupPlace(
                    label=label,
                    index=index,
                    recordings=int(mine.sum()),
                    people=len(np.unique(group.subjects[mine])),
                    percentile=percentile_among(values[mine], np.float32(value).item()),
                    box=tuple(float(q) for q in np.percentile(values[mine], BOX_PERCENTILES)),
                )
            )
    return SpreadPlace(activation.layer, activation.kind, measure, value, tuple(places))
