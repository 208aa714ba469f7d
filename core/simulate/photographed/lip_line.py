"""The dark line between closed lips, which FaceMesh finds to within a few hundredths only."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from core.simulate.face_model import LIP_ROWS, OUTER_LIP_CORNERS

_OPEN_IOD = 0.03  # lips further apart show no line
_SEARCH_IOD = 0.045
_SMOOTH_IOD = 0.006
_BEND = 0.8  # cost of each pixel that the line climbs from one column to the next
_PULL = 18.0  # cost in grey levels at the end of the search


def with_traced_lips(points_px: NDArray[np.float64], rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Lay the lips' inner edges on the line that is seen between them.

    Parameters
    ----------
    points_px : (478, 3) float64
        Of an upright face, in the picture's pixels.
    rgb : (H, W, 3) uint8

    Returns
    -------
    (478, 3) float64
        The rows of the lips follow in proportion. Open lips stay as they are.
    """
    unit = float(np.linalg.norm(points_px[468, :2] - points_px[473, :2]))
    right, left = LIP_ROWS[2][-1]
    upper, lower = (points_px[[right, *rows[-1], left]] for rows in LIP_ROWS[:2])
    if (lower - upper)[5, 1] > _OPEN_IOD * unit:
        return points_px
    line = (upper + lower)[:, :2] / 2
    off = _trace(rgb, line, unit)
    out = points_px.copy()
    for rows in LIP_ROWS[:2]:
        for number, row in enumerate(rows):
            out[list(row), 1] += off[1:-1] * number / (len(rows) - 1)
    for corners in LIP_ROWS[2]:
        if corners != OUTER_LIP_CORNERS:
            out[list(corners), 1] += off[[0, -1]] / 2
    return out


def _trace(rgb: NDArray[np.uint8], line: NDArray[np.float64], unit: float) -> NDArray[np.float64]:
    """How far below each of the line's points the darkest path runs, in pixels."""
    order = np.argsort(line[:, 0])
    x = np.arange(np.ceil(line[order[0], 0]), np.floor(line[order[-1], 0]) + 1)
    reach = max(1, round(_SEARCH_IOD * unit))
    steps = np.arange(-2 * reach, 2 * reach + 1) / 2  # half pixels
    start = np.interp(x, line[order, 0], line[order, 1])
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    grey = cv2.GaussianBlur(grey, (0, 0), max(0.5, _SMOOTH_IOD * unit))
    seen = cv2.remap(
        grey, np.tile(x.astype(np.float32), (len(steps), 1)),
        (start + steps[:, None]).astype(np.float32), cv2.INTER_LINEAR,
    )  # fmt: skip
    cost = seen + _PULL * (np.abs(steps) / reach)[:, None] ** 2
    climb = _BEND * np.abs(steps[:, None] - steps[None]) * 2
    total, came = cost[:, 0], []
    for column in cost.T[1:]:  # Viterbi's path of least cost
        ways = total[None] + climb
        came.append(ways.argmin(axis=1))
        total = column + ways.min(axis=1)
    place = int(total.argmin())
    path = [place]
    for step in reversed(came):
        place = int(step[place])
        path.append(place)
    return np.asarray(np.interp(line[:, 0], x, steps[np.array(path[::-1])]))
