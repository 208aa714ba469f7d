"""Bookmarks are added, noted, deleted, and kept."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from core.records.review import MAX_BOOKMARK_NOTE, Signature, load_review

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot, place, sample):
    findings = place.column.findings
    qtbot.mouseClick(findings.tabs.buttons[7], LEFT)
    assert findings.bookmarks.isVisible()
    return findings.bookmarks


def kept(session):
    review = load_review(session.folder)
    return [(mark.time_s, mark.note) for mark in review.bookmarks] if review else None


def test_add_note_go_and_delete(qtbot, page, session) -> None:
    session.go_to_time(5.0)
    qtbot.mouseClick(page.add_button, LEFT)
    qtbot.keyClicks(page.rows[0].note, "smiles late")
    at = session.review.bookmarks[0].time_s
    assert session.review.bookmarks[0].note == "smiles late"
    qtbot.waitUntil(lambda: kept(session) == [(at, "smiles late")], timeout=10_000)

    session.go_to_time(1.0)
    qtbot.mouseClick(page.add_button, LEFT)
    assert [row.time_s for row in page.rows] == sorted(row.time_s for row in page.rows)
    assert page.rows[1].note.text() == "smiles late"
    qtbot.mouseClick(page.rows[1].go_button, LEFT)
    assert session.time_s == at

    qtbot.mouseClick(page.rows[1].delete_button, LEFT)
    assert [mark.time_s for mark in session.review.bookmarks] == [page.rows[0].time_s]
    qtbot.waitUntil(lambda: kept(session) == [(page.rows[0].time_s, "")], timeout=10_000)


def test_typing_in_the_middle_of_a_note_keeps_the_text_cursor(qtbot, page, session) -> None:
    session.add_bookmark("left right")
    note = page.rows[0].note
    note.setFocus()
    note.setCursorPosition(4)
    qtbot.keyClicks(note, " and")
    assert note.text() == "left and right"
    assert note.cursorPosition() == 8


def test_changing_a_note_drops_the_signature(qtbot, page, session) -> None:
    session.add_bookmark()
    session.sign(Signature("A. Clinician", "2026-01-02T03:04:05Z", "00" * 32))
    qtbot.keyClicks(page.rows[0].note, "x")
    assert session.review.signature is None


def test_a_bookmark_made_elsewhere_is_listed(page, session) -> None:
    session.go_to_time(3.0)
    session.add_bookmark("by key")
    assert [row.note.text() for row in page.rows] == ["by key"]


def test_a_note_that_is_too_long_to_be_kept_is_cut_where_it_is_pasted(qtbot, page, session) -> None:
    session.add_bookmark()
    QApplication.clipboard().setText("word " * MAX_BOOKMARK_NOTE)
    page.rows[0].note.setFocus()
    page.rows[0].note.paste()
    note = session.review.bookmarks[0].note
    assert len(note) == MAX_BOOKMARK_NOTE
    qtbot.waitUntil(lambda: kept(session) == [(session.time_s, note)], timeout=10_000)
