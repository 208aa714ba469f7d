"""The network in PyTorch: on graphics processors, and on the CPU where OpenVINO is absent."""

from __future__ import annotations

import copy
from contextlib import AbstractContextManager
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.inference.outputs import EVIDENCE, EvidenceReadout, RawOutputs
from models.bundle_spec import InputSpec
from models.i3d import ENDPOINTS, I3D

GradientMethod = Literal["hirescam", "layercam"]

_LAST = ENDPOINTS[-1]


class TorchBackend:
    """Runs a folded network in channels-last layout, in single precision.

    Parameters
    ----------
    network : I3D
        Folded, in eval mode; left as it is.
    readout : EvidenceReadout
    pixels : InputSpec
    layers : tuple of str
        Endpoints whose channel mean is returned.
    device : {"cpu", "cuda", "mps"}
    """

    name = "torch"

    def __init__(
        self,
        network: I3D,
        readout: EvidenceReadout,
        pixels: InputSpec,
        layers: tuple[str, ...],
        device: str,
    ) -> None:
        self._device = torch.device(device)
        # MPS has no channels-last-3d; there the plain layout is the native one.
        self._layout = torch.contiguous_format if device == "mps" else torch.channels_last_3d
        self._network = copy.deepcopy(network).to(self._device, memory_format=self._layout)  # type: ignore[call-overload]
        self._evidence = torch.from_numpy(readout.weight.copy()).to(self._device)
        self._over_logits = torch.from_numpy(readout.over_logits.copy()).to(self._device)
        self._mean = self._per_channel(pixels.mean)
        self._std = self._per_channel(pixels.std)
        self._layers = layers

    @torch.inference_mode()
    def run(self, clips: NDArray[np.uint8]) -> RawOutputs:
        """Run clips (B, F, H, W, 3) RGB uint8."""
        with _single_precision():
            found = self._network.endpoints(self._to_input(clips), {*self._layers, _LAST})
            features = found[_LAST]  # (B, 1024, t, h, w)
            embedding = features.mean(dim=(2, 3, 4))
            maps = {layer: found[layer].mean(dim=1) for layer in self._layers}
            maps[EVIDENCE] = torch.einsum("bcthw,c->bthw", features, self._evidence)
            logits = self._network.head(embedding)
        return RawOutputs(
            _numpy(logits), _numpy(embedding), {name: _numpy(m) for name, m in maps.items()}
        )

    def gradient_maps(
        self, clips: NDArray[np.uint8], layer: str, method: GradientMethod
    ) -> NDArray[np.float32]:
        """Weigh each activation of an inner layer by what it does to the evidence logit.

        HiResCAM (Draelos & Carin 2020, arXiv 2011.08891) is sum_c(G · A) with the gradient
        G = d evidence_logit / dA; LayerCAM (Jiang et al. 2021, IEEE TIP 30:5875) is
        sum_c(relu(G) · A). Both are elementwise, so the place survives.

        Parameters
        ----------
        clips : (B, F, H, W, 3) uint8
        layer : str
            Among `models.i3d.ENDPOINTS`.
        method : {"hirescam", "layercam"}

        Returns
        -------
        (B, t, h, w) float32
            Times the number of cells, so that the unit is that of the evidence map; at the last
            endpoint HiResCAM is the evidence map.
        """
        stages = list(self._network.backbone.named_children())
        cut = [name for name, _ in stages].index(layer) + 1
        with _single_precision(), torch.no_grad():
            activation = self._to_input(clips)
            for _, stage in stages[:cut]:
                activation = stage(activation)
        with _single_precision(), torch.enable_grad():
            activation.requires_grad_(True)
            out = activation
            for _, stage in stages[cut:]:
                out = stage(out)
            logits: Tensor = self._network.head(out.mean(dim=(2, 3, 4)))
            (gradient,) = torch.autograd.grad((logits @ self._over_logits).sum(), activation)
        if method == "layercam":
            gradient = gradient.clamp(min=0)
        maps = (gradient * activation.detach()).sum(dim=1)  # (B, t, h, w)
        return _numpy(maps * maps[0].numel())

    def _to_input(self, clips: NDArray[np.uint8]) -> Tensor:
        x = torch.from_numpy(np.ascontiguousarray(clips)).to(self._device)
        x = x.permute(0, 4, 1, 2, 3).to(torch.float32)  # (B, 3, F, H, W)
        return ((x / 255 - self._mean) / self._std).contiguous(memory_format=self._layout)

    def _per_channel(self, values: tuple[float, float, float]) -> Tensor:
        return torch.tensor(values, dtype=torch.float32, device=self._device).reshape(1, 3, 1, 1, 1)


def _single_precision() -> AbstractContextManager[None]:
    """Keep cuDNN from rounding to TF32, so that every device gives the same answer."""
    return torch.backends.cudnn.flags(enabled=True, allow_tf32=False)


def _numpy(x: Tensor) -> NDArray[np.float32]:
    array: NDArray[np.float32] = x.float().cpu().contiguous().numpy()
    return array
