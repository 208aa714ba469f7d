"""From clip logits to a recording's score, its interval and what may be said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.analysis.appearance import appearance_ratio
from core.analysis.reference_group import distances
from core.clips import ClipSpec
from core.types import Decision, Score, Segment
from models.bundle_spec import Calibration

# Of `ood_ratio`, where 1 is about as far as people lay who were not fitted on. A model that has not
# met faces or cameras like these can put real recordings past the limit, too. How far real clips
# lie, and masks and drawings laid over them, is measured for each model by `facies study shipped`,
# in the part “Unlike anything it was trained on” of its report.
OOD_WIDEN_FROM = 1.0
OOD_LIMIT = 1.5
# Each unit of that ratio beyond OOD_WIDEN_FROM adds this much (one sd) to the calibrated logit.
OOD_LOGIT_SD = 2.0

_DRAWS = 4000
_SEED = 20260101
# The spread between a recording's few clips is itself uncertain: it is pooled with the spread
# seen in the bundle's training recordings, which counts as this many clips.
_PRIOR_CLIPS = 3.0


def calibrated(calibration: Calibration, logit: NDArray[Any]) -> NDArray[np.float64]:
    """Return calibrated scores in [0, 1] of raw evidence logits of any shape."""
    logits = np.asarray(logit, np.float64)
    return sigmoid(calibration.slope * logits + calibration.intercept)


def sigmoid(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return 1 / (1 + exp(-x)) without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)), np.float64)


def ood_ratio(
    embedding: NDArray[np.float32],
    reference: Mapping[str, NDArray[Any]],
    looks: NDArray[np.float32] | None = None,
) -> float | None:
    """How far a recording lies from everything seen in training.

    Parameters
    ----------
    embedding : (N, D) float32
        Of its clips.
    reference : mapping
        The bundle's ``reference.npz``.
    looks : (N, 52) float32, optional
        Of its clips, from `core.analysis.appearance.describe`.

    Returns
    -------
    float or None
        The larger of two ratios. Movement: mean distance to the k nearest training recordings
        (root mean square over standardised dimensions) / the largest of the same between a person
        who was not fitted on and the training recordings. Looks: see
        `core.analysis.appearance.appearance_ratio`. None if the bundle carries no reference.
    """
    if "embeddings" not in reference or not len(reference["embeddings"]):
        return None
    away = distances(embedding.astype(np.float64).mean(axis=0)[None], reference)
    movement = float(away[0] / max(float(reference["loo_quantiles"][-1]), 1e-6))
    appearance = None if looks is None else appearance_ratio(looks, reference)
    return max(movement, appearance or 0.0)


def recording_score(
    logits: NDArray[np.float32],
    spec: ClipSpec,
    calibration: Calibration,
    threshold: float,
    *,
    distance_ratio: float | None,
    reasons: Sequence[str] = (),
) -> Score:
    """Calibrate the mean of the clip logits and bound it.

    The interval is a bootstrap over clips that share no time, widened by the calibration's own
    uncertainty and by the distance from the training recordings.

    Parameters
    ----------
    logits : (N,) float32
        Evidence logits of the clips that count, in order of time; N >= 1.
    spec : ClipSpec
    calibration : Calibration
    threshold : float
        On the calibrated score.
    distance_ratio : float or None
        From `ood_ratio`.
    reasons : sequence of str
        Known reasons against any decision, such as a recording of rest alone.

    Returns
    -------
    Score
        With `decision` ``"above"`` or ``"below"`` only if the whole interval clears the threshold
        and nothing speaks against a decision.
    """
    excess = max((distance_ratio or 0.0) - OOD_WIDEN_FROM, 0.0)
    extra_sd = float(np.hypot(calibration.logit_sd, OOD_LOGIT_SD * excess))
    means = _bootstrap_means(logits.astype(np.float64), spec, calibration.clip_logit_sd)
    noise = np.random.default_rng(_SEED + 1).normal(0.0, extra_sd, len(means))
    draws = sigmoid(calibration.slope * means + calibration.intercept + noise)
    value = float(calibrated(calibration, logits.astype(np.float64).mean()))
    low, high = (float(q) for q in np.percentile(draws, (2.5, 97.5)))
    low, high = min(low, value), max(high, value)
    against = [*reasons]
    if distance_ratio is not None and distance_ratio > OOD_LIMIT:
        against.append(
            "This face or recording is unlike anything this model was trained on "
            f"({distance_ratio:.1f} times the usual distance)."
        )
    if low <= threshold <= high:
        against.append(
            f"The interval {low:.2f}-{high:.2f} crosses this model's threshold of {threshold:.2f}."
        )
    return Score(
        value=value,
        low=low,
        high=high,
        threshold=threshold,
        decision=_decide(value, threshold, bool(against)),
        reasons=tuple(against),
        ood_ratio=distance_ratio,
    )


def rest_only_reasons(segments: Sequence[Segment], counted: NDArray[np.int16]) -> list[str]:
    """Say why a recording of rest alone gives no decision; empty if other tasks are in it."""
    if all(segments[int(i)].task == "rest" for i in np.unique(counted)):
        return ["Only rest was recorded: a healthy face at rest looks immobile too."]
    return []


def clips_that_count(
    segments: Sequence[Segment], clip_segment: NDArray[np.int16]
) -> NDArray[np.bool_]:
    """Mask (N,) of the clips that enter the score: those outside rest, if there are any."""
    rest = np.array([s.task == "rest" for s in segments], np.bool_)[clip_segment]
    return np.asarray(~rest if (~rest).any() else np.ones_like(rest), np.bool_)


def _decide(value: float, threshold: float, against: bool) -> Decision:
    if against:
        return "inconclusive"
    return "above" if value > threshold else "below"


def _bootstrap_means(
    logits: NDArray[np.float64], spec: ClipSpec, usual_sd: float
) -> NDArray[np.float64]:
    """Draw means of clips that share no time, centred on the mean of all clips.

    Every `clips_per_span`-th clip is independent of the last; the phase of that choice is drawn
    anew each time. Residuals are stretched to the pooled sd.
    """
    rng = np.random.default_rng(_SEED)
    step = spec.clips_per_span
    phases = [logits[p::step] for p in range(min(step, len(logits)))]
    mean = float(logits.mean())
    per_phase = -(-_DRAWS // len(phases))
    draws = [_phase_means(rng, phase, per_phase, usual_sd) for phase in phases]
    return mean + np.concatenate(draws)


def _phase_means(
    rng: np.random.Generator, sample: NDArray[np.float64], count: int, usual_sd: float
) -> NDArray[np.float64]:
    n = len(sample)
    own_var = float(sample.var(ddof=1)) if n > 1 else 0.0
    pooled_var = ((n - 1) * own_var + _PRIOR_CLIPS * usual_sd**2) / (n - 1 + _PRIOR_CLIPS)
    if n < 3 or own_var < 1e-12:
        return rng.normal(0.0, np.sqrt(pooled_var / n), count)
    residual = (sample - sample.mean()) * np.sqrt(pooled_var / own_var * n / (n - 1))
    return np.asarray(residual[rng.integers(0, n, (count, n))].mean(axis=1))
