from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.analysis.freeze import freeze_region, freeze_test
from core.inference import Engine
from core.types import REGIONS
from tests.support.bundle_factory import FRAMES as BUNDLE_FRAMES
from tests.support.bundle_factory import SIZE_PX, make_bundle

SIDE, FRAMES = 64, 14
CELL = 16  # regions 0..9 are squares of this side; the last holds the rest


def square_masks() -> np.ndarray:
    """Coverages (11, 64, 64): ten squares and everything else."""
    masks = np.zeros((len(REGIONS), SIDE, SIDE), np.float32)
    for k in range(10):
        row, column = divmod(k, 4)
        masks[k, row * CELL : (row + 1) * CELL, column * CELL : (column + 1) * CELL] = 1
    masks[-1] = 1 - masks[:-1].sum(axis=0)
    return masks


def moving_clip(where: np.ndarray, seed: int = 0) -> np.ndarray:
    """A clip (14, 64, 64, 3) that flickers only where the mask is 1."""
    rng = np.random.default_rng(seed)
    still = rng.integers(60, 180, (SIDE, SIDE, 3))
    flicker = rng.integers(-50, 50, (FRAMES, SIDE, SIDE, 3))
    return (still + flicker * where[..., None]).astype(np.uint8)


def motion_energy(clips: np.ndarray) -> np.ndarray:
    """Mean absolute change from frame to frame: a real measure of what freezing removes."""
    steps = np.abs(np.diff(clips.astype(np.float32), axis=1))
    return steps.mean(axis=(1, 2, 3, 4))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


@settings(max_examples=20, deadline=None)
@given(
    top=st.integers(0, 40), left=st.integers(0, 40), height=st.integers(4, 20),
    width=st.integers(4, 20), seed=st.integers(0, 99),
)  # fmt: skip
def test_a_frozen_region_is_still_and_the_rest_untouched(top, left, height, width, seed):
    mask = np.zeros((SIDE, SIDE), np.float32)
    mask[top : top + height, left : left + width] = 1
    clip = moving_clip(np.ones((SIDE, SIDE)), seed)
    frozen = freeze_region(clip, mask)
    assert frozen.dtype == np.uint8
    assert frozen.shape == clip.shape
    inside = frozen[:, mask > 0]
    assert np.all(inside == inside[0])
    assert any(np.array_equal(inside[0], frame[mask > 0]) for frame in clip)
    y, x = np.mgrid[:SIDE, :SIDE]
    dy = np.maximum(np.maximum(top - y, y - (top + height - 1)), 0)
    dx = np.maximum(np.maximum(left - x, x - (left + width - 1)), 0)
    beyond = np.hypot(dy, dx) > 0.04 * SIDE + 0.5
    assert np.array_equal(frozen[:, beyond], clip[:, beyond])


def test_the_edge_fades_without_a_step():
    mask = square_masks()[5]
    clip = np.zeros((FRAMES, SIDE, SIDE, 3), np.uint8)
    clip[1:] = 200  # the usual frame is bright, the first dark
    first = freeze_region(clip, mask)[0, 24, :, 0].astype(int)
    assert first[24] == 200
    assert first[0] == 0
    assert np.abs(np.diff(first)).max() <= 200 / (0.04 * SIDE) + 2


def test_the_region_is_held_as_it_usually_looks():
    mask = square_masks()[0]
    clip = np.full((FRAMES, SIDE, SIDE, 3), 100, np.uint8)
    clip[0] = clip[7] = 10  # a blink in the first frame and in the middle
    assert np.all(freeze_region(clip, mask)[:, mask > 0] == 100)


def test_an_empty_region_changes_nothing_and_sizes_are_checked():
    clip = moving_clip(np.ones((SIDE, SIDE)))
    assert np.array_equal(freeze_region(clip, np.zeros((SIDE, SIDE), np.float32)), clip)
    with pytest.raises(ValueError, match="do not fit"):
        freeze_region(clip, np.zeros((SIDE, SIDE + 1), np.float32))


def test_only_the_region_that_moves_changes_the_score():
    masks = square_masks()
    mouth = REGIONS.index("mouth")
    core = np.zeros((SIDE, SIDE))
    row, column = divmod(mouth, 4)
    core[row * CELL + 4 : row * CELL + 12, column * CELL + 4 : column * CELL + 12] = 1
    clips = [moving_clip(core, seed) for seed in range(6)]
    rows = freeze_test(clips, [masks] * 6, motion_energy, lambda x: sigmoid(2 - 3 * x))
    assert [row.region for row in rows] == list(REGIONS)
    before = float(motion_energy(np.stack(clips)).mean())
    for row in rows:
        if row.region == "mouth":
            assert row.delta_logit == pytest.approx(-before, rel=1e-6)
            assert row.delta_score == pytest.approx(sigmoid(2) - sigmoid(2 - 3 * before), rel=1e-6)
        else:
            assert row.delta_logit == pytest.approx(0, abs=1e-9)
            assert row.delta_score == pytest.approx(0, abs=1e-9)


def test_clips_go_through_in_small_batches_and_in_order():
    masks = square_masks()
    clips = [moving_clip(np.ones((SIDE, SIDE)), seed) for seed in range(6)]
    seen = []

    def run(batch):
        seen.append(len(batch))
        return motion_energy(batch)

    freeze_test(clips, [masks] * 6, run, sigmoid)
    assert sum(seen) == 6 * (len(REGIONS) + 1)
    assert max(seen) <= 4


def test_no_clips_no_rows_and_unequal_numbers_are_an_error():
    assert freeze_test([], [], motion_energy, sigmoid) == ()
    with pytest.raises(ValueError, match="argument"):
        freeze_test([moving_clip(np.ones((SIDE, SIDE)))], [], motion_energy, sigmoid)


def test_the_real_network_is_asked_again(tmp_path):
    engine = Engine(make_bundle(tmp_path / "bundle"), device="cpu", backend="torch")
    side = SIZE_PX // 4
    masks = np.zeros((len(REGIONS), SIZE_PX, SIZE_PX), np.float32)
    mouth, chin = REGIONS.index("mouth"), REGIONS.index("chin")
    masks[mouth, side : 2 * side, side : 2 * side] = 1
    masks[chin, 3 * side :, 3 * side :] = 1
    masks[-1] = 1 - masks[:-1].sum(axis=0)
    rng = np.random.default_rng(5)
    still = rng.integers(80, 160, (SIZE_PX, SIZE_PX, 3))
    moving = rng.integers(-80, 80, (BUNDLE_FRAMES, SIZE_PX, SIZE_PX, 3))
    where = masks[mouth][..., None] > 0
    clips = [np.where(where, still + moving, still).astype(np.uint8)]
    rows = {
        row.region: row
        for row in freeze_test(
            clips, [masks], lambda pixels: engine.run(pixels).evidence_logit, sigmoid
        )
    }
    assert abs(rows["mouth"].delta_logit) > 1e-3
    assert rows["chin"].delta_logit == 0
    assert np.sign(rows["mouth"].delta_score) == np.sign(rows["mouth"].delta_logit)
