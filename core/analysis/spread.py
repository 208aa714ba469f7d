"""Restricted or broad: how a layer's map lies on the face, and on which of its regions.

Per clip, the map's mean over its steps is A >= 0 (of signed maps the magnitude). On the N cells
that lie at least half inside the face, p = A / sum A:

============= ===================================================================================
entropy       -sum(p ln p) / ln N: 1 = even, 0 = one cell
participation 1 / (N sum p²): the share of cells that would hold the mass if it were even
gini          Gini coefficient of A: 0 = even
area50/area90 least share of the N cells that holds 50 % / 90 % of the mass
outside_share share of the whole crop's mass outside the face, by fractional coverage
path_iod      length of the path of the mass centroid over the map's steps, in IOD
ever_active   share of the N cells above a tenth of the recording's scale at any step
energy        sum of A
============= ===================================================================================

Each is averaged over clips. A clip without mass on the face has no shape: it counts only in
`ever_active` and `energy`; where no clip has mass, everything is 0. All depend on the map's grid:
compare only within one bundle and layer.

Why these: entropy of facial change is reduced in Parkinson's disease (Bowers et al. 2006).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.face import region_masks
from core.face.landmarks import LEFT_IRIS, RIGHT_IRIS
from core.progress import CancelToken
from core.types import REGIONS, ActivationMap, ClipTable, RegionRow, Spread

Floats = NDArray[np.float64]

# Clips per chunk are chosen so that one chunk's values stay below this.
_CHUNK_BYTES = 4 * 2**20
_INSIDE = 0.5
_ACTIVE_SHARE = 0.1
_OUTSIDE = REGIONS.index("outside")


@dataclass(frozen=True, slots=True)
class MapSpread:
    """How one map lies on the face, over the recording and clip by clip.

    Attributes
    ----------
    spread : Spread
    regions : tuple of RegionRow
        One per region in the order of `REGIONS`.
    per_clip : dict of str to (N,) float64
        The measures of `Spread` for each clip; those that need a shape are NaN in clips without
        mass on the face.
    """

    spread: Spread
    regions: tuple[RegionRow, ...]
    per_clip: dict[str, Floats]


def summarise_map(
    activation: ActivationMap, landmarks_unit: NDArray[np.float32], clips: ClipTable
) -> tuple[Spread, tuple[RegionRow, ...]]:
    """Measure the spread of one map and its shares by region; see `measure_map`.

    Returns
    -------
    spread : Spread
    rows : tuple of RegionRow
        One per region in the order of `REGIONS`. Shares sum to 1, or are all 0 on a map
        without mass.
    """
    found = measure_map(activation, landmarks_unit, clips)
    return found.spread, found.regions


def measure_map(
    activation: ActivationMap,
    landmarks_unit: NDArray[np.float32],
    clips: ClipTable,
    cancel: CancelToken | None = None,
) -> MapSpread:
    """Measure the spread of one map, over the recording and clip by clip.

    Parameters
    ----------
    activation : ActivationMap
        Values (N, t, s, s).
    landmarks_unit : (N, 478, 2) float
        Each clip's landmarks in the unit crop [0, 1].
    clips : ClipTable
        The N clips that the map covers.
    cancel : CancelToken, optional
        Looked at every few clips.

    Returns
    -------
    MapSpread

    Raises
    ------
    ValueError
        If the numbers of clips differ or the map is not square.
    Cancelled
        If the token was set.
    """
    values = activation.values
    if not len(values) == len(landmarks_unit) == len(clips):
        raise ValueError("map, landmarks and clips differ in number")
    if values.shape[2] != values.shape[3]:
        raise ValueError(f"expected a square map, got {values.shape[2:]}")
    active_from = _ACTIVE_SHARE * activation.scale[1]
    parts = []
    for rows in _chunks(values):
        if cancel is not None:
            cancel.raise_if_cancelled()
        parts.append(_measure_clips(values[rows], landmarks_unit[rows], active_from))
    found = _ClipMeasures.join(parts)
    return MapSpread(
        found.spread(activation.layer), found.regions(activation.layer), found.per_clip()
    )


@dataclass(frozen=True, slots=True)
class _ClipMeasures:
    """Per clip: whether it has a shape, its measures, and mass and area by region."""

    shaped: NDArray[np.bool_]
    measures: dict[str, Floats]
    region_mass: Floats
    region_area: Floats

    @classmethod
    def join(cls, parts: list[_ClipMeasures]) -> _ClipMeasures:
        if not parts:
            nothing = np.zeros((0, len(REGIONS)))
            names = [name for name in Spread.__slots__ if name != "layer"]
            return cls(np.zeros(0, np.bool_), {n: np.zeros(0) for n in names}, nothing, nothing)
        return cls(
            np.concatenate([p.shaped for p in parts]),
            {n: np.concatenate([p.measures[n] for p in parts]) for n in parts[0].measures},
            np.concatenate([p.region_mass for p in parts]),
            np.concatenate([p.region_area for p in parts]),
        )

    def counted(self, name: str) -> NDArray[np.bool_]:
        """Clips in which a measure has a meaning."""
        if name in ("ever_active", "energy"):
            return np.ones_like(self.shaped)
        if name == "outside_share":
            return np.asarray(self.region_mass.sum(axis=1) > 0)
        return self.shaped

    def spread(self, layer: str) -> Spread:
        means = {name: _mean(v[self.counted(name)]) for name, v in self.measures.items()}
        return Spread(layer=layer, **means)

    def per_clip(self) -> dict[str, Floats]:
        return {n: np.where(self.counted(n), v, np.nan) for n, v in self.measures.items()}

    def regions(self, layer: str) -> tuple[RegionRow, ...]:
        total = self.region_mass.sum(axis=1)
        share = self.region_mass[total > 0] / total[total > 0, None]
        shares = share.mean(axis=0) if len(share) else np.zeros(len(REGIONS))
        areas = self.region_area.mean(axis=0) if len(total) else np.zeros(len(REGIONS))
        return tuple(
            RegionRow(layer, region, float(s), float(a), float(s / a) if a > 0 else 0.0)
            for region, s, a in zip(REGIONS, shares, areas, strict=True)
        )


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else 0.0


def _chunks(values: NDArray[np.float16]) -> Iterator[slice]:
    per_clip = 8 * int(np.prod(values.shape[1:])) + 4 * len(REGIONS) * values.shape[2] ** 2
    step = max(1, _CHUNK_BYTES // per_clip)
    for start in range(0, len(values), step):
        yield slice(start, start + step)


def _measure_clips(
    values: NDArray[np.float16], landmarks: NDArray[np.float32], active_from: float
) -> _ClipMeasures:
    steps = np.abs(values.astype(np.float64))  # (n, t, s, s)
    side = steps.shape[-1]
    coverage = np.stack([region_masks(points, side) for points in landmarks])  # (n, 11, s, s)
    inside = (1.0 - coverage[:, _OUTSIDE]) >= _INSIDE
    mean = steps.mean(axis=1)
    on_face = np.where(inside, mean, 0.0).reshape(len(mean), -1)
    cells = inside.reshape(len(mean), -1).sum(axis=1)
    energy = on_face.sum(axis=1)
    region_mass = np.einsum("nrij,nij->nr", coverage, mean)
    total = region_mass.sum(axis=1)
    shaped = (energy > 0) & (cells > 1)
    measures = _shape(on_face, cells, shaped)
    measures["outside_share"] = _ratio(region_mass[:, _OUTSIDE], total)
    measures["path_iod"] = _path_iod(steps * inside[:, None], landmarks)
    ever = ((steps > active_from) & inside[:, None]).any(axis=1)
    measures["ever_active"] = _ratio(ever.sum(axis=(1, 2)).astype(np.float64), cells)
    measures["energy"] = energy
    return _ClipMeasures(shaped, measures, region_mass, coverage.mean(axis=(2, 3)))


def _ratio(part: Floats, whole: Floats | NDArray[np.int64]) -> Floats:
    return np.asarray(np.divide(part, whole, out=np.zeros_like(part), where=whole > 0))


def _shape(mass: Floats, cells: NDArray[np.int64], shaped: NDArray[np.bool_]) -> dict[str, Floats]:
    """Entropy, participation, Gini and areas of (n, M) masses that are 0 outside `cells` cells."""
    ranked = -np.sort(-mass, axis=1)
    total = np.where(shaped, ranked.sum(axis=1), 1.0)
    n = np.where(shaped, cells, 2).astype(np.float64)
    p = ranked / total[:, None]
    logs = np.log(p, out=np.zeros_like(p), where=p > 0)
    entropy = -(p * logs).sum(axis=1) / np.log(n)
    participation = _ratio(np.ones_like(n), n * (p**2).sum(axis=1))
    # With ranks 1..N from the largest down, G = (N + 1 - 2 sum(rank p)) / N.
    rank = np.arange(1, mass.shape[1] + 1)
    gini = (n + 1.0 - 2.0 * (p @ rank)) / n
    out = {
        "entropy": np.clip(entropy, 0.0, 1.0),
        "participation": np.clip(participation, 0.0, 1.0),
        "gini": np.clip(gini, 0.0, 1.0),
        "area50": _area(p, n, 0.5),
        "area90": _area(p, n, 0.9),
    }
    return {name: np.where(shaped, value, 0.0) for name, value in out.items()}


def _area(p: Floats, cells: Floats, wanted: float) -> Floats:
    """Least share of cells holding `wanted` of the mass; the last cell counts in part."""
    summed = np.cumsum(p, axis=1)
    full = np.minimum((summed < wanted).sum(axis=1), p.shape[1] - 1)  # cells wholly needed
    row = np.arange(len(p))
    before = np.where(full > 0, summed[row, np.maximum(full - 1, 0)], 0.0)
    part = _ratio(wanted - before, p[row, full])
    return np.asarray(np.clip((full + part) / cells, 0.0, 1.0))


def _path_iod(steps: Floats, landmarks: NDArray[np.float32]) -> Floats:
    """Length (n,) of the centroid's path over the steps that have mass."""
    side = steps.shape[-1]
    centre = (np.arange(side) + 0.5) / side
    mass = steps.sum(axis=(2, 3))
    x = _ratio(steps.sum(axis=2) @ centre, mass)
    y = _ratio(steps.sum(axis=3) @ centre, mass)
    iod = np.linalg.norm(landmarks[:, LEFT_IRIS] - landmarks[:, RIGHT_IRIS], axis=1)
    out = np.zeros(len(steps))
    for i, has in enumerate(mass > 0):
        path = np.hypot(np.diff(x[i, has]), np.diff(y[i, has])).sum()
        out[i] = path / iod[i] if iod[i] > 0 else 0.0
    return out
