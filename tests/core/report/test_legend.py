"""The strip under the overlay video fits any width and keeps its numbers."""

from __future__ import annotations

import numpy as np
import pytest

from core.report.legend import Legend
from tests.support.analysis_factory import make_analysis

MAPS = make_analysis(n_frames=60).maps


@pytest.mark.parametrize("width", [32, 120, 320, 640, 1280, 1920])
@pytest.mark.parametrize("layer", MAPS, ids=lambda layer: layer.layer)
def test_every_width(width: int, layer: object) -> None:
    legend = Legend(layer, width)
    strip = legend.strip(12.3, 0.5)
    assert strip.shape == (legend.height_px, width, 3) and strip.dtype == np.uint8
    assert legend.height_px % 2 == 0
    assert strip.min() < 120


def test_time_and_score_change_only_the_left_of_the_second_line() -> None:
    legend = Legend(MAPS[0], 640)
    one, two = legend.strip(1.0, 0.25).astype(int), legend.strip(61.5, None).astype(int)
    rows, columns = np.nonzero(np.abs(one - two).sum(axis=-1))
    assert rows.min() >= legend.height_px // 2 - 1 and columns.max() < 320
    assert (legend.strip(1.0, 0.25) == legend.strip(1.04, 0.25)).all()


def test_colour_bar_spans_the_colour_map() -> None:
    strip = Legend(MAPS[1], 640).strip(0.0, None).astype(int)
    top = strip[: len(strip) // 2]
    saturated = top.max(axis=-1) - top.min(axis=-1) > 60
    colours = top[saturated]
    assert (colours[:, 0] > 230).any() and (colours[:, 2] > 120).any()
