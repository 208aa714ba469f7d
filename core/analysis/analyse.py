"""The main job: `analyse` takes a recording and a model and says what was found."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.analysis.face_pass import FacePass
from core.analysis.freeze import freeze_test
from core.analysis.layers import MapRequest, parse_layers, to_map
from core.analysis.model_info import model_info
from core.analysis.network_lane import FREEZE_CLIPS, LaneResult, NetworkLane
from core.analysis.score import (
    calibrated,
    clips_that_count,
    ood_ratio,
    recording_score,
    rest_only_reasons,
)
from core.analysis.spread import summarise_map
from core.clips import ClipPixels, ClipSpec, resolve_segments
from core.face import region_masks
from core.inference import Engine, check_device
from core.measures import measure
from core.progress import CancelToken, Progress, ProgressFn, silent
from core.simulated import SENTENCES, simulated_kind
from core.types import (
    REGIONS,
    ActivationMap,
    Analysis,
    AnalysisRequest,
    FreezeRow,
    Prediction,
    Recording,
    RegionRow,
    Score,
    Segment,
    Spread,
)
from core.version import versions
from core.video import open_recording
from core.video.proxy import ProxyWriter
from models.bundle import Bundle


def analyse(
    request: AnalysisRequest,
    bundle: Bundle,
    progress: ProgressFn = silent,
    cancel: CancelToken | None = None,
    *,
    proxy: Path | None = None,
) -> Analysis:
    """Run the whole job on one recording, in one decode pass.

    Parameters
    ----------
    request : AnalysisRequest
    bundle : models.bundle.Bundle
        The model that judges.
    progress : callable
        Told stages ``"open"``, ``"analyse"``, ``"summarise"``, ``"freeze"``; while the pass runs
        also ``"clips"`` and ``"quality"``, whose `detail` carries the first clip scores and the
        gates as they stand.
    cancel : CancelToken, optional
        Looked at on every frame and every batch.
    proxy : Path, optional
        Where to write small pictures of all frames on the way (`core.video.proxy`).

    Returns
    -------
    Analysis
        With `score` None where a gate failed.

    Raises
    ------
    RecordingError
        If the file is missing or not a video that can be decoded.
    UsageError
        If segments, layers or the device do not fit.
    SurroundingsError
        If the small pictures cannot be written.
    Cancelled
        If `cancel` was set.
    """
    job = _Job(request, bundle, progress, cancel or CancelToken(), proxy)
    return job.run()


@dataclass(slots=True)
class _Job:
    request: AnalysisRequest
    bundle: Bundle
    progress: ProgressFn
    cancel: CancelToken
    proxy: Path | None
    timings_s: dict[str, float] = field(default_factory=dict)

    @property
    def spec(self) -> ClipSpec:
        return ClipSpec.of(self.bundle.spec.clip)

    def score(self, logit: NDArray[Any]) -> NDArray[np.float64]:
        return calibrated(self.bundle.spec.calibration, logit)

    def run(self) -> Analysis:
        requests = parse_layers(self.request.layers)
        check_device(self.request.device)
        with self._stage("open"):
            recording = open_recording(
                self.request.video,
                mirrored=self.request.mirrored,
                extra_rotation_deg=self.request.extra_rotation_deg,
            )
            segments = resolve_segments(self.request.segments, recording.duration_s)
        with (
            NetworkLane(self._make_engine(requests), requests, self._tell_scores) as lane,
            self._proxy_writer(recording) as small,
        ):
            face_pass = FacePass(
                recording,
                self.spec,
                self.bundle.spec.input.size_px,
                segments,
                self.progress,
                self.cancel,
                small,
            )
            with self._stage("analyse"):
                for clip in face_pass.clips():
                    lane.put(clip)
                self.cancel.raise_if_cancelled()
                found = lane.finish()
                if small is not None:
                    small.finish()
            judged = found if face_pass.quality.status != "fail" else None
            with self._stage("summarise"):
                summary = _Summary.of(self, face_pass, recording, segments, judged)
            freeze = None
            if judged is not None and self.request.freeze_test:
                with self._stage("freeze"):
                    freeze = self._freeze(lane.engine, lane.sample, segments)
            device = lane.engine.device
        return Analysis(
            recording=recording,
            segments=segments,
            face=face_pass.face,
            alignment=face_pass.alignment,
            cuts=face_pass.cuts,
            quality=face_pass.quality,
            clips=face_pass.clip_table,
            prediction=summary.prediction,
            score=summary.score,
            maps=summary.maps,
            spread=summary.spread,
            regions=summary.regions,
            freeze=freeze,
            measures=measure(face_pass.face, recording, segments, face_pass.cuts),
            model=model_info(self.bundle),
            device=device,
            visit=self.request.visit,
            versions=versions(),
            timings_s=dict(self.timings_s),
            warnings=(*_simulated(recording), *face_pass.problems, *summary.warnings),
            created_utc=datetime.now(UTC).isoformat(timespec="seconds"),
        )

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        self.cancel.raise_if_cancelled()
        self.progress(Progress(name, 0.0))
        started = time.perf_counter()
        yield
        self.timings_s[name] = time.perf_counter() - started
        self.progress(Progress(name, 1.0))

    def _proxy_writer(self, recording: Recording) -> AbstractContextManager[ProxyWriter | None]:
        if self.proxy is None:
            return nullcontext()
        return ProxyWriter(self.proxy, len(recording.pts_s))

    def _make_engine(self, requests: tuple[MapRequest, ...]) -> Callable[[], Engine]:
        layers = tuple(r.layer for r in requests if r.kind == "activation")
        return partial(Engine, self.bundle, self.request.device, layers)

    def _tell_scores(self, starts_s: list[float], logits: NDArray[np.float32]) -> None:
        scores = self.score(logits)
        detail = {"clip_start_s": starts_s, "clip_score": [float(s) for s in scores]}
        self.progress(Progress("clips", 0.0, detail=detail))

    def _freeze(
        self, engine: Engine, sample: tuple[ClipPixels, ...], segments: tuple[Segment, ...]
    ) -> tuple[FreezeRow, ...]:
        owners = np.array([clip.segment for clip in sample], np.int16)
        counted = [
            c for c, keep in zip(sample, clips_that_count(segments, owners), strict=True) if keep
        ]
        chosen = [counted[i] for i in _evenly(len(counted), FREEZE_CLIPS)]
        size = self.bundle.spec.input.size_px

        done, total = 0, max(len(chosen) * (len(REGIONS) + 1), 1)

        def run(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
            nonlocal done
            self.cancel.raise_if_cancelled()
            logit = engine.run(pixels).evidence_logit
            done += len(pixels)
            self.progress(Progress("freeze", done / total))
            return logit

        return freeze_test(
            [clip.pixels for clip in chosen],
            [region_masks(clip.landmarks_unit, size) for clip in chosen],
            run,
            self.score,
        )


@dataclass(frozen=True, slots=True)
class _Summary:
    """What follows from the network's outputs; empty where a gate failed."""

    prediction: Prediction | None = None
    score: Score | None = None
    maps: tuple[ActivationMap, ...] = ()
    spread: tuple[Spread, ...] = ()
    regions: tuple[RegionRow, ...] = ()
    warnings: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        job: _Job,
        face_pass: FacePass,
        recording: Recording,
        segments: tuple[Segment, ...],
        found: LaneResult | None,
    ) -> _Summary:
        if found is None:
            return cls()
        clips = face_pass.clip_table
        counts = clips_that_count(segments, clips.segment)
        score = recording_score(
            found.evidence_logit[counts],
            job.spec,
            job.bundle.spec.calibration,
            job.bundle.spec.threshold,
            distance_ratio=ood_ratio(
                found.embedding[counts], job.bundle.reference, looks=found.looks[counts]
            ),
            reasons=rest_only_reasons(segments, clips.segment),
        )
        maps = tuple(to_map(r, v, clips, recording.pts_s) for r, v in found.maps.items())
        summaries = [summarise_map(m, found.landmarks_unit, clips) for m in maps]
        left_out = int(np.count_nonzero(~counts))
        return cls(
            prediction=Prediction(
                found.evidence_logit,
                job.score(found.evidence_logit).astype(np.float32),
                found.embedding,
            ),
            score=score,
            maps=maps,
            spread=tuple(s for s, _ in summaries),
            regions=tuple(row for _, rows in summaries for row in rows),
            warnings=(f"{left_out} clips of rest do not enter the score.",) if left_out else (),
        )


def _evenly(count: int, wanted: int) -> list[int]:
    return sorted({int(i) for i in np.linspace(0, count - 1, min(count, wanted))}) if count else []


def _simulated(recording: Recording) -> tuple[str, ...]:
    """Say so where a recording is not what was filmed."""
    kind = simulated_kind(recording.path)
    return () if kind is None else (SENTENCES[kind],)
