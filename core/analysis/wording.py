"""The plain sentences that go with a score, the same everywhere."""

from __future__ import annotations

from core.types import Score

INTERVAL_COVERS = (
    "The interval covers which moments were filmed, the calibration and how unlike the training "
    "material the recording is. It does not cover a wrong model."
)

REFUSED = "This recording cannot be judged"
REFUSED_MEANS = (
    "No model score and no measures are given, because numbers from this recording would mislead. "
    "This says nothing about the patient."
)
REFUSED_ADVICE = (
    "Record again with the whole face in the picture, looking at the camera, in even light, for at "
    "least ten seconds of each task."
)


def score_sentence(score: Score) -> str:
    """Say what a score says, as a clinician may quote it."""
    number = f"{score.value:.2f} ({score.low:.2f}-{score.high:.2f})"
    if score.decision == "inconclusive":
        return f"Model score {number}: inconclusive. {' '.join(score.reasons)}"
    return (
        f"Model score {number}: {score.decision} this model's threshold of {score.threshold:.2f}."
    )
