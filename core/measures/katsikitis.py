"""Twelve distances of mouth, eyes and brows after Katsikitis and Pilowsky.

They named the distances and compared a face at rest with the same face at the peak of an
expression. The landmark pairs below are **ours**: their points were set by hand on still pictures
and have no exact counterpart in FaceMesh, so values must not be compared with theirs. All are taken
in the person's frontal frame in IOD; both sides are averaged. "Eye line" is the mean height of the
four eye corners, which does not move with gaze or lids.

==================== ==============================================================================
end_lip              eye line down to the lip corners (61, 291); falls when the corners rise
mouth_width          between the lip corners 61-291
mouth_opening        between the inner lips 13-14
mid_top_lip          eye line down to the middle of the upper lip's edge (0)
mid_lower_lip        eye line down to the middle of the lower lip's edge (17)
top_lip_thickness    between 0 and 13
lower_lip_thickness  between 14 and 17
eye_opening          between the lids at the middle of the eye (159-145, 386-374)
top_lid_to_iris      upper lid (159, 386) above the iris centre (468, 473)
lower_lid_to_iris    iris centre above the lower lid (145, 374)
inner_eyebrow        inner end of the brow (107, 336) above the eye line
mid_eyebrow          middle of the brow (105, 334) above the eye line
==================== ==============================================================================
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.face import landmarks as lm
from core.measures.geometry import HeadFrame

DISTANCES: dict[str, str] = {
    "end_lip": "End-lip",
    "mouth_width": "Mouth width",
    "mouth_opening": "Mouth opening",
    "mid_top_lip": "Mid-top lip",
    "mid_lower_lip": "Mid-lower lip",
    "top_lip_thickness": "Top lip thickness",
    "lower_lip_thickness": "Lower lip thickness",
    "eye_opening": "Eye opening",
    "top_lid_to_iris": "Top lid to iris",
    "lower_lid_to_iris": "Lower lid to iris",
    "inner_eyebrow": "Inner eyebrow",
    "mid_eyebrow": "Mid-eyebrow",
}
"""Name and label, in the order in which they are listed."""

_UPPER_LIDS, _LOWER_LIDS = (159, 386), (145, 374)
_INNER_BROWS = (lm.RIGHT_BROW_UPPER[-1], lm.LEFT_BROW_UPPER[-1])
_MID_BROWS = (lm.RIGHT_BROW_UPPER[2], lm.LEFT_BROW_UPPER[2])


def distances(head: HeadFrame) -> dict[str, NDArray[np.float32]]:
    """Return each distance of `DISTANCES` as a time line (T,) in IOD."""
    eye_line = head.y(lm.RIGHT_EYE_OUTER, lm.RIGHT_EYE_INNER, lm.LEFT_EYE_INNER, lm.LEFT_EYE_OUTER)
    iris = head.y(lm.RIGHT_IRIS, lm.LEFT_IRIS)
    return {
        "end_lip": eye_line - head.y(*lm.MOUTH_CORNERS),
        "mouth_width": head.distance((lm.RIGHT_MOUTH_CORNER, lm.LEFT_MOUTH_CORNER)),
        "mouth_opening": head.distance((lm.UPPER_LIP_BOTTOM, lm.LOWER_LIP_TOP)),
        "mid_top_lip": eye_line - head.y(lm.UPPER_LIP_TOP),
        "mid_lower_lip": eye_line - head.y(lm.LOWER_LIP_BOTTOM),
        "top_lip_thickness": head.distance((lm.UPPER_LIP_TOP, lm.UPPER_LIP_BOTTOM)),
        "lower_lip_thickness": head.distance((lm.LOWER_LIP_TOP, lm.LOWER_LIP_BOTTOM)),
        "eye_opening": head.distance(*zip(_UPPER_LIDS, _LOWER_LIDS, strict=True)),
        "top_lid_to_iris": head.y(*_UPPER_LIDS) - iris,
        "lower_lid_to_iris": iris - head.y(*_LOWER_LIDS),
        "inner_eyebrow": head.y(*_INNER_BROWS) - eye_line,
        "mid_eyebrow": head.y(*_MID_BROWS) - eye_line,
    }
