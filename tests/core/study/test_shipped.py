"""The study as a whole: what it needs, and that it goes on where it was."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from core.cli import study as cli
from core.errors import RecordingError, SurroundingsError, UsageError
from core.inference import resolve_bundle
from core.progress import CancelToken
from core.simulate.photographed.sitter import people_in
from core.simulate.split import is_held_back
from core.study.plan import Plan, with_random_weights
from core.study.ratings import LEAST_PEOPLE
from core.study.request import QUICK, StudyRequest
from core.study.series import held_back
from core.study.shipped import study
from core.types import RESEARCH_USE
from models.bundle import pack_bundle
from tests.support.photographed_people import draw_photographs


def request(folder: Path, **given: object) -> StudyRequest:
    facts = {"bundle": resolve_bundle(), "out": folder / "out", "work": folder / "work", **given}
    return StudyRequest(**facts)  # type: ignore[arg-type]


def test_it_needs_something_to_judge_on(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing to judge"):
        study(request(tmp_path))
    with pytest.raises(UsageError, match="no folder"):
        study(request(tmp_path, clips=tmp_path / "nowhere"))
    (tmp_path / "clips").mkdir()
    with pytest.raises(UsageError, match="no video"):
        study(request(tmp_path, clips=tmp_path / "clips"))
    with pytest.raises(UsageError, match="needs --photographs"):
        study(request(tmp_path, table=tmp_path / "table.csv"))
    with pytest.raises(UsageError, match="--jobs"):
        study(request(tmp_path, jobs=0))
    with pytest.raises(UsageError, match="no section nowhere"):
        study(request(tmp_path, only=("nowhere",)))
    (tmp_path / "table.csv").write_text("a,b\n")
    for who in ("a", "b", "c"):
        for kind in ("neutral", "smile"):
            (tmp_path / f"{who}_{kind}.jpg").touch()
    with pytest.raises(RecordingError, match="rated smile"):
        study(request(tmp_path, photographs=tmp_path, unseen=True, table=tmp_path / "table.csv"))
    with pytest.raises(UsageError, match="nothing to judge"):
        study(request(tmp_path, only=("clips",)))


def test_the_command_line_says_where_the_report_goes(tmp_path: Path) -> None:
    bundle = resolve_bundle()
    parser = argparse.ArgumentParser()
    cli.add_parser(parser.add_subparsers())
    material = [f"--{name}" for name in ("photographs", "clips", "table")]
    given = ["study", "shipped", "--work", str(tmp_path)]
    for option in material:
        part = cli.request_of(parser.parse_args([*given, option, str(tmp_path / "x")]))
        assert part.out == tmp_path, "a part of a study does not replace a whole one's report"
    for option in material:
        given += [option, str(tmp_path / option.strip("-"))]
    whole = cli.request_of(parser.parse_args(given))
    assert whole.out == bundle.path
    assert whole.command == (
        "facies study shipped --photographs photographs --clips clips --table table"
    )
    packed = tmp_path / "m.facies"
    pack_bundle(bundle.path, packed)
    assert cli.request_of(parser.parse_args([*given, "--model", str(packed)])).out == tmp_path
    some = cli.request_of(parser.parse_args([*given, "--only", "dose-clips, nuisances"]))
    assert some.only == ("dose-clips", "nuisances")
    assert some.out == tmp_path and not some.whole
    assert some.command.endswith("--only 'dose-clips, nuisances'")
    quick = cli.request_of(parser.parse_args([*given, "--quick"]))
    assert quick.out == tmp_path and not quick.whole
    unseen = cli.request_of(parser.parse_args([*given, "--unseen"]))
    assert unseen.unseen and unseen.command.endswith(" --unseen")
    everybody = cli.request_of(parser.parse_args([*given, "--unseen-table"]))
    assert everybody.unseen_table and not everybody.unseen
    assert everybody.command.endswith(" --unseen-table")
    for told in ("--unseen", "--unseen-table"):
        aside = cli.request_of(parser.parse_args([*given, told]))
        assert aside.out == tmp_path, "others' material does not replace the bundle's own report"
    elsewhere = cli.request_of(parser.parse_args([*given, "--out", str(tmp_path / "o")]))
    assert elsewhere.out == tmp_path / "o"


def test_one_in_four_people_is_held_back_whatever_else_lies_in_the_folder(tmp_path: Path) -> None:
    people = [f"{number:03d}" for number in range(400)]
    share = sum(map(is_held_back, people)) / len(people)
    assert share == pytest.approx(0.25, abs=0.06)
    for person in people[:12]:
        for kind in ("neutral", "smile"):
            (tmp_path / f"{person}_{kind}.jpg").touch()
    mine = people_in(tmp_path)
    assert held_back(mine) == tuple(p for p in people[:12] if is_held_back(p))


def test_the_quick_form_takes_clips_of_every_kind_and_people_enough_for_a_figure(
    tmp_path: Path,
) -> None:
    for name in "abcdefghijklm":
        (tmp_path / f"{name}.mp4").touch()
    whole = Plan(request(tmp_path, clips=tmp_path), CancelToken())
    quick = Plan(request(tmp_path, clips=tmp_path, quick=True), CancelToken())
    assert [clip.stem for clip in whole.clips] == list("abcdefghijklm")
    assert [clip.stem for clip in quick.clips] == ["a", "d", "g", "j", "m"]
    assert QUICK.rows is not None and QUICK.rows >= 2 * LEAST_PEOPLE
    assert QUICK.people is not None and QUICK.people >= QUICK.localised


def test_a_place_that_cannot_be_written_is_refused_at_once(
    tmp_path: Path,
) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(SurroundingsError, match="--out"):
        study(request(tmp_path, clips=tmp_path))
    assert not (tmp_path / "work").exists()


def test_people_whose_photographs_show_no_face_are_left_out_and_named(tmp_path: Path) -> None:
    faces = tmp_path / "faces"
    faces.mkdir()
    draw_photographs(faces)
    for end in ("neutral", "smile"):
        cv2.imwrite(str(faces / f"nobody_{end}.jpg"), np.full((400, 400, 3), 127, np.uint8))
    plan = Plan(request(tmp_path, photographs=faces, unseen=True), CancelToken())
    assert list(plan.left_out) == ["nobody"]
    assert "No face was found in “nobody_neutral.jpg”" in plan.left_out["nobody"]
    for path in faces.glob("d*"):
        path.unlink()
    with pytest.raises(UsageError, match="No face"):
        Plan(request(tmp_path, photographs=faces, unseen=True), CancelToken())


def test_random_weights_are_others_and_known_as_such() -> None:
    bundle = resolve_bundle()
    other = with_random_weights(bundle)
    assert other.weights_sha256 != bundle.weights_sha256
    key = next(iter(bundle.state_dict))
    assert not bundle.state_dict[key].equal(other.state_dict[key].to(bundle.state_dict[key].dtype))


@pytest.mark.slow
def test_a_study_of_a_clip_is_written_and_the_second_run_makes_nothing_anew(
    tmp_path: Path, sample_video: Path
) -> None:
    (tmp_path / "clips").mkdir()
    for name in ("one", "two"):
        shutil.copy(sample_video, tmp_path / "clips" / f"{name}.mp4")
    wanted = request(tmp_path, clips=tmp_path / "clips", quick=True)
    report = study(wanted)
    text = report.read_text(encoding="utf-8")
    assert RESEARCH_USE in text and "Dose-response: real clips" in text
    assert (report.parent / "report" / "dose-clips.svg").is_file()
    numbers = json.loads((report.parent / "report" / "numbers.json").read_text())
    assert numbers["model"] == wanted.bundle.spec.id
    made = {path: path.stat().st_mtime_ns for path in (tmp_path / "work").rglob("*.*")}
    assert study(wanted).read_text(encoding="utf-8") == text
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "work").rglob("*.*")} == made
