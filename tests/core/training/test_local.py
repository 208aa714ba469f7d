from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from core.face.layout import EYES_AT, IRIS_SHARE
from core.face.regions import region_masks
from core.simulate.parts import Movement, ScriptStep
from core.simulate.sample import sample_spec
from core.simulate.truth import write_truth
from core.training.clip_store import RecordingClips
from core.training.local import degrees_from, local_loss, region_degrees, region_places
from core.types import FACIAL_REGIONS, REGIONS, ClipTable

CELLS = 7
BIAS = torch.tensor(3.0)
STAY = np.array([[1.0, 0, 0], [0, 1, 0]])


@pytest.fixture(scope="module")
def landmarks(root: Path) -> np.ndarray:
    """The mean face in the unit crop (478, 2)."""
    with np.load(root / "core" / "simulate" / "face_model.npz") as data:
        return np.float32(data["mean"][:, :2] * IRIS_SHARE + EYES_AT)


def test_places_are_the_masks_where_nothing_moved(landmarks: np.ndarray) -> None:
    found = region_places(landmarks, STAY, 112, CELLS)
    assert np.allclose(found, region_masks(landmarks, CELLS), atol=0.02)


def test_places_go_with_a_mirror_image(landmarks: np.ndarray) -> None:
    mirror = np.array([[-1.0, 0, 111], [0, 1, 0]])
    plain = region_places(landmarks, STAY, 112, CELLS)
    mirrored = region_places(landmarks, mirror, 112, CELLS)
    for region in ("left_eye", "right_brow", "mouth", "left_cheek"):
        number = REGIONS.index(region)
        assert np.allclose(mirrored[number], plain[number][:, ::-1], atol=0.08)


def test_a_clip_without_landmarks_has_no_places() -> None:
    assert not region_places(np.full((478, 2), np.nan), STAY, 112, CELLS).any()


def test_what_the_manifest_says_holds_for_all_clips(recordings: list[RecordingClips]) -> None:
    clips = recordings[0]
    assert np.isnan(region_degrees(clips)).all()
    degrees = region_degrees(replace(clips, row=replace(clips.row, region_degree={"mouth": 0.25})))
    assert degrees.shape == (len(clips), len(FACIAL_REGIONS))
    assert (degrees[:, FACIAL_REGIONS.index("mouth")] == 0.25).all()
    assert np.isnan(degrees[0]).sum() == len(FACIAL_REGIONS) - 1
    told = [replace(clips, row=replace(clips.row, region_degree={"mouth": d})) for d in (0.2, 0.3)]
    assert len({degrees_from(one) for one in (*told, clips)}) == 3


def test_the_truth_beside_a_video_tells_each_clip(
    recordings: list[RecordingClips], tmp_path: Path
) -> None:
    """Rest, then a smile: only the second clip's mouth and cheeks move."""
    quiet = Movement(blink_rate_per_min=0)
    script = (ScriptStep("rest", 2.0), ScriptStep("smile", 2.0))
    video = tmp_path / "v.mp4"
    write_truth(replace(sample_spec(), movement=quiet, script=script), video)
    starts = np.array([0.0, 2.0])
    table = ClipTable(np.zeros((2, 6), np.int32), starts, starts + 1.9, np.zeros(2, np.int16))
    clips = recordings[0]
    clips = replace(
        clips, row=replace(clips.row, path=video), table=table, shape=(2, *clips.shape[1:])
    )
    without = replace(clips, row=replace(clips.row, path=tmp_path / "other.mp4"))
    assert degrees_from(clips) != degrees_from(without) == degrees_from(recordings[0])
    rest, smile = region_degrees(clips)
    assert rest == pytest.approx(1, abs=1e-3)
    lively = [FACIAL_REGIONS.index(r) for r in ("mouth", "left_cheek", "right_cheek")]
    assert smile[lively].max() < 0.2 < 0.4 < smile[FACIAL_REGIONS.index("forehead")]


def batch(landmarks: np.ndarray, **degree: float) -> tuple[torch.Tensor, torch.Tensor]:
    places = torch.from_numpy(region_places(landmarks, STAY, 112, CELLS))[None]
    known = [[degree.get(region, np.nan) for region in FACIAL_REGIONS]]
    return places, torch.tensor(known, dtype=torch.float32)


def test_without_known_degrees_there_is_nothing_to_lose(landmarks: np.ndarray) -> None:
    evidence = torch.randn(1, CELLS, CELLS, requires_grad=True)
    assert float(local_loss(evidence, BIAS, *batch(landmarks))) == 0


@pytest.mark.parametrize("moving", ["mouth", "left_eye", "right_cheek"])
def test_fitted_evidence_lies_where_the_face_moves(moving: str, landmarks: np.ndarray) -> None:
    """Descent on the map alone puts evidence against hypomimia there, and none elsewhere."""
    places, degree = batch(landmarks, **{r: 0.0 if r == moving else 1.0 for r in FACIAL_REGIONS})
    evidence = torch.zeros(1, CELLS, CELLS, requires_grad=True)
    optimiser = torch.optim.Adam([evidence], lr=0.2)
    for _ in range(200):
        optimiser.zero_grad()
        value = local_loss(evidence, BIAS, places, degree)
        value.backward()
        optimiser.step()
    area = places[0, :-1].sum(dim=(1, 2))
    mean = (places[0, :-1] * evidence[0]).sum(dim=(1, 2)).detach() / area
    order = mean.argsort()
    assert FACIAL_REGIONS[int(order[0])] == moving
    assert float(mean[order[0]]) < -2
    assert float(mean[order[1:]].abs().median()) < 0.8


@pytest.mark.parametrize("degree", [0.1, 0.5, 0.9])
def test_regions_that_move_alike_ask_for_what_the_whole_face_asks_for(
    degree: float, landmarks: np.ndarray
) -> None:
    places, told = batch(landmarks, **dict.fromkeys(FACIAL_REGIONS, degree))
    face = places[:, :-1].sum(dim=1)
    size = torch.zeros(1, requires_grad=True)
    optimiser = torch.optim.Adam([size], lr=0.2)
    for _ in range(300):
        optimiser.zero_grad()
        local_loss(size * face, BIAS, places, told).backward()
        optimiser.step()
    score = torch.sigmoid(BIAS + (size * face).mean())
    assert float(score.detach()) == pytest.approx(degree, abs=0.1)


def test_places_follow_a_turn_and_a_shift(landmarks: np.ndarray) -> None:
    matrix = cv2.getRotationMatrix2D((55.5, 55.5), 12, 0.9)
    matrix[:, 2] += (6, -4)
    fine = region_masks(landmarks, 112)
    moved = region_places(landmarks, matrix, 112, 112)
    for region in ("left_eye", "mouth", "chin"):
        number = REGIONS.index(region)
        warped = cv2.warpAffine(fine[number], matrix, (112, 112))
        both = np.minimum(warped, moved[number]).sum()
        assert both > 0.85 * np.maximum(warped, moved[number]).sum()
