"""Ratings told apart, with people as units."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kinematics.performance import auroc
from core.kinematics.table import RatedVisits
from core.study.ratings import Ratings, both_levels, kept


def made(person: list[int], rating: list[int]) -> Ratings:
    people = np.array(person)
    count = np.bincount(people)
    return Ratings(
        RatedVisits(
            values=np.zeros((len(people), 10)),
            rating=np.array(rating),
            age_years=np.full(len(people), 60.0),
            person=people,
            weight=1.0 / count[people],
            left_out=0,
        )
    )


def drawn(seed: int, people: int = 30) -> Ratings:
    rng = np.random.default_rng(seed)
    person = np.concatenate([np.arange(people), rng.integers(0, people, people)])
    return made(person.tolist(), rng.integers(0, 4, 2 * people).tolist())


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 10_000), st.integers(1, 2))
def test_the_same_auroc_as_beside_the_reference_ranges(seed: int, least: int) -> None:
    ratings = drawn(seed)
    score = np.random.default_rng(seed).integers(0, 9, len(ratings.visits.rating)).astype(float)
    expected = auroc(ratings.visits.rating >= least, score, ratings.visits.weight)
    found = ratings.auroc(score, least)
    assert found.value == pytest.approx(expected)
    assert found.low <= found.value <= found.high


def test_a_person_weighs_one_whatever_the_number_of_visits() -> None:
    once = made([0, 1, 2, 3], [0, 0, 1, 1])
    often = made([0, 0, 0, 1, 2, 3], [0, 0, 0, 0, 1, 1])
    score = np.array([3.0, 0.0, 2.0, 4.0])
    assert once.auroc(score, 1).value == 0.75
    assert often.auroc(np.concatenate([[3.0, 3.0], score]), 1).value == pytest.approx(0.75)


def test_what_is_left_of_a_person_weighs_one_again() -> None:
    ratings = made([0, 0, 1, 2], [0, 1, 1, 0])
    part = ratings.visits.part(np.array([True, False, False, True]))
    assert part.person.tolist() == [0, 1]
    assert part.weight.tolist() == [1.0, 1.0]
    assert part.left_out == 2


def test_a_score_keeps_all_of_itself_and_nothing_where_it_tells_nothing() -> None:
    ratings = drawn(1)
    rng = np.random.default_rng(1)
    good = ratings.visits.rating + rng.normal(0, 1, len(ratings.visits.rating))
    same = kept(ratings, good, good, 1)
    assert same.share.value == same.share.low == same.share.high == 1
    assert same.difference.value == 0
    assert same.telling
    none = kept(ratings, np.zeros(len(good)), good, 1)
    assert none.share.value == 0
    backwards = kept(ratings, good, -good, 1)
    assert not backwards.telling


def test_too_few_people_give_no_number() -> None:
    ratings = made([0, 1, 2, 3, 4, 5], [1, 0, 0, 0, 0, 0])
    assert not ratings.enough(1)
    found = both_levels(ratings, {"network": np.arange(6.0)})
    assert all(np.isnan(value.value) for value in found["network"].values())


def test_rank_correlation_follows_the_rating() -> None:
    ratings = drawn(2)
    assert ratings.rank(ratings.visits.rating.astype(float)).value == pytest.approx(1)
    assert ratings.rank(-ratings.visits.rating.astype(float)).value == pytest.approx(-1)


def test_a_share_of_nothing_has_no_limit() -> None:
    ratings = drawn(4, people=8)
    rng = np.random.default_rng(4)
    coarse = rng.integers(0, 2, len(ratings.visits.rating)).astype(float)
    found = kept(ratings, rng.normal(size=len(coarse)), coarse, 1)
    assert found.share.low <= found.share.high
    assert not np.isnan((found.share.low, found.share.high)).any()


def test_no_error_among_few_people_is_not_certainty() -> None:
    ratings = made(list(range(12)), [0] * 4 + [1] * 8)
    found = ratings.auroc(np.arange(12.0), 1)
    assert found.value == 1
    assert 0.5 < found.low < 0.9


def test_few_players_make_an_auroc_less_sure() -> None:
    ratings = drawn(7, people=60)
    rng = np.random.default_rng(7)
    played = rng.integers(0, 5, len(ratings.visits.rating))
    # Who plays tells most of the score: the rated people alone would look surer than they are.
    score = ratings.visits.rating + 3.0 * rng.normal(size=5)[played]
    alone, both = (Ratings(ratings.visits, played_by=who).auroc(score, 1) for who in (None, played))
    assert both.value == alone.value
    assert both.high - both.low > 1.2 * (alone.high - alone.low)


def test_a_share_counts_people_once_and_is_never_sure_of_none() -> None:
    ratings = made([0, 0, 0, 1, 2, 3], [0, 0, 0, 0, 1, 1])
    low = ratings.visits.rating == 0
    hits = np.array([True, True, True, False, False, False])
    assert ratings.share(hits, low).value == pytest.approx(0.5)
    none = ratings.share(np.zeros(6, np.bool_), low)
    assert none.value == none.low == 0 and none.high > 0.5
