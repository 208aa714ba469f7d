from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.simulate.photographed.mouth import Mouth
from core.simulate.photographed.sitter import Sitter, sitter

UNIT = 60.0
LIGHT = np.ones(3, dtype=np.float32)
TO_PX = np.array([[UNIT, 0, 0, 100], [0, UNIT, 0, 100]], dtype=np.float32)
SKIN = 170.0


def lips(who: Sitter, gap_iod: float) -> tuple[np.ndarray, np.ndarray]:
    ends = who.neutral[[78, 308], :2] * UNIT + 100
    x = np.linspace(ends[0, 0], ends[1, 0], 11)
    y = np.full(11, ends[:, 1].mean())
    arch = np.sin(np.linspace(0, np.pi, 11)) * gap_iod * UNIT / 2
    upper, lower = np.column_stack([x, y - arch]), np.column_stack([x, y + arch])
    return upper.astype(np.float32), lower.astype(np.float32)


@pytest.fixture(scope="module")
def who(photographs: Path) -> Sitter:
    return sitter(str(photographs), "d1")


def shown(mouth: Mouth, who: Sitter, gap_iod: float) -> np.ndarray:
    picture = np.full((240, 200, 3), SKIN, dtype=np.float32)
    mouth.show(picture, *lips(who, gap_iod), TO_PX, UNIT)
    return picture


def test_closed_lips_show_nothing(who: Sitter) -> None:
    assert (shown(Mouth(who, UNIT, LIGHT), who, 0.0) == SKIN).all()


def test_the_inside_shows_between_the_lips_only(who: Sitter) -> None:
    picture = shown(Mouth(who, UNIT, LIGHT), who, 0.3)
    upper, lower = lips(who, 0.3)
    rows, columns = np.nonzero(np.abs(picture - SKIN).sum(axis=2) > 1)
    assert upper[:, 1].min() - 2 < rows.min() < rows.max() < lower[:, 1].max() + 2
    assert upper[0, 0] - 2 < columns.min() < columns.max() < upper[-1, 0] + 2
    inside = picture[round(float(lower[5, 1])) - 5, 100]
    assert inside.mean() < 0.8 * SKIN


def test_who_shows_teeth_smiling_keeps_them(who: Sitter) -> None:
    """Own teeth take the colour that was photographed; a closed smile gets drawn ones."""
    smile_rgb = who.smile_rgb.copy()
    smile_rgb[:] = (20, 200, 20)
    parted = who.smile.copy()
    parted[[14, 87, 317, 178, 402], 1] += 0.10
    own = Mouth(replace(who, smile=parted, smile_rgb=smile_rgb), UNIT, LIGHT)
    shut = who.smile.copy()
    shut[14, 1] = shut[13, 1]
    drawn = Mouth(replace(who, smile=shut, smile_rgb=smile_rgb), UNIT, LIGHT)

    def green(picture: np.ndarray) -> float:
        return float((picture[..., 1] - picture[..., 0]).max())

    assert green(shown(own, who, 0.25)) > 60
    assert green(shown(drawn, who, 0.25)) < 20


def test_the_inside_is_darker_than_dark_lips(who: Sitter) -> None:
    shut = who.smile.copy()
    shut[14, 1] = shut[13, 1]
    light = replace(who, smile=shut)
    dark = replace(light, neutral_rgb=(who.neutral_rgb * 0.4).astype(np.uint8))
    of_light, of_dark = (shown(Mouth(one, UNIT, LIGHT), who, 0.3) for one in (light, dark))
    low = round(float(lips(who, 0.3)[1][5, 1])) - 5
    assert of_dark[low, 100].mean() < 0.6 * of_light[low, 100].mean()
    # Teeth are as bright beside any skin.
    teeth = np.s_[80:120, 90:110]
    assert of_dark[teeth].max() > 0.9 * of_light[teeth].max()
