"""The engine: a bundle at work on the best device there is."""

from __future__ import annotations

import logging
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray

from core.errors import SurroundingsError
from core.inference.devices import check_device, default_threads, device_name
from core.inference.openvino_backend import OpenVinoBackend
from core.inference.outputs import Backend, ClipOutputs, EvidenceReadout
from core.inference.randomise import random_weights
from core.inference.torch_backend import GradientMethod, TorchBackend
from core.types import DeviceInfo
from models.bundle import Bundle
from models.fold import fold_batch_norm
from models.i3d import ENDPOINTS

BACKENDS = ("auto", "openvino", "torch")

_BATCH = 8
_TRIAL_PX = 32

_log = logging.getLogger(__name__)


class Engine:
    """Runs clips through a bundle's network. Not to be used by two threads at once.

    On the CPU OpenVINO runs it (measured 2 to 3.5 times as fast as plain PyTorch on two cores),
    or PyTorch where OpenVINO cannot; every backend gives the same answer to within rounding.

    Parameters
    ----------
    bundle : Bundle
    device : {"auto", "cuda", "mps", "cpu"}
    layers : tuple of str
        Endpoints to map, besides the evidence.
    backend : {"auto", "openvino", "torch"}
        On the CPU; ``"auto"`` is the fastest that works.
    threads : int, optional
        On the CPU; by default as many as leave the machine usable. For PyTorch this sets the
        number for all of the calling thread's work.

    Raises
    ------
    UsageError
        If the device is unknown or this machine lacks it.
    SurroundingsError
        If a device that was asked for by name is there but does not work.
    ValueError
        If a layer or backend does not exist.
    """

    def __init__(
        self,
        bundle: Bundle,
        device: str = "auto",
        layers: tuple[str, ...] = (),
        *,
        backend: str = "auto",
        threads: int | None = None,
    ) -> None:
        if unknown := sorted(set(layers).difference(ENDPOINTS)):
            raise ValueError(f"not endpoints of I3D: {unknown}")
        if backend not in BACKENDS:
            raise ValueError(f"no such backend: {backend}")
        self._bundle = bundle
        self._layers = tuple(dict.fromkeys(layers))
        self._threads = threads or default_threads()
        self._network = fold_batch_norm(bundle.network())
        self._readout = EvidenceReadout.of(bundle.spec.head, self._network)
        self._gradients: TorchBackend | None = None
        self._device, self._backend = self._first_that_works(check_device(device), backend)

    @property
    def device(self) -> DeviceInfo:
        """Where the network runs."""
        return DeviceInfo(self._device, device_name(self._device), self._backend.name)

    def run(self, clips: NDArray[np.uint8]) -> ClipOutputs:
        """Judge clips.

        Parameters
        ----------
        clips : (B, F, S, S, 3) uint8
            RGB crops.

        Returns
        -------
        ClipOutputs

        Raises
        ------
        ValueError
            If `clips` has another shape or dtype, or is empty.
        """
        _check_clips(clips)
        parts = [self._backend.run(clips[i : i + _BATCH]) for i in range(0, len(clips), _BATCH)]
        logits = np.concatenate([part.logits for part in parts])
        return ClipOutputs(
            logits=logits,
            evidence_logit=logits @ self._readout.over_logits,
            embedding=np.concatenate([part.embedding for part in parts]),
            maps={
                name: np.concatenate([part.maps[name] for part in parts]) for name in parts[0].maps
            },
        )

    def gradient_maps(
        self, clips: NDArray[np.uint8], layer: str, method: GradientMethod
    ) -> NDArray[np.float32]:
        """Explain the evidence logit at an inner layer.

        See `TorchBackend.gradient_maps`; its backward pass makes it several times as slow as `run`.

        Parameters
        ----------
        clips : (B, F, S, S, 3) uint8
        layer : str
        method : {"hirescam", "layercam"}

        Returns
        -------
        (B, t, h, w) float32
            In logits; HiResCAM is signed, LayerCAM is not.

        Raises
        ------
        ValueError
            If the clips, layer or method do not fit.
        """
        _check_clips(clips)
        if layer not in ENDPOINTS:
            raise ValueError(f"not an endpoint of I3D: {layer}")
        if method not in ("hirescam", "layercam"):
            raise ValueError(f"no such method: {method}")
        backend = self._torch_backend()
        return np.concatenate([backend.gradient_maps(clip[None], layer, method) for clip in clips])

    def randomised(self, seed: int) -> Engine:
        """Return the same engine with random weights, whose maps show what is not learnt.

        A map that looks the same from random weights follows edges or motion, not the model
        (Adebayo et al. 2018, arXiv 1810.03292).
        """
        untrained = random_weights(self._bundle.network(), seed)
        return Engine(
            replace(self._bundle, state_dict=untrained),
            self._device,
            self._layers,
            backend=self._backend.name if self._device == "cpu" else "auto",
            threads=self._threads,
        )

    def _first_that_works(self, kinds: tuple[str, ...], backend: str) -> tuple[str, Backend]:
        """Try devices in order; only the last one's failure is an error."""
        for kind in kinds:
            try:
                made = self._on_cpu(backend) if kind == "cpu" else self._on_gpu(kind)
            except (RuntimeError, ImportError) as error:
                _log.warning("the network does not run on %s: %s", kind, error)
                failure = error
            else:
                return kind, made
        raise SurroundingsError(
            f"The network does not run on “{kinds[-1]}” here. Choose another device, update the "
            "machine's drivers, or install Facies anew."
        ) from failure

    def _on_cpu(self, backend: str) -> Backend:
        if backend == "torch":
            return self._torch_on_cpu()
        try:
            return OpenVinoBackend(
                self._network,
                self._readout,
                self._bundle.spec.input,
                self._layers,
                self._bundle.spec.clip.frames,
                self._threads,
            )
        except (ImportError, RuntimeError) as error:
            if backend == "openvino":
                raise
            _log.warning("OpenVINO cannot be used, PyTorch takes its place: %s", error)
            return self._torch_on_cpu()

    def _torch_on_cpu(self) -> Backend:
        torch.set_num_threads(self._threads)
        return self._torch_on("cpu")

    def _on_gpu(self, kind: str) -> Backend:
        backend = self._torch_on(kind)
        # A driver may be too old, or an operation missing: find out before the first clip.
        backend.run(np.zeros((1, 2, _TRIAL_PX, _TRIAL_PX, 3), np.uint8))
        return backend

    def _torch_on(self, kind: str) -> TorchBackend:
        spec = self._bundle.spec
        return TorchBackend(self._network, self._readout, spec.input, self._layers, kind)

    def _torch_backend(self) -> TorchBackend:
        """Give a backend that has gradients, made when it is first needed."""
        if self._gradients is None:
            made = self._backend
            self._gradients = (
                made if isinstance(made, TorchBackend) else self._torch_on(self._device)
            )
        return self._gradients


def _check_clips(clips: NDArray[np.uint8]) -> None:
    if clips.dtype != np.uint8 or clips.ndim != 5 or clips.shape[-1] != 3 or 0 in clips.shape:
        raise ValueError(
            f"expected non-empty RGB clips (B, F, S, S, 3) uint8, got {clips.shape} {clips.dtype}"
        )
