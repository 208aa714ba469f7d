from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import Cancelled, SurroundingsError, UsageError
from core.progress import CancelToken, Progress
from core.simulate.draw import random_spec
from core.simulate.film import MANIFEST_COLUMNS, SetPlan, render_set, render_video
from core.simulate.render import render_frames
from core.simulate.spec import PhantomSpec, spec_from_text
from core.simulate.truth import arrays_path, write_truth
from core.simulated import truth_path
from core.video import iter_frames, open_recording


@pytest.fixture(scope="module")
def spec() -> PhantomSpec:
    return random_spec(np.random.default_rng(1), duration_s=(1.6, 1.6), size_px=96)


@pytest.fixture(scope="module")
def film(spec: PhantomSpec, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("film") / "né 🙂.mp4"
    write_truth(spec, path, render_video(spec, path))
    return path


def test_the_video_holds_the_drawn_pictures_at_their_times(film: Path, spec: PhantomSpec) -> None:
    recording = open_recording(film)
    assert recording.size_px == (96, 96)
    assert recording.duration_s == pytest.approx(spec.frames / spec.fps, abs=1e-3)
    with iter_frames(recording) as frames:
        for frame, (pts_s, rgb, _) in zip(frames, render_frames(spec), strict=True):
            assert frame.pts_s == pytest.approx(pts_s, abs=1e-4)
            assert np.abs(frame.rgb.astype(int) - rgb).mean() < 8


def test_the_truth_can_be_read_back(film: Path, spec: PhantomSpec) -> None:
    text = truth_path(film).read_text(encoding="utf-8")
    truth = json.loads(text)
    assert truth["schema_version"] == 1
    assert "no real person" in truth["note"]
    assert spec_from_text(text) == spec
    assert len(truth["frames"]["pts_s"]) == spec.frames
    with np.load(arrays_path(film)) as arrays:
        drawn = np.stack([t.landmarks_px for _, _, t in render_frames(spec)])
        np.testing.assert_array_equal(arrays["landmarks_px"], drawn)
        assert arrays["amounts"].shape == (spec.frames, len(truth["units"]), len(truth["regions"]))
        np.testing.assert_allclose(arrays["pts_s"], truth["frames"]["pts_s"], atol=1e-6)


def test_a_cancelled_film_leaves_nothing(spec: PhantomSpec, tmp_path: Path) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        render_video(spec, tmp_path / "film.mp4", cancel=cancel)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_a_file_is_refused_in_words(spec: PhantomSpec, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(SurroundingsError, match="Could not write"):
        render_video(spec, tmp_path / "taken" / "film.mp4")


def decoded(video: Path) -> NDArray[np.uint8]:
    with iter_frames(open_recording(video)) as frames:
        return np.stack([frame.rgb for frame in frames])


PLAN = SetPlan(videos=4, subjects=2, seed=3, duration_s=(1.0, 1.2), size_px=64)


def test_a_set_is_whole_repeatable_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    seen: list[Progress] = []
    manifest = render_set(PLAN, tmp_path, jobs=2, progress=seen.append)
    assert seen[-1].fraction == 1
    rows = list(csv.DictReader(manifest.open(encoding="utf-8")))
    assert tuple(rows[0]) == MANIFEST_COLUMNS
    assert [row["label"] for row in rows] == ["0", "1", "0", "1"]
    assert len({row["subject_id"] for row in rows}) == 2
    assert len({row["recording_id"] for row in rows}) == 4
    for row, entry in zip(rows, PLAN.entries(), strict=True):
        video = tmp_path / row["path"]
        assert spec_from_text(truth_path(video).read_text(encoding="utf-8")) == entry.spec
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("*.mp4")}
    lost = tmp_path / rows[2]["path"]
    pictures, _ = decoded(lost), lost.unlink()
    render_set(PLAN, tmp_path)
    after = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("*.mp4")}
    assert {name for name in after if after[name] != before[name]} == {lost.name}
    # The encoder may round differently from run to run; the drawing does not.
    assert np.abs(decoded(lost).astype(int) - pictures).mean() < 2


def test_subjects_look_the_same_in_all_their_recordings() -> None:
    first, _, again, _ = PLAN.entries()
    assert first.spec.identity == again.spec.identity
    assert first.spec.movement.region_gain == again.spec.movement.region_gain
    assert first.spec.scene != again.spec.scene


@pytest.mark.parametrize(
    "numbers",
    [{"videos": 0}, {"subjects": 0}, {"subjects": 9}, {"seed": -1}],
)
def test_impossible_sets_are_refused(numbers: dict[str, int]) -> None:
    with pytest.raises(UsageError):
        SetPlan(**({"videos": 4, "subjects": 2} | numbers))
