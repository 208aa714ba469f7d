"""The network against the table, and its padding against a naive reading of the rule."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from torch import nn

from models.i3d import (
    BATCH_NORM_EPS,
    ENDPOINTS,
    I3D,
    MaxPool3DSame,
    Mixed,
    Unit3D,
    conv3d_same,
    same_padding,
)

# Channels, and how often time and space are halved (rounding up), after science.md's table.
TABLE = {
    "Conv3d_1a_7x7": (64, 1, 1),
    "MaxPool3d_2a_3x3": (64, 1, 2),
    "Conv3d_2b_1x1": (64, 1, 2),
    "Conv3d_2c_3x3": (192, 1, 2),
    "MaxPool3d_3a_3x3": (192, 1, 3),
    "Mixed_3b": (256, 1, 3),
    "Mixed_3c": (480, 1, 3),
    "MaxPool3d_4a_3x3": (480, 2, 4),
    "Mixed_4b": (512, 2, 4),
    "Mixed_4c": (512, 2, 4),
    "Mixed_4d": (512, 2, 4),
    "Mixed_4e": (528, 2, 4),
    "Mixed_4f": (832, 2, 4),
    "MaxPool3d_5a_2x2": (832, 3, 5),
    "Mixed_5b": (832, 3, 5),
    "Mixed_5c": (1024, 3, 5),
}
AT_14_224 = {
    "Conv3d_1a_7x7": (64, 7, 112, 112),
    "MaxPool3d_2a_3x3": (64, 7, 56, 56),
    "Conv3d_2b_1x1": (64, 7, 56, 56),
    "Conv3d_2c_3x3": (192, 7, 56, 56),
    "MaxPool3d_3a_3x3": (192, 7, 28, 28),
    "Mixed_3b": (256, 7, 28, 28),
    "Mixed_3c": (480, 7, 28, 28),
    "MaxPool3d_4a_3x3": (480, 4, 14, 14),
    "Mixed_4b": (512, 4, 14, 14),
    "Mixed_4c": (512, 4, 14, 14),
    "Mixed_4d": (512, 4, 14, 14),
    "Mixed_4e": (528, 4, 14, 14),
    "Mixed_4f": (832, 4, 14, 14),
    "MaxPool3d_5a_2x2": (832, 2, 7, 7),
    "Mixed_5b": (832, 2, 7, 7),
    "Mixed_5c": (1024, 2, 7, 7),
}
MIXED_WIDTHS = {
    "Mixed_3b": (64, 96, 128, 16, 32, 32),
    "Mixed_3c": (128, 128, 192, 32, 96, 64),
    "Mixed_4b": (192, 96, 208, 16, 48, 64),
    "Mixed_4c": (160, 112, 224, 24, 64, 64),
    "Mixed_4d": (128, 128, 256, 24, 64, 64),
    "Mixed_4e": (112, 144, 288, 32, 64, 64),
    "Mixed_4f": (256, 160, 320, 32, 128, 128),
    "Mixed_5b": (256, 160, 320, 32, 128, 128),
    "Mixed_5c": (384, 192, 384, 48, 128, 128),
}

Array = NDArray[np.float64]


def windows(x: Array, kernel: tuple[int, ...], stride: tuple[int, ...]) -> Array:
    """All windows (T', H', W', C, kt, kh, kw) of x (C, T, H, W), zero-padded by the SAME rule."""
    out = [math.ceil(n / s) for n, s in zip(x.shape[1:], stride, strict=True)]
    found = np.zeros((*out, len(x), *kernel))
    totals = [
        max((o - 1) * s + k - n, 0)
        for o, s, k, n in zip(out, stride, kernel, x.shape[1:], strict=True)
    ]
    for place in np.ndindex(*out):
        for offset in np.ndindex(*kernel):
            at = [
                p * s + o - total // 2
                for p, s, o, total in zip(place, stride, offset, totals, strict=True)
            ]
            if all(0 <= a < n for a, n in zip(at, x.shape[1:], strict=True)):
                found[(*place, slice(None), *offset)] = x[(slice(None), *at)]
    return found


def naive_conv(x: Array, weight: Array, stride: tuple[int, ...]) -> Array:
    seen = windows(x, weight.shape[2:], stride)
    return np.einsum("thwcijk,ocijk->othw", seen, weight)


def naive_pool(x: Array, kernel: tuple[int, ...], stride: tuple[int, ...]) -> Array:
    return np.moveaxis(windows(x, kernel, stride).max(axis=(-3, -2, -1)), -1, 0)


def naive_unit(x: Array, unit: Unit3D) -> Array:
    bn = unit.bn
    assert isinstance(bn, nn.BatchNorm3d)
    mean, var, gamma, beta = (
        t.detach().double().numpy().reshape(-1, 1, 1, 1)
        for t in (bn.running_mean, bn.running_var, bn.weight, bn.bias)
    )
    y = naive_conv(x, unit.conv.weight.detach().double().numpy(), unit.stride)
    return np.maximum((y - mean) / np.sqrt(var + 1e-3) * gamma + beta, 0)


def shake(module: nn.Module) -> None:
    """Give batch norm something to do."""
    for norm in module.modules():
        if isinstance(norm, nn.BatchNorm3d):
            assert norm.running_mean is not None
            assert norm.running_var is not None
            norm.running_mean.normal_(0, 0.3)
            norm.running_var.uniform_(0.5, 2)
            nn.init.uniform_(norm.weight, 0.5, 1.5)
            nn.init.normal_(norm.bias, std=0.3)


@pytest.fixture(scope="module")
def network() -> I3D:
    torch.manual_seed(0)
    return I3D().eval()


def test_parameter_counts(network: I3D) -> None:
    assert sum(p.numel() for p in network.backbone.parameters()) == 12_287_264
    assert sum(p.numel() for p in network.parameters()) == 12_289_314


def test_endpoints_are_named_in_order(network: I3D) -> None:
    assert tuple(name for name, _ in network.backbone.named_children()) == ENDPOINTS
    assert tuple(TABLE) == ENDPOINTS


def test_mixed_branches_follow_the_table(network: I3D) -> None:
    for name, widths in MIXED_WIDTHS.items():
        block = network.backbone.get_submodule(name)
        units = [block.get_submodule(part) for part in ("b0", "b1r", "b1", "b2r", "b2", "b3")]
        assert all(isinstance(unit, Unit3D) for unit in units)
        assert tuple(unit.conv.out_channels for unit in units) == widths  # type: ignore[union-attr]
        kernels = [unit.conv.kernel_size for unit in units]  # type: ignore[union-attr]
        assert kernels == [(1,) * 3, (1,) * 3, (3,) * 3, (1,) * 3, (3,) * 3, (1,) * 3]


def test_every_batch_norm_has_the_original_eps_and_no_conv_a_bias(network: I3D) -> None:
    norms = [m for m in network.modules() if isinstance(m, nn.BatchNorm3d)]
    convs = [m for m in network.modules() if isinstance(m, nn.Conv3d)]
    assert len(norms) == len(convs) == 57
    assert BATCH_NORM_EPS == 1e-3
    assert {norm.eps for norm in norms} == {1e-3}
    assert all(conv.bias is None for conv in convs)


def test_every_endpoint_at_14_224() -> None:
    with torch.device("meta"):
        found = I3D().eval().endpoints(torch.empty(1, 3, 14, 224, 224), ENDPOINTS)
    assert {name: tuple(x.shape[1:]) for name, x in found.items()} == AT_14_224


@pytest.mark.parametrize(
    "size", [(1, 1, 1), (2, 7, 9), (5, 33, 47), (8, 112, 112), (64, 224, 224), (15, 225, 100)]
)
def test_every_endpoint_at_other_sizes(size: tuple[int, int, int]) -> None:
    with torch.device("meta"):
        found = I3D().eval().endpoints(torch.empty(2, 3, *size), ENDPOINTS)
    for name, (channels, halved_t, halved_s) in TABLE.items():
        t, h, w = (
            math.ceil(n / 2**k) for n, k in zip(size, (halved_t, halved_s, halved_s), strict=True)
        )
        assert found[name].shape == (2, channels, t, h, w)


@pytest.mark.parametrize("frames", [1, 2, 7, 9, 14])
def test_any_length_gives_finite_logits(network: I3D, frames: int) -> None:
    with torch.inference_mode():
        logits = network(torch.rand(2, 3, frames, 32, 32) * 2 - 1)
    assert logits.shape == (2, 2)
    assert torch.isfinite(logits).all()


def test_forward_is_the_head_on_the_mean_of_the_last_endpoint(network: I3D) -> None:
    x = torch.rand(2, 3, 9, 40, 56) * 2 - 1
    with torch.inference_mode():
        last = network.endpoints(x, ["Mixed_5c"])["Mixed_5c"]
        by_hand = last.mean(dim=(2, 3, 4)) @ network.head.weight.T + network.head.bias
        torch.testing.assert_close(network(x), by_hand)
        assert last.min() >= 0


def test_endpoints_run_no_further_than_needed(network: I3D) -> None:
    seen: list[str] = []
    handles = [
        stage.register_forward_hook(lambda *_, name=name: seen.append(name))
        for name, stage in network.backbone.named_children()
    ]
    network.endpoints(torch.zeros(1, 3, 2, 16, 16), ["Conv3d_2c_3x3", "Conv3d_1a_7x7"])
    for handle in handles:
        handle.remove()
    assert tuple(seen) == ENDPOINTS[:4]


def test_same_padding_puts_the_odd_cell_at_the_end() -> None:
    assert same_padding(14, 7, 2) == same_padding(224, 7, 2) == (2, 3)
    assert same_padding(15, 7, 2) == (3, 3)
    assert same_padding(56, 3, 2) == (0, 1)
    assert same_padding(57, 3, 2) == (1, 1)
    assert same_padding(10, 1, 1) == (0, 0)


KERNELS = st.tuples(*[st.integers(1, 4)] * 3)
STRIDES = st.tuples(*[st.integers(1, 3)] * 3)
SIZES = st.tuples(*[st.integers(1, 7)] * 3)


@settings(max_examples=40, deadline=None)
@given(size=SIZES, kernel=KERNELS, stride=STRIDES, seed=st.integers(0, 99))
def test_convolution_against_the_naive_oracle(
    size: tuple[int, ...], kernel: tuple[int, ...], stride: tuple[int, int, int], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    x, weight = rng.normal(size=(2, *size)), rng.normal(size=(3, 2, *kernel))
    got = conv3d_same(torch.from_numpy(x)[None], torch.from_numpy(weight), None, stride)
    np.testing.assert_allclose(got[0].numpy(), naive_conv(x, weight, stride), atol=1e-12)


@settings(max_examples=60, deadline=None)
@given(size=SIZES, kernel=KERNELS, stride=STRIDES, seed=st.integers(0, 99))
def test_pool_against_the_naive_zero_padded_oracle(
    size: tuple[int, ...], kernel: tuple[int, int, int], stride: tuple[int, int, int], seed: int
) -> None:
    x = np.maximum(np.random.default_rng(seed).normal(size=(2, *size)), 0)
    got = MaxPool3DSame(kernel, stride)(torch.from_numpy(x)[None])
    np.testing.assert_array_equal(got[0].numpy(), naive_pool(x, kernel, stride))


def test_first_unit_against_the_naive_oracle() -> None:
    torch.manual_seed(1)
    unit = Unit3D(3, 4, (7, 7, 7), (2, 2, 2)).double().eval()
    shake(unit)
    x = np.random.default_rng(1).uniform(-1, 1, (3, 14, 10, 10))
    with torch.inference_mode():
        got = unit(torch.from_numpy(x)[None])[0].numpy()
    np.testing.assert_allclose(got, naive_unit(x, unit), atol=1e-12)


def test_mixed_block_against_the_naive_oracle() -> None:
    torch.manual_seed(2)
    block = Mixed(5, (2, 3, 4, 2, 3, 2)).double().eval()
    shake(block)
    x = np.maximum(np.random.default_rng(2).normal(size=(5, 3, 4, 5)), 0)
    with torch.inference_mode():
        got = block(torch.from_numpy(x)[None])[0].numpy()
    wanted = np.concatenate(
        [
            naive_unit(x, block.b0),
            naive_unit(naive_unit(x, block.b1r), block.b1),
            naive_unit(naive_unit(x, block.b2r), block.b2),
            naive_unit(naive_pool(x, (3, 3, 3), (1, 1, 1)), block.b3),
        ]
    )
    np.testing.assert_allclose(got, wanted, atol=1e-12)


def test_gradients_reach_every_parameter() -> None:
    torch.manual_seed(3)
    network = I3D(3).train()
    network(torch.rand(2, 3, 4, 32, 32)).square().sum().backward()
    assert all(p.grad is not None and torch.isfinite(p.grad).all() for p in network.parameters())


@pytest.mark.parametrize("shape", [(3, 4, 8, 8), (1, 1, 4, 8, 8), (1, 3, 0, 8, 8)])
def test_wrong_input_is_refused(network: I3D, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="expected non-empty clips"):
        network(torch.zeros(shape))


def test_unknown_endpoint_is_refused(network: I3D) -> None:
    with pytest.raises(ValueError, match="Mixed_9z"):
        network.endpoints(torch.zeros(1, 3, 2, 8, 8), ["Mixed_9z"])


def test_half_the_stride_changes_the_last_maps_alone_and_fits_the_same_weights() -> None:
    coarse, fine = I3D().eval(), I3D(output_stride=16).eval()
    fine.load_state_dict(coarse.state_dict())
    x = torch.randn(1, 3, 4, 64, 48)
    one, other = coarse.endpoints(x, ENDPOINTS), fine.endpoints(x, ENDPOINTS)
    last = ENDPOINTS.index("MaxPool3d_5a_2x2")
    for name in ENDPOINTS[:last]:
        assert torch.equal(one[name], other[name])
    for name in ENDPOINTS[last:]:
        assert one[name].shape[3:] == (2, 2)
        assert other[name].shape[3:] == (4, 3)
        assert other[name].shape[2] == one[name].shape[2]


def seen_by(network: I3D, cell: int, side_px: int) -> float:
    """Middle of the columns that a cell of the last map sees, by gradient."""
    x = torch.rand(1, 3, 2, 16, side_px, requires_grad=True)
    network.backbone(x)[..., cell].sum().backward()
    assert x.grad is not None
    weight = x.grad.abs().sum(dim=(0, 1, 2, 3))
    return float((weight @ torch.arange(side_px, dtype=weight.dtype)) / weight.sum())


def mean_pool(pool: MaxPool3DSame) -> Callable[[torch.Tensor], torch.Tensor]:
    """The mean of what a pool sees: of equal cells the largest would always be the first."""

    def forward(x: torch.Tensor) -> torch.Tensor:
        (t0, t1), (h0, h1), (w0, w1) = pool.padding(x.shape[2:])
        padded = nn.functional.pad(x, (w0, w1, h0, h1, t0, t1))
        return nn.functional.avg_pool3d(padded, pool.kernel, pool.stride)

    return forward


def test_cells_of_the_fine_map_lie_where_they_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """With all kernels flat, so that only the layers' geometry counts."""
    network = I3D(output_stride=16).eval()
    for module in network.modules():
        if isinstance(module, Unit3D):
            nn.init.constant_(module.conv.weight, 1 / module.conv.weight[0].numel())
        elif isinstance(module, MaxPool3DSame):
            monkeypatch.setattr(module, "forward", mean_pool(module))
    cells = 640 // 16
    for cell in (cells // 2 - 1, cells // 2):
        assert seen_by(network, cell, 640) == pytest.approx(16 * cell + 7.5, abs=1)


@pytest.mark.parametrize("stride", [8, 64, 0, "16", 16.0, True])
def test_other_strides_are_refused(stride: object) -> None:
    with pytest.raises(ValueError, match="output_stride"):
        I3D(output_stride=stride)  # type: ignore[arg-type]
