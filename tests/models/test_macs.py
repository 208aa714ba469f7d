from __future__ import annotations

import pytest

from models.macs import count_macs


@pytest.mark.parametrize(
    ("frames", "side", "giga"), [(14, 224, 24.95), (14, 112, 6.27), (64, 224, 111.2)]
)
def test_published_costs(frames: int, side: int, giga: float) -> None:
    assert count_macs(frames, side, side) / 1e9 == pytest.approx(giga, rel=1e-3)
