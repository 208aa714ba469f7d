"""Probes find what tells the rating, and nothing where nothing does."""

from __future__ import annotations

import numpy as np
import pytest

from core.face.landmarks import FACE_OVAL
from core.study.numbers import Interval
from core.study.probe_features import held_still, painted_out
from core.study.probes import _reading, groups_of, out_of_fold
from core.study.ratings import Ratings
from tests.core.study.test_ratings import made


@pytest.fixture
def ratings() -> Ratings:
    rng = np.random.default_rng(5)
    return made(list(range(60)), rng.integers(0, 3, 60).tolist())


def test_a_probe_finds_a_leak(ratings: Ratings) -> None:
    rng = np.random.default_rng(6)
    leak = (ratings.visits.rating >= 1)[:, None] + rng.normal(0, 0.5, (60, 40))
    score = out_of_fold(leak, ratings, np.arange(60))
    assert score is not None
    assert ratings.auroc(score, 1).low > 0.8


def test_a_probe_of_noise_is_at_chance(ratings: Ratings) -> None:
    noise = np.random.default_rng(7).normal(size=(60, 40))
    score = out_of_fold(noise, ratings, np.arange(60))
    assert score is not None
    assert ratings.auroc(score, 1).low < 0.5


def test_what_only_names_the_group_does_not_help(ratings: Ratings) -> None:
    group = np.arange(60) // 6
    names = np.eye(10)[group]
    score = out_of_fold(names, ratings, group)
    assert score is not None
    assert ratings.auroc(score, 1).low < 0.5


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Interval(0.7, 0.6, 0.8), "above chance: this tells the rating"),
        (Interval(0.45, 0.3, 0.6), "at chance"),
        (Interval(0.26, 0.15, 0.37), "below chance"),
        (Interval(float("nan"), float("nan"), float("nan")), "too few people"),
    ],
)
def test_a_reading_gives_no_reason(found: Interval, words: str) -> None:
    assert _reading(found) == words


def test_one_group_cannot_be_divided(ratings: Ratings) -> None:
    assert out_of_fold(np.zeros((60, 3)), ratings, np.zeros(60, np.int64)) is None


def test_groups_share_people_also_through_others() -> None:
    person = np.array([0, 0, 1, 2, 3])
    face = np.array(["a", "b", "b", "c", "c"])
    group = groups_of(person, face)
    assert group[0] == group[1] == group[2]
    assert group[3] == group[4] != group[0]


def test_painting_out_hides_the_face_and_nothing_far_from_it() -> None:
    rng = np.random.default_rng(8)
    rgb = rng.integers(0, 256, (100, 100, 3), np.uint8)
    angle = np.linspace(0, 2 * np.pi, len(FACE_OVAL), endpoint=False)
    points = np.full((478, 2), 50, np.float32)
    points[list(FACE_OVAL)] += 20 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    out = painted_out(rgb, points, 1.0)
    assert (out[45:55, 45:55] == 128).all()
    assert (out[:20] == rgb[:20]).all()


def test_held_still_shows_the_first_frame() -> None:
    change = held_still()
    frames = np.random.default_rng(9).integers(0, 256, (3, 8, 8, 3), np.uint8)
    for number, frame in enumerate(frames):
        assert (change(frame, number / 30, number) == frames[0]).all()
