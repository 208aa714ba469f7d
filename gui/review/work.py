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
    trained_on : str
    calibrated_on : str
        Empty where the bundle does not say.
    metrics : tuple of Metric
    """

    trained_on: str
    calibrated_on: str
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
    provenance = bundle.spec.provenance
    trained_on = provenance.get("trained_on") or provenance.get("data") or ""
    return ModelFacts(str(trained_on), _calibrated_on(provenance.get("parts")), bundle.spec.metrics)


def _calibrated_on(parts: object) -> str:
    part = parts.get("calibration") if isinstance(parts, dict) else None
    if not isinstance(part, dict) or "people" not in part:
        return ""
    return f"{part['people']} people whom the network never saw in training."
