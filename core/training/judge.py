"""What the finished network, as users will run it, says of every recording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.analysis.appearance import describe
from core.analysis.layers import DEFAULT_LAYERS, parse_layers, to_map
from core.analysis.spread import summarise_map
from core.inference import Engine
from core.progress import CancelToken, Progress, ProgressFn, silent
from core.training.clip_store import RecordingClips, batches

_BATCH = 8
_SPREAD_MEASURES = (
    "entropy", "participation", "gini", "area50", "area90",
    "outside_share", "path_iod", "ever_active", "energy",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """One recording under the network.

    Attributes
    ----------
    clips : RecordingClips
    logits : (N,) float64
        Evidence logit of each clip.
    embedding : (1024,) float32
        Mean over clips.
    spread : dict of str to float
        ``spread_<layer>_<measure>``.
    looks : (52,) float32
        Mean over clips of `core.analysis.appearance.describe`.
    """

    clips: RecordingClips
    logits: NDArray[np.float64]
    embedding: NDArray[np.float32]
    spread: dict[str, float]
    looks: NDArray[np.float32]

    @property
    def logit(self) -> float:
        """Mean evidence logit."""
        return float(self.logits.mean())


def judge(
    engine: Engine,
    recordings: Sequence[RecordingClips],
    progress: ProgressFn = silent,
    cancel: CancelToken | None = None,
) -> list[Judged]:
    """Run all clips of all recordings.

    Parameters
    ----------
    engine : Engine
        Made with `DEFAULT_LAYERS`.
    recordings : sequence of RecordingClips
    progress : callable
        Told stage ``"calibrate"`` and the share of recordings done.
    cancel : CancelToken, optional

    Raises
    ------
    Cancelled
        If the token was set.
    """
    token = cancel or CancelToken()
    found = []
    for clips in recordings:
        token.raise_if_cancelled()
        found.append(_judge_one(engine, clips))
        progress(Progress("calibrate", len(found) / len(recordings)))
    return found


def _judge_one(engine: Engine, clips: RecordingClips) -> Judged:
    outputs, looks = [], []
    for batch in batches(clips, _BATCH):
        outputs.append(engine.run(batch))
        looks.append(describe(batch))
    spread: dict[str, float] = {}
    for request in parse_layers(DEFAULT_LAYERS):
        name = "evidence" if request.kind == "evidence" else request.layer
        values = np.concatenate([out.maps[name] for out in outputs]).astype(np.float16)
        activation = to_map(request, values, clips.table, clips.pts_s)
        found, _ = summarise_map(activation, clips.landmarks_unit, clips.table)
        for measure in _SPREAD_MEASURES:
            spread[f"spread_{name}_{measure}"] = float(getattr(found, measure))
    return Judged(
        clips=clips,
        logits=np.concatenate([out.evidence_logit for out in outputs]).astype(np.float64),
        embedding=np.concatenate([out.embedding for out in outputs]).mean(axis=0),
        spread=spread,
        looks=np.concatenate(looks).mean(axis=0),
    )


def usual_clip_sd(judged: Sequence[Judged]) -> float:
    """Return the standard deviation of clip logits within a recording, pooled over recordings.

    It is 1 where no recording has two clips.
    """
    squares = sum(float(((j.logits - j.logit) ** 2).sum()) for j in judged)
    free = sum(len(j.logits) - 1 for j in judged)
    return float(np.sqrt(squares / free)) if free else 1.0
