"""The ordinal baseline on made people."""

from __future__ import annotations

import json

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import spearmanr

from core.kinematics.ordinal import OrdinalModel, fit
from core.kinematics.quantities import GEO10, LOG_VARIANCES
from models.typed_json import from_json, to_json


@pytest.fixture(scope="module")
def people():
    rng = np.random.default_rng(5)
    values = rng.normal(size=(600, 10)) * 3 + 7
    latent = 1.4 * (values[:, 5] - 7) / 3 - 0.7 * (values[:, 8] - 7) / 3
    rating = np.digitize(latent + rng.logistic(size=600), (0.5, 2.0))
    return values, rating.astype(np.int64), np.ones(600), latent


def test_it_finds_what_made_the_ratings(people) -> None:
    values, rating, weight, latent = people
    model = fit(values, rating, weight, GEO10, penalty=0.01)
    assert model.weights[5] == pytest.approx(1.4, abs=0.3)
    assert model.weights[8] == pytest.approx(-0.7, abs=0.25)
    assert model.thresholds == pytest.approx((0.5, 2.0), abs=0.4)
    assert spearmanr(model.score(values), latent)[0] > 0.95


def test_chances_fall_from_one_threshold_to_the_next(people) -> None:
    values, rating, weight, _ = people
    model = fit(values, rating, weight, LOG_VARIANCES)
    chance = expit(model.score(values)[:, None] - np.array(model.thresholds))
    assert chance.shape == (600, 2)
    assert (chance[:, 0] >= chance[:, 1]).all()
    assert chance.mean(axis=0) == pytest.approx(
        [(rating >= 1).mean(), (rating >= 2).mean()], abs=0.03
    )


def test_a_row_that_counts_double_is_two_rows(people) -> None:
    values, rating, weight, _ = people
    twice = np.where(np.arange(600) < 200, 2.0, 1.0)
    one = fit(values, rating, twice, GEO10)
    both = [np.concatenate([part, part[:200]]) for part in (values, rating, weight)]
    two = fit(*both, GEO10)
    assert one.weights == pytest.approx(two.weights, abs=1e-4)
    assert one.thresholds == pytest.approx(two.thresholds, abs=1e-4)


def test_it_is_kept_as_plain_numbers(people) -> None:
    values, rating, weight, _ = people
    model = fit(values, rating, weight, LOG_VARIANCES)
    again = from_json(OrdinalModel, json.loads(json.dumps(to_json(model))))
    np.testing.assert_array_equal(again.score(values), model.score(values))


@pytest.mark.parametrize(
    "change",
    [{"signals": ["jaw"]}, {"weights": [1.0]}, {"thresholds": [2.0, 1.0]}, {"mean": ["a"] * 5}],
)
def test_what_does_not_fit_is_refused(people, change) -> None:
    values, rating, weight, _ = people
    record = to_json(fit(values, rating, weight, LOG_VARIANCES))
    with pytest.raises(ValueError):
        from_json(OrdinalModel, record | change)
