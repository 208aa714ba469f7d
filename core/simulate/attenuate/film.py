"""Painting the frames of a plan: the mesh moved, skin shaded, eyes lent."""

from __future__ import annotations

import numpy as np

from core.simulate.attenuate.eyes import EyeBank
from core.simulate.attenuate.mesh import carrier
from core.simulate.attenuate.mouth import shut_lips
from core.simulate.attenuate.plan import FacePlan
from core.simulate.attenuate.skin import SkinModel, shaded
from core.simulate.attenuate.warp import warped
from core.video.rewrite import Picture


class Painter:
    """Paints the frames of one appearance, in order.

    Parameters
    ----------
    plan : FacePlan
    skin : SkinModel, optional
        Without it folds and shading stay as they are.
    """

    def __init__(self, plan: FacePlan, skin: SkinModel | None = None) -> None:
        self._plan = plan
        self._skin = skin
        self._row = {int(frame): row for row, frame in enumerate(plan.appearance.frames)}
        self._eyes = EyeBank(plan.lids)

    def paint(self, frame: int, rgb: Picture) -> Picture:
        """Return the picture of a source frame as it shall be; the same object where it stays.

        Parameters
        ----------
        frame : int
            Source frame.
        rgb : (H, W, 3) uint8
        """
        row = self._row.get(frame)
        if row is None:
            return rgb
        plan = self._plan
        mesh = carrier(plan.appearance.landmarks_px[row], plan.shift_px(row))
        box = mesh.box((rgb.shape[1], rgb.shape[0]))
        if box[0] >= box[2] or box[1] >= box[3]:
            return rgb
        self._eyes.keep(row, rgb, mesh)
        painted = warped(rgb, mesh, box)
        if self._skin is not None:
            change = np.float32(plan.gain - 1) * self._skin.at(plan.away_iod[row])
            painted = shaded(painted, change, self._skin.rest, mesh, box)
            shut_lips(painted, mesh, box, self._skin.rest)
        out = rgb.copy()
        out[box[1] : box[3], box[0] : box[2]] = painted
        self._eyes.lend(row, out, mesh)
        return out
