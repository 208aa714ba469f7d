from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import UsageError
from core.simulate.draw import ATTENUATED, EXPRESSIVE, random_spec
from core.simulate.parts import HeadMotion, Identity, Movement, Photographed, Scene, ScriptStep
from core.simulate.spec import PhantomSpec, spec_from_json, spec_from_text


@given(st.integers(0, 2**31), st.booleans())
@settings(max_examples=40, deadline=None)
def test_every_drawn_phantom_is_valid_and_survives_json(seed: int, attenuated: bool) -> None:
    spec = random_spec(np.random.default_rng(seed), ATTENUATED if attenuated else EXPRESSIVE)
    assert spec_from_text(json.dumps(spec.to_json())) == spec
    assert 4.9 < spec.duration_s < 6.1


def test_only_movement_depends_on_the_label() -> None:
    lively, still = (
        random_spec(np.random.default_rng(5), kind) for kind in (EXPRESSIVE, ATTENUATED)
    )
    assert lively.movement != still.movement
    unmoved = replace(still, movement=lively.movement)
    assert unmoved == lively


def test_labels_do_not_overlap_in_gain_or_speed() -> None:
    assert ATTENUATED.gain[1] < EXPRESSIVE.gain[0]
    assert ATTENUATED.speed[1] < EXPRESSIVE.speed[0]


@pytest.mark.parametrize(
    "broken",
    [
        {"fps": 2},
        {"fps": float("nan")},
        {"fps": "30"},
        {"size_px": 321},
        {"size_px": 32},
        {"script": ()},
        {"script": (ScriptStep("sing", 2.0),)},  # type: ignore[arg-type]
        {"script": (ScriptStep("smile", 0.0),)},
        {"identity": Identity(shape=(0.0,))},
        {"identity": Identity(skin_rgb=(1.2, 0, 0))},
        {"identity": Identity(hair_style="mohawk")},  # type: ignore[arg-type]
        {"scene": Scene(noise_sd=-1)},
        {"scene": Scene(seed=1.5)},  # type: ignore[arg-type]
        {"head": HeadMotion(mean_yaw_deg=90)},
        {"movement": Movement(region_gain={"ear": 1.0})},  # type: ignore[dict-item]
        {"movement": Movement(region_gain={"mouth": 3.0})},
        {"movement": Movement(blink_amplitude_left=2.0)},
        {"movement": Movement(onset_s=0.0)},
        {"movement": Movement(region_delay_s={"mouth": 2.0})},
        {"movement": Movement(region_asymmetry={"mouth": -1.5})},
        {"scene": Scene(crf=60)},
        {"scene": Scene(crf=20.5)},  # type: ignore[arg-type]
        {"identity": Photographed("", "folder")},
        {"identity": Photographed("001", "")},
        {"identity": Photographed("../001", "folder")},
        {"identity": Photographed("001", "folder", apparent_age_years=10)},
        {"identity": Photographed("001", "folder", texture_seed=0.5)},  # type: ignore[arg-type]
    ],
)
def test_a_value_out_of_range_is_refused_in_words(broken: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"[Pp]hantom|region|hair|person"):
        PhantomSpec(**broken)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"schema_version": 2}',
        '{"schema_version": 1, "colour": 1}',
        '{"schema_version": 1, "scene": []}',
        '{"schema_version": 1, "scene": {"lamp": 1}}',
        '{"schema_version": 1, "script": {"task": "smile"}}',
        '{"schema_version": 1, "script": [{"task": "smile"}]}',
    ],
)
def test_a_malformed_description_is_refused_in_words(text: str) -> None:
    with pytest.raises(UsageError):
        spec_from_text(text)


def test_a_photographed_person_survives_json() -> None:
    who = Photographed("001", "some/folder", apparent_age_years=70.0, texture_seed=3)
    movement = Movement(region_asymmetry={"mouth": 0.5}, onset_s=0.8)
    spec = PhantomSpec(identity=who, movement=movement, scene=Scene(crf=30))
    assert spec_from_text(json.dumps(spec.to_json())) == spec


def test_what_is_newer_than_the_format_is_named_only_where_it_differs() -> None:
    plain, named = PhantomSpec().to_json(), PhantomSpec(scene=Scene(crf=30)).to_json()
    assert "crf" not in plain["scene"]
    assert "onset_s" not in plain["movement"]
    assert named["scene"]["crf"] == 30


def test_a_description_may_leave_out_what_is_usual() -> None:
    assert spec_from_json({"schema_version": 1}) == PhantomSpec()
