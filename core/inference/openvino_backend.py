"""The network in OpenVINO, the fastest that was measured on CPUs.

The graph is built operation by operation from the network's own modules: no tracing, no
conversion package, and padding is OpenVINO's SAME_UPPER, which is TensorFlow's SAME. Building and
compiling takes under a second, so nothing is cached on disk.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from core.inference.outputs import EVIDENCE, EvidenceReadout, RawOutputs
from models.bundle_spec import InputSpec
from models.i3d import I3D, MaxPool3DSame, Mixed, Unit3D

Node = Any


def import_openvino() -> ModuleType:
    """Import OpenVINO without its telemetry.

    ``import openvino`` pulls in its conversion tools, which report to the network over the
    package ``openvino_telemetry``. The conversion tools are not needed, so their import is made
    to fail, which OpenVINO allows for; the telemetry package stays barred from this process.

    Raises
    ------
    ImportError
        If OpenVINO is not installed.
    """
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
    sys.modules.setdefault("openvino.tools.ovc", None)  # type: ignore[arg-type]
    return importlib.import_module("openvino")


class OpenVinoBackend:
    """Runs a folded network on the CPU in single precision.

    Half precision and bfloat16 are left off: a score must not depend on the machine's fast paths.

    Parameters
    ----------
    network : I3D
        Folded, in eval mode, on the CPU.
    readout : EvidenceReadout
    pixels : InputSpec
    layers : tuple of str
        Endpoints whose channel mean is returned.
    frames : int
        Of the clips to come; the graph for them is compiled at once, any other when it is met.
    threads : int

    Raises
    ------
    ImportError, RuntimeError
        If OpenVINO is absent or cannot compile for this processor.
    """

    name = "openvino"

    def __init__(
        self,
        network: I3D,
        readout: EvidenceReadout,
        pixels: InputSpec,
        layers: tuple[str, ...],
        frames: int,
        threads: int,
    ) -> None:
        self._openvino = import_openvino()
        self._builder = _GraphBuilder(network, readout, pixels, layers)
        self._names = (*layers, EVIDENCE)
        self._config = {
            "INFERENCE_PRECISION_HINT": "f32",
            "INFERENCE_NUM_THREADS": threads,
            "PERFORMANCE_HINT": "LATENCY",
            # Pinned threads fight with those that decode and track at the same time.
            "ENABLE_CPU_PINNING": False,
        }
        self._core = self._openvino.Core()
        self._compiled: dict[tuple[int, ...], Any] = {}
        self._compile((frames, pixels.size_px, pixels.size_px))

    def run(self, clips: NDArray[np.uint8]) -> RawOutputs:
        """Run clips (B, F, H, W, 3) RGB uint8."""
        compiled = self._compile(clips.shape[1:4])
        logits, embedding, *maps = (
            np.asarray(out) for out in compiled(np.ascontiguousarray(clips)).values()
        )
        return RawOutputs(logits, embedding, dict(zip(self._names, maps, strict=True)))

    def _compile(self, shape: tuple[int, ...]) -> Any:
        """Compile for clips of (F, H, W) in batches of any size."""
        if shape not in self._compiled:
            model = self._openvino.Model(*self._builder.build(shape))
            self._compiled[shape] = self._core.compile_model(model, "CPU", self._config)
        return self._compiled[shape]


class _GraphBuilder:
    """Turns a folded I3D into OpenVINO operations."""

    def __init__(
        self, network: I3D, readout: EvidenceReadout, pixels: InputSpec, layers: tuple[str, ...]
    ) -> None:
        self._ops = importlib.import_module("openvino.opset13")
        self._output = importlib.import_module("openvino").Output
        self._network = network
        self._readout = readout
        self._pixels = pixels
        self._layers = layers

    def build(self, shape: tuple[int, ...]) -> tuple[list[Node], list[Node]]:
        """Return (outputs, inputs) for clips (any B, F, H, W, 3) uint8."""
        ops = self._ops
        clips = ops.parameter([-1, *shape, 3], np.uint8)
        x = self._normalised(clips)
        means: dict[str, Node] = {}
        for name, stage in self._network.backbone.named_children():
            x = self._stage(x, stage)
            if name in self._layers:
                means[name] = ops.reduce_mean(x, self._axes(1), False)
        embedding = ops.reduce_mean(x, self._axes(2, 3, 4), False)
        head = self._network.head
        logits = ops.add(
            ops.matmul(embedding, self._constant(head.weight), False, True),
            self._constant(head.bias),
        )
        maps = [means[layer] for layer in self._layers]
        return [logits, embedding, *maps, self._evidence(x)], [clips]

    def _normalised(self, clips: Node) -> Node:
        """(B, F, H, W, 3) uint8 to (B, 3, F, H, W) float32, (rgb / 255 - mean) / std."""
        ops = self._ops
        std = np.array(self._pixels.std, np.float64)
        gain = (1 / (255 * std)).astype(np.float32)
        offset = (np.array(self._pixels.mean) / std).astype(np.float32)
        x = ops.multiply(ops.convert(clips, "f32"), ops.constant(gain))
        x = ops.subtract(x, ops.constant(offset))
        return ops.transpose(x, self._axes(0, 4, 1, 2, 3))

    def _stage(self, x: Node, stage: nn.Module) -> Node:
        if isinstance(stage, Unit3D):
            return self._unit(x, stage)
        if isinstance(stage, MaxPool3DSame):
            return self._pool(x, stage)
        if isinstance(stage, Mixed):
            branches = [
                self._unit(x, stage.b0),
                self._unit(self._unit(x, stage.b1r), stage.b1),
                self._unit(self._unit(x, stage.b2r), stage.b2),
                self._unit(self._pool(x, stage.pool), stage.b3),
            ]
            return self._ops.concat(branches, 1)
        raise TypeError(f"no OpenVINO form of {type(stage).__name__}")

    def _unit(self, x: Node, unit: Unit3D) -> Node:
        if unit.conv.bias is None:
            raise ValueError("batch norm must be folded first")
        x = self._convolution(x, self._constant(unit.conv.weight), unit.stride)
        bias = self._constant(unit.conv.bias.reshape(1, -1, 1, 1, 1))
        return self._ops.relu(self._ops.add(x, bias))

    def _convolution(self, x: Node, kernel: Node, stride: tuple[int, ...]) -> Node:
        none = [0, 0, 0]  # with auto_pad the explicit padding is not looked at
        return self._ops.convolution(
            x, kernel, list(stride), none, none, [1, 1, 1], auto_pad="SAME_UPPER"
        )

    def _pool(self, x: Node, pool: MaxPool3DSame) -> Node:
        # What a pool gives is an output already, what other operations give is not.
        output = x if isinstance(x, self._output) else x.output(0)
        size = output.get_partial_shape()
        pads = pool.padding([size[axis].get_length() for axis in (2, 3, 4)])
        before, after = ([one[side] for one in pads] for side in (0, 1))
        pooled = self._ops.max_pool(
            x, list(pool.stride), [1, 1, 1], before, after, list(pool.kernel)
        )
        return pooled.output(0)  # the other output holds indices

    def _evidence(self, features: Node) -> Node:
        """(B, 1024, t, h, w) to (B, t, h, w): w·A of every cell."""
        kernel = self._ops.constant(self._readout.weight.reshape(1, -1, 1, 1, 1))
        return self._ops.squeeze(self._convolution(features, kernel, (1, 1, 1)), self._axes(1))

    def _constant(self, parameter: Tensor) -> Node:
        return self._ops.constant(parameter.detach().contiguous().numpy())

    def _axes(self, *axes: int) -> Node:
        return self._ops.constant(np.array(axes, np.int64))
