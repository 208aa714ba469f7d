from __future__ import annotations

import numpy as np

from core.face.landmarks import LEFT_CHEEK
from core.simulate.attenuate import Watched
from core.simulate.attenuate.flat import SIDE
from core.simulate.attenuate.mesh import carrier
from core.simulate.attenuate.skin import learn_skin, shaded
from core.simulate.face_model import face_model

RNG = np.random.default_rng(6)


def test_what_goes_with_expression_is_told_from_what_goes_with_pose() -> None:
    amounts = RNG.uniform(0, 1, 120)
    pose = RNG.normal(0, 1, (120, 3)).astype(np.float32)
    away = np.zeros((120, 478, 3), np.float32)
    away[:, 61, 0] = 0.1 * amounts
    flats = np.full((120, SIDE, SIDE, 3), 128.0)
    flats[:, 80:100, 20:40] += 40 * amounts[:, None, None, None]  # a fold
    flats[:, 20:40, 80:100] += 15 * pose[:, :1, None, None]  # light on a turning head
    skin = learn_skin(np.clip(flats, 0, 255).astype(np.uint8), away, pose)
    assert skin is not None
    full = np.zeros((478, 3), np.float32)
    full[61, 0] = 0.1
    change = skin.at(full)
    assert 32 < change[90, 30].mean() < 42
    assert np.abs(change[30, 90]).max() < 2
    assert np.abs(change[60, 60]).max() < 1
    assert not skin.at(np.zeros((478, 3), np.float32)).any()


def test_too_few_frames_teach_nothing() -> None:
    flats = np.zeros((5, SIDE, SIDE, 3), np.uint8)
    assert learn_skin(flats, np.zeros((5, 478, 3), np.float32), np.zeros((5, 3))) is None


def test_a_face_laid_out_flat_has_its_features_in_place(watched: Watched) -> None:
    face = watched.flats.mean(axis=0)
    eyes, forehead = face[40:52, 30:98].mean(), face[16:26, 40:88].mean()
    assert eyes < forehead - 10, "eyes and brows are darker than the skin above"
    assert watched.flats.astype(float).std(axis=0).mean() < 12, "skin stays in place"


def test_a_change_lands_on_its_place_in_the_face() -> None:
    points = (face_model().mean * 100 + np.array([250, 220, 0])).astype(np.float32)
    mesh = carrier(points, np.zeros((478, 2), np.float32))
    box = mesh.box((500, 600))
    picture = np.full((box[3] - box[1], box[2] - box[0], 3), 100, np.uint8)
    change = np.zeros((SIDE, SIDE, 3), np.float32)
    change[:, SIDE // 2 :] = 30  # the patient's left half
    rest = np.zeros((SIDE, SIDE, 3), np.float32)
    out = shaded(picture, change, rest, mesh, box)
    x, y = points[LEFT_CHEEK, :2].astype(int) - box[:2]
    assert out[y, x].tolist() == [130] * 3
    assert out[y, 2 * int(250 - box[0]) - x].tolist() == [100] * 3
    assert (out[0] == 100).all(), "beyond the face nothing changes"
