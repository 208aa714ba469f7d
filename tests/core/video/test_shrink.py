"""Making pictures smaller."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.video.shrink import shrunk


@settings(max_examples=60, deadline=None)
@given(width=st.integers(1, 2600), height=st.integers(1, 2600))
def test_pictures_keep_their_shape_and_are_never_enlarged(width: int, height: int) -> None:
    out = shrunk(np.zeros((height, width, 3), np.uint8), 480)
    scale = min(1.0, 480 / max(width, height))
    assert max(out.shape[:2]) <= 480
    assert abs(out.shape[1] - width * scale) <= 1 and abs(out.shape[0] - height * scale) <= 1
