"""What the model, and its plain rivals, say of a video: seen once, then read from a cache.

What the network sees is kept, not what calibration and threshold make of it: a model that is
calibrated anew is judged anew without looking at a single video again.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from core.analysis.analyse import analyse
from core.analysis.clip_landmarks import clip_landmarks
from core.analysis.score import clips_that_count, recording_score
from core.atomic import write_text
from core.clips import ClipSpec
from core.face.regions import density_by_region
from core.progress import CancelToken
from core.study.local_rivals import by_measure
from core.study.plain import plainly
from core.types import Analysis, AnalysisRequest, Region, Segment
from core.video import open_recording
from models.bundle import REFERENCE, Bundle

# Raise it when what is kept of a video changes: what was kept before is then not used again.
_KEPT = 7


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was said of one video. NaN, or empty, where a gate failed or nothing could be measured.

    Attributes
    ----------
    score, low, high : float
        The model's.
    decision : str
        As in the analysis, or ``"refused"``.
    distance : float
        From everything seen in training, as `core.analysis.score.ood_ratio`; NaN if not known.
    motion_energy, landmark_velocity, movement_iod, motion_density, landmark_speed
        As in `core.study.plain.Plain`, whatever the model.
    evidence : dict of Region to float
        Mean of the evidence map in each facial region, in logits.
    frozen : dict of Region to float
        What freezing a region does to the logit; empty if it was not asked for.
    spread : dict of str to float
        ``<layer>.<measure>``.
    reasons : list of str
        Against a decision, as in the analysis.
    """

    score: float
    low: float
    high: float
    decision: str
    distance: float
    motion_energy: float
    landmark_velocity: float
    movement_iod: float
    evidence: dict[Region, float]
    frozen: dict[Region, float]
    motion_density: dict[Region, float]
    landmark_speed: dict[Region, float]
    motion_spread: dict[str, float]
    spread: dict[str, float]
    reasons: list[str] = field(default_factory=list)

    @property
    def usable(self) -> bool:
        """Whether there is a score."""
        return not math.isnan(self.score)

    @property
    def logit(self) -> float:
        """The score as log odds, which neither end compresses."""
        p = min(max(self.score, 1e-6), 1 - 1e-6)
        return math.log(p / (1 - p))


class Judge:
    """Judges videos as users would have them judged: by the whole analysis.

    Parameters
    ----------
    bundle : Bundle
    folder : Path
        Where verdicts are kept, one small file for each video and question.
    device : str
    """

    def __init__(self, bundle: Bundle, folder: Path, device: str = "auto") -> None:
        self.bundle = bundle
        self._folder = folder
        self._device = device

    def verdict(
        self,
        video: Path,
        *,
        segments: tuple[Segment, ...] = (),
        freeze: bool = False,
        cancel: CancelToken | None = None,
    ) -> Verdict:
        """Judge a video, or read what was said of it before.

        Parameters
        ----------
        video : Path
        segments : tuple of Segment
            Which part of it counts; all of it without.
        freeze : bool
            Whether the regions are frozen in turn, which takes longer.
        cancel : CancelToken, optional

        Raises
        ------
        RecordingError
            If it cannot be decoded.
        SurroundingsError
            If the verdict cannot be kept.
        Cancelled
        """
        kept = self._folder / f"{self._key(video, segments, freeze)}.json"
        if not kept.is_file():
            request = AnalysisRequest(video, segments, device=self._device, freeze_test=freeze)
            analysis = analyse(request, self.bundle, cancel=cancel)
            write_text(kept, json.dumps(self._seen(analysis, cancel)) + "\n")
        return self._judged(json.loads(kept.read_text(encoding="utf-8")))

    def _key(self, video: Path, segments: tuple[Segment, ...], freeze: bool) -> str:
        """Name all that the kept part of a verdict depends on."""
        spec = self.bundle.spec
        facts = [
            _KEPT, open_recording(video).sha256, self.bundle.weights_sha256,
            spec.files.get(REFERENCE), freeze, asdict(spec.network), asdict(spec.input),
            asdict(spec.clip), asdict(spec.alignment), asdict(spec.head),
            [asdict(segment) for segment in segments],
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:32]

    def _seen(self, analysis: Analysis, cancel: CancelToken | None) -> dict[str, Any]:
        """Give what is kept: all but what calibration and threshold make of it."""
        score, prediction = analysis.score, analysis.prediction
        if score is None or prediction is None:
            return {}
        plain = plainly(analysis, self.bundle.spec.input.size_px, self._folder, cancel)
        counts = clips_that_count(analysis.segments, analysis.clips.segment)
        return {
            "logits": prediction.evidence_logit[counts].astype(float).tolist(),
            "distance": score.ood_ratio,
            **asdict(plain),
            "evidence": _evidence(analysis),
            "frozen": {row.region: row.delta_logit for row in analysis.freeze or ()},
            "spread": {k: v for row in analysis.spread for k, v in by_measure(row).items()},
        }

    def _judged(self, seen: dict[str, Any]) -> Verdict:
        if not seen:
            nan = math.nan
            return Verdict(nan, nan, nan, "refused", nan, nan, nan, nan, {}, {}, {}, {}, {}, {})
        spec = self.bundle.spec
        ratio = seen.pop("distance")
        score = recording_score(
            np.array(seen.pop("logits"), np.float32),
            ClipSpec.of(spec.clip),
            spec.calibration,
            spec.threshold,
            distance_ratio=ratio,
        )
        return Verdict(
            score=score.value,
            low=score.low,
            high=score.high,
            decision=score.decision,
            distance=math.nan if ratio is None else ratio,
            reasons=list(score.reasons),
            **seen,
        )


def _evidence(analysis: Analysis) -> dict[Region, float]:
    values = next(m.values for m in analysis.maps if m.kind == "evidence").mean(axis=1, dtype=float)
    landmarks = clip_landmarks(analysis.face, analysis.alignment, analysis.clips)
    return density_by_region(values, landmarks)
