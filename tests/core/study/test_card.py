"""The figures in the card: set in, replaced, and the bundle whole after it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.study.beside import beside_rivals
from core.study.card import BEGIN, END, HEADING, card_with, write_card
from models.bundle import Bundle, load_bundle
from tests.support.bundle_factory import make_bundle

CARD = "# A model\n\n## Licence and attribution\nApache-2.0\n"


def numbers(auroc: float) -> dict[str, Any]:
    found = {"value": auroc, "low": auroc - 0.1, "high": auroc + 0.1}
    row = {"auroc_1": found, "auroc_2": found, "spearman": found}
    names = ("network", "motion_energy", "landmark_velocity", "variances", "age")
    return {
        "command": "facies study shipped",
        "sections": {
            "rated": {
                "people": 54,
                "scores": dict.fromkeys(names, row),
                "kept": {"variances_1": {"share": {**found, "value": None}}},
            },
            "clips": {"above": 3, "scored": 14},
            "localisation": {
                "removed": {"map": [5, 7], "freeze": [6, 7], "motion": [1, 7], "landmarks": [2, 7]}
            },
        },
    }


def test_a_second_study_replaces_the_first() -> None:
    once = card_with(CARD, numbers(0.6))
    assert once.startswith(CARD)
    assert "0.60 (0.50 to 0.70)" in once and "3 of 14" in once and "too few" in once
    assert "evidence map, movement removed | 5 of 7 | 1 of 7 / 2 of 7" in once
    twice = card_with(once, numbers(0.7))
    assert "0.70 (0.60 to 0.80)" in twice and "0.60 (0.50" not in twice
    assert twice.count(HEADING) == twice.count(BEGIN) == twice.count(END) == 1
    after = card_with(once + "\n## Later\nWords.\n", numbers(0.7))
    assert after.endswith("\n## Later\nWords.\n")


def test_the_bundle_stays_whole_and_its_weights_untouched(tmp_path: Path) -> None:
    path = tmp_path / "b"
    make_bundle(path)
    before: Bundle = load_bundle(path)
    bytes_before = (path / "weights.safetensors").read_bytes()
    write_card(before, numbers(0.6))
    after = load_bundle(path)
    assert after.weights_sha256 == before.weights_sha256
    assert (path / "weights.safetensors").read_bytes() == bytes_before
    assert HEADING in after.card and before.card.strip() in after.card
    described = json.loads((path / "bundle.json").read_text(encoding="utf-8"))
    assert set(described["files"]) == set(before.spec.files)


@pytest.mark.parametrize(
    ("network", "more", "words"),
    [
        (0.9, True, "beats motion energy and landmark velocity."),
        (0.5, True, "falls behind motion energy and landmark velocity. That earns it nothing"),
        (0.7, True, "is about equal to motion energy; it falls behind landmark velocity."),
        (0.705, True, "is about equal to motion energy; it falls behind landmark velocity."),
        (0.72, True, "is about equal to motion energy; it falls behind landmark velocity."),
        (0.73, True, "beats motion energy; it falls behind landmark velocity."),
        (0.78, True, "beats motion energy; it is about equal to landmark velocity."),
        (0.5, False, "beats motion energy and landmark velocity."),
        (float("nan"), True, "cannot be compared"),
    ],
)
def test_sentences_follow_the_numbers(network: float, more: bool, words: str) -> None:
    found = {"network": network, "motion_energy": 0.7, "landmark_velocity": 0.8}
    assert words in beside_rivals("AUROC", found, more)
