from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import cv2
import mediapipe as mp
import numpy as np
import pytest
from numpy.typing import NDArray

from core.simulate.draw import EXPRESSIVE, random_spec
from core.simulate.parts import HeadMotion, Movement, Scene, ScriptStep
from core.simulate.render import Phantom, render_frames
from core.simulate.spec import PhantomSpec
from core.types import FACIAL_REGIONS

Find = Callable[[NDArray[np.uint8]], NDArray[np.float64] | None]
STILL_HEAD = HeadMotion(yaw_deg=0, pitch_deg=0, roll_deg=0, shift_iod=0)
CLEAN = Scene(noise_sd=0)


def one_smile(gain: float = 1.0, **movement: object) -> PhantomSpec:
    gains = {"region_gain": dict.fromkeys(FACIAL_REGIONS, gain), "blink_rate_per_min": 0.0}
    return PhantomSpec(
        scene=CLEAN,
        head=STILL_HEAD,
        movement=Movement(**{**gains, **movement}),  # type: ignore[arg-type]
        script=(ScriptStep("smile", 2.0),),
        fps=10.0,
        size_px=256,
    )


@pytest.fixture(scope="module")
def find() -> Iterator[Find]:
    """Real FaceMesh on single pictures: (478, 2) pixels or None."""
    with mp.solutions.face_mesh.FaceMesh(
        static_image_mode=True, refine_landmarks=True, max_num_faces=1
    ) as mesh:

        def run(rgb: NDArray[np.uint8]) -> NDArray[np.float64] | None:
            found = mesh.process(rgb).multi_face_landmarks
            if not found:
                return None
            return np.array([(p.x, p.y) for p in found[0].landmark]) * rgb.shape[0] - 0.5

        yield run


def width(points: NDArray[np.floating], a: int, b: int) -> float:
    iod = np.linalg.norm(points[468] - points[473])
    return float(np.linalg.norm(points[a] - points[b]) / iod)


def test_equal_specs_give_equal_pictures() -> None:
    spec = random_spec(np.random.default_rng(3), size_px=128)
    for index in (0, 40):
        first, truth = Phantom(spec).frame(index)
        again, same = Phantom(spec).frame(index)
        np.testing.assert_array_equal(first, again)
        np.testing.assert_array_equal(truth.landmarks_px, same.landmarks_px)
    other = random_spec(np.random.default_rng(4), size_px=128)
    assert (Phantom(other).frame(0)[0] != first).mean() > 0.5


def test_frames_come_in_order_with_their_times() -> None:
    spec = replace(one_smile(), size_px=64)
    frames = list(render_frames(spec))
    assert len(frames) == spec.frames == 20
    np.testing.assert_allclose([pts for pts, _, _ in frames], np.arange(20) / 10)
    assert all(rgb.shape == (64, 64, 3) and rgb.dtype == np.uint8 for _, rgb, _ in frames)
    assert all(truth.pts_s == pts for pts, _, truth in frames)


def test_facemesh_finds_drawn_faces_where_they_are(find: Find) -> None:
    errors, frames = [], 0
    for seed in range(10):
        spec = random_spec(np.random.default_rng([8, seed]), EXPRESSIVE, size_px=256)
        phantom = Phantom(spec)
        for index in np.linspace(0, spec.frames - 1, 5).astype(int):
            rgb, truth = phantom.frame(int(index))
            found, frames = find(rgb), frames + 1
            if found is not None:
                iod = np.linalg.norm(truth.landmarks_px[468] - truth.landmarks_px[473])
                apart = np.linalg.norm(found - truth.landmarks_px, axis=1) / iod
                errors.append(apart.mean())
    assert len(errors) >= 0.98 * frames
    assert np.median(errors) < 0.03
    assert np.max(errors) < 0.07


def test_the_detector_is_sure_of_the_default_face() -> None:
    rgb, _ = Phantom(PhantomSpec()).frame(0)
    with mp.solutions.face_detection.FaceDetection(model_selection=0) as detector:
        (face,) = detector.process(rgb).detections
    assert face.score[0] > 0.88


def test_measured_smile_grows_with_the_gain(find: Find) -> None:
    seen, true = [], []
    for gain in (0.0, 0.25, 0.5, 0.75, 1.0):
        rgb, truth = Phantom(one_smile(gain)).frame(9)
        found = find(rgb)
        assert found is not None
        seen.append(width(found, 61, 291))
        true.append(width(truth.landmarks_px, 61, 291))
    assert (np.diff(seen) > 0).all()
    assert (np.diff(true) > 0).all()
    assert seen[-1] - seen[0] == pytest.approx(true[-1] - true[0], rel=0.35)


def test_measured_eye_opening_falls_with_the_closure(find: Find) -> None:
    seen = []
    for amplitude in (0.0, 0.3, 0.6, 0.95):
        spec = replace(
            one_smile(),
            movement=Movement(
                blink_rate_per_min=30,
                blink_amplitude_left=amplitude,
                blink_amplitude_right=0.0,
                seed=2,
            ),
            script=(ScriptStep("rest", 8.0),),
            fps=60.0,
        )
        phantom = Phantom(replace(spec, movement=replace(spec.movement, blink_amplitude_left=0.95)))
        (peak, *_) = (blink.peak_s for blink in phantom.timeline.blinks)
        found = find(Phantom(spec).frame(round(peak * 60))[0])
        assert found is not None
        seen.append((width(found, 386, 374), width(found, 159, 145)))
    left, right = np.array(seen).T
    assert (np.diff(left) < 0).all()
    assert left[-1] < 0.5 * left[0]
    assert right.min() > 0.75 * right[0]


@pytest.mark.parametrize(
    ("region", "points"),
    [("mouth", (61, 291, 0, 17)), ("left_brow", (300, 336, 276)), ("left_eye", (263, 362, 386))],
)
def test_movement_of_one_region_changes_pixels_only_there(
    region: str, points: tuple[int, ...]
) -> None:
    gains = dict.fromkeys(FACIAL_REGIONS, 0.0) | {region: 1.0}
    spec = replace(
        one_smile(region_gain=gains), script=(ScriptStep("surprise", 2.0), ScriptStep("rest", 1.0))
    )
    phantom = Phantom(spec)
    still = replace(spec, movement=replace(spec.movement, region_gain=dict.fromkeys(gains, 0.0)))
    moving, truth = phantom.frame(9)
    change = cv2.absdiff(moving, Phantom(still).frame(9)[0]).astype(float).sum(axis=2)
    assert change.max() > 30
    near = np.zeros(change.shape, dtype=np.uint8)
    hull = cv2.convexHull(truth.landmarks_px[list(points)].astype(np.int32))
    cv2.fillConvexPoly(near, hull, 1)
    iod = np.linalg.norm(truth.landmarks_px[468] - truth.landmarks_px[473])
    around = round(float(iod) * 0.9) | 1
    near = cv2.dilate(near, np.ones((around, around), np.uint8))
    assert change[near > 0].sum() > 0.97 * change.sum()


def test_a_quiet_face_with_a_still_head_stands_still() -> None:
    phantom = Phantom(replace(one_smile(0.0), fps=25.0))
    first, truth = phantom.frame(0)
    for index in (10, 25, 40):
        rgb, later = phantom.frame(index)
        np.testing.assert_allclose(
            later.landmarks_px[:468], truth.landmarks_px[:468], atol=1e-3
        )  # the eyes may look about
    assert np.abs(first.astype(int) - rgb).mean() < 0.5


@pytest.mark.parametrize(
    ("pose", "check"),
    [
        ({"mean_yaw_deg": 20.0}, lambda moved: moved[4, 0] > 5),  # nose to the picture's right
        ({"mean_pitch_deg": 15.0}, lambda moved: moved[4, 1] < -5),  # nose up
        ({"mean_roll_deg": 10.0}, lambda moved: moved[473, 1] > moved[468, 1] + 5),  # clockwise
    ],
)
def test_the_head_turns_the_way_the_truth_says(
    pose: dict[str, float], check: Callable[[NDArray[np.float32]], bool]
) -> None:
    straight = Phantom(one_smile(0.0)).frame(0)[1].landmarks_px
    turned = Phantom(replace(one_smile(0.0), head=replace(STILL_HEAD, **pose)))
    assert check(turned.frame(0)[1].landmarks_px - straight)


@pytest.mark.parametrize("task", ["rest", "smile", "disgust", "surprise", "talk"])
def test_every_task_renders_at_the_limits_of_gain(task: str) -> None:
    spec = replace(one_smile(2.0), script=(ScriptStep(task, 1.0),), size_px=128)  # type: ignore[arg-type]
    rgb, truth = Phantom(spec).frame(5)
    assert np.isfinite(truth.landmarks_px).all()
    assert 20 < rgb.mean() < 235
