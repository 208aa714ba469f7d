from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from core.face.graphs import Mesh
from core.face.landmarks import FACE_OVAL, LEFT_EYE_RING
from core.simulate.attenuate import Watched
from core.study.disguises import DISGUISES
from core.video import iter_frames

SHOWN = (10, 45)  # at rest and smiling
WORN = ("plaster mask", "animal mask", "cloth mask")


@pytest.fixture(scope="module")
def pictures(watched: Watched) -> dict[int, NDArray[np.uint8]]:
    with iter_frames(watched.recording) as stream:
        return {frame.index: frame.rgb for frame in stream if frame.index in SHOWN}


def ring(watched: Watched, frame: int, points: tuple[int, ...]) -> NDArray[np.bool_]:
    rgb_size = watched.recording.size_px[::-1]
    cover = np.zeros(rgb_size, np.uint8)
    places = watched.face.landmarks_px[frame][list(points), :2]
    cv2.fillPoly(cover, [np.rint(places).astype(np.int32)], 1)
    return cover > 0


def worn(
    name: str, frame: int, watched: Watched, pictures: dict[int, NDArray[np.uint8]]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.bool_]]:
    """Give a frame without and with a disguise, and where they differ."""
    before = pictures[frame]
    after = DISGUISES[name](watched)(before, 0.0, frame)
    return before, after, np.abs(after.astype(int) - before).max(axis=2) > 12


@pytest.mark.parametrize("name", WORN)
def test_a_mask_covers_skin_and_nothing_beyond_the_face(
    name: str, watched: Watched, pictures: dict[int, NDArray[np.uint8]]
) -> None:
    frame = SHOWN[0]
    _, _, changed = worn(name, frame, watched, pictures)
    face = ring(watched, frame, FACE_OVAL)
    near = cv2.dilate(face.astype(np.uint8), np.ones((25, 25), np.uint8)) > 0
    assert changed[face].mean() > 0.25
    assert not changed[~near].any()
    assert changed[ring(watched, frame, LEFT_EYE_RING)].mean() < 0.5, "eyes look out"


def test_a_mask_does_not_smile(watched: Watched, pictures: dict[int, NDArray[np.uint8]]) -> None:
    change = DISGUISES["plaster mask"](watched)
    widths = []
    for frame in SHOWN:
        rgb = change(pictures[frame], 0.0, frame).astype(int)
        red = (rgb[..., 0] - rgb[..., 1:].max(axis=2)) > 60
        columns = np.flatnonzero((red & ring(watched, frame, FACE_OVAL)).any(axis=0))
        widths.append(np.ptp(columns))
    own = [
        np.linalg.norm(np.subtract(*watched.face.landmarks_px[frame][[61, 291], :2]))
        for frame in SHOWN
    ]
    assert abs(widths[1] / widths[0] - 1) < 0.4 * abs(own[1] / own[0] - 1) + 0.05


@pytest.mark.parametrize("name", ["pencil drawing", "cartoon"])
def test_a_drawing_has_few_colours(
    name: str, watched: Watched, pictures: dict[int, NDArray[np.uint8]]
) -> None:
    before = pictures[SHOWN[0]]
    after = DISGUISES[name](watched)(before, 0.0, SHOWN[0])
    assert after.shape == before.shape and after.dtype == np.uint8
    if name == "cartoon":
        assert len(np.unique(after)) <= 7
    else:
        assert (after[..., 0] == after[..., 1]).all() and (after[..., 1] == after[..., 2]).all()


@pytest.mark.parametrize("name", ["animal head", "back of head"])
def test_nothing_of_the_face_is_left(
    name: str, watched: Watched, pictures: dict[int, NDArray[np.uint8]]
) -> None:
    frame = SHOWN[0]
    before, after, changed = worn(name, frame, watched, pictures)
    assert changed[ring(watched, frame, FACE_OVAL)].mean() > 0.9
    with Mesh(follow=False) as mesh:
        assert mesh.fit(before) is not None
        assert mesh.fit(after) is None
