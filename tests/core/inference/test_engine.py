"""Every backend gives the answer of the plain network, and its evidence adds up."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.errors import SurroundingsError, UsageError
from core.inference import engine as engine_module
from core.inference.engine import Engine
from core.inference.outputs import ClipOutputs
from core.types import DeviceInfo
from models.bundle import Bundle
from models.bundle_spec import HeadSpec, NetworkSpec
from models.i3d import ENDPOINTS
from tests.support.bundle_factory import FRAMES, SIZE_PX, make_bundle, make_spec

CPU_BACKENDS = ("openvino", "torch")
DEVICES = [
    *[("cpu", backend) for backend in CPU_BACKENDS],
    pytest.param(
        "cuda",
        "auto",
        marks=pytest.mark.skipif(not torch.cuda.is_available(), reason="no NVIDIA graphics card"),
    ),
    pytest.param(
        "mps",
        "auto",
        marks=pytest.mark.skipif(not torch.backends.mps.is_available(), reason="no Apple GPU"),
    ),
]
TIGHT = 1e-5
"""Largest difference allowed, as a share of the largest value, or of the largest sum's terms."""


def make_clips(count: int, frames: int = FRAMES, side: int = SIZE_PX) -> NDArray[np.uint8]:
    rng = np.random.default_rng(count)
    return rng.integers(0, 256, (count, frames, side, side, 3), np.uint8)


def plainly(bundle: Bundle, clips: NDArray[np.uint8]) -> ClipOutputs:
    """The same without folding, layout, or any code of the engine."""
    spec = bundle.spec
    mean, std = (torch.tensor(v).reshape(3, 1, 1, 1) for v in (spec.input.mean, spec.input.std))
    x = (torch.from_numpy(clips).permute(0, 4, 1, 2, 3).float() / 255 - mean) / std
    network = bundle.network()
    with torch.inference_mode():
        logits = network(x)
        found = network.endpoints(x, ENDPOINTS)
        last = found["Mixed_5c"]
        weight = network.head.weight[1] - network.head.weight[0]
        maps: dict[str, Tensor] = {name: a.mean(dim=1) for name, a in found.items()}
        maps["evidence"] = (last * weight.reshape(1, -1, 1, 1, 1)).sum(dim=1)
    return ClipOutputs(
        logits.numpy(),
        (logits[:, 1] - logits[:, 0]).numpy(),
        last.mean(dim=(2, 3, 4)).numpy(),
        {name: m.numpy() for name, m in maps.items()},
    )


def assert_same(
    got: NDArray[Any], wanted: NDArray[Any], name: str, scale: float | None = None
) -> None:
    assert got.shape == wanted.shape, name
    assert got.dtype == np.float32
    assert np.abs(got - wanted).max() <= TIGHT * (scale or np.abs(wanted).max()), name


def evidence_terms(bundle: Bundle, embedding: NDArray[np.float32]) -> float:
    """How large the terms are that cancel each other in w·A."""
    weight = bundle.state_dict["head.weight"].float().numpy()
    return float((embedding @ np.abs(weight[1] - weight[0])).max())


@pytest.mark.parametrize(("device", "backend"), DEVICES)
@pytest.mark.parametrize(
    ("count", "frames", "side"), [(2, FRAMES, SIZE_PX), (1, 14, 49), (2, 1, 33)]
)
def test_parity_with_the_plain_network(
    bundle: Bundle, device: str, backend: str, count: int, frames: int, side: int
) -> None:
    clips = make_clips(count, frames, side)
    got = Engine(bundle, device, ENDPOINTS, backend=backend, threads=1).run(clips)
    wanted = plainly(bundle, clips)
    terms = evidence_terms(bundle, wanted.embedding)
    assert_same(got.logits, wanted.logits, "logits", terms)
    assert_same(got.evidence_logit, wanted.evidence_logit, "evidence_logit", terms)
    assert_same(got.embedding, wanted.embedding, "embedding")
    assert got.maps.keys() == wanted.maps.keys()
    for name, values in wanted.maps.items():
        assert_same(got.maps[name], values, name, terms if name == "evidence" else None)


@pytest.mark.parametrize(("device", "backend"), DEVICES)
@pytest.mark.parametrize(("frames", "side"), [(FRAMES, SIZE_PX), (14, 112), (3, 50)])
def test_parity_at_the_fine_stride(
    tmp_path: Path, device: str, backend: str, frames: int, side: int
) -> None:
    params = {"num_outputs": 2, "output_stride": 16}
    bundle = make_bundle(tmp_path / "b", network=NetworkSpec("i3d", params))
    clips = make_clips(1, frames, side)
    got = Engine(bundle, device, backend=backend, threads=1).run(clips)
    wanted = plainly(bundle, clips)
    assert got.maps["evidence"].shape[2:] == (-(-side // 16),) * 2
    terms = evidence_terms(bundle, wanted.embedding)
    assert_same(got.maps["evidence"], wanted.maps["evidence"], "evidence", terms)
    assert_same(got.evidence_logit, wanted.evidence_logit, "evidence_logit", terms)


def with_head(folder: Path, head: HeadSpec) -> Bundle:
    network = NetworkSpec("i3d", {"num_outputs": head.num_logits})
    return make_bundle(folder, head=head, network=network)


@pytest.mark.parametrize(("device", "backend"), DEVICES)
@pytest.mark.parametrize(
    "head",
    [
        HeadSpec("binary", ("expressive", "attenuated"), 1),
        HeadSpec("binary", ("attenuated", "expressive"), 0),
        HeadSpec("ordinal", ("0", "1", "2", "3"), 1),
    ],
)
def test_the_evidence_map_is_exact(
    tmp_path: Path, device: str, backend: str, head: HeadSpec
) -> None:
    bundle = with_head(tmp_path / "b", head)
    out = Engine(bundle, device, backend=backend, threads=1).run(make_clips(2, 14))
    bias = bundle.state_dict["head.bias"].numpy()
    e = head.evidence_logit
    if head.type == "binary":
        wanted, offset = out.logits[:, e] - out.logits[:, 1 - e], bias[e] - bias[1 - e]
    else:
        wanted, offset = out.logits[:, e], bias[e]
    np.testing.assert_allclose(out.evidence_logit, wanted, atol=1e-6)
    mean = out.maps["evidence"].mean(axis=(1, 2, 3), dtype=np.float64)
    assert np.abs(mean).min() > 0.01
    np.testing.assert_allclose(mean + offset, out.evidence_logit, atol=2e-6)
    assert out.maps.keys() == {"evidence"}


def test_a_clip_does_not_depend_on_its_batch(cpu_engine: Engine) -> None:
    clips = make_clips(9)  # more than one inner batch
    together = cpu_engine.run(clips)
    for i in (0, 8):
        alone = cpu_engine.run(clips[i : i + 1])
        np.testing.assert_allclose(alone.evidence_logit[0], together.evidence_logit[i], atol=1e-5)
        for name, values in alone.maps.items():
            np.testing.assert_allclose(values[0], together.maps[name][i], atol=1e-5)


def test_clips_need_not_be_contiguous(cpu_engine: Engine) -> None:
    flipped = make_clips(2)[:, :, :, ::-1]
    np.testing.assert_array_equal(
        cpu_engine.run(flipped).logits, cpu_engine.run(np.ascontiguousarray(flipped)).logits
    )


def test_outputs_are_read_only(openvino_engine: Engine) -> None:
    out = openvino_engine.run(make_clips(1))
    for array in (out.logits, out.evidence_logit, out.embedding, out.maps["evidence"]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


@pytest.mark.parametrize(
    "clips",
    [
        np.zeros((1, 2, 32, 32, 3), np.float32),
        np.zeros((2, 32, 32, 3), np.uint8),
        np.zeros((1, 3, 2, 32, 32), np.uint8),
        np.zeros((0, 2, 32, 32, 3), np.uint8),
    ],
)
def test_what_is_no_clip_is_refused(torch_engine: Engine, clips: NDArray[Any]) -> None:
    with pytest.raises(ValueError, match="RGB clips"):
        torch_engine.run(clips)
    with pytest.raises(ValueError, match="RGB clips"):
        torch_engine.gradient_maps(clips, "Mixed_4f", "hirescam")


def test_what_does_not_exist_is_refused(bundle: Bundle, torch_engine: Engine) -> None:
    with pytest.raises(ValueError, match="Mixed_9z"):
        Engine(bundle, "cpu", ("Mixed_9z",))
    with pytest.raises(ValueError, match="no such backend"):
        Engine(bundle, "cpu", backend="onnx")
    with pytest.raises(ValueError, match="not an endpoint"):
        torch_engine.gradient_maps(make_clips(1), "Mixed_9z", "hirescam")
    with pytest.raises(ValueError, match="no such method"):
        torch_engine.gradient_maps(make_clips(1), "Mixed_4f", "gradcam++")  # type: ignore[arg-type]


@pytest.mark.parametrize(("device", "backend"), DEVICES)
def test_hirescam_at_the_last_endpoint_is_the_evidence_map(
    bundle: Bundle, device: str, backend: str
) -> None:
    engine = Engine(bundle, device, backend=backend, threads=1)
    clips = make_clips(2)
    got = engine.gradient_maps(clips, "Mixed_5c", "hirescam")
    out = engine.run(clips)
    terms = evidence_terms(bundle, out.embedding)
    assert_same(got, out.maps["evidence"], "hirescam", terms)


@pytest.mark.parametrize("layer", ["Conv3d_1a_7x7", "Mixed_3c", "MaxPool3d_4a_3x3", "Mixed_4f"])
def test_hirescam_is_the_derivative_along_the_activation(
    bundle: Bundle, torch_engine: Engine, layer: str
) -> None:
    """Its mean must be d evidence_logit(s·A) / ds at s = 1, which finite differences give too."""
    clips = make_clips(1)
    maps = torch_engine.gradient_maps(clips, layer, "hirescam")
    network = bundle.network().double()
    spec = bundle.spec.input
    mean, std = (torch.tensor(v).double().reshape(3, 1, 1, 1) for v in (spec.mean, spec.std))
    x = (torch.from_numpy(clips).permute(0, 4, 1, 2, 3).double() / 255 - mean) / std
    stages = list(network.backbone.named_children())
    cut = ENDPOINTS.index(layer) + 1
    with torch.inference_mode():
        activation = network.endpoints(x, [layer])[layer]

        def logit(scale: float) -> float:
            out = activation * scale
            for _, stage in stages[cut:]:
                out = stage(out)
            logits = network.head(out.mean(dim=(2, 3, 4)))[0]
            return float(logits[1] - logits[0])

        step = 1e-6
        slope = (logit(1 + step) - logit(1 - step)) / (2 * step)
    assert maps.shape == (1, *activation.shape[2:])
    assert float(maps.mean(dtype=np.float64)) == pytest.approx(slope, rel=1e-3, abs=1e-4)


def test_layercam_keeps_only_what_speaks_for(torch_engine: Engine) -> None:
    clips = make_clips(2)
    whole = torch_engine.gradient_maps(clips, "Mixed_4f", "hirescam")
    kept = torch_engine.gradient_maps(clips, "Mixed_4f", "layercam")
    assert kept.min() >= 0
    assert (kept >= whole - 1e-6).all()
    assert whole.min() < 0 < kept.max()


def test_random_weights_change_every_map_and_nothing_else(
    bundle: Bundle, openvino_engine: Engine
) -> None:
    clips = make_clips(2)
    before = openvino_engine.run(clips)
    stored = {key: value.clone() for key, value in bundle.state_dict.items()}
    random = openvino_engine.randomised(1).run(clips)
    again = openvino_engine.randomised(1).run(clips)
    other = openvino_engine.randomised(2).run(clips)
    for name, values in before.maps.items():
        assert random.maps[name].shape == values.shape
        assert np.isfinite(random.maps[name]).all()
        assert np.abs(random.maps[name] - values).max() > 0.05 * np.abs(values).max()
        np.testing.assert_array_equal(random.maps[name], again.maps[name])
        assert not np.array_equal(random.maps[name], other.maps[name])
    assert 0.01 < np.abs(random.evidence_logit).max() < 100
    np.testing.assert_array_equal(openvino_engine.run(clips).logits, before.logits)
    assert all(torch.equal(bundle.state_dict[key], value) for key, value in stored.items())


def test_the_device_is_told(openvino_engine: Engine, torch_engine: Engine) -> None:
    name = torch_engine.device.name
    assert name
    assert torch_engine.device == DeviceInfo("cpu", name, "torch")
    assert openvino_engine.device == DeviceInfo("cpu", name, "openvino")
    assert openvino_engine.randomised(0).device == openvino_engine.device


def test_auto_prefers_the_measured_fastest_on_the_cpu(
    bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert Engine(bundle).device.backend == "openvino"


def refuse(error: Exception) -> Any:
    def fail(*_: Any, **__: Any) -> Any:
        raise error

    return fail


@pytest.mark.parametrize("error", [ImportError("no openvino"), RuntimeError("no such processor")])
def test_without_openvino_torch_takes_its_place_and_says_so(
    bundle: Bundle,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    monkeypatch.setattr(engine_module, "OpenVinoBackend", refuse(error))
    with caplog.at_level(logging.WARNING):
        engine = Engine(bundle, "cpu")
    assert engine.device.backend == "torch"
    assert "OpenVINO" in caplog.text
    with pytest.raises(SurroundingsError, match="does not run"):
        Engine(bundle, "cpu", backend="openvino")


class BrokenOnCuda(engine_module.TorchBackend):
    def __init__(self, *args: Any) -> None:
        if args[-1] == "cuda":
            raise RuntimeError("driver too old")
        super().__init__(*args)


def test_a_graphics_card_that_does_not_work(
    bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    monkeypatch.setattr(engine_module, "TorchBackend", BrokenOnCuda)
    assert Engine(bundle, "auto").device.kind == "cpu"
    with pytest.raises(SurroundingsError, match="cuda") as caught:
        Engine(bundle, "cuda")
    assert caught.value.exit_code == 5


def test_a_device_that_is_absent_is_wrong_usage(
    bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(UsageError):
        Engine(bundle, "cuda")


def test_the_bundle_decides_how_pixels_enter(bundle: Bundle) -> None:
    clips = make_clips(1)
    other = replace(
        bundle,
        spec=replace(
            make_spec(files=bundle.spec.files),
            input=replace(bundle.spec.input, mean=(0.0, 0.0, 0.0)),
        ),
    )
    before = plainly(bundle, clips).logits
    for backend in CPU_BACKENDS:
        second = Engine(other, "cpu", backend=backend, threads=1).run(clips)
        assert np.abs(before - second.logits).max() > 1e-3
        np.testing.assert_allclose(second.logits, plainly(other, clips).logits, rtol=1e-4)
