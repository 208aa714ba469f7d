"""Loaders of the two public layouts, on state dicts generated with those layouts' names."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from models.i3d import I3D
from models.pretrained import WeightsError, fill_from_public, load_public_weights
from tests.models.test_i3d import MIXED_WIDTHS

State = dict[str, Tensor]

IN_CHANNELS = {
    "Mixed_3b": 192, "Mixed_3c": 256, "Mixed_4b": 480, "Mixed_4c": 512, "Mixed_4d": 512,
    "Mixed_4e": 512, "Mixed_4f": 528, "Mixed_5b": 832, "Mixed_5c": 832,
}  # fmt: skip
# Our branch -> (kernel side, piergiaj's name, hassony2's name).
BRANCHES = {
    "b0": (1, "b0", "branch_0"),
    "b1r": (1, "b1a", "branch_1.0"),
    "b1": (3, "b1b", "branch_1.1"),
    "b2r": (1, "b2a", "branch_2.0"),
    "b2": (3, "b2b", "branch_2.1"),
    "b3": (1, "b3b", "branch_3.1"),
}


def unit(state: State, name: str, norm: str, shape: tuple[int, ...]) -> None:
    state[f"{name}.conv3d.weight"] = torch.randn(shape)
    for leaf in ("weight", "bias", "running_mean"):
        state[f"{name}.{norm}.{leaf}"] = torch.randn(shape[0])
    state[f"{name}.{norm}.running_var"] = torch.rand(shape[0]) + 0.5
    state[f"{name}.{norm}.num_batches_tracked"] = torch.tensor(1)


def generate(norm: str, column: int, stage: Callable[[str], str], head: str, classes: int) -> State:
    torch.manual_seed(0)
    state: State = {}
    unit(state, stage("Conv3d_1a_7x7"), norm, (64, 3, 7, 7, 7))
    unit(state, stage("Conv3d_2b_1x1"), norm, (64, 64, 1, 1, 1))
    unit(state, stage("Conv3d_2c_3x3"), norm, (192, 64, 3, 3, 3))
    for name, widths in MIXED_WIDTHS.items():
        whole = IN_CHANNELS[name]
        inputs = (whole, whole, widths[1], whole, widths[3], whole)
        for (side, *names), ins, outs in zip(BRANCHES.values(), inputs, widths, strict=True):
            branch = f"{stage(name)}.{names[column]}"
            unit(state, branch, norm, (outs, ins, side, side, side))
    state[f"{head}.conv3d.weight"] = torch.randn(classes, 1024, 1, 1, 1)
    state[f"{head}.conv3d.bias"] = torch.randn(classes)
    return state


def piergiaj(classes: int = 400) -> State:
    return generate("bn", 0, lambda name: name, "logits", classes)


def hassony2(classes: int = 400) -> State:
    return generate("batch3d", 1, lambda name: name[0].lower() + name[1:], "conv3d_0c_1x1", classes)


LAYOUTS = [piergiaj, hassony2]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_tensor_finds_its_place(layout: Callable[..., State]) -> None:
    state = layout(400)
    network = I3D(400)
    assert fill_from_public(network, state)
    assert len(state) == len(network.state_dict()) == 57 * 6 + 2
    column, norm = (0, "bn") if layout is piergiaj else (1, "batch3d")
    for name in MIXED_WIDTHS:
        theirs = name if layout is piergiaj else name.lower()
        for ours, (_, *names) in BRANCHES.items():
            block = network.backbone.get_submodule(f"{name}.{ours}")
            source = f"{theirs}.{names[column]}"
            torch.testing.assert_close(
                block.conv.weight.detach(), state[f"{source}.conv3d.weight"], rtol=0, atol=0
            )
            torch.testing.assert_close(
                block.bn.running_var, state[f"{source}.{norm}.running_var"], rtol=0, atol=0
            )
            torch.testing.assert_close(
                block.bn.bias.detach(), state[f"{source}.{norm}.bias"], rtol=0, atol=0
            )


def test_both_layouts_give_the_same_network() -> None:
    first, second = I3D(400).eval(), I3D(400).eval()
    fill_from_public(first, piergiaj())
    fill_from_public(second, hassony2())
    for key, value in first.state_dict().items():
        torch.testing.assert_close(value, second.state_dict()[key], rtol=0, atol=0)


def test_head_of_another_size_is_kept() -> None:
    network = I3D(2)
    head = network.head.weight.detach().clone()
    assert not fill_from_public(network, piergiaj(400))
    torch.testing.assert_close(network.head.weight.detach(), head, rtol=0, atol=0)


def test_old_files_without_counters_are_read() -> None:
    state = {k: v for k, v in hassony2().items() if not k.endswith("num_batches_tracked")}
    assert fill_from_public(I3D(400), state)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_loads_from_a_file(layout: Callable[..., State], tmp_path: Path) -> None:
    path = tmp_path / "rgb_imagenet.pt"
    torch.save(layout(), path)
    assert load_public_weights(I3D(400), path)


def broken(change: Callable[[State], Any]) -> State:
    state = piergiaj()
    change(state)
    return state


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda s: s.pop("Mixed_4c.b2b.conv3d.weight"), "Mixed_4c.b2.conv.weight"),
        (lambda s: s.update({"Mixed_9z.b0.conv3d.weight": torch.zeros(1)}), "no layout"),
        (lambda s: s.update({"Conv3d_1a_7x7.conv3d.weight": torch.zeros(64, 2, 7, 7, 7)}), "RGB"),
        (lambda s: s.update({"logits.conv3d.bias": torch.full((400,), torch.nan)}), "not finite"),
        (lambda s: s.clear(), "no layout"),
        (lambda s: s.update({"epoch": 3}), "no layout"),
    ],
)
def test_mismatches_are_refused_and_leave_the_network(
    change: Callable[[State], Any], says: str
) -> None:
    network = I3D(400)
    before = network.backbone[0].conv.weight.detach().clone()
    with pytest.raises(WeightsError, match=says):
        fill_from_public(network, broken(change))
    torch.testing.assert_close(network.backbone[0].conv.weight.detach(), before, rtol=0, atol=0)


class Evil:
    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.target),)


def test_a_pickle_is_never_run(tmp_path: Path) -> None:
    target = tmp_path / "executed"
    path = tmp_path / "weights.pt"
    torch.save({"logits.conv3d.bias": Evil(target)}, path)
    with pytest.raises(WeightsError, match="plain tensors"):
        load_public_weights(I3D(2), path)
    assert not target.exists()


@pytest.mark.parametrize("content", [b"", b"not weights", b"PK\x03\x04 cut off"])
def test_unreadable_files_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "weights.pth"
    path.write_bytes(content)
    with pytest.raises(WeightsError) as caught:
        load_public_weights(I3D(2), path)
    assert caught.value.exit_code == 5


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="missing"):
        load_public_weights(I3D(2), tmp_path / "none.pt")
