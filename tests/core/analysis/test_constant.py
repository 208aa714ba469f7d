from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.analysis.constant import empty_map_score, empty_map_sentence
from core.analysis.score import calibrated
from tests.core.analysis.conftest import Analysed


def test_it_is_the_calibrated_constant_of_the_head(analysed: Analysed) -> None:
    bundle = analysed.bundle
    biases = bundle.network().head.bias.detach().numpy()
    constant = float(biases[1] - biases[0])
    expected = float(calibrated(bundle.spec.calibration, np.array(constant)))
    assert empty_map_score(analysed.analysis) == pytest.approx(expected, abs=0.01)
    assert expected > 0.95, "a face in which nothing moves looks hypomimic to it"
    assert empty_map_sentence(analysed.analysis).endswith("would score 0.98.")


@pytest.mark.parametrize(("shift", "about"), [(3, "more than 0.99."), (-12, "")])
def test_no_certainty_is_told_nor_what_rounding_hid(
    analysed: Analysed, shift: float, about: str
) -> None:
    """The same clips under a calibration that is so many log odds higher."""
    prediction = analysed.analysis.prediction
    calibration = analysed.bundle.spec.calibration
    shifted = replace(calibration, intercept=calibration.intercept + shift)
    score = calibrated(shifted, prediction.evidence_logit)
    other = replace(analysed.analysis, prediction=replace(prediction, clip_score=score))
    assert empty_map_sentence(other) == (
        about and f"A clip with an empty evidence map would score {about}"
    )


def test_what_the_clips_do_not_tell_is_not_said(analysed: Analysed) -> None:
    analysis = analysed.analysis
    for less in (
        replace(analysis, prediction=None, score=None),
        replace(analysis, maps=tuple(m for m in analysis.maps if m.kind != "evidence")),
        replace(
            analysis,
            prediction=replace(
                analysis.prediction, clip_score=np.ones_like(analysis.prediction.clip_score)
            ),
        ),
    ):
        assert empty_map_score(less) is None
        assert empty_map_sentence(less) == ""
