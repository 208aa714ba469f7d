"""Nuisances count only where they change something, and refusals are said."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from core.study import steadiness
from core.study.card import card_with
from core.study.judging import Judge, Verdict
from core.study.nuisance import Nuisance
from core.study.page import Section
from core.types import Recording

PLAIN, SMALLER, RATE = (
    Nuisance("none"), Nuisance("resolution", 480, "px"), Nuisance("frame_rate", 15, "fps")
)  # fmt: skip
MEASURED = ("network", "motion_energy", "landmark_velocity")
STEP = {name: {"small.mp4": 1.9, "large.mp4": 0.1} for name in MEASURED}
NAN = math.nan
USABLE = Verdict(0.5, 0.4, 0.6, "inconclusive", 1, 1, 1, 1, {}, {}, {}, {}, {}, {})
REFUSED = Verdict(NAN, NAN, NAN, "refused", NAN, NAN, NAN, NAN, {}, {}, {}, {}, {}, {})


class Told:
    """Judges by the name of the video, and keeps which were shown."""

    def __init__(self, refuses: tuple[str, ...]) -> None:
        self.refuses = refuses
        self.shown: list[str] = []

    def verdict(self, video: Path, **_: object) -> Verdict:
        self.shown.append(video.stem)
        if video.stem in self.refuses:
            return REFUSED
        return replace(USABLE, motion_energy=1.0 if video.stem.endswith("none") else 9.0)


@pytest.fixture
def judged(short: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    sides = {"small": (320, 240), "large": (1280, 720), "dark": (1280, 720)}
    monkeypatch.setattr(
        steadiness, "open_recording", lambda clip: replace(short, size_px=sides[clip.stem])
    )
    monkeypatch.setattr(
        steadiness,
        "_made",
        lambda clip, folder, some, _: {n.name: folder / f"{clip.stem}-{n.name}" for n in some},
    )
    return Told(("large-frame_rate-15fps", "dark-none"))


def section_of(judge: Told, names: tuple[str, ...]) -> Section:
    clips = [Path(f"{name}.mp4") for name in names]
    nuisances = (PLAIN, SMALLER, RATE)
    return steadiness.nuisance_section(clips, Path("x"), cast(Judge, judge), STEP, nuisances)


def test_what_changes_nothing_is_not_tried(judged: Told) -> None:
    section = section_of(judged, ("small", "large", "dark"))
    assert "small-resolution-480px" not in judged.shown
    assert section.facts["tried"] == {SMALLER.name: 1, RATE.name: 2}
    text = section.text("report")
    assert "| change | clips tried | model score |" in text
    assert "| shorter side 480 px | 1 | 0.00; 1 of 1 " in text


def test_refused_clips_are_counted_and_pass_no_test(judged: Told) -> None:
    section = section_of(judged, ("small", "large", "dark"))
    assert section.facts["refused"] == {SMALLER.name: 0, RATE.name: 1}
    assert section.facts["below_1"] == {
        "network": [2, 2], "motion_energy": [0, 2], "landmark_velocity": [2, 2]
    }  # fmt: skip
    assert section.facts["below_own"] == {
        "network": [2, 2], "motion_energy": [0, 2], "landmark_velocity": [2, 2]
    }  # fmt: skip
    text = section.text("report")
    assert "refused: 1 of 3." in text
    assert "Clips refused without a change, and so not tried: 1 of 3." in text
    assert "| 15 frames/s | 2 | 0.00; 1 of 1 " in text
    numbers = {"sections": {"nuisances": section.facts}, "command": "c"}
    assert "| 2 of 2 | 0 of 2 / 2 of 2 |" in card_with("# Card", numbers)


def test_with_nothing_tried_there_is_no_comparison(judged: Told) -> None:
    section = section_of(judged, ("dark",))
    assert section.facts["below_1"]["network"] == [0, 0]  # type: ignore[index]
    text = section.text("report")
    assert "| 15 frames/s | 0 | not measured |" in text
    assert "By the share" not in text
    assert not section.plots
