from __future__ import annotations

import numpy as np
import pytest

from core.simulate.attenuate.flat import SIDE, canonical
from core.simulate.attenuate.mesh import Carrier, carrier
from core.simulate.attenuate.mouth import shut_lips, shutting
from core.simulate.expressions import UNITS, unit_displacements
from core.simulate.face_model import INNER_LOWER_LIP, INNER_UPPER_LIP, face_model


def closing(to: float) -> Carrier:
    """A face whose jaw goes from half open to `to`."""
    jaw = unit_displacements()[UNITS.index("jaw_open")]
    here, there = (
        ((face_model().mean + much * jaw) * 100 + np.array([250, 220, 0])).astype(np.float32)
        for much in (0.5, to)
    )
    return carrier(here, (there - here)[:, :2])


def test_only_a_mouth_that_shuts_is_shut() -> None:
    assert shutting(closing(0.0)) > 0.9
    assert shutting(closing(0.4)) < 0.1
    assert shutting(closing(0.5)) == 0
    shares = [shutting(closing(to)) for to in np.linspace(0, 0.5, 11)]
    assert (np.diff(shares) <= 0).all()


@pytest.mark.parametrize(("to", "dark"), [(0.0, True), (0.5, False)])
def test_teeth_give_way_to_the_line_between_the_lips(to: float, dark: bool) -> None:
    mesh = closing(to)
    box = mesh.box((500, 600))
    picture = np.full((box[3] - box[1], box[2] - box[0], 3), 150, np.uint8)
    teeth = picture.copy()
    middle = (mesh.there_px[[13, 14]].mean(axis=0) - np.array(box[:2])).astype(int)
    teeth[middle[1], middle[0] - 10 : middle[0] + 10] = 250
    rest = np.full((SIDE, SIDE, 3), 150, np.float32)
    line = canonical()[0].here_px[[*INNER_UPPER_LIP, *INNER_LOWER_LIP]]
    x0, y0 = np.floor(line.min(axis=0)).astype(int) - 1
    x1, y1 = np.ceil(line.max(axis=0)).astype(int) + 1
    rest[y0:y1, x0:x1] = 60
    shut_lips(teeth, mesh, box, rest)
    assert (teeth[middle[1], middle[0]].mean() < 120) == dark
    far = np.abs(np.arange(len(teeth)) - middle[1]) > 40
    assert (teeth[far] == 150).all()
