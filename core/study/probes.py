"""Leakage probes: whether anything but movement tells the rating behind a re-enacted film.

Each probe is a logistic regression on plain features that show no movement, judged on folds that
share neither a rated person nor a photographed one. If it does better than chance, so could a
network for the wrong reason.
"""

from __future__ import annotations

from dataclasses import asdict, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from core.kinematics.static_mesh import StaticMesh
from core.progress import CancelToken
from core.study.judging import Judge
from core.study.made import made_from
from core.study.numbers import Interval
from core.study.page import Section
from core.study.pictures import forest
from core.study.probe_features import Shown, face_painted_out, held_still, shown
from core.study.rated import Scored
from core.study.ratings import Ratings
from core.video import open_recording
from core.video.rewrite import Change, rewrite

Floats = NDArray[np.float64]

NAMES = {
    "background": "background only",
    "masked": "face masked",
    "first": "first frame, picture",
    "first_geometry": "first frame, geometry",
    "metadata": "metadata",
    "file_size": "file size",
    "still": "network, first frame held",
}
"""Probes, with their names for people."""

_FOLDS, _REPEATS = 5, 10
_COMPONENTS = 10
_PAINTED_OUT = 3  # films: each is refused for the same reason


def out_of_fold(
    features: Floats, ratings: Ratings, group: NDArray[np.int64], least: int = 1
) -> Floats | None:
    """Predict a rating of `least` or more of visits whose people and identities were not learnt.

    Parameters
    ----------
    features : (V, k) float64
    ratings : Ratings
    group : (V,) int64
        Visits of one group share a fold.
    least : int

    Returns
    -------
    (V,) float64 or None
        Log odds, mean over ten divisions into folds; None where there are too few groups.
    """
    from sklearn.decomposition import PCA
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedGroupKFold
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    label = ratings.visits.rating >= least
    folds = min(_FOLDS, len(np.unique(group[label])), len(np.unique(group[~label])))
    if folds < 2:
        return None
    total = np.zeros(len(label))
    for repeat in range(_REPEATS):
        cut = StratifiedGroupKFold(folds, shuffle=True, random_state=repeat)
        for train, test in cut.split(features, label, group):
            if len(np.unique(label[train])) < 2:
                return None
            few = min(_COMPONENTS, features.shape[1], len(train) - 1)
            # One unit of variance for all components, so that none counts for its size.
            model = make_pipeline(StandardScaler(), PCA(few, whiten=True), LogisticRegression())
            weight = ratings.visits.weight[train]
            model.fit(features[train], label[train], logisticregression__sample_weight=weight)
            total[test] += model.decision_function(features[test])
    return total / _REPEATS


def groups_of(person: NDArray[np.int64], identity: NDArray[np.str_]) -> NDArray[np.int64]:
    """Return the number of each visit's group: those that share someone rated or photographed."""
    _, face = np.unique(identity, return_inverse=True)
    people = int(person.max()) + 1
    size = people + int(face.max()) + 1
    links = coo_array((np.ones(len(person)), (person, people + face)), shape=(size, size))
    return np.asarray(connected_components(links, directed=False)[1][person], np.int64)


def probes_section(
    found: Scored, folder: Path, judge: Judge, cancel: CancelToken | None = None
) -> Section:
    """Probe the re-enacted films for what is not movement.

    Parameters
    ----------
    found : Scored
    folder : Path
        Where changed films are kept.
    judge : Judge
    cancel : CancelToken, optional
    """
    section = Section("probes", "Leakage probes on the re-enacted people")
    section.lines.append(
        "What tells a rating of 1 or more without any movement? Expected: nothing, an AUROC at "
        "chance (0.5). Out of fold by rated and photographed person, ten divisions. It can "
        "come out below chance: faces and settings are dealt like cards, so that each appears "
        "equally often with each rating, hence what a fold learns is reversed on what is left "
        "out. This explanation was not tested apart. File size is listed apart: an encoder spends "
        "more on more movement."
    )
    if not found.ratings.enough(1):
        section.lines.append("There are too few people for this.")
        return section
    aurocs = _probed(found, cancel)
    still, refused = _still(found, folder, judge, cancel)
    if still is not None:
        aurocs["still"] = still
    section.table(
        ["probe", "AUROC, rated 1 or more", "reading"],
        [[NAMES[name], value, _reading(value)] for name, value in aurocs.items()],
    )
    section.lines.append(
        f"The network itself, fed with each film's first frame for the film's whole length, gave a "
        f"score for {len(found.verdicts) - refused} of {len(found.verdicts)} films. "
        + _painted(found, folder, judge, cancel)
    )
    section.plot(
        "probes",
        "AUROC of the network on the films, and of probes that see no movement; dashed: chance.",
        forest(
            {"network, whole films": found.ratings.auroc(found.scores["network"], 1)}
            | {NAMES[name]: value for name, value in aurocs.items()},
            "Leakage probes: who was rated 1 or more?", "AUROC", 0.5, (0.0, 1.0),
        ),
    )  # fmt: skip
    section.facts = {name: asdict(value) for name, value in aurocs.items()}
    return section


def _probed(found: Scored, cancel: CancelToken | None) -> dict[str, Interval]:
    films, use = found.films, found.use
    with StaticMesh() as mesh:
        features = []
        for place in np.flatnonzero(use).tolist():
            if cancel is not None:
                cancel.raise_if_cancelled()
            features.append(shown(films.videos[place], films.base[place], mesh))
    known = np.array([one is not None for one in features])
    ratings = found.ratings.part(known)
    group = groups_of(ratings.visits.person, films.identity[use][known])
    out = {}
    for field in fields(Shown):
        matrix = np.stack([getattr(one, field.name) for one in features if one is not None])
        score = out_of_fold(matrix, ratings, group) if ratings.enough(1) else None
        if score is not None:
            out[field.name] = ratings.auroc(score, 1)
    return out


def _still(
    found: Scored, folder: Path, judge: Judge, cancel: CancelToken | None
) -> tuple[Interval | None, int]:
    """Judge every film with its first frame held; return the AUROC, and how many were refused."""
    films = found.films
    verdicts = []
    for place in np.flatnonzero(found.use).tolist():
        video = films.videos[place]
        made = _changed(video, made_from(video, folder, "still"), held_still(), cancel)
        verdicts.append(judge.verdict(made, cancel=cancel))
    usable = np.array([v.usable for v in verdicts])
    if not usable.any():
        return None, len(verdicts)
    ratings = found.ratings.part(usable)
    score = np.array([v.logit for v in verdicts])[usable]
    return (ratings.auroc(score, 1) if ratings.enough(1) else None), int((~usable).sum())


def _painted(found: Scored, folder: Path, judge: Judge, cancel: CancelToken | None) -> str:
    """Say what becomes of films without their face."""
    places = np.flatnonzero(found.use).tolist()[:_PAINTED_OUT]
    refused = 0
    with StaticMesh() as mesh:
        for place in places:
            video = found.films.videos[place]
            made = made_from(video, folder, "without-face")
            _changed(video, made, face_painted_out(mesh), cancel)
            refused += not judge.verdict(made, cancel=cancel).usable
    return (
        f"With the face painted out the gates refused all {len(places)} films that were tried."
        if refused == len(places)
        else f"With the face painted out the gates refused only {refused} of {len(places)} films."
    )


def _changed(video: Path, made: Path, change: Change, cancel: CancelToken | None) -> Path:
    if not made.is_file():
        rewrite(open_recording(video), made, change, cancel=cancel)
    return made


def _reading(found: Interval) -> str:
    if not np.isfinite(found.value):
        return "too few people"
    if found.low > 0.5:
        return "above chance: this tells the rating"
    return "at chance" if found.high >= 0.5 else "below chance"
