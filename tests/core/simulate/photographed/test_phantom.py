from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from core.simulate.expressions import EXPRESSIONS, UNITS
from core.simulate.parts import (
    HeadMotion,
    Movement,
    Photographed,
    Scene,
    ScriptStep,
)
from core.simulate.photographed.own_movement import own_displacements
from core.simulate.photographed.phantom import PhotographedPhantom
from core.simulate.photographed.sitter import people_in, sitter
from core.simulate.spec import PhantomSpec
from core.simulate.timeline import Timeline
from core.types import FACIAL_REGIONS

Frame = NDArray[np.uint8]


def iod(points: NDArray[np.floating]) -> float:
    return float(np.linalg.norm(points[468] - points[473]))


def apart(points: NDArray[np.floating], a: int, b: int) -> float:
    return float(np.linalg.norm(points[a] - points[b])) / iod(points)


def posing() -> Timeline:
    """One frame at rest, to be filled in."""
    none = np.zeros((1, len(UNITS)))
    pair = np.zeros((1, 2))
    return Timeline(
        pts_s=np.zeros(1),
        script=none,
        amounts=np.zeros((1, len(UNITS), len(FACIAL_REGIONS))),
        closure=pair,
        gaze_iod=pair,
        pose_deg=np.zeros((1, 3)),
        shift_iod=pair,
        blinks=(),
        segments=(),
    )


def with_units(line: Timeline, units: dict[str, float], regions: tuple[str, ...] = ()) -> Timeline:
    amounts = line.amounts.copy()
    columns = [k for k, r in enumerate(FACIAL_REGIONS) if not regions or r in regions]
    for unit, amount in units.items():
        amounts[:, UNITS.index(unit), columns] = amount  # type: ignore[arg-type]
    return replace(line, amounts=amounts)


def test_equal_specs_give_equal_pictures(plain: PhantomSpec) -> None:
    spec = replace(plain, scene=replace(plain.scene, noise_sd=3), head=HeadMotion())
    first, truth = PhotographedPhantom(spec).frame(8)
    again, same = PhotographedPhantom(spec).frame(8)
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(truth.landmarks_px, same.landmarks_px)


def test_at_rest_the_photograph_is_shown(plain: PhantomSpec) -> None:
    rgb, _ = PhotographedPhantom(plain, posing()).frame(0)
    who = sitter(plain.identity.folder, "d1")  # type: ignore[union-attr]
    unit = plain.scene.face_iod_share * plain.size_px
    centre = np.array([plain.scene.face_x, plain.scene.face_y]) * plain.size_px
    there = np.linalg.inv(np.vstack([who.to_neutral_px, [0, 0, 1]]))[:2] * unit
    there[:, 2] += centre
    shown = cv2.warpAffine(who.neutral_rgb, there, (256, 256), flags=cv2.INTER_AREA)
    face = (slice(90, 200), slice(90, 166))
    change = np.abs(rgb[face].astype(int) - shown[face])
    assert change.mean() < 12  # but for the light


def test_the_full_smile_is_the_photographed_one(plain: PhantomSpec) -> None:
    line = with_units(posing(), dict(EXPRESSIONS["smile"]))
    _, truth = PhotographedPhantom(plain, line).frame(0)
    who = sitter(plain.identity.folder, "d1")  # type: ignore[union-attr]
    for a, b in ((61, 291), (13, 14), (61, 4), (291, 4)):
        assert apart(truth.landmarks_px, a, b) == pytest.approx(
            float(np.linalg.norm((who.smile[a] - who.smile[b])[:2])), abs=0.03
        )


def test_facemesh_finds_the_face_where_the_truth_says(plain: PhantomSpec, find) -> None:
    errors = []
    for person, age in (("d1", None), ("d2", 75.0)):
        who = replace(plain.identity, person=person, apparent_age_years=age)
        spec = replace(
            plain, identity=who, head=HeadMotion(mean_yaw_deg=6), fps=5.0,
            script=(ScriptStep("smile", 2), ScriptStep("surprise", 2), ScriptStep("talk", 2)),
        )  # fmt: skip
        phantom = PhotographedPhantom(spec)
        for index in range(0, spec.frames, 4):
            rgb, truth = phantom.frame(index)
            found = find(rgb)
            assert found is not None
            off = np.linalg.norm(found - truth.landmarks_px, axis=1)
            errors.append(off.mean() / iod(truth.landmarks_px))
    assert np.median(errors) < 0.035
    assert np.max(errors) < 0.07


def test_measured_smile_and_opening_follow_the_truth(plain: PhantomSpec, find) -> None:
    for units, pair in (({"smile": 1.0}, (61, 291)), ({"jaw_open": 0.8}, (13, 14))):
        seen, true = [], []
        for share in (0.0, 0.33, 0.66, 1.0):
            amounts = {unit: share * amount for unit, amount in units.items()}
            line = with_units(posing(), amounts)
            rgb, truth = PhotographedPhantom(plain, line).frame(0)
            found = find(rgb)
            assert found is not None
            seen.append(apart(found, *pair))
            true.append(apart(truth.landmarks_px, *pair))
        assert (np.diff(true) > 0).all()
        assert np.corrcoef(seen, true)[0, 1] > 0.95
        assert seen[-1] - seen[0] > 0.5 * (true[-1] - true[0])


def test_measured_eye_opening_falls_with_the_closure_of_that_eye(plain: PhantomSpec, find) -> None:
    seen = []
    for closure in (0.0, 0.3, 0.6, 0.95):
        line = replace(posing(), closure=np.array([[closure, 0.0]]))
        found = find(PhotographedPhantom(plain, line).frame(0)[0])
        assert found is not None
        seen.append((apart(found, 386, 374), apart(found, 159, 145)))
    left, right = np.array(seen).T
    assert (np.diff(left) < 0).all()
    assert left[-1] < 0.5 * left[0]
    assert right.min() > 0.8 * right[0]


def test_a_shut_lid_covers_the_iris_with_skin(plain: PhantomSpec) -> None:
    """The stand-in's irises are blue: shut, their place is as warm in tone as the cheek."""
    opened, truth = PhotographedPhantom(plain, posing()).frame(0)
    shut = replace(posing(), closure=np.ones((1, 2)))
    closed, _ = PhotographedPhantom(plain, shut).frame(0)

    def warmth(rgb: Frame, point: int) -> float:
        x, y = truth.landmarks_px[point].round().astype(int)
        tone = rgb[y - 3 : y + 1, x - 3 : x + 4].reshape(-1, 3).mean(axis=0)
        return float((tone[0] - tone[2]) / tone.mean())

    cheek = warmth(closed, 50)
    for iris in (468, 473):
        assert warmth(opened, iris) < 0.1 * cheek
        assert warmth(closed, iris) > 0.7 * cheek


@pytest.mark.parametrize(
    ("regions", "units"),
    [
        (("mouth",), {"smile": 1.25}),
        (("left_brow", "forehead"), {"brow_raise": 1.0}),
        (("right_cheek",), {"smile": 1.25}),
    ],
)
def test_movement_of_one_region_stays_there(
    plain: PhantomSpec, regions: tuple[str, ...], units: dict[str, float]
) -> None:
    still = posing()
    quiet, before = PhotographedPhantom(plain, still).frame(0)
    moving, after = PhotographedPhantom(plain, with_units(still, units, regions)).frame(0)
    change = cv2.absdiff(moving, quiet).astype(float).sum(axis=2)
    way = np.linalg.norm(after.landmarks_px - before.landmarks_px, axis=1)
    assert way.max() > 1.5
    points = before.landmarks_px[way > 0.25 * way.max()]
    near = np.zeros(change.shape, dtype=np.uint8)
    for x, y in points.round().astype(int).tolist():
        cv2.circle(near, (x, y), round(0.4 * iod(before.landmarks_px)), 1, -1)
    assert change[near > 0].sum() > 0.9 * change.sum()


def test_asymmetry_moves_one_side_of_the_mouth(plain: PhantomSpec) -> None:
    movement = replace(plain.movement, region_asymmetry={"mouth": 1.0})
    spec = replace(plain, movement=movement)
    line = with_units(posing(), {"smile": 1.25}, ("mouth",))
    rest = PhotographedPhantom(spec, posing()).frame(0)[1].landmarks_px
    moved = PhotographedPhantom(spec, line).frame(0)[1].landmarks_px
    way = np.linalg.norm(moved - rest, axis=1)
    assert way[291] > 5 * way[61]


def test_a_quiet_face_stands_still(plain: PhantomSpec) -> None:
    quiet = replace(plain.movement, region_gain=dict.fromkeys(FACIAL_REGIONS, 0.0))
    phantom = PhotographedPhantom(replace(plain, movement=quiet))
    first, truth = phantom.frame(0)
    rgb, later = phantom.frame(9)
    np.testing.assert_allclose(later.landmarks_px[:468], truth.landmarks_px[:468], atol=1e-3)
    assert np.abs(first.astype(int) - rgb).mean() < 0.3


def test_the_background_is_the_scenes(plain: PhantomSpec) -> None:
    green = replace(plain, scene=replace(plain.scene, background_rgb=(0.1, 0.6, 0.1)))
    rgb, _ = PhotographedPhantom(green, posing()).frame(0)
    corner = rgb[:20, :20].reshape(-1, 3).mean(axis=0)
    assert corner[1] > 2 * max(corner[0], corner[2])
    grey, _ = PhotographedPhantom(plain, posing()).frame(0)
    assert np.abs(rgb[110:150, 110:150].astype(int) - grey[110:150, 110:150]).max() < 3


@pytest.mark.parametrize("pose", [(14.0, 0, 0), (-14.0, 6, 0), (0, -10.0, 8)])
def test_landmarks_turn_with_the_head(plain: PhantomSpec, pose: tuple[float, ...], find) -> None:
    line = replace(posing(), pose_deg=np.array([pose]))
    rgb, truth = PhotographedPhantom(plain, line).frame(0)
    found = find(rgb)
    assert found is not None
    off = np.linalg.norm(found - truth.landmarks_px, axis=1).mean()
    assert off / iod(truth.landmarks_px) < 0.06


def test_apparent_age_changes_skin_but_little_else(plain: PhantomSpec) -> None:
    young, before = PhotographedPhantom(plain, posing()).frame(0)
    who = replace(plain.identity, apparent_age_years=80.0)
    old, after = PhotographedPhantom(replace(plain, identity=who), posing()).frame(0)
    x, y = before.landmarks_px[151].round().astype(int)
    forehead = (slice(y - 8, y + 9), slice(x - 18, x + 19))
    assert fine_detail(old[forehead]) > 1.3 * fine_detail(young[forehead])
    way = np.linalg.norm(after.landmarks_px - before.landmarks_px, axis=1)
    assert 0.01 < way.max() / iod(before.landmarks_px) < 0.08
    below = replace(plain.identity, apparent_age_years=18.0)
    same, _ = PhotographedPhantom(replace(plain, identity=below), posing()).frame(0)
    np.testing.assert_array_equal(same, young)


def fine_detail(rgb: Frame) -> float:
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return float((grey - cv2.GaussianBlur(grey, (0, 0), 2)).std())


def test_a_weak_smile_is_filled_up(photographs: Path) -> None:
    who = sitter(str(photographs), "d1")
    hardly = replace(who, smile=who.neutral + 0.1 * (who.smile - who.neutral))
    full, weak = own_displacements(who), own_displacements(hardly)
    corner = (61, slice(None))
    assert np.linalg.norm(weak[0][corner]) > 0.5 * np.linalg.norm(full[0][corner])


@pytest.mark.parametrize("task", ["rest", "smile", "disgust", "surprise", "talk"])
@pytest.mark.parametrize("size", [64, 480])
def test_every_task_renders_at_the_limits(plain: PhantomSpec, task: str, size: int) -> None:
    movement = Movement(region_gain=dict.fromkeys(FACIAL_REGIONS, 2.0), blink_rate_per_min=60)
    scene = Scene(face_iod_share=0.08 if size == 480 else 0.35, face_x=0.3, face_y=0.6)
    step = ScriptStep(task, 1.0)  # type: ignore[arg-type]
    head = HeadMotion(mean_yaw_deg=-20, mean_roll_deg=15)
    spec = replace(
        plain, movement=movement, scene=scene, script=(step,), size_px=size, head=head
    )  # fmt: skip
    rgb, truth = PhotographedPhantom(spec).frame(5)
    assert rgb.shape == (size, size, 3)
    assert np.isfinite(truth.landmarks_px).all()


@pytest.mark.shared_data
def test_real_photographs_move_as_the_truth_says(london_faces: Path, find) -> None:
    errors, widths = [], []
    for person in people_in(london_faces)[5::30]:
        spec = PhantomSpec(
            identity=Photographed(person, str(london_faces)),
            script=(ScriptStep("smile", 2), ScriptStep("talk", 2), ScriptStep("surprise", 2)),
            movement=Movement(blink_rate_per_min=30, seed=3), fps=10.0, size_px=288,
        )  # fmt: skip
        phantom = PhotographedPhantom(spec)
        seen, true = [], []
        for index in range(0, spec.frames, 3):
            rgb, truth = phantom.frame(index)
            found = find(rgb)
            assert found is not None
            off = np.linalg.norm(found - truth.landmarks_px, axis=1)
            errors.append(off.mean() / iod(truth.landmarks_px))
            seen.append(apart(found, 78, 308))
            true.append(apart(truth.landmarks_px, 78, 308))
        widths.append(np.corrcoef(seen, true)[0, 1])
    assert np.median(errors) < 0.03
    assert np.max(errors) < 0.06
    assert np.median(widths) > 0.85
