from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.metrics import log_loss as sklearn_log_loss

from core.training.metrics import evaluate, log_loss, newcombe_auroc, wilson
from core.training.people import Scores


def people(count: int, apart: float, seed: int = 0) -> tuple[Scores, np.ndarray]:
    rng = np.random.default_rng(seed)
    label = np.repeat([0, 1], count)
    logit = rng.normal(0, 1, 2 * count) + apart * label
    scores = Scores(logit, label, np.arange(2 * count), np.ones(2 * count))
    return scores, 1 / (1 + np.exp(-(logit - apart / 2)))


def test_values_agree_with_an_independent_library() -> None:
    scores, p = people(40, 1.0)
    p = np.round(p, 1)  # with ties
    inner = np.clip(p, 0.01, 0.99)
    assert log_loss(scores.label, inner) == pytest.approx(sklearn_log_loss(scores.label, inner))
    found = evaluate(scores, p, 0.55, 0)
    assert found["auroc"].value == pytest.approx(roc_auc_score(scores.label, p))
    assert found["brier"].value == pytest.approx(brier_score_loss(scores.label, p))
    high, low = p[scores.label == 1] > 0.55, p[scores.label == 0] <= 0.55
    assert found["sensitivity"].value == high.mean()
    assert found["specificity"].value == low.mean()
    assert found["accuracy"].value == np.r_[high, low].mean()


def test_someone_filmed_often_weighs_no_more() -> None:
    """Ten recordings of everybody, all alike: the same values, and intervals no narrower."""
    once, p = people(20, 1.0)
    index = np.repeat(np.arange(40), 10)
    often = Scores(
        once.logit[index], once.label[index], once.person[index], once.weight[index] / 10
    )
    one, ten = evaluate(once, p, 0.5, 0), evaluate(often, p[index], 0.5, 0)
    for name, estimate in one.items():
        for field in ("value", "low", "high"):
            assert getattr(ten[name], field) == pytest.approx(getattr(estimate, field)), name


def test_intervals_hold_the_value_and_shrink_with_more_people() -> None:
    few, many = (evaluate(*people(n, 1.2), 0.5, 0) for n in (15, 300))
    for name, estimate in few.items():
        assert estimate.low <= estimate.value <= estimate.high
        assert many[name].high - many[name].low < estimate.high - estimate.low


def test_no_error_among_few_people_is_not_certainty() -> None:
    found = evaluate(*people(6, 50.0), 0.5, 0)
    assert found["auroc"].value == found["accuracy"].value == 1
    assert found["auroc"].low < 0.95
    assert found["auroc"].method == "Newcombe"
    assert found["accuracy"].low == pytest.approx(wilson(1.0, 12)[0])
    assert found["sensitivity"].low == pytest.approx(wilson(1.0, 6)[0])


def test_interval_for_sixteen_and_sixteen_is_as_published() -> None:
    low, high = newcombe_auroc(0.90, 16, 16)  # the literature's example: about 0.79-1.00
    assert low == pytest.approx(0.75, abs=0.05)
    assert high == pytest.approx(0.96, abs=0.04)
    assert newcombe_auroc(1.0, 16, 16)[1] == 1.0
    assert newcombe_auroc(0.0, 16, 16)[0] == 0.0


def test_wilson_against_a_published_example() -> None:
    # Newcombe 1998, Stat Med 17:857, table I: 81 of 263.
    low, high = wilson(81 / 263, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


def test_bootstrap_covers_the_truth() -> None:
    from scipy.stats import norm

    truth = norm.cdf(1.0 / np.sqrt(2))
    held = 0
    for seed in range(20):
        estimate = evaluate(*people(25, 1.0, seed), 0.5, seed)["auroc"]
        held += estimate.low <= truth <= estimate.high
    assert held >= 16
