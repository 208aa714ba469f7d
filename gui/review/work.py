"""What Review has computed off the GUI thread. Knows no Qt; heavy libraries load inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.progress import CancelToken, ProgressFn
from core.types import ActivationMap, Analysis

if TYPE_CHECKING:
    from core.analysis.spread import MapSpread
    from models.bundle_spec import Metric


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What the bundle that judged says of itself beyond what results quote.

    Attributes
    ----------
    metrics : tuple of Metric
    """

    metrics: tuple[Metric, ...]


def look_at_map(
    analysis: Analysis, activation: ActivationMap, progress: ProgressFn, cancel: CancelToken
) -> MapSpread:
    """Measure how a map lies on the face, over the recording and clip by clip."""
    from core.analysis.clip_landmarks import clip_landmarks
    from core.analysis.spread import measure_map

    landmarks = clip_landmarks(analysis.face, analysis.alignment, analysis.clips)
    return measure_map(activation, landmarks, analysis.clips, cancel)


def describe_model(
    model_id: str, weights_sha256: str, progress: ProgressFn, cancel: CancelToken
) -> ModelFacts | None:
    """Read what the bundle says of itself; None where that very bundle is not installed."""
    from core.errors import FaciesError
    from core.inference import resolve_bundle

    try:
        bundle = resolve_bundle(model_id)
    except FaciesError:
        return None
    if bundle.weights_sha256 != weights_sha256:
        return None
    return ModelFacts(bundle.spec.metrics)
