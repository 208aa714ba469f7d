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
    assert expected > 0.9, "a face in which nothing moves looks hypomimic to it"
    said = empty_map_sentence(analysed.analysis)
    about = "more than 0.99" if empty_map_score(analysed.analysis) > 0.99 else f"{expected:.2f}"
    assert said.endswith(f"would score {about}.")


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
