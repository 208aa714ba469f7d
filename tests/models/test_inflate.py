"""A constant video through an inflated unit is the picture through the 2D one."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn import functional

from models.i3d import Triple, Unit3D, same_padding
from models.inflate import inflate_kernel, inflate_unit

UNITS: list[tuple[int, int, Triple, Triple]] = [
    (3, 8, (7, 7, 7), (2, 2, 2)),
    (6, 8, (3, 3, 3), (1, 1, 1)),
    (6, 5, (1, 1, 1), (1, 1, 1)),
]


def flat_pair(unit: Unit3D) -> tuple[nn.Conv2d, nn.BatchNorm2d]:
    kernel, stride = unit.conv.kernel_size[1:], unit.stride[1:]
    conv = nn.Conv2d(unit.conv.in_channels, unit.conv.out_channels, kernel, stride, bias=False)
    norm = nn.BatchNorm2d(unit.conv.out_channels, eps=1e-3)
    assert norm.running_mean is not None
    assert norm.running_var is not None
    norm.running_mean.normal_()
    norm.running_var.uniform_(0.5, 2)
    nn.init.normal_(norm.weight)
    nn.init.normal_(norm.bias)
    return conv.double().eval(), norm.double().eval()


@pytest.mark.parametrize(("inside", "outside", "kernel", "stride"), UNITS)
def test_constant_video_answers_like_the_picture(
    inside: int, outside: int, kernel: Triple, stride: Triple
) -> None:
    torch.manual_seed(0)
    unit = Unit3D(inside, outside, kernel, stride).double().eval()
    conv, norm = flat_pair(unit)
    inflate_unit(unit, conv, norm)
    picture = torch.randn(1, inside, 12, 15, dtype=torch.float64)
    frames = 4 * kernel[0] + 2
    with torch.inference_mode():
        got = unit(picture.unsqueeze(2).expand(-1, -1, frames, -1, -1))
        (h0, h1), (w0, w1) = (same_padding(n, kernel[1], stride[1]) for n in (12, 15))
        wanted = functional.relu(norm(conv(functional.pad(picture, (w0, w1, h0, h1)))))
    before, after = same_padding(frames, kernel[0], stride[0])
    first = -(-before // stride[0])
    last = (frames + before - kernel[0]) // stride[0]  # the last window without padding
    assert last - first >= 3
    for step in range(first, last + 1):
        torch.testing.assert_close(got[:, :, step], wanted)
    if before + after:  # at the borders the zeros outside must show
        assert not torch.allclose(got[:, :, 0], wanted)


def test_inflated_kernel_sums_to_the_flat_one() -> None:
    flat = torch.randn(4, 3, 5, 5)
    torch.testing.assert_close(inflate_kernel(flat, 7).sum(dim=2), flat)


@pytest.mark.parametrize(
    "conv",
    [
        nn.Conv2d(6, 8, 5, bias=False),
        nn.Conv2d(6, 8, 3, stride=2, bias=False),
        nn.Conv2d(5, 8, 3, bias=False),
        nn.Conv2d(6, 8, 3, bias=True),
    ],
)
def test_what_does_not_correspond_is_refused(conv: nn.Conv2d) -> None:
    unit = Unit3D(6, 8, (3, 3, 3))
    before = unit.conv.weight.clone()
    with pytest.raises(ValueError, match="inflate"):
        inflate_unit(unit, conv, nn.BatchNorm2d(8, eps=1e-3))
    torch.testing.assert_close(unit.conv.weight, before, rtol=0, atol=0)


def test_another_eps_is_refused() -> None:
    with pytest.raises(ValueError, match="eps"):
        inflate_unit(
            Unit3D(6, 8, (3, 3, 3)), nn.Conv2d(6, 8, 3, bias=False), nn.BatchNorm2d(8, eps=1e-5)
        )
