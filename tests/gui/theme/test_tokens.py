"""Contrast of all text on all grounds it stands on, measured as WCAG 2.2 does."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest
from PySide6.QtGui import QColor

from gui.theme.tokens import DARK, LIGHT, Role

TEXT: tuple[Role, ...] = (
    "text", "muted", "accent", "good", "warn", "bad", "below", "above", "inconclusive",
)  # fmt: skip
GROUNDS: tuple[Role, ...] = ("window", "surface", "raised")


def luminance(colour: str) -> float:
    parts = QColor(colour).getRgbF()[:3]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_defined() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read_on_every_ground(tokens: dict[Role, str]) -> None:
    for text, ground in product(TEXT, GROUNDS):
        assert contrast(tokens[text], tokens[ground]) >= 4.5, (text, ground)
    for text, ground in (
        ("on_accent", "accent"), ("on_stage", "stage"), ("text", "selection"), ("surface", "bad"),
    ):  # fmt: skip
        assert contrast(tokens[text], tokens[ground]) >= 4.5, (text, ground)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_every_role_has_a_colour(tokens: dict[Role, str]) -> None:
    assert set(tokens) == set(get_args(Role))


def test_the_stage_is_the_same_in_both() -> None:
    assert (LIGHT["stage"], LIGHT["on_stage"]) == (DARK["stage"], DARK["on_stage"])
