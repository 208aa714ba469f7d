from __future__ import annotations

from pathlib import Path

import pytest
import torch

from core.errors import SurroundingsError, UsageError
from core.training.checkpoint import Checkpoint, EpochRecord, RunState

RECORD = EpochRecord(0, 0.1 + 0.2, 0.5, 1 / 3, 0.7, 12.5, 0.01)


def network() -> torch.nn.Module:
    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Conv3d(3, 4, 3), torch.nn.BatchNorm3d(4))
    net.to(memory_format=torch.channels_last_3d)
    return net


def step(net: torch.nn.Module, optimiser: torch.optim.Optimizer, seed: int) -> None:
    x = torch.randn(2, 3, 4, 6, 6, generator=torch.Generator().manual_seed(seed))
    optimiser.zero_grad()
    net(x).pow(2).sum().backward()
    optimiser.step()


def test_going_on_equals_never_having_stopped(tmp_path: Path) -> None:
    one = network()
    first = torch.optim.AdamW(one.parameters(), lr=0.1)
    step(one, first, 1)
    best = {k: v.clone() for k, v in one.state_dict().items()}
    state = RunState(1, 2, 0.1 + 0.2, 1.5, 3.25, 0.5, [RECORD], 0, best)
    checkpoint = Checkpoint(tmp_path / "c.safetensors", "f")
    checkpoint.save(state, one, first)

    two = network()
    second = torch.optim.AdamW(two.parameters(), lr=0.1)
    loaded = checkpoint.load(two, second)
    assert loaded is not None
    assert (loaded.epoch, loaded.step, loaded.loss_sum) == (1, 2, 0.1 + 0.2)
    assert (loaded.history, loaded.best_epoch) == ([RECORD], 0)
    assert all(torch.equal(loaded.best[k], v) for k, v in best.items())
    for optimiser, net in ((first, one), (second, two)):
        step(net, optimiser, 2)
        step(net, optimiser, 3)
    assert all(torch.equal(v, two.state_dict()[k]) for k, v in one.state_dict().items())
    for p, q in zip(one.parameters(), two.parameters(), strict=True):
        assert first.state[p]["exp_avg"].stride() == second.state[q]["exp_avg"].stride()


def test_there_may_be_none(tmp_path: Path) -> None:
    net = network()
    optimiser = torch.optim.AdamW(net.parameters())
    assert Checkpoint(tmp_path / "c.safetensors", "f").load(net, optimiser) is None


def test_that_of_another_run_is_refused_and_kept(tmp_path: Path) -> None:
    path, net = tmp_path / "c.safetensors", network()
    optimiser = torch.optim.AdamW(net.parameters())
    Checkpoint(path, "one").save(RunState(), net, optimiser)
    before = path.read_bytes()
    with pytest.raises(UsageError, match="other data or settings"):
        Checkpoint(path, "two").load(net, optimiser)
    assert path.read_bytes() == before


@pytest.mark.parametrize("keep", [0, 5, 200, -40])
def test_a_damaged_one_says_what_to_do(tmp_path: Path, keep: int) -> None:
    path, net = tmp_path / "c.safetensors", network()
    optimiser = torch.optim.AdamW(net.parameters())
    checkpoint = Checkpoint(path, "f")
    checkpoint.save(RunState(), net, optimiser)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(SurroundingsError, match="Delete that folder"):
        checkpoint.load(net, optimiser)


def test_a_write_that_fails_leaves_the_last_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import safetensors.torch

    path, net = tmp_path / "c.safetensors", network()
    optimiser = torch.optim.AdamW(net.parameters())
    checkpoint = Checkpoint(path, "f")
    checkpoint.save(RunState(epoch=3), net, optimiser)

    def full(_: object, path: Path, **__: object) -> None:
        Path(path).write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(safetensors.torch, "save_file", full)
    with pytest.raises(SurroundingsError, match="disk is full"):
        checkpoint.save(RunState(epoch=4), net, optimiser)
    monkeypatch.undo()
    loaded = checkpoint.load(net, optimiser)
    assert loaded is not None
    assert loaded.epoch == 3
    assert [p.name for p in tmp_path.iterdir()] == ["c.safetensors"]
