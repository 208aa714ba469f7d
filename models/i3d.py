"""I3D: Inception-v1 with its kernels inflated to 3D (Carreira & Zisserman 2017, arXiv 1705.07750).

Shapes are (batch, channels, time, height, width). The comments give them for 14 frames of
224 x 224, where the network costs 24.95 G multiply-accumulates.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

EMBEDDING_SIZE = 1024

OUTPUT_STRIDES = (16, 32)
"""Pixels a side that a cell of the last feature map may stand for."""

BATCH_NORM_EPS = 1e-3
"""As in the original TensorFlow network; published weights need it."""

Triple = tuple[int, int, int]


def same_padding(size: int, kernel: int, stride: int) -> tuple[int, int]:
    """Give the padding (before, after) of one axis under TensorFlow's SAME rule.

    The output has ceil(size / stride) cells; where the total is odd the extra cell goes to the
    end, so for 14 or 224 under the first 7-wide, 2-strided kernel this is (2, 3), not (3, 3).
    """
    rest = size % stride
    total = max(kernel - (rest if rest else stride), 0)
    return total // 2, total - total // 2


def _pad_same(x: Tensor, kernel: Triple, stride: Triple) -> tuple[Tensor, Triple]:
    """Pad (B, C, T, H, W) with zeros after the SAME rule, or leave that to the operation.

    Returns
    -------
    tuple of Tensor and (t, h, w)
        The input, and the padding that the operation must still put on both sides of it.
    """
    pads = [same_padding(int(n), k, s) for n, k, s in zip(x.shape[2:], kernel, stride, strict=True)]
    (t0, t1), (h0, h1), (w0, w1) = pads
    if (t0, h0, w0) == (t1, h1, w1):  # the usual case, done without a copy
        return x, (t0, h0, w0)
    return functional.pad(x, (w0, w1, h0, h1, t0, t1)), (0, 0, 0)


def conv3d_same(x: Tensor, weight: Tensor, bias: Tensor | None, stride: Triple) -> Tensor:
    """3D convolution with TensorFlow SAME padding.

    Parameters
    ----------
    x : (B, C, T, H, W) Tensor
    weight : (K, C, kt, kh, kw) Tensor
    bias : (K,) Tensor or None
    stride : (t, h, w)

    Returns
    -------
    (B, K, ceil(T / t), ceil(H / h), ceil(W / w)) Tensor
    """
    kt, kh, kw = weight.shape[2:]
    x, padding = _pad_same(x, (kt, kh, kw), stride)
    return functional.conv3d(x, weight, bias, stride, padding)


class Unit3D(nn.Module):
    """Convolution without bias, TensorFlow SAME padding, batch norm, ReLU.

    Parameters
    ----------
    in_channels, out_channels : int
    kernel, stride : (t, h, w)
    """

    def __init__(
        self, in_channels: int, out_channels: int, kernel: Triple, stride: Triple = (1, 1, 1)
    ) -> None:
        super().__init__()
        self.stride = stride
        self.conv = nn.Conv3d(in_channels, out_channels, kernel, stride, bias=False)
        self.bn: nn.Module = nn.BatchNorm3d(out_channels, eps=BATCH_NORM_EPS)
        if not self.conv.weight.is_meta:  # there, torch would load its whole compiler for this
            nn.init.kaiming_normal_(self.conv.weight, mode="fan_in", nonlinearity="relu")

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, in, T, H, W) to non-negative (B, out, T', H', W')."""
        x = conv3d_same(x, self.conv.weight, self.conv.bias, self.stride)
        return functional.relu(self.bn(x), inplace=True)


class MaxPool3DSame(nn.Module):
    """Max-pool with TensorFlow SAME padding.

    The input must be non-negative (in I3D it is always post-ReLU): there zeros as padding and
    padding that never wins, which is what `max_pool3d` does by itself, are one and the same.

    Parameters
    ----------
    kernel, stride : (t, h, w)
    in_front : bool
        Pad height and width in front, by one cell, instead of after the SAME rule.
    """

    def __init__(self, kernel: Triple, stride: Triple, in_front: bool = False) -> None:
        super().__init__()
        self.kernel = kernel
        self.stride = stride
        self.in_front = in_front

    def padding(self, size: Sequence[int]) -> tuple[tuple[int, int], ...]:
        """Give the padding (before, after) of each axis of a map of `size` (t, h, w)."""
        axes = zip(size, self.kernel, self.stride, strict=True)
        time, height, width = (same_padding(int(n), k, s) for n, k, s in axes)
        return (time, (1, 0), (1, 0)) if self.in_front else (time, height, width)

    def forward(self, x: Tensor) -> Tensor:
        """Map non-negative (B, C, T, H, W) to (B, C, T', H', W')."""
        if self.in_front:
            (t0, t1), (h0, h1), (w0, w1) = self.padding(x.shape[2:])
            x, padding = functional.pad(x, (w0, w1, h0, h1, t0, t1)), (0, 0, 0)
        else:
            x, padding = _pad_same(x, self.kernel, self.stride)
        return functional.max_pool3d(x, self.kernel, self.stride, padding)


class Mixed(nn.Module):
    """Inception block: four branches side by side.

    Parameters
    ----------
    in_channels : int
    widths : (b0, b1r, b1, b2r, b2, b3)
        Output channels of the units of each branch; r reduces before a 3 x 3 x 3 kernel.
    """

    def __init__(self, in_channels: int, widths: Sequence[int]) -> None:
        super().__init__()
        b0, b1r, b1, b2r, b2, b3 = widths
        self.b0 = Unit3D(in_channels, b0, (1, 1, 1))
        self.b1r = Unit3D(in_channels, b1r, (1, 1, 1))
        self.b1 = Unit3D(b1r, b1, (3, 3, 3))
        self.b2r = Unit3D(in_channels, b2r, (1, 1, 1))
        self.b2 = Unit3D(b2r, b2, (3, 3, 3))
        self.pool = MaxPool3DSame((3, 3, 3), (1, 1, 1))
        self.b3 = Unit3D(in_channels, b3, (1, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, in, T, H, W) to (B, b0 + b1 + b2 + b3, T, H, W)."""
        branches = (
            self.b0(x),
            self.b1(self.b1r(x)),
            self.b2(self.b2r(x)),
            self.b3(self.pool(x)),
        )
        return torch.cat(branches, dim=1)


def _backbone(output_stride: int) -> nn.Sequential:
    """All stages in order; the name of a stage is the name of its endpoint."""
    last = output_stride // 16
    # SAME pads behind at each step, so cells drift to the right and down; at the fine stride this
    # would come to a whole cell, and padding in front brings them back to their own places.
    fine = output_stride < 32
    stages: list[tuple[str, nn.Module]] = [
        # input                                                                   3 x 14 x 224 x 224
        ("Conv3d_1a_7x7", Unit3D(3, 64, (7, 7, 7), (2, 2, 2))),  #               64 x  7 x 112 x 112
        ("MaxPool3d_2a_3x3", MaxPool3DSame((1, 3, 3), (1, 2, 2))),  #            64 x  7 x  56 x  56
        ("Conv3d_2b_1x1", Unit3D(64, 64, (1, 1, 1))),  #                         64 x  7 x  56 x  56
        ("Conv3d_2c_3x3", Unit3D(64, 192, (3, 3, 3))),  #                       192 x  7 x  56 x  56
        ("MaxPool3d_3a_3x3", MaxPool3DSame((1, 3, 3), (1, 2, 2))),  #           192 x  7 x  28 x  28
        ("Mixed_3b", Mixed(192, (64, 96, 128, 16, 32, 32))),  #                 256 x  7 x  28 x  28
        ("Mixed_3c", Mixed(256, (128, 128, 192, 32, 96, 64))),  #               480 x  7 x  28 x  28
        ("MaxPool3d_4a_3x3", MaxPool3DSame((3, 3, 3), (2, 2, 2))),  #           480 x  4 x  14 x  14
        ("Mixed_4b", Mixed(480, (192, 96, 208, 16, 48, 64))),  #                512 x  4 x  14 x  14
        ("Mixed_4c", Mixed(512, (160, 112, 224, 24, 64, 64))),  #               512 x  4 x  14 x  14
        ("Mixed_4d", Mixed(512, (128, 128, 256, 24, 64, 64))),  #               512 x  4 x  14 x  14
        ("Mixed_4e", Mixed(512, (112, 144, 288, 32, 64, 64))),  #               528 x  4 x  14 x  14
        ("Mixed_4f", Mixed(528, (256, 160, 320, 32, 128, 128))),  #             832 x  4 x  14 x  14
        ("MaxPool3d_5a_2x2", MaxPool3DSame((2, 2, 2), (2, last, last), fine)),  # 832 x 2 x 7 x 7
        ("Mixed_5b", Mixed(832, (256, 160, 320, 32, 128, 128))),  #             832 x  2 x   7 x   7
        ("Mixed_5c", Mixed(832, (384, 192, 384, 48, 128, 128))),  #            1024 x  2 x   7 x   7
    ]
    return nn.Sequential(OrderedDict(stages))


ENDPOINTS: tuple[str, ...] = (
    "Conv3d_1a_7x7", "MaxPool3d_2a_3x3", "Conv3d_2b_1x1", "Conv3d_2c_3x3", "MaxPool3d_3a_3x3",
    "Mixed_3b", "Mixed_3c", "MaxPool3d_4a_3x3",
    "Mixed_4b", "Mixed_4c", "Mixed_4d", "Mixed_4e", "Mixed_4f", "MaxPool3d_5a_2x2",
    "Mixed_5b", "Mixed_5c",
)  # fmt: skip


class I3D(nn.Module):
    """The two-stream paper's RGB network, with a global average pool and a linear head.

    The original pools 2 x 7 x 7 and averages over time, which breaks for 8 frames or fewer; the
    global average takes any T, H, W >= 1 and makes class evidence exact (see `core.inference`).

    Parameters
    ----------
    num_outputs : int
        Logits K: 2 for two classes, levels - 1 for an ordinal head.
    dropout : float
        On the embedding, while training; in [0, 1).
    output_stride : int
        Pixels a side to a cell of the last feature map: 32, as published, or 16, where the last
        pooling has no stride over height and width (the term is that of Chen et al. 2017, arXiv
        1706.05587, section 3.1; kernels are not dilated here). The weights fit both; the evidence
        map is twice as fine, and its cells lie where they look.

    Raises
    ------
    ValueError
        If `output_stride` is neither.
    """

    def __init__(self, num_outputs: int = 2, dropout: float = 0.5, output_stride: int = 32) -> None:
        super().__init__()
        if type(output_stride) is not int or output_stride not in OUTPUT_STRIDES:
            raise ValueError(f"output_stride must be one of {OUTPUT_STRIDES}")
        self.output_stride = output_stride
        self.backbone = _backbone(output_stride)
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(EMBEDDING_SIZE, num_outputs)
        if not self.head.weight.is_meta:
            nn.init.normal_(self.head.weight, std=0.01)
        nn.init.zeros_(self.head.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Judge clips.

        Parameters
        ----------
        x : (B, 3, T, H, W) float Tensor
            RGB in [-1, 1].

        Returns
        -------
        (B, K) Tensor
            Logits.
        """
        out: Tensor = self.head(self.dropout(self.embed(x)))
        return out

    def embed(self, x: Tensor) -> Tensor:
        """Map clips (B, 3, T, H, W) to embeddings (B, 1024): the mean of the last feature map."""
        _check_input(x)
        features: Tensor = self.backbone(x)  # (B, 1024, t, h, w)
        return features.mean(dim=(2, 3, 4))

    def endpoints(self, x: Tensor, names: Iterable[str]) -> dict[str, Tensor]:
        """Give the outputs of named stages, running no further than the last of them.

        Parameters
        ----------
        x : (B, 3, T, H, W) float Tensor
        names : iterable of str
            Among `ENDPOINTS`.

        Returns
        -------
        dict of str to (B, C, t, h, w) Tensor
            In the network's order.

        Raises
        ------
        ValueError
            If a name is not an endpoint.
        """
        _check_input(x)
        wanted = set(names)
        if unknown := wanted.difference(ENDPOINTS):
            raise ValueError(f"not endpoints of I3D: {sorted(unknown)}")
        found: dict[str, Tensor] = {}
        for name, stage in self.backbone.named_children():
            if len(found) == len(wanted):
                break
            x = stage(x)
            if name in wanted:
                found[name] = x
        return found


def _check_input(x: Tensor) -> None:
    if x.ndim != 5 or x.shape[1] != 3 or 0 in x.shape:
        raise ValueError(f"expected non-empty clips (B, 3, T, H, W), got {tuple(x.shape)}")
