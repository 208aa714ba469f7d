"""Fitting the network: epochs over balanced clips, judged on people it does not learn from.

Every random choice follows from (seed, epoch, position) alone: the order of clips, their
augmentation, dropout. So a run that was killed and started again takes the very same steps.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from core.analysis.score import sigmoid
from core.errors import Cancelled, UsageError
from core.kinematics.performance import auroc
from core.progress import CancelToken, Progress, ProgressFn, silent
from core.training.augment import AugmentSettings, augment
from core.training.checkpoint import Checkpoint, EpochRecord, RunState
from core.training.clip_store import RecordingClips
from core.training.learner import (
    Learner,
    call_the_still_hypomimic,
    evidence,
    new_learner,
    to_input,
)
from core.training.local import local_loss, region_degrees, region_places
from core.training.metrics import log_loss
from core.training.people import Scores, person_scores
from core.training.sampling import epoch_order
from core.training.schedule import learning_rate
from core.training.settings import TrainSettings
from models.i3d import I3D

_CHECKPOINT_STEPS = 50


class Trainer:
    """One run, from wherever its checkpoint stands to its end.

    Parameters
    ----------
    train, validation : sequence of RecordingClips
        Usable recordings of different people.
    settings : TrainSettings
    augmentation : AugmentSettings
    checkpoint : Checkpoint
    progress : callable
        Told stage ``"train"`` after every step.
    cancel : CancelToken, optional
        Looked at after every step.
    """

    def __init__(
        self,
        train: Sequence[RecordingClips],
        validation: Sequence[RecordingClips],
        settings: TrainSettings,
        augmentation: AugmentSettings,
        checkpoint: Checkpoint,
        progress: ProgressFn = silent,
        cancel: CancelToken | None = None,
    ) -> None:
        self._where = [(r, i) for r, clips in enumerate(train) for i in range(len(clips))]
        self._pixels = [clips.pixels() for clips in train]
        self._labels = [train[r].row.label for r, _ in self._where]
        self._degree = np.array([train[r].row.degree for r, _ in self._where], np.float32)
        self._subjects = [train[r].row.subject_id for r, _ in self._where]
        self._movement = _standardised(np.concatenate([clips.movement for clips in train]))
        self._region_degree = [region_degrees(clips) for clips in train]
        self._landmarks = [clips.landmarks_unit for clips in train]
        self._validation = list(validation)
        self._settings = settings
        self._augmentation = augmentation
        self._checkpoint = checkpoint
        self._progress = progress
        self._cancel = cancel or CancelToken()
        self._steps = max(1, len(self._where) // settings.batch_size)

    def run(self, initial: Mapping[str, Tensor] | None = None) -> RunState:
        """Fit and return the finished run, whose `best` weights are to be used.

        Parameters
        ----------
        initial : mapping of str to Tensor, optional
            Weights to start from; random ones without it.

        Raises
        ------
        Cancelled
            If the token was set. The run is saved first.
        UsageError
            If the gradient is not finite; also as `Checkpoint`.
        SurroundingsError
            As `Checkpoint`.
        """
        settings = self._settings
        learner = new_learner(
            seed=settings.seed,
            dropout=settings.dropout,
            norm_momentum=settings.norm_momentum,
            motion_share=settings.motion_share,
            initial=initial,
            output_stride=settings.output_stride,
            precision=settings.precision,
        )
        if any(np.isfinite(known).any() for known in self._region_degree):
            call_the_still_hypomimic(learner.network)
        optimiser = torch.optim.AdamW(
            learner.parameters(), lr=0.0, weight_decay=settings.weight_decay
        )
        state = self._checkpoint.load(learner, optimiser) or RunState()
        while not self._finished(state):
            order = self._order(state.epoch)
            while state.step < self._steps:
                self._take_step(state, learner, optimiser, order)
                self._after_step(state, learner, optimiser)
            self._end_epoch(state, learner.network)
            self._checkpoint.save(state, learner, optimiser)
        return state

    def _finished(self, state: RunState) -> bool:
        waited = state.epoch - 1 - state.best_epoch
        return state.epoch >= self._settings.epochs or waited >= self._settings.patience

    def _order(self, epoch: int) -> NDArray[np.int64]:
        length = self._steps * self._settings.batch_size
        return epoch_order(self._labels, self._subjects, length, self._settings.seed, epoch)

    def _take_step(
        self,
        state: RunState,
        learner: Learner,
        optimiser: torch.optim.Optimizer,
        order: NDArray[np.int64],
    ) -> None:
        settings = self._settings
        started = time.perf_counter()
        first = state.step * settings.batch_size
        chosen = order[first : first + settings.batch_size]
        clips, matrices = self._augmented(chosen, state.epoch, first)
        label = torch.tensor([self._labels[int(i)] for i in chosen])
        degree = torch.from_numpy(self._degree[chosen])
        loaded = time.perf_counter()
        step = state.epoch * self._steps + state.step
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(
                step,
                settings.epochs * self._steps,
                settings.learning_rate,
                settings.warm_up_share,
            )
        learner.train()
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(settings.seed * 1_000_003 + step)  # for dropout
            logits, movement, cells = learner(to_input(clips))
        wanted = torch.stack([1 - degree, degree], dim=1)
        loss = functional.cross_entropy(logits, wanted, label_smoothing=settings.label_smoothing)
        away = functional.mse_loss(movement, torch.from_numpy(self._movement[chosen]))
        bias = learner.network.head.bias
        places, told = self._told_of_regions(chosen, matrices, cells.shape)
        local = local_loss(cells, bias[1] - bias[0], places, told)
        total = loss + settings.movement_weight * away + settings.local_weight * local
        optimiser.zero_grad(set_to_none=True)
        total.backward()  # type: ignore[no-untyped-call]
        norm = torch.nn.utils.clip_grad_norm_(learner.parameters(), settings.gradient_norm)
        if not bool(torch.isfinite(norm)):
            raise UsageError(
                f"Training lost its way at step {step + 1}: its gradient is not finite. Try "
                "--precision float32 or a lower --lr, with another --out or --work."
            )
        optimiser.step()
        state.step += 1
        state.loss_sum += float(loss.detach())
        state.right += float((logits.argmax(1) == label).float().mean())
        state.data_seconds += loaded - started
        state.seconds += time.perf_counter() - started

    def _augmented(
        self, chosen: NDArray[np.int64], epoch: int, first: int
    ) -> tuple[NDArray[np.uint8], list[NDArray[np.float64]]]:
        clips, matrices = [], []
        for offset, index in enumerate(chosen):
            recording, number = self._where[int(index)]
            rng = np.random.default_rng([self._settings.seed, 5, epoch, first + offset])
            clip, matrix = augment(self._pixels[recording][number], rng, self._augmentation)
            clips.append(clip)
            matrices.append(matrix)
        return np.stack(clips), matrices

    def _told_of_regions(
        self,
        chosen: NDArray[np.int64],
        matrices: Sequence[NDArray[np.float64]],
        shape: Sequence[int],
    ) -> tuple[Tensor, Tensor]:
        """Places (B, 11, h, w) and degrees (B, 10) of the regions in an augmented batch."""
        places, degrees = [], []
        for index, matrix in zip(chosen, matrices, strict=True):
            recording, number = self._where[int(index)]
            side_px = self._pixels[recording].shape[2]
            landmarks = self._landmarks[recording][number]
            places.append(region_places(landmarks, matrix, side_px, shape[-1]))
            degrees.append(self._region_degree[recording][number])
        return torch.from_numpy(np.stack(places)), torch.from_numpy(np.stack(degrees))

    def _after_step(
        self, state: RunState, learner: Learner, optimiser: torch.optim.Optimizer
    ) -> None:
        settings = self._settings
        done = (state.epoch + state.step / self._steps) / settings.epochs
        message = f"epoch {state.epoch + 1}, loss {state.loss_sum / state.step:.3f}"
        self._progress(Progress("train", min(done, 0.999), message))
        if self._cancel.cancelled:
            self._checkpoint.save(state, learner, optimiser)
            raise Cancelled(
                "Training stopped; no bundle was written. The same command goes on from here."
            )
        if state.step % _CHECKPOINT_STEPS == 0 and state.step < self._steps:
            self._checkpoint.save(state, learner, optimiser)

    def _end_epoch(self, state: RunState, network: I3D) -> None:
        people = self._judge_validation(network)
        record = EpochRecord(
            epoch=state.epoch,
            train_loss=state.loss_sum / self._steps,
            train_accuracy=state.right / self._steps,
            validation_loss=log_loss(people.label, sigmoid(people.logit)),
            validation_auroc=auroc(people.label == 1, people.logit, people.weight),
            seconds=state.seconds,
            data_share=state.data_seconds / state.seconds,
        )
        least = min((r.validation_loss for r in state.history), default=np.inf)
        state.history.append(record)
        if record.validation_loss < least or state.best_epoch < 0:
            state.best_epoch = state.epoch
            state.best = {k: v.detach().clone() for k, v in network.state_dict().items()}
        state.epoch += 1
        state.step = 0
        state.loss_sum = state.right = state.seconds = state.data_seconds = 0.0

    def _judge_validation(self, network: I3D) -> Scores:
        rows = [clips.row for clips in self._validation]
        logits = [float(evidence(network, clips).mean()) for clips in self._validation]
        return person_scores(rows, logits)


def _standardised(values: NDArray[np.float32]) -> NDArray[np.float32]:
    scale = np.maximum(values.std(axis=0), 1e-6)
    return np.asarray((values - values.mean(axis=0)) / scale, np.float32)
