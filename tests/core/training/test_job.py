"""The real thing, small: drawn videos through the real pipeline into a bundle."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.clips import ClipSpec
from core.errors import UsageError
from core.simulate.film import SetPlan, render_set
from core.training.clip_store import ClipStore, RecordingClips
from core.training.job import divide, notes, train
from core.training.manifest import read_manifests
from core.training.manifest_row import PARTS
from core.training.request import TrainRequest
from core.training.settings import TrainSettings
from models.bundle import load_bundle

LABELS = ("expressive", "attenuated")


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    plan = SetPlan(videos=8, subjects=8, seed=3, duration_s=(2.0, 2.0), size_px=256)
    return render_set(plan, tmp_path_factory.mktemp("set"), jobs=2)


@pytest.mark.slow
def test_a_manifest_becomes_a_whole_bundle(manifest: Path, tmp_path: Path) -> None:
    (manifest.parent / "bad.mp4").write_bytes(b"no video")
    with_bad = manifest.with_name("more.csv")
    with_bad.write_text(manifest.read_text("utf-8") + "bad.mp4,x,1,bad,smile,50\n", "utf-8")
    request = TrainRequest(
        manifests=(with_bad,),
        out=tmp_path / "Tiny One",
        size_px=32,
        settings=TrainSettings(epochs=2, batch_size=4),
        command="facies train more.csv --out tiny",
    )
    result = train(request)
    bundle = load_bundle(tmp_path / "Tiny One")
    spec = bundle.spec
    assert spec.id == "tiny-one"
    assert spec.head.labels == LABELS
    assert spec.network.params["output_stride"] == 16
    assert {m.name for m in spec.metrics} >= {"auroc", "accuracy", "brier"}
    assert all(m.command == request.command for m in spec.metrics)
    assert spec.provenance["parts"]["train"]["people"] == 2
    assert bundle.reference["embeddings"].shape == (2, 1024)
    assert bundle.reference["spread_evidence_entropy"].shape == (2,)
    assert [bool(reason) for _, reason in result.left_out] == [True]
    assert "Left out: 1 recordings" in bundle.card
    assert "Research use only" in bundle.card
    assert str(tmp_path) not in bundle.card
    assert sum(f.stat().st_size for f in request.out.iterdir()) < 30e6
    assert not request.work_folder.exists()

    onwards = replace(
        request,
        out=tmp_path / "two",
        settings=TrainSettings(epochs=1, batch_size=4),
        initial=request.out,
    )
    result = train(onwards)
    named = f"tiny-one {spec.version} (weights {bundle.weights_sha256[:16]})"
    assert result.bundle.spec.provenance["start"] == named
    assert f"Start: {named}." in result.bundle.card
    assert any("had learnt from any of these people" in note for note in result.notes)


def test_rest_is_learnt_from_where_its_movement_is_known_and_judges_nothing(
    recordings: list[RecordingClips], tmp_path: Path
) -> None:
    request = TrainRequest(manifests=(tmp_path / "m.csv",), out=tmp_path / "b")
    parts, left_out = divide(recordings, request)
    assert not left_out
    for part, known in (("train", True), ("train", False), ("test", True)):
        whose = parts[part][0].row.subject_id  # type: ignore[index]
        resting = [
            replace(
                c, row=replace(c.row, place="line 99", subject_id=whose, task="rest", graded=known)
            )
            for c in recordings[:1]
        ]
        now, left_out = divide([*recordings, *resting], request)
        learnt = part == "train" and known
        assert [len(now[p]) for p in PARTS] == [
            len(parts[p]) + (learnt and p == "train") for p in PARTS
        ]
        assert [row.place for row, _ in left_out] == ([] if learnt else ["line 99"])


@pytest.mark.slow
def test_clips_are_cut_once_and_read_as_they_were(manifest: Path, tmp_path: Path) -> None:
    rows = read_manifests([manifest], LABELS).rows[:2]
    store = ClipStore(tmp_path, ClipSpec(14, 1.3, 0.65), 32)
    first = store.collect(rows, workers=2)
    stamps = {p.name: p.stat().st_mtime_ns for p in tmp_path.iterdir()}
    again = store.collect(rows, workers=1)
    assert {p.name: p.stat().st_mtime_ns for p in tmp_path.iterdir()} == stamps
    for one, two in zip(first, again, strict=True):
        assert not one.refused
        assert len(one) >= 1
        assert one.pixels().shape == (len(one), 14, 32, 32, 3)
        assert np.array_equal(one.pixels(), two.pixels())
        assert np.array_equal(one.landmarks_unit, two.landmarks_unit)
        assert len(one.table) == len(one)
    other_size = ClipStore(tmp_path, ClipSpec(14, 1.3, 0.65), 40).get(rows[0])
    assert other_size.shape[2] == 40


@pytest.mark.slow
def test_one_video_under_two_names_is_refused(manifest: Path, tmp_path: Path) -> None:
    folder = manifest.parent
    (folder / "copy.mp4").write_bytes((folder / "s00000-r00.mp4").read_bytes())
    doubled = folder / "doubled.csv"
    doubled.write_text(manifest.read_text("utf-8") + "copy.mp4,other,1,c,smile,50\n", "utf-8")
    with pytest.raises(UsageError, match="two copies of one video"):
        train(TrainRequest(manifests=(doubled,), out=tmp_path / "b", size_px=32))


def test_people_kept_for_judging_are_spoken_of(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.mp4").write_bytes(b"x")
    path = tmp_path / "m.csv"
    request = TrainRequest(manifests=(path,), out=tmp_path / "b")
    for kept, spoken in (("1", ["1 recordings are of people by whom"]), ("0", [])):
        text = f"path,subject_id,label,held_back\na.mp4,a,1,{kept}\nb.mp4,b,0,0\n"
        path.write_text(text, encoding="utf-8")
        told = notes(read_manifests([path], LABELS), request)
        assert [note[:34] for note in told] == spoken
