from __future__ import annotations

from pathlib import Path

import pytest

from core.inference import resolve_bundle
from core.study.judging import Judge
from core.study.strangers import strangers_section
from core.types import FACIAL_REGIONS, Recording


@pytest.mark.slow
def test_a_plain_clip_is_judged_and_masks_are_told(short: Recording, tmp_path: Path) -> None:
    judge = Judge(resolve_bundle(), tmp_path / "verdicts")
    section = strangers_section([short.path], tmp_path / "clips", judge)
    facts = section.facts
    assert facts["real clips as they are"]["unlike"] == 0
    assert facts["real clips as they are"]["refused"] == 0
    for name in ("plaster mask", "cloth mask"):
        assert facts[name]["unlike"] + facts[name]["refused"] == 1, name
    assert "plaster mask" in section.text("report")
    density = judge.verdict(short.path).density
    assert set(density) == set(FACIAL_REGIONS) and max(density.values()) > 0
    made = {path: path.stat().st_mtime_ns for path in (tmp_path / "clips").iterdir()}
    strangers_section([short.path], tmp_path / "clips", judge)
    assert {path: path.stat().st_mtime_ns for path in made} == made, "nothing is made twice"
