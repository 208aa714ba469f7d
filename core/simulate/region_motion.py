"""How far each region of a simulated face moves between two times: ground truth, not measured."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import UsageError
from core.simulate.expressions import close_lids, unit_displacements
from core.simulate.face_model import face_model, region_weights
from core.simulate.moving import movement_basis
from core.simulate.spec import PhantomSpec, spec_from_json
from core.simulate.timeline import Timeline, build_timeline
from core.types import FACIAL_REGIONS, ClipTable

_OWN = 0.5  # a point belongs to the region that has at least this share of it


class RegionMotion:
    """A phantom's movement, head motion apart, as the average face would make it.

    Parameters
    ----------
    spec : PhantomSpec
    """

    def __init__(self, spec: PhantomSpec) -> None:
        self._line: Timeline = build_timeline(spec)
        self._basis = movement_basis(unit_displacements(), spec.movement)

    def between(self, start_s: float, end_s: float) -> NDArray[np.float32]:
        """Return the standard deviation over time of each region's place.

        Parameters
        ----------
        start_s, end_s : float
            Presentation times, both included.

        Returns
        -------
        (10,) float32
            In the order of `FACIAL_REGIONS`, in inter-iris distances: root mean square over a
            region's points of each point's deviation from its own mean. 0 where fewer than two
            frames lie between.
        """
        inside = np.flatnonzero((self._line.pts_s >= start_s) & (self._line.pts_s <= end_s))
        if len(inside) < 2:
            return np.zeros(len(FACIAL_REGIONS), np.float32)
        points = np.stack([self._at(int(index)) for index in inside])  # (F, 478, 3)
        variance = points.var(axis=0).sum(axis=-1)
        mean = np.array([variance[its].mean() for its in _points_of_regions()])
        return np.asarray(np.sqrt(mean), np.float32)

    def in_clips(self, table: ClipTable) -> NDArray[np.float32]:
        """Return what `between` says of each clip (N, 10)."""
        moved = [
            self.between(float(start), float(end))
            for start, end in zip(table.start_s, table.end_s, strict=True)
        ]
        return np.array(moved, np.float32).reshape(len(table), len(FACIAL_REGIONS))

    def _at(self, index: int) -> NDArray[np.float32]:
        amounts = self._line.amounts[index].astype(np.float32).ravel()
        open_ = face_model().mean + (amounts @ self._basis).reshape(-1, 3)
        left, right = self._line.closure[index].tolist()
        return close_lids(np.asarray(open_, np.float32), left, right)


def motion_of(truth: Path) -> RegionMotion | None:
    """Read the movement of a simulated video from its truth file.

    Returns
    -------
    RegionMotion or None
        None where there is no such file, or where its description alone does not say how the
        face moves (a real clip that was altered, a re-enacted person).
    """
    try:
        facts = json.loads(truth.read_bytes())
        if not isinstance(facts, dict) or "spec" not in facts or "timeline" in facts:
            return None
        return RegionMotion(spec_from_json(facts["spec"]))
    except (OSError, ValueError, RecursionError, UsageError):
        return None


@lru_cache(maxsize=1)
def _points_of_regions() -> tuple[NDArray[np.int64], ...]:
    return tuple(np.flatnonzero(weights >= _OWN) for weights in region_weights())
