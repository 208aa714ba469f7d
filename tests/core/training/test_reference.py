from __future__ import annotations

import numpy as np
import pytest

from core.analysis.reference_group import distances
from core.analysis.score import ood_ratio
from core.training.clip_store import RecordingClips
from core.training.judge import Judged, usual_clip_sd
from core.training.reference import build_reference


def judged(clips: RecordingClips, seed: int, shift: float = 0.0) -> Judged:
    rng = np.random.default_rng(seed)
    embedding = np.zeros(1024, np.float32)  # most units silent, as after a ReLU
    embedding[:200] = rng.gamma(2.0, 1.0, 200) + shift
    looks = rng.normal(0, 1, 52).astype(np.float32)
    return Judged(
        clips, rng.normal(0, 2, 4), embedding, {"spread_evidence_gini": 0.1 * seed}, looks
    )


def test_a_new_person_is_usual_and_a_stranger_is_not(recordings: list[RecordingClips]) -> None:
    known = [judged(clips, i) for i, clips in enumerate(recordings * 5)]
    unseen = [judged(clips, 100 + i) for i, clips in enumerate(recordings * 3)]
    reference = build_reference(known, unseen)
    assert reference["embeddings"].shape == (40, 1024)
    assert reference["embeddings"].dtype == np.float16
    assert reference["loo_quantiles"].shape == (101,)
    assert (np.diff(reference["loo_quantiles"]) >= 0).all()
    assert (reference["embedding_scale"] > 0).all()
    assert set(reference["subjects"].tolist()) == set(range(8))
    assert reference["labels"].tolist() == [i % 2 for i in range(40)]
    assert reference["spread_evidence_gini"][3] == pytest.approx(0.3)
    assert reference["appearance_pattern"].shape == (50, 50)
    usual = ood_ratio(judged(recordings[0], 999).embedding[None], reference)
    strange = ood_ratio(judged(recordings[0], 999, shift=6.0).embedding[None], reference)
    assert usual is not None
    assert strange is not None
    assert usual < 1.1 < 2 < strange


def test_distances_are_what_they_say(recordings: list[RecordingClips]) -> None:
    known = [judged(clips, i) for i, clips in enumerate(recordings)]
    reference = build_reference(known, known[:2])
    embeddings = reference["embeddings"].astype(float)
    scale = reference["embedding_scale"].astype(float)
    here = np.full(1024, 0.5)
    away = sorted(np.sqrt((((e - here) / scale) ** 2).mean()) for e in embeddings)
    assert distances(here[None], reference)[0] == pytest.approx(np.mean(away[:5]), rel=1e-5)


def test_a_small_reference_has_fewer_neighbours(
    recordings: list[RecordingClips],
) -> None:
    known = [judged(recordings[0], 0), judged(recordings[1], 1)]
    assert build_reference(known, known)["knn_k"] == 2


def test_usual_sd_is_pooled_within_recordings(recordings: list[RecordingClips]) -> None:
    def with_logits(values: list[float]) -> Judged:
        return Judged(
            recordings[0],
            np.array(values),
            np.zeros(1024, np.float32),
            {},
            np.zeros(52, np.float32),
        )

    two = [with_logits([0.0, 2.0]), with_logits([100.0, 104.0])]
    assert usual_clip_sd(two) == pytest.approx(np.sqrt((2 + 8) / 2))
    assert usual_clip_sd([with_logits([3.0])]) == 1.0
