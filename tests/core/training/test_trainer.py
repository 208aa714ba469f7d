from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from core.errors import Cancelled, UsageError
from core.progress import CancelToken, Progress
from core.training.augment import AugmentSettings
from core.training.checkpoint import Checkpoint, RunState
from core.training.clip_store import RecordingClips
from core.training.learner import evidence, new_learner, to_input
from core.training.settings import TrainSettings
from core.training.trainer import Trainer
from models.i3d import I3D, conv3d_same

TINY_RUN = Path(__file__).with_name("tiny_run.py")
CALM = AugmentSettings(noise_chance=0, jpeg_chance=0, blur_chance=0)


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def train(
    recordings: list[RecordingClips],
    path: Path,
    settings: TrainSettings,
    cancel_at: float | None = None,
) -> RunState:
    token = CancelToken()

    def watch(progress: Progress) -> None:
        if cancel_at is not None and progress.fraction >= cancel_at:
            token.cancel()

    return Trainer(
        recordings[:6], recordings[6:], settings, CALM, Checkpoint(path, "f"), watch, token
    ).run()


def digest(weights: dict[str, torch.Tensor]) -> str:
    found = hashlib.sha256()
    for key in sorted(weights):
        found.update(key.encode() + weights[key].contiguous().numpy().tobytes())
    return found.hexdigest()


def network_of(settings: TrainSettings, initial: dict[str, torch.Tensor] | None) -> I3D:
    return new_learner(
        seed=settings.seed,
        dropout=settings.dropout,
        norm_momentum=settings.norm_momentum,
        motion_share=settings.motion_share,
        initial=initial,
        output_stride=settings.output_stride,
    ).network


def test_it_learns_movement_from_stillness(
    recordings: list[RecordingClips], tmp_path: Path
) -> None:
    settings = TrainSettings(epochs=6, batch_size=4, learning_rate=1e-3, patience=9)
    state = train(recordings, tmp_path / "c", settings)
    losses = [record.train_loss for record in state.history]
    assert len(losses) == 6
    assert losses[-1] < 0.6 * losses[0]
    assert max(r.validation_auroc for r in state.history) == 1.0
    best = min(state.history, key=lambda record: record.validation_loss)
    assert state.best_epoch == best.epoch
    network = network_of(settings, state.best)
    moving, still = (evidence(network, clips).mean() for clips in recordings[6:])
    assert moving < still
    assert all(0 < r.data_share < 0.5 for r in state.history)


def test_bfloat16_changes_little_and_keeps_float32_weights(
    recordings: list[RecordingClips], tmp_path: Path
) -> None:
    settings = TrainSettings(epochs=1, batch_size=4, learning_rate=1e-4)
    plain = train(recordings, tmp_path / "c", settings)
    state = train(recordings, tmp_path / "d", replace(settings, precision="bfloat16"))
    assert state.history[0].train_loss != plain.history[0].train_loss
    assert state.history[0].train_loss == pytest.approx(plain.history[0].train_loss, abs=0.1)
    assert {v.dtype for v in state.best.values() if v.is_floating_point()} == {torch.float32}


def test_a_cancelled_run_goes_on_in_the_middle_of_an_epoch(
    recordings: list[RecordingClips], tmp_path: Path
) -> None:
    settings = TrainSettings(epochs=2, batch_size=4, seed=3)
    whole = train(recordings, tmp_path / "one", settings)
    with pytest.raises(Cancelled, match="goes on from here"):
        train(recordings, tmp_path / "two", settings, cancel_at=0.6)
    again = train(recordings, tmp_path / "two", settings)
    assert digest(again.best) == digest(whole.best)
    pairs = zip(whole.history, again.history, strict=True)
    assert all(a.train_loss == b.train_loss for a, b in pairs)
    assert all(
        a.validation_loss == b.validation_loss
        for a, b in zip(whole.history, again.history, strict=True)
    )


def test_evidence_is_learnt_where_the_regions_say(
    recordings: list[RecordingClips], tmp_path: Path
) -> None:
    """Told of regions a run fits otherwise; told nothing its constant starts at none."""
    settings = TrainSettings(epochs=1, batch_size=4, learning_rate=1e-4)
    plain = train(recordings, tmp_path / "a", settings)
    told = [
        replace(c, row=replace(c.row, region_degree={"mouth": 1 - c.row.degree}))
        for c in recordings
    ]
    misled = train(told, tmp_path / "b", settings)
    ignored = train(told, tmp_path / "c", replace(settings, local_weight=0.0))
    bias = [float(run.best["head.bias"] @ torch.tensor([-1.0, 1.0])) for run in (plain, misled)]
    assert abs(bias[0]) < 0.1 and bias[1] == pytest.approx(3, abs=0.1)
    assert digest(misled.best) != digest(ignored.best)


def test_a_gradient_that_is_not_finite_ends_the_run_and_keeps_nothing(
    recordings: list[RecordingClips], tmp_path: Path
) -> None:
    broken = replace(recordings[0], movement=np.full_like(recordings[0].movement, np.nan))
    with pytest.raises(UsageError, match="step 1: its gradient is not finite"):
        train([broken, *recordings[1:]], tmp_path / "c", TrainSettings(epochs=1, batch_size=4))
    assert not (tmp_path / "c").exists()


def test_sigkill_in_the_middle_changes_nothing(tmp_path: Path, root: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"}

    def start(name: str) -> subprocess.Popen[str]:
        command = [sys.executable, str(TINY_RUN), str(tmp_path / name), str(tmp_path / f"{name}.w")]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)

    def finish(name: str) -> list[str]:
        with start(name) as process:
            assert process.stdout is not None
            lines = process.stdout.read().split()
        assert process.returncode == 0
        return lines

    all_steps = finish("whole")
    with start("killed") as process:
        assert process.stdout is not None
        for line in process.stdout:
            if float(line) > 0.6:  # the second epoch is under way, the first is saved
                os.kill(process.pid, signal.SIGKILL)
                break
    assert process.returncode == -signal.SIGKILL
    assert not (tmp_path / "killed.w").exists()
    resumed_steps = finish("killed")
    assert 0 < len(resumed_steps) < len(all_steps)
    assert (tmp_path / "killed.w").read_bytes() == (tmp_path / "whole.w").read_bytes()


def test_it_stops_early_when_nothing_improves(
    recordings: list[RecordingClips], tmp_path: Path
) -> None:
    settings = TrainSettings(epochs=50, batch_size=8, learning_rate=1e-8, patience=1, seed=2)
    state = train(recordings, tmp_path / "c", settings)
    assert len(state.history) < 50
    assert state.best_epoch == len(state.history) - 2


def test_the_network_starts_from_change_alone_or_from_given_weights() -> None:
    settings = TrainSettings(motion_share=0.5, seed=4)
    network = network_of(settings, None)
    kernels = network.state_dict()["backbone.Conv3d_1a_7x7.conv.weight"]
    means = kernels.mean(dim=2).abs().amax(dim=(1, 2, 3))
    assert (means[:32] < 1e-6).all()
    assert (means[32:] > 1e-3).all()
    still = torch.rand(1, 3, 1, 32, 32).expand(1, 3, 14, 32, 32)
    answer = network.backbone.Conv3d_1a_7x7
    seen = conv3d_same(still, answer.conv.weight, None, answer.stride)
    assert seen[:, :32].abs().max() < 1e-4, "the clip's ends look like movement"
    half = {k: v.half() if v.is_floating_point() else v for k, v in network.state_dict().items()}
    given = network_of(TrainSettings(seed=9), half).state_dict()
    assert torch.equal(given["head.weight"], half["head.weight"].float())


def test_pixels_enter_as_the_bundle_says() -> None:
    clip = np.random.default_rng(0).integers(0, 256, (2, 3, 8, 8, 3), np.uint8)
    x = to_input(clip)
    assert x.shape == (2, 3, 3, 8, 8)
    expected = (clip.transpose(0, 4, 1, 2, 3) / 255 - 0.5) / 0.5
    assert np.allclose(x.numpy(), expected, atol=1e-6)
    assert x.is_contiguous(memory_format=torch.channels_last_3d)
