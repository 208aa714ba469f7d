"""The gauge draws where the numbers are."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage

from core.types import Score
from gui.review.gauge import ScoreGauge
from gui.theme import theme

BELOW = Score(0.31, 0.22, 0.41, 0.6, "below", (), 0.8)
CROSSING = Score(0.62, 0.52, 0.71, 0.6, "inconclusive", ("It crosses.",), 1.4)
MIDDLE_Y, OVER_BAR_Y = 39, 24


@pytest.fixture
def gauge(qtbot):
    made = ScoreGauge()
    qtbot.addWidget(made)
    made.resize(340, 100)
    made.show()
    qtbot.waitExposed(made)
    return made


def pixels(gauge) -> np.ndarray:
    image = gauge.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).astype(int)


def near(picture, x, y, role, reach=1) -> bool:
    """Whether a colour of the theme is painted at a place."""
    colour = theme().colour(role)
    there = picture[y, round(x) - reach : round(x) + reach + 1]
    away = np.abs(there - [colour.red(), colour.green(), colour.blue()]).max(axis=1)
    return bool((away < 40).any())


def test_it_says_its_numbers_to_a_screen_reader(gauge) -> None:
    gauge.set_score(BELOW)
    said = gauge.accessibleDescription()
    for number in ("0.31", "0.22", "0.41", "0.60"):
        assert number in said
    assert "nconclusive zone 0.50 to 0.69" in said


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_threshold_interval_and_value_are_painted_where_they_are(gauge, mode) -> None:
    theme().set(mode)
    gauge.set_score(BELOW)
    picture = pixels(gauge)
    assert near(picture, gauge.x_of(0.6), OVER_BAR_Y, "text")
    assert not near(picture, gauge.x_of(0.8), OVER_BAR_Y, "text", reach=6)
    assert near(picture, gauge.x_of(0.31), MIDDLE_Y, "text")
    for inside in (0.24, 0.38):
        assert near(picture, gauge.x_of(inside), MIDDLE_Y, "below")
    for outside in (0.16, 0.46):
        assert not near(picture, gauge.x_of(outside), MIDDLE_Y, "below", reach=3)


def test_the_zone_is_hatched_and_nothing_else(gauge) -> None:
    gauge.set_score(BELOW)
    low, high = gauge.zone()
    assert (low, high) == (pytest.approx(0.5), pytest.approx(0.69))
    picture = pixels(gauge)

    def busy(value: float) -> float:
        x = round(gauge.x_of(value))
        return float(picture[30:48, x - 4 : x + 4].std(axis=(0, 1)).max())

    assert min(busy(0.53), busy(0.66)) > 8
    assert max(busy(0.1), busy(0.8), busy(0.95)) < 3


def test_an_inconclusive_score_has_a_colour_of_its_own(gauge) -> None:
    gauge.set_score(CROSSING)
    assert near(pixels(gauge), gauge.x_of(0.54), MIDDLE_Y, "inconclusive")


def test_another_score_takes_the_place_of_the_first(gauge) -> None:
    gauge.set_score(BELOW)
    gauge.set_score(None)
    assert gauge.accessibleDescription() == ""
    assert not near(pixels(gauge), gauge.x_of(0.6), OVER_BAR_Y, "text", reach=4)
