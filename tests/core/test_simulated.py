"""What the truth file beside a video says of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest

from core.simulated import SENTENCES, SimulatedKind, simulated_kind, told_kind, truth_path


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (json.dumps({"spec": {}}), "drawn"),
        (json.dumps({"spec": {}, "pictures": {}}), "photographed"),
        (json.dumps({"kind": "attenuated", "gain": 0.5}), "altered"),
        ("[]", "altered"),
        ("cut off {", "altered"),
    ],
)
def test_the_kind_is_told_by_what_the_truth_holds(tmp_path: Path, text: str, kind: str) -> None:
    video = tmp_path / "smile.mp4"
    assert simulated_kind(video) is None
    truth_path(video).write_text(text, encoding="utf-8")
    assert simulated_kind(video) == kind


def test_the_sample_is_a_drawn_face(sample_video: Path) -> None:
    assert simulated_kind(sample_video) == "drawn"


def test_each_kind_is_known_again_by_its_sentence() -> None:
    for kind in get_args(SimulatedKind):
        assert told_kind(["Two faces.", SENTENCES[kind]]) == kind
    assert told_kind(["Two faces."]) is None
