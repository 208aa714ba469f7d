"""What Review has computed off the GUI thread. Knows no Qt; heavy libraries load inside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from core.progress import CancelToken, ProgressFn
from core.types import ActivationMap, Analysis, ModelInfo

if TYPE_CHECKING:
    from core.analysis.spread import MapSpread
    from core.analysis.standing import Standing, Unplaced
    from models.bundle_spec import Metric


@dataclass(frozen=True, slots=True, eq=False)
class ModelFacts:
    """What the bundle that judged says of itself beyond what results quote.

    Attributes
    ----------
    metrics : tuple of Metric
    labels : tuple of str
        Of its head, from the least to the most hypomimic.
    reference : mapping of str to ndarray
        Its reference recordings; see `core.analysis.reference_group`.
    """

    metrics: tuple[Metric, ...]
    labels: tuple[str, ...]
    reference: Mapping[str, NDArray[Any]]


def look_at_map(
    analysis: Analysis, activation: ActivationMap, progress: ProgressFn, cancel: CancelToken
) -> MapSpread:
    """Measure how a map lies on the face, over the recording and clip by clip."""
    from core.analysis.clip_landmarks import clip_landmarks
    from core.analysis.spread import measure_map

    landmarks = clip_landmarks(analysis.face, analysis.alignment, analysis.clips)
    return measure_map(activation, landmarks, analysis.clips, cancel)


def describe_model(
    model: ModelInfo, progress: ProgressFn, cancel: CancelToken
) -> ModelFacts | None:
    """Read what the bundle says of itself; None where that very bundle is not installed."""
    from core.inference import judging_bundle

    bundle = judging_bundle(model)
    if bundle is None:
        return None
    return ModelFacts(bundle.spec.metrics, bundle.spec.head.labels, bundle.reference)


def place_recording(
    analysis: Analysis, facts: ModelFacts, progress: ProgressFn, cancel: CancelToken
) -> Standing | Unplaced:
    """Say where a recording lies among the reference recordings of the model that judged it."""
    from core.analysis.standing import find_standing

    return find_standing(analysis, facts.reference, facts.labels)
