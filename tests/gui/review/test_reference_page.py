"""Where the recording lies among its model's own: drawn, told, or why there is no map."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QLabel, QToolTip

from core.analysis.score import ood_ratio
from core.analysis.standing import Standing, find_standing
from core.inference import resolve_bundle
from core.records.review import Review
from core.report.words import clock
from gui.review.disclosure import Disclosure
from gui.review.reference_key import ReferenceKey
from gui.review.standings import Standings
from gui.theme import theme
from gui.widgets import StatusLight
from models.bundle import save_bundle
from tests.support.bundle_factory import CARD, make_network, make_spec

LEFT = Qt.MouseButton.LeftButton
TAB = 6


@pytest.fixture(scope="module")
def bundle():
    """The model that is used unless another one is asked for."""
    return resolve_bundle()


def away(bundle, ratio: float) -> np.ndarray:
    """Find an embedding at so many times the usual distance from the reference."""
    first = bundle.reference["embeddings"][0].astype("f4")
    steps = np.linspace(0, 5, 200, dtype="f4")
    ratios = np.array([ood_ratio((first + step)[None], bundle.reference) for step in steps])
    return first + steps[np.abs(ratios - ratio).argmin()]


@pytest.fixture
def shown(qtbot, place, show, session, bundle):
    """Show a made analysis that `bundle` is said to have judged, with the page; give both."""

    def showing(ratio: float | None = None, clips: list | None = None, **judge: str):
        analysis = show()
        who = {"id": bundle.spec.id, "weights_sha256": bundle.weights_sha256} | judge
        prediction = analysis.prediction
        if ratio is not None:
            clips = [away(bundle, ratio)] * 2
        if clips is not None:
            clips = np.linspace(*clips, len(analysis.clips), dtype="f4")
            prediction = replace(prediction, embedding=clips)
        model = replace(analysis.model, **who)
        analysis = replace(analysis, model=model, prediction=prediction)
        session.show_analysis(analysis, session.folder, Review())
        findings = place.column.findings
        qtbot.mouseClick(findings.tabs.buttons[TAB], LEFT)
        assert findings.reference.isVisible()
        return analysis, findings.reference

    return showing


@pytest.fixture
def page(qtbot, shown):
    """The page of a recording that lies among the reference."""
    _, found = shown(ratio=0.8)
    qtbot.waitUntil(lambda: found.map is not None, timeout=30_000)
    return found


def said(page) -> str:
    return " ".join(each.text() for each in page.findChildren(QLabel) if each.isVisible())


def test_what_is_shown_is_what_was_found(qtbot, shown, bundle) -> None:
    analysis, page = shown(ratio=0.8)
    assert "Reading the model's reference recordings" in said(page)
    qtbot.waitUntil(lambda: page.map is not None, timeout=30_000)
    wanted = find_standing(analysis, bundle.reference, bundle.spec.head.labels)
    assert isinstance(wanted, Standing)
    assert page.map.standing.reference_xy == pytest.approx(wanted.reference_xy)
    assert [strips.place for strips in page.strips] == sorted(
        wanted.spread, key=lambda place: place.kind != "evidence"
    )
    assert f"{100 * wanted.shown_share:.0f} % of the differences" in said(page)
    assert f"lies at {wanted.distance_ratio:.1f} times the largest distance" in said(page)
    assert "directions have no meaning" in said(page)
    key = page.findChild(ReferenceKey).accessibleDescription()
    for index, name in enumerate(bundle.spec.head.labels):
        assert f"{name} ({np.count_nonzero(wanted.reference_label == index)})" in key
    assert f"its clips ({len(wanted.clips_xy)})" in key


@pytest.mark.parametrize(
    ("ratio", "status", "words"),
    [
        (0.8, "pass", "Within what this model has seen"),
        (1.25, "warn", "Somewhat unlike what this model has seen"),
        (3.0, "fail", "Unlike anything this model was trained on"),
    ],
)
def test_how_far_it_lies_is_told_by_light_and_word(qtbot, shown, ratio, status, words) -> None:
    _, page = shown(ratio=ratio)
    qtbot.waitUntil(lambda: page.map is not None, timeout=30_000)
    light = page.findChild(StatusLight)
    assert light.status == status
    assert words in said(page)
    assert words in page.map.accessibleDescription()


def test_points_are_named_where_they_are_pointed_at(page) -> None:
    drawn, standing = page.map, page.map.standing
    assert "This recording" in drawn.words_at(drawn.place_of(standing.here_xy))
    named = set()
    for point, label in zip(standing.reference_xy, standing.reference_label, strict=True):
        words = drawn.words_at(drawn.place_of(point))
        named.add(words)
        if words.startswith("Reference"):
            assert words == f"Reference recording, {standing.labels[label]}"
    assert {f"Reference recording, {name}" for name in standing.labels} <= named
    assert drawn.words_at(QPointF(2, 2)) == ""
    at = drawn.place_of(standing.reference_xy[1]).toPoint()
    QApplication.sendEvent(drawn, QHelpEvent(QEvent.Type.ToolTip, at, drawn.mapToGlobal(at)))
    assert QToolTip.text() == drawn.words_at(QPointF(at))
    QToolTip.hideText()


def test_clips_are_named_by_their_time(qtbot, shown, bundle) -> None:
    labels = bundle.reference["labels"]
    embeddings = bundle.reference["embeddings"].astype("f4")
    middles = [embeddings[labels == k].mean(axis=0) for k in (0, 1)]
    apart = middles[1] - middles[0]
    # From beyond one group to beyond the other: among them a reference may lie over a clip.
    _, page = shown(clips=[middles[0] - 2 * apart, middles[1] + 2 * apart])
    qtbot.waitUntil(lambda: page.map is not None, timeout=30_000)
    standing = page.map.standing
    words = [page.map.words_at(page.map.place_of(point)) for point in standing.clips_xy]
    starts = [f"A clip of this recording, from {clock(t)}" for t in standing.clip_start_s]
    named = [(w, s) for w, s in zip(words, starts, strict=True) if w.startswith("A clip")]
    assert len(named) >= 2
    assert all(word == start for word, start in named)


def test_nearness_is_the_same_in_every_direction(page) -> None:
    points = page.map.standing.reference_xy
    apart = np.linalg.norm(points[1:] - points[0], axis=1)
    places = [page.map.place_of(point) for point in points]
    drawn = [np.hypot((p - places[0]).x(), (p - places[0]).y()) for p in places[1:]]
    assert drawn == pytest.approx(apart * drawn[0] / apart[0])
    assert all(page.map.rect().contains(p.toPoint()) for p in places)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_this_recording_is_painted_at_its_place(page, mode) -> None:
    theme().set(mode)
    image = page.map.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    ratio = image.width() / page.map.width()
    here = page.map.place_of(page.map.standing.here_xy) * ratio
    assert image.pixel(here.toPoint()) == theme().colour("text").rgb()
    assert image.pixel(6, 12) == theme().colour("surface").rgb()


def test_strips_stand_where_the_numbers_say_and_read_aloud(page) -> None:
    for strips in page.strips:
        for group in strips.place.groups:
            places = [strips.x_of(value) for value in group.box]
            assert places == sorted(places)
            assert places[0] > 0 and places[-1] < strips.width()
            assert f"Among {group.recordings} reference recordings, {group.label}" in (
                strips.accessibleDescription()
            )
    evidence = page.strips[:3]
    assert all(strips.isVisible() for strips in evidence)
    assert not page.strips[3].isVisible()  # other maps unfold


def test_the_map_and_the_strips_are_reached_by_key(qtbot, page) -> None:
    page.map.setFocus(Qt.FocusReason.TabFocusReason)
    assert page.map.hasFocus()
    qtbot.keyClick(page.map, Qt.Key.Key_Tab)
    assert page.findChildren(Disclosure)[0].button.hasFocus()
    page.strips[0].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(page.strips[0], Qt.Key.Key_Tab)
    assert page.strips[1].hasFocus()


def test_what_the_references_are_can_be_read(qtbot, page, bundle) -> None:
    more = page.findChildren(Disclosure)[-1]
    qtbot.mouseClick(more.button, LEFT)
    count, people = len(bundle.reference["labels"]), len(np.unique(bundle.reference["subjects"]))
    assert f"{count} recordings of {people} people" in said(page)
    assert "they are not diagnoses" in said(page)
    assert "Drawn faces only" in said(page)


def test_a_model_that_is_gone_leaves_no_map(qtbot, shown) -> None:
    _, page = shown(weights_sha256="cd" * 32)
    qtbot.waitUntil(lambda: "not installed here any more" in said(page), timeout=30_000)
    assert page.map is None and not page.strips


def test_a_bundle_without_reference_says_so(qtbot, shown, data_folder) -> None:
    folder = data_folder / "bundles" / "bare"
    bare = save_bundle(folder, make_spec(id="bare"), make_network().state_dict(), {}, CARD)
    _, page = shown(id="bare", weights_sha256=bare.weights_sha256)
    qtbot.waitUntil(lambda: "carries no reference recordings" in said(page), timeout=30_000)
    assert page.map is None


def test_another_recording_takes_the_map_s_place(qtbot, page, session, shown) -> None:
    first = page.map.standing
    shown(ratio=3.0)
    assert page.map is None
    qtbot.waitUntil(lambda: page.map is not None, timeout=30_000)
    assert page.map.standing.distance > first.distance


def test_closing_half_way_leaves_nothing(qtbot, place, shown) -> None:
    shown()
    standings = place.findChild(Standings)
    place.stop()
    assert standings.found is None
    assert not standings._runner.busy


def test_the_sample_s_place_is_the_one_its_score_was_given(qtbot, place, sample) -> None:
    findings = place.column.findings
    qtbot.mouseClick(findings.tabs.buttons[TAB], LEFT)
    page = findings.reference
    qtbot.waitUntil(lambda: page.map is not None, timeout=60_000)
    standing = page.map.standing
    assert len(standing.reference_label) == len(resolve_bundle(sample.model.id).reference["labels"])
    assert standing.ood_ratio == pytest.approx(sample.score.ood_ratio, rel=1e-6)
    # A drawn face, which a model of photographed people may find unusual, but not beyond its limit.
    assert standing.reach != "unlike"
