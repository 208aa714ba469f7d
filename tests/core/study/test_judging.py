"""Videos are looked at once; calibration and threshold are applied whenever a verdict is read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.analysis.analyse import analyse
from core.inference import resolve_bundle
from core.study import judging
from core.study.judging import Judge
from core.types import AnalysisRequest


def test_a_verdict_is_the_analysis_and_a_new_calibration_needs_no_second_look(
    sample_video: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = resolve_bundle()
    wanted = analyse(AnalysisRequest(sample_video), bundle).score
    assert wanted is not None
    found = Judge(bundle, tmp_path, "cpu").verdict(sample_video)
    assert (found.score, found.low, found.high) == (wanted.value, wanted.low, wanted.high)
    assert (found.decision, tuple(found.reasons)) == (wanted.decision, wanted.reasons)
    assert found.distance == wanted.ood_ratio

    def never(*_: object, **__: object) -> None:
        raise AssertionError("looked again")

    monkeypatch.setattr(judging, "analyse", never)
    assert Judge(bundle, tmp_path, "cpu").verdict(sample_video) == found
    calibration = replace(bundle.spec.calibration, intercept=bundle.spec.calibration.intercept + 1)
    shifted = replace(bundle, spec=replace(bundle.spec, calibration=calibration, threshold=0.01))
    other = Judge(shifted, tmp_path, "cpu").verdict(sample_video)
    assert other.logit == pytest.approx(found.logit + 1)
    assert other.evidence == found.evidence
    with pytest.raises(AssertionError, match="looked again"):
        Judge(bundle, tmp_path, "cpu").verdict(sample_video, freeze=True)
