"""A photographed person ready to be filmed.

The resting picture moves by a smooth field that carries every FaceMesh point to where the
timeline wants it; the skin above and below the gap between the lips has a field of its own. The
smiling picture's texture is dissolved in where, and as far as, that place smiles. Lids slide over
the eyeball in the resting picture (`core.simulate.photographed.eyes`), and the inside of the mouth
is laid between the lips afterwards (`core.simulate.photographed.mouth`). The background is new.

**Re-enactment.** A timeline need not come from the spec's script: ``PhotographedPhantom(spec,
timeline)``, or `core.simulate.film.render_video` with ``timeline=``, films any arrays of unit
amounts, lid closure, gaze and head pose.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from core.simulate.face_model import INNER_LIP_CORNERS, INNER_LOWER_LIP, INNER_UPPER_LIP
from core.simulate.moving import PIVOT, FrameTruth, rotation, truth_at
from core.simulate.parts import Photographed
from core.simulate.photographed.ageing import years_added
from core.simulate.photographed.canvas import sheets_of
from core.simulate.photographed.dressing import Dressing
from core.simulate.photographed.eyes import LIDS
from core.simulate.photographed.field import Lattice
from core.simulate.photographed.lens import Lens
from core.simulate.photographed.mouth import Mouth
from core.simulate.photographed.own_movement import OwnMovement, with_still_eyes
from core.simulate.photographed.relief import Relief
from core.simulate.photographed.sitter import sitter
from core.simulate.spec import PhantomSpec
from core.simulate.studio import Studio
from core.simulate.timeline import Timeline, build_timeline

Floats = NDArray[np.float32]

_LATTICE = Lattice(-2.6, -2.4, 0.05, 105, 113)
_CLOSED_IOD = 0.03  # lips that stand no further apart in the photograph are closed


class PhotographedPhantom:
    """A person from two photographs ready to be filmed.

    Parameters
    ----------
    spec : PhantomSpec
        With a `core.simulate.parts.Photographed` identity.
    timeline : Timeline, optional
        What to film instead of the spec's script. The gains of sides and regions' asymmetry in the
        spec's movement still hold; nothing else of it does.

    Attributes
    ----------
    spec : PhantomSpec
    timeline : Timeline

    Raises
    ------
    RecordingError
        If a picture is missing or shows no face.
    """

    def __init__(self, spec: PhantomSpec, timeline: Timeline | None = None) -> None:
        if not isinstance(spec.identity, Photographed):
            raise TypeError("a photographed phantom needs a photographed identity")
        self.spec = spec
        self.timeline = build_timeline(spec) if timeline is None else timeline
        who = spec.identity
        person = sitter(who.folder, who.person)
        self._face = person.neutral
        source_iod_px = float(np.linalg.norm(person.to_neutral_px[:, 0]))
        self._lens = Lens(spec.scene, spec.size_px, source_iod_px, _LATTICE)
        self._own = OwnMovement(person, spec.movement, years_added(who, person))
        self._relief = Relief(self._face, _LATTICE)
        self._sheets = sheets_of(self._face, _LATTICE)
        self._studio = Studio(spec)
        canvas = self._lens.canvas
        self._dressing = Dressing(
            person, spec, who, self._studio, canvas, _LATTICE, self._sheets, self._relief
        )
        self._mouth = Mouth(person, canvas.scale, self._dressing.mouth_light)
        self._low = np.setdiff1d(self._sheets[1].points, self._sheets[0].points)
        gap = self._face[list(INNER_LOWER_LIP), 1] - self._face[list(INNER_UPPER_LIP), 1]
        self._rest_gap = np.where(gap < _CLOSED_IOD, gap, 0)[:, None] * np.array([0, 1], np.float32)

    def frame(self, index: int) -> tuple[NDArray[np.uint8], FrameTruth]:
        """Film one frame.

        Returns
        -------
        rgb : (S, S, 3) uint8
        truth : FrameTruth
        """
        line, own = self.timeline, self._own.at(self.timeline, index)
        carried = with_still_eyes(own)
        fields = [sheet.spread(carried[sheet.points]) for sheet in self._sheets]
        pose, shift = line.pose_deg[index], line.shift_iod[index]
        above, below = (self._relief.posed(field, pose, shift) for field in fields)
        rest = self._with_lids(own, fields[0])
        xy = self._landmarks(rest, above, below, index)
        picture = self._warped(
            self._dressing.at(rest, line, index), self._lens.source(above, below, xy)
        )
        self._mouth.show(picture, *self._lips(xy), self._skull_to_px(index), self._lens.unit_px)
        return self._studio.expose(picture, index), truth_at(line, index, xy)

    def _with_lids(self, own: Floats, field: Floats) -> Floats:
        """Resting places of all points, lids moved on from where the field alone has them."""
        rest = self._face[:, :2].copy()
        lids = list(LIDS)
        carried = _LATTICE.sample(field[..., :2], rest[None, lids])[0]
        rest[lids] += own[lids, :2] - carried
        return rest

    def _landmarks(self, rest: Floats, above: Floats, below: Floats, index: int) -> Floats:
        """Where every point is in the picture: (478, 2) pixels."""
        rest, low = rest.copy(), self._low
        rest[468:] += self.timeline.gaze_iod[index].astype(np.float32)
        moved = rest + _LATTICE.sample(above, rest[None])[0]
        moved[low] = rest[low] + _LATTICE.sample(below, rest[None, low])[0]
        return self._lens.to_px(moved)

    def _lips(self, xy: Floats) -> tuple[Floats, Floats]:
        right, left = INNER_LIP_CORNERS
        half = self._rest_gap / 2 * self._lens.unit_px
        upper, lower = xy[list(INNER_UPPER_LIP)] + half, xy[list(INNER_LOWER_LIP)] - half
        ends = xy[[right]], xy[[left]]
        return (
            np.concatenate([ends[0], upper, ends[1]]).astype(np.float32),
            np.concatenate([ends[0], lower, ends[1]]).astype(np.float32),
        )

    def _skull_to_px(self, index: int) -> Floats:
        turn = rotation(self.timeline.pose_deg[index])[:2]
        shift = PIVOT[:2] - turn @ PIVOT + self.timeline.shift_iod[index]
        matrix = np.column_stack([turn, shift]) * self._lens.unit_px
        matrix[:, 3] += self._lens.centre_px
        return np.asarray(matrix, dtype=np.float32)

    def _warped(self, board: NDArray[np.uint8], source: Floats) -> Floats:
        """Set the person before the new background: (S, S, 3) float32."""
        found = cv2.remap(
            board, source[..., 0], source[..., 1], cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        ).astype(np.float32)  # fmt: skip
        person = np.ascontiguousarray(found[..., :3])
        return self._studio.behind(person, found[..., 3] * np.float32(1 / 255))
