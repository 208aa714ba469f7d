"""What is said of re-enacted people, from numbers whose answer is known."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import UsageError
from core.kinematics import ordinal
from core.kinematics.performance import MODELS
from core.kinematics.reference import load_reference
from core.kinematics.signals import PAIRS
from core.kinematics.static_mesh import StaticMesh
from core.kinematics.table import RatedVisits
from core.simulate.reenact.match import match
from core.simulate.split import is_held_back
from core.study.judging import Verdict
from core.study.probe_features import shown
from core.study.rated import NAMES, Scored, rated_section
from core.study.rated_films import RatedFilms, check_rated, rated_films
from core.study.rated_means import means_section
from core.study.ratings import Ratings
from tests.support.photographed_people import draw_photographs
from tests.support.rated_table import write_rated_table

_PEOPLE = 80


def verdict(score: float) -> Verdict:
    return Verdict(
        score=score, low=0.0, high=1.0, decision="inconclusive", distance=1.0, motion_energy=0.0,
        landmark_velocity=0.0, movement_iod=0.0, evidence={}, frozen={}, motion_density={},
        landmark_speed={}, motion_spread={}, spread={},
    )  # fmt: skip


def scored(people: int, tells: float) -> Scored:
    """A network that tells the rating so well, beside a baseline that tells it at 1."""
    rng = np.random.default_rng(3)
    rating = np.arange(people) % 3
    values = rng.normal(size=(people, 10)) - rating[:, None]
    visits = RatedVisits(
        values, rating, np.full(people, 65.0), np.arange(people), np.ones(people), 0
    )
    logit = tells * rating + rng.normal(0, 1.5, people)
    films = RatedFilms(
        videos=tuple(Path(f"row{n}.mp4") for n in range(people)),
        visits=visits,
        measured=values,
        identity=np.array([f"face{n % 5}" for n in range(people)]),
        protocol=np.array(["home" if n % 2 else "clinic" for n in range(people)]),
        parkinsons=np.arange(people) < people // 2,
        base=tuple({} for _ in range(people)),
        match=match([_played(n, rng) for n in range(people)]),
        baselines={
            name: ordinal.fit(values, rating, np.ones(people), used)
            for name, used in MODELS.items()
        },
        baselines_from="the table's other people",
    )
    base = rating + rng.normal(0, 1.5, people)
    scores = dict.fromkeys(NAMES, base) | {"network": logit}
    verdicts = tuple(verdict(float(1 / (1 + np.exp(-x)))) for x in logit)
    return Scored(films, np.ones(people, np.bool_), verdicts, Ratings(visits), scores, 0.5)


def _played(number: int, rng: np.random.Generator) -> dict[str, object]:
    size = dict(zip(PAIRS, rng.uniform(0.01, 0.1, len(PAIRS)).tolist(), strict=True))
    return {
        "participant_id": str(number), "updrs_3_2": number % 3, "frames_with_face": 1.0,
        "target_variance": size, "measured_variance": size, "target_mean": size,
        "measured_mean": size,
    }  # fmt: skip


def test_a_network_that_tells_more_than_the_baseline_keeps_all() -> None:
    section = rated_section(scored(_PEOPLE, 2.5))
    text = section.text("report")
    assert "beats motion energy and landmark velocity" in text
    assert "aim met" in text
    assert "within Parkinson's disease" in text and "protocol clinic" in text
    assert set(section.plots) == {"rated-auroc", "rated-scores"}
    facts = section.facts["kept"]
    assert isinstance(facts, dict)
    assert facts["variances_1"]["share"]["value"] > 1
    parts = section.facts["parts"]
    assert isinstance(parts, dict)
    rank = parts["within Parkinson's disease, rank"]
    assert rank["network"]["value"] > rank["variances"]["value"] > 0
    assert "| within Parkinson's disease | rank correlation |" in text


def test_a_network_that_tells_nothing_is_said_to() -> None:
    text = rated_section(scored(_PEOPLE, 0.0)).text("report")
    assert "falls behind motion energy and landmark velocity. That earns it nothing" in text
    assert "aim missed" in text


def test_the_second_arm_stands_beside_the_main_one() -> None:
    tells, does_not = scored(_PEOPLE, 3.0), scored(_PEOPLE, 0.0)
    section = means_section(tells, does_not)
    found = section.facts["scores"]["network"]["auroc_1"]["value"]
    assert found == pytest.approx(tells.ratings.auroc(tells.scores["network"], 1).value)
    row = next(line for line in section.text("report").splitlines() if "| network |" in line)
    numbers = [float(cell.split()[0]) for cell in row.split("|")[2:6]]
    assert numbers[0] > numbers[1] + 0.2 and numbers[2] > numbers[3] + 0.2
    few = means_section(scored(4, 3.0), does_not)
    assert not few.facts


def test_people_of_unknown_age_count_in_all_but_age_alone() -> None:
    found = scored(_PEOPLE, 2.0)
    age = found.scores["age"].copy()
    age[:5] = np.nan
    found = replace(found, scores=found.scores | {"age": age})
    section = rated_section(found)
    assert "Of 5 of these films the age of the person is not known" in section.text("report")
    known = found.ratings.part(np.isfinite(age))
    told = section.facts["scores"]["age"]["auroc_1"]["value"]
    assert told == pytest.approx(known.auroc(age[5:], 1).value)
    nobody = replace(found, scores=found.scores | {"age": np.full(_PEOPLE, np.nan)})
    section = rated_section(nobody)
    assert "nan" not in section.text("report")
    facts = section.facts["scores"]
    assert np.isnan(facts["age"]["auroc_1"]["value"]) and np.isnan(
        facts["age"]["spearman"]["value"]
    )
    assert facts["network"]["auroc_1"]["value"] > 0.7


@pytest.mark.parametrize("people", [4, 12])
def test_few_people_are_said_to_be_few(people: int) -> None:
    assert "too few" in rated_section(scored(people, 1.0)).text("report")


def test_who_scores_above_the_threshold_is_counted_by_rating() -> None:
    found = scored(60, 2.0)
    section = rated_section(found)
    above = section.facts["above"]
    assert isinstance(above, dict) and list(above) == ["0", "1", "2 or more"]
    score = np.array([v.score for v in found.verdicts])
    for rating, one in enumerate(above.values()):
        among = score[found.ratings.visits.rating == rating]
        assert (one["films"], one["above"]) == (20, int((among > 0.5).sum()))
        assert one["share"]["low"] <= one["above"] / 20 <= one["share"]["high"]
    assert "| 2 or more | 20 | " in section.text("report")


def test_a_table_without_other_people_has_no_baseline_of_its_own(tmp_path: Path) -> None:
    table = write_rated_table(tmp_path / "table.csv", [(f"p{n}", n % 3) for n in range(24)])
    with pytest.raises(UsageError, match="--unseen-table"):
        check_rated(table, tmp_path, ("p1",))


@pytest.mark.slow
def test_of_a_table_that_no_training_saw_anybody_is_filmed(tmp_path: Path) -> None:
    (tmp_path / "faces").mkdir()
    faces = draw_photographs(tmp_path / "faces")
    trained = next(f"p{n}" for n in range(9) if not is_held_back(f"p{n}"))
    table = write_rated_table(tmp_path / "table.csv", [(trained, 1)])
    films = rated_films(table, faces, tmp_path / "films", ("d2",), untrained=True)
    assert len(films.videos) == 1 and films.baselines == load_reference().models
    assert films.identity.tolist() == ["d2"]
    people = load_reference().source.people
    assert f"the {people} people" in films.baselines_from


@pytest.mark.slow
def test_people_held_back_are_filmed_and_the_baselines_learnt_from_others(tmp_path: Path) -> None:
    (tmp_path / "faces").mkdir()
    faces = draw_photographs(tmp_path / "faces")
    people = [(f"p{n}", n % 3) for n in range(60)]
    table = write_rated_table(tmp_path / "table.csv", people)
    films = rated_films(table, faces, tmp_path / "films", ("d2",), rows=2)
    kept = [(name, rating) for name, rating in people if is_held_back(name)]
    assert len(films.videos) == len(films.visits.rating) == len(films.base) == 2
    assert set(films.identity.tolist()) == {"d2"}
    assert set(films.visits.rating.tolist()) <= {rating for _, rating in kept}
    assert np.isfinite(films.measured).all()
    assert set(films.protocol.tolist()) == {""} and not films.parkinsons.any()
    assert films.baselines != load_reference().models
    again = rated_films(table, faces, tmp_path / "films", ("d2",), rows=2)
    assert again.videos == films.videos
    np.testing.assert_array_equal(again.measured, films.measured)
    with StaticMesh() as mesh:
        found = shown(films.videos[0], films.base[0], mesh)
    assert found is not None
    assert all(np.isfinite(getattr(found, field.name)).all() for field in fields(found))
