from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

from core.errors import UsageError
from core.simulate.film import MANIFEST_COLUMNS, render_set, render_video
from core.simulate.photographed.draw import (
    ATTENUATED_BELOW,
    PATTERNS,
    PhotographedSetPlan,
    random_movement,
)
from core.simulate.spec import PhantomSpec, spec_from_text
from core.simulate.split import is_held_back
from core.simulate.timeline import build_timeline
from core.simulate.truth import arrays_path, truth_json, write_truth
from core.simulated import truth_path
from core.training.manifest import read_manifests
from core.types import FACIAL_REGIONS


def plan(folder: Path, **changes: object) -> PhotographedSetPlan:
    numbers: dict[str, object] = {"videos": 24, "subjects": 2, "seed": 2} | changes
    return PhotographedSetPlan(folder, **numbers)  # type: ignore[arg-type]


@pytest.mark.parametrize("gains", ["continuous", "groups"])
def test_every_person_has_both_labels(photographs: Path, gains: str) -> None:
    labels = defaultdict(list)
    for entry in plan(photographs, gains=gains).entries():
        labels[entry.subject_id].append(entry.label)
        assert entry.label == (float(entry.facts["gain"]) < ATTENUATED_BELOW)
    assert set(labels) == {"d1", "d2"}
    for given in labels.values():
        assert 0.2 < np.mean(given) < 0.8


def test_people_who_judge_a_model_are_none_who_train_it(tmp_path: Path) -> None:
    everybody = {f"{number:03d}" for number in range(20)}
    for person in everybody:
        for kind in ("neutral", "smile"):
            (tmp_path / f"{person}_{kind}.jpg").touch()
    held = {person for person in everybody if is_held_back(person)}
    sets = {
        among: set(plan(tmp_path, among=among, subjects=count).people())
        for among, count in (("all", 20), ("training", 20 - len(held)), ("held-back", len(held)))
    }
    assert sets == {"all": everybody, "training": everybody - held, "held-back": held}
    with pytest.raises(UsageError, match="such people"):
        plan(tmp_path, among="held-back", subjects=len(held) + 1)


def test_a_persons_gains_share_out_the_range(photographs: Path) -> None:
    gains = defaultdict(list)
    for entry in plan(photographs, videos=60).entries():
        if entry.facts["pattern"] == "even":
            gains[entry.subject_id].append(float(entry.facts["gain"]))
    for given in gains.values():
        counts, _ = np.histogram(given, bins=4, range=(0, 1.3))
        assert counts.min() >= 1
        assert max(given) > 1.0 and min(given) < 0.3


def test_nothing_but_the_movement_depends_on_the_gain(photographs: Path) -> None:
    """The same set drawn for other gains differs in movement alone."""
    one, other = (
        list(plan(photographs, gains=gains).entries()) for gains in ("continuous", "groups")
    )
    differ = even = 0
    for a, b in zip(one, other, strict=True):
        assert (a.subject_id, a.task, a.age_years) == (b.subject_id, b.task, b.age_years)
        for part in ("identity", "scene", "head", "script", "fps", "size_px"):
            assert getattr(a.spec, part) == getattr(b.spec, part)
        if a.facts["pattern"] == "even":
            differ += a.spec.movement != b.spec.movement
            even += 1
    assert differ == even > 0


def test_all_patterns_and_tasks_come_up(photographs: Path) -> None:
    entries = list(plan(photographs, videos=300).entries())
    patterns = Counter(entry.facts["pattern"] for entry in entries)
    assert set(patterns) == set(PATTERNS)
    assert 0.4 < patterns["even"] / len(entries) < 0.6
    tasks = {entry.task for entry in entries}
    assert tasks == {"smile", "disgust", "surprise", "talk", "free", "rest"}


def test_a_local_pattern_moves_one_place_and_rests_the_others() -> None:
    for seed in range(60):
        pattern, movement = random_movement(np.random.default_rng(seed), 0.7)
        gains = movement.region_gain
        if pattern == "mouth_only":
            assert gains["mouth"] >= 0.9
            assert max(g for r, g in gains.items() if r != "mouth") <= 0.15
            assert movement.blink_amplitude_left == movement.blink_amplitude_right < 0.2
        if pattern == "left_only":
            assert movement.left_gain > 5 * movement.right_gain
            assert movement.blink_amplitude_left > 5 * movement.blink_amplitude_right
        if pattern == "even":
            assert np.std(list(gains.values())) < 0.2


def test_a_set_is_written_with_its_gains(photographs: Path, tmp_path: Path) -> None:
    small = plan(photographs, videos=3, duration_s=(1.0, 1.0), size_px=64)
    manifest = render_set(small, tmp_path)
    rows = list(csv.DictReader(manifest.open(encoding="utf-8")))
    facts = ("gain", "degree", "pattern", "speed", "blink_rate_per_min")
    assert tuple(rows[0]) == (*MANIFEST_COLUMNS, *facts)
    read = read_manifests([manifest], ("expressive", "attenuated"))
    assert [row.subject_id for row in read.rows] == [row["subject_id"] for row in rows]
    for row, entry in zip(rows, small.entries(), strict=True):
        text = truth_path(tmp_path / row["path"]).read_text(encoding="utf-8")
        assert spec_from_text(text) == entry.spec
        truth = json.loads(text)
        assert "simulated" in truth["note"]
        assert truth["pictures"]["person"] == row["subject_id"]
        sides = {**truth["side_gain"], "both": np.mean(list(truth["side_gain"].values()))}
        gains = {r: truth["region_gain"][r] * sides[side_of(r)] for r in FACIAL_REGIONS}
        mean = np.mean(list(gains.values()))
        assert float(row["gain"]) == pytest.approx(mean, abs=1e-3)
        assert float(row["degree"]) == pytest.approx(np.clip(1 - mean, 0, 1), abs=1e-3)


def side_of(region: str) -> str:
    half = region.split("_")[0]
    return half if half in ("left", "right") else "both"


def test_a_given_timeline_is_filmed(plain: PhantomSpec, tmp_path: Path) -> None:
    line = build_timeline(plain)
    mirrored = type(line)(**{**{n: getattr(line, n) for n in line.__slots__},
                             "amounts": 0.5 * line.amounts})  # fmt: skip
    video = tmp_path / "again.mp4"
    truths = render_video(plain, video, timeline=mirrored)
    write_truth(plain, video, truths, timeline=mirrored)
    assert len(truths) == len(line.pts_s)
    with np.load(arrays_path(video)) as arrays:
        np.testing.assert_allclose(arrays["amounts"], 0.5 * line.amounts, atol=1e-6)
    assert json.loads(truth_path(video).read_text(encoding="utf-8"))["timeline"] == "given"
    assert "timeline" not in truth_json(plain)


@pytest.mark.parametrize(
    "numbers",
    [{"videos": 0}, {"subjects": 0}, {"subjects": 3}, {"seed": -1}, {"duration_s": (0.1, 2)}],
)
def test_impossible_sets_are_refused(photographs: Path, numbers: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        plan(photographs, **numbers)
