"""`attenuate`: the facial motion of a real recording, scaled about the person's own neutral."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from core.errors import UsageError
from core.progress import CancelToken, ProgressFn, silent
from core.simulate.attenuate.film import Painter
from core.simulate.attenuate.plan import FacePlan, plan_face
from core.simulate.attenuate.skin import SkinModel, learn_skin
from core.simulate.attenuate.watch import Watched
from core.video.rewrite import Change, Picture, rewrite

LEAST_GAIN, MOST_GAIN = 0.0, 1.5

_MOST_LEARNT = 240  # flat faces of one appearance
_TEN_DEG = 10.0


def check_gain(gain: float) -> None:
    """Check that a gain lies within [0, 1.5]. Raises `UsageError` if not."""
    if not (math.isfinite(gain) and LEAST_GAIN <= gain <= MOST_GAIN):
        raise UsageError(
            f"The gain must lie between {LEAST_GAIN:g} (still) and {MOST_GAIN:g} (exaggerated); "
            f"{gain:g} does not. 1 leaves the motion as it is."
        )


def attenuate(
    watched: Watched,
    gain: float,
    path: Path,
    *,
    progress: ProgressFn = silent,
    cancel: CancelToken | None = None,
) -> tuple[FacePlan, ...]:
    """Write a recording with its facial motion scaled.

    Landmarks keep their place in the head's own frame up to their distance from the person's
    neutral face, which is multiplied by the gain; the picture follows them as a mesh of triangles
    (piecewise affine). Blinks become fewer and shallower, folds and shading scale with the motion
    that they belong to. Head, gaze, hair and background stay as they are, and so do frames
    without a face and faces besides the main one. Times and sound are kept. At gain 1 the same
    steps change no pixel before the encoder.

    Parameters
    ----------
    watched : Watched
    gain : float
        [0, 1.5].
    path : Path
        Ends in ``.mp4``; written atomically. Pictures are upright.
    progress : callable
        Told stage ``"render"``.
    cancel : CancelToken, optional

    Returns
    -------
    tuple of FacePlan
        What was done, for `core.simulate.attenuate.truth`.

    Raises
    ------
    UsageError
        If the gain is out of range.
    RecordingError
        If the source file changed since it was watched.
    SurroundingsError
        If the file cannot be written.
    Cancelled
    """
    check_gain(gain)
    plans = tuple(plan_face(appearance, gain) for appearance in watched.appearances)
    paint = _painting(plans, watched)
    rewrite(watched.recording, path, paint, progress=progress, cancel=cancel)
    return plans


def _painting(plans: tuple[FacePlan, ...], watched: Watched) -> Change:
    """Return what paints any frame: one appearance at a time learns its skin."""
    owner = {int(f): number for number, p in enumerate(plans) for f in p.appearance.frames}
    current: dict[int, Painter] = {}

    def paint(rgb: Picture, _time_s: float, index: int) -> Picture:
        number = owner.get(index)
        if number is None:
            return rgb
        if number not in current:
            current.clear()
            current[number] = Painter(plans[number], _skin(plans[number], watched))
        return current[number].paint(index, rgb)

    return paint


def _skin(plan: FacePlan, watched: Watched) -> SkinModel | None:
    chosen = np.flatnonzero(np.isin(watched.flat_frames, plan.appearance.frames))
    if len(chosen) > _MOST_LEARNT:
        chosen = chosen[np.linspace(0, len(chosen) - 1, _MOST_LEARNT).astype(np.intp)]
    frames = watched.flat_frames[chosen]
    rows = np.searchsorted(plan.appearance.frames, frames)
    pose = watched.face.pose_deg[frames] / np.float32(_TEN_DEG)
    return learn_skin(watched.flats[chosen], plan.away_iod[rows], pose)
