"""The report in the window: typed, laid out, signed, exported, printed."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from core.records import load_analysis, save_analysis
from core.records.review import Review, analysis_sha256, load_review
from core.types import RESEARCH_USE, Analysis, Visit
from gui.notice import Notice
from gui.report.place import ReportPlace, default_name
from gui.report.printing import fitting_printer
from gui.session import Session
from gui.workbench import Workbench
from tests.gui.report.conftest import LAID_OUT_MS
from tests.support.analysis_factory import make_analysis
from tests.support.qt_guard import DialogWatch, choosing

LEFT = Qt.MouseButton.LeftButton


def pages(source: bytes | Path) -> list[str]:
    document = pypdfium2.PdfDocument(source)
    return [document[i].get_textpage().get_text_range() for i in range(len(document))]


def said(source: bytes | Path) -> str:
    return re.sub(r"\s+", " ", " ".join(pages(source)))


def laid_out(qtbot: QtBot, place: ReportPlace) -> str:
    qtbot.waitUntil(lambda: place.preview.current, timeout=LAID_OUT_MS)
    return said(place.preview.data)


def type_into(qtbot: QtBot, field: QLineEdit, text: str) -> None:
    field.setFocus()
    qtbot.keyClicks(field, text)


def sign(qtbot: QtBot, place: ReportPlace, name: str = "Dra. Pena") -> None:
    type_into(qtbot, place.signing.name, name)
    qtbot.mouseClick(place.signing.sign, LEFT)


def test_without_an_analysis_it_says_what_to_do(qtbot: QtBot, place: ReportPlace) -> None:
    words = [button.text() for button in place.findChildren(QPushButton) if button.isVisible()]
    assert words == ["Open the sample recording"]
    assert not place.preview.isVisible() and not place.export_button.isVisible()


def test_the_empty_place_leads_to_the_sample(
    qtbot: QtBot, place: ReportPlace, session: Session
) -> None:
    (button,) = (b for b in place.findChildren(QPushButton) if b.isVisible())
    qtbot.mouseClick(button, LEFT)
    qtbot.waitUntil(lambda: session.phase == "ready", timeout=LAID_OUT_MS)
    words = [button.text() for button in place.findChildren(QPushButton) if button.isVisible()]
    assert words == ["Analyse it now"]


@pytest.mark.usefixtures("opened")
def test_fields_text_and_bookmarks_come_into_the_pages(
    qtbot: QtBot, place: ReportPlace, session: Session
) -> None:
    before = place.preview.pages.page_count
    assert before >= 4
    type_into(qtbot, place.visit.patient, "P-017")
    type_into(qtbot, place.visit.examiner, "Dr Li")
    qtbot.mouseClick(place.visit.medication.buttons[2], LEFT)
    type_into(qtbot, place.visit.hours, "1,5")
    qtbot.mouseClick(place.visit.dbs.buttons[1], LEFT)
    qtbot.keyClick(place.visit.stage, Qt.Key.Key_2)
    qtbot.keyClick(place.visit.rating, Qt.Key.Key_3)
    place.words.edit.setFocus()
    qtbot.keyClicks(place.words.edit, "Blinks little.")
    session.go_to_time(1.0)
    session.add_bookmark()
    (row,) = place.bookmarks.rows
    type_into(qtbot, row.note, "first smile")
    assert session.review.visit == Visit("P-017", "Dr Li", "off", 1.5, "on", 2.0, 3)
    words = laid_out(qtbot, place)
    for expected in (
        "Patient P-017", "Examiner Dr Li", "Medication OFF", "Since last dose 1.5 h", "DBS ON",
        "Hoehn & Yahr 2", "MDS-UPDRS 3.2 3", "Blinks little.", "at 0:01.0", "first smile",
        "Reviewed by",
    ):  # fmt: skip
        assert expected in words, expected
    assert all(RESEARCH_USE in page for page in pages(place.preview.data))


@pytest.mark.usefixtures("opened")
def test_wrong_hours_are_said_at_once_and_hold_the_report_back(
    qtbot: QtBot, place: ReportPlace, session: Session, told: list[Notice]
) -> None:
    type_into(qtbot, place.visit.hours, "2")
    assert session.review.visit.hours_since_dose == 2 and not place.visit.problem
    type_into(qtbot, place.visit.hours, "x")
    assert place.visit.hours_problem.isVisible() and "0 to 1000" in place.visit.problem
    assert session.review.visit.hours_since_dose == 2
    place.words.edit.setFocus()
    qtbot.mouseClick(place.export_button, LEFT)
    assert told and told[-1].kind == "warning" and place.visit.hours.hasFocus()
    sign(qtbot, place)
    assert session.review.signature is None
    place.visit.hours.setFocus()
    qtbot.keyClick(place.visit.hours, Qt.Key.Key_Backspace)
    assert not place.visit.problem
    qtbot.mouseClick(place.signing.sign, LEFT)
    assert session.review.signature is not None


def test_signing_stands_in_window_file_and_pages(
    qtbot: QtBot, place: ReportPlace, session: Session, folder: Path, opened: Analysis
) -> None:
    assert not place.signing.sign.isEnabled()
    sign(qtbot, place)
    signature = session.review.signature
    assert signature is not None and signature.name == "Dra. Pena"
    assert signature.analysis_sha256 == analysis_sha256(folder)
    assert place.signing.light.text == "Signed by typed name: Dra. Pena"
    assert not place.signing.name.isVisible()
    assert f"Signed by typed name: Dra. Pena, {signature.signed_utc[:10]}" in laid_out(qtbot, place)
    qtbot.waitUntil(lambda: load_review(folder) is not None)
    saved = load_review(folder)
    assert saved is not None and saved.signature == signature


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("change", ["words", "field", "bookmark"])
def test_any_later_change_takes_the_signature_away_and_says_so(
    qtbot: QtBot, place: ReportPlace, session: Session, change: str
) -> None:
    session.add_bookmark("a")
    sign(qtbot, place)
    assert session.review.signature is not None
    if change == "words":
        place.words.edit.setFocus()
        qtbot.keyClicks(place.words.edit, "x")
    elif change == "field":
        type_into(qtbot, place.visit.patient, "x")
    else:
        qtbot.mouseClick(place.bookmarks.rows[0].remove, LEFT)
    assert session.review.signature is None
    assert "taken away" in place.signing.light.text and place.signing.light.isVisible()
    assert place.signing.name.isVisible()
    assert "Signed by" not in laid_out(qtbot, place)


@pytest.mark.usefixtures("opened")
def test_a_signature_can_be_taken_away(qtbot: QtBot, place: ReportPlace, session: Session) -> None:
    sign(qtbot, place)
    qtbot.mouseClick(place.signing.withdraw, LEFT)
    assert session.review.signature is None and place.signing.light.text == "Not signed."


def test_signing_over_a_lost_analysis_is_told(
    qtbot: QtBot,
    place: ReportPlace,
    session: Session,
    folder: Path,
    opened: Analysis,
    told: list[Notice],
) -> None:
    (folder / "analysis.json").unlink()
    sign(qtbot, place)
    assert session.review.signature is None
    assert told[-1].kind == "error" and "could not be read" in told[-1].text


@pytest.mark.usefixtures("opened")
def test_typing_is_never_disturbed(qtbot: QtBot, place: ReportPlace, session: Session) -> None:
    type_into(qtbot, place.visit.patient, "Ana ")
    assert place.visit.patient.text() == "Ana " and session.review.visit.patient_id == "Ana"
    type_into(qtbot, place.visit.patient, "M")
    assert session.review.visit.patient_id == "Ana M"
    qtbot.keyClicks(place.words.edit, "ab")
    qtbot.keyClick(place.words.edit, Qt.Key.Key_Left)
    qtbot.keyClicks(place.words.edit, "X")
    assert session.review.notes == "aXb"


@pytest.mark.usefixtures("opened")
def test_another_analysis_clears_fields_and_pages(
    qtbot: QtBot, place: ReportPlace, session: Session, tmp_path: Path
) -> None:
    type_into(qtbot, place.visit.patient, "P-017")
    type_into(qtbot, place.visit.hours, "x")
    sign(qtbot, place)
    save_analysis(make_analysis(n_frames=60, seed=3, refused=True), tmp_path / "b")
    other = load_analysis(tmp_path / "b")
    session.close_recording()
    assert not place.preview.isVisible() and place.preview.data == b""
    assert place.preview.pages.data == b""
    session.show_analysis(other, tmp_path / "b", Review(visit=other.visit))
    assert place.visit.patient.text() == place.visit.hours.text() == "" and not place.visit.problem
    assert place.signing.light.text == "Not signed."
    words = laid_out(qtbot, place)
    assert "This recording cannot be judged" in words and "P-017" not in words


def test_pages_that_came_too_late_are_not_called_current(
    qtbot: QtBot, place: ReportPlace, session: Session, opened: Analysis
) -> None:
    place.words.edit.setFocus()
    qtbot.keyClicks(place.words.edit, "first")
    assert not place.preview.current and not place.print_button.isEnabled()
    qtbot.waitUntil(lambda: place.preview._runner.busy)
    qtbot.keyClicks(place.words.edit, " second")
    words = laid_out(qtbot, place)
    assert "first second" in words and place.print_button.isEnabled()


@pytest.mark.usefixtures("opened")
def test_scroll_stays_where_it_was(qtbot: QtBot, place: ReportPlace) -> None:
    bar = place.preview.pages.view.verticalScrollBar()
    assert bar.maximum() > 1000
    bar.setValue(900)
    shown = place.preview.pages.page_label.text()
    assert shown.startswith("Page 2 of ")
    qtbot.keyClicks(place.words.edit, "x")
    laid_out(qtbot, place)
    assert bar.value() == 900 and place.preview.pages.page_label.text() == shown


@pytest.mark.usefixtures("opened")
def test_zoom(qtbot: QtBot, place: ReportPlace) -> None:
    shown = place.preview.pages
    wide = shown.view.verticalScrollBar().maximum()
    qtbot.mouseClick(shown.fit_page, LEFT)
    qtbot.waitUntil(lambda: shown.view.verticalScrollBar().maximum() < wide)
    assert shown.fit_page.isChecked() and not shown.fit_width.isChecked()
    whole = shown.view.verticalScrollBar().maximum()
    qtbot.mouseClick(shown.larger, LEFT)
    qtbot.waitUntil(lambda: shown.view.verticalScrollBar().maximum() > whole)
    assert not shown.fit_page.isChecked()
    qtbot.mouseClick(shown.fit_width, LEFT)
    qtbot.waitUntil(lambda: shown.view.verticalScrollBar().maximum() == wide)


def test_what_changed_while_nobody_looked_is_laid_out_when_shown(
    qtbot: QtBot, place: ReportPlace, session: Session, opened: Analysis
) -> None:
    place.hide()
    session.add_bookmark("while away")
    assert not place.preview.busy
    place.show()
    assert "while away" in laid_out(qtbot, place)


def test_a_failure_to_lay_out_is_a_page_with_a_way_on(
    qtbot: QtBot,
    place: ReportPlace,
    session: Session,
    opened: Analysis,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import core.report.pdf as pdf
    from core.errors import SurroundingsError

    def fail(*_: object) -> list[object]:
        raise SurroundingsError("The fonts could not be read.")

    with monkeypatch.context() as broken:
        broken.setattr(pdf, "_story", fail)
        session.add_bookmark("x")
        qtbot.waitUntil(lambda: bool(place.preview.error), timeout=LAID_OUT_MS)
    again = next(
        button for button in place.preview.findChildren(QPushButton) if button.text() == "Try again"
    )
    assert again.isVisible() and not place.print_button.isEnabled()
    qtbot.mouseClick(again, LEFT)
    laid_out(qtbot, place)
    assert place.preview.error == ""


# Export


@pytest.mark.usefixtures("opened")
def test_export_writes_what_is_shown(
    qtbot: QtBot,
    place: ReportPlace,
    workbench: Workbench,
    dialogs: DialogWatch,
    tmp_path: Path,
    told: list[Notice],
) -> None:
    type_into(qtbot, place.visit.patient, "P-017")
    sign(qtbot, place)
    dialogs.answer(choosing(tmp_path / "mine"))
    with qtbot.waitSignal(workbench.exported, timeout=LAID_OUT_MS):
        qtbot.mouseClick(place.export_button, LEFT)
    words = said(tmp_path / "mine.pdf")
    assert "Patient P-017" in words and "Signed by typed name: Dra. Pena" in words
    assert words == laid_out(qtbot, place)
    assert told[-1].kind == "done" and "mine.pdf" in told[-1].text


@pytest.mark.usefixtures("opened")
def test_the_proposed_name_says_nothing_of_the_patient(
    qtbot: QtBot, place: ReportPlace, dialogs: DialogWatch
) -> None:
    type_into(qtbot, place.visit.patient, "P-017")
    names: list[str] = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, QFileDialog)
        names.extend(Path(name).name for name in dialog.selectedFiles())
        dialog.reject()

    dialogs.answer(look)
    qtbot.mouseClick(place.export_button, LEFT)
    qtbot.waitUntil(lambda: bool(names))
    assert names == ["facies-report-20260102-0304.pdf"]
    assert default_name("2026-01-02T03:04:05Z") == names[0]


@pytest.mark.usefixtures("opened")
def test_export_where_nothing_can_be_written_is_told(
    qtbot: QtBot, place: ReportPlace, workbench: Workbench, tmp_path: Path, told: list[Notice]
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    workbench.export(tmp_path / "file" / "r.pdf")
    qtbot.waitUntil(lambda: bool(told), timeout=LAID_OUT_MS)
    assert told[-1].kind == "error" and "Could not write" in told[-1].text


def test_export_without_a_report_is_told(place: ReportPlace, told: list[Notice]) -> None:
    place.export()
    assert told[-1].kind == "info" and "no report yet" in told[-1].text


# Print


def to_file(data: bytes, path: Path) -> QPrinter:
    printer = fitting_printer(data)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setResolution(100)
    return printer


@pytest.mark.usefixtures("opened")
def test_printed_pages_look_like_those_shown(
    qtbot: QtBot, place: ReportPlace, tmp_path: Path, told: list[Notice]
) -> None:
    data = place.preview.data
    place.print_to(to_file(data, tmp_path / "printed.pdf"))
    qtbot.waitUntil(lambda: bool(told), timeout=LAID_OUT_MS)
    assert told[-1].kind == "done", told[-1]
    qtbot.waitUntil(place.print_button.isEnabled)
    ours, printed = pypdfium2.PdfDocument(data), pypdfium2.PdfDocument(tmp_path / "printed.pdf")
    assert len(printed) == len(ours)
    for one, two in zip(ours, printed, strict=True):
        assert two.get_size() == pytest.approx(one.get_size(), abs=1.5)
        a = one.render(scale=0.5).to_pil().convert("L").resize((148, 210))
        b = two.render(scale=0.5).to_pil().convert("L").resize((148, 210))
        differences = [abs(x - y) for x, y in zip(a.tobytes(), b.tobytes(), strict=True)]
        assert sum(differences) / len(differences) < 6


@pytest.mark.usefixtures("opened")
def test_a_range_of_pages(qtbot: QtBot, place: ReportPlace, tmp_path: Path) -> None:
    printer = to_file(place.preview.data, tmp_path / "some.pdf")
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(2, 3)
    with qtbot.waitSignal(place._printing.succeeded, timeout=LAID_OUT_MS) as done:
        place.print_to(printer)
    assert done.args == [2] and len(pypdfium2.PdfDocument(tmp_path / "some.pdf")) == 2


@pytest.mark.qt_log_ignore(r"^QPainter::begin")
@pytest.mark.usefixtures("opened")
def test_a_printer_that_does_not_take_it_is_told(
    qtbot: QtBot, place: ReportPlace, tmp_path: Path, told: list[Notice]
) -> None:
    place.print_to(to_file(place.preview.data, tmp_path / "no such folder" / "x.pdf"))
    qtbot.waitUntil(lambda: bool(told), timeout=LAID_OUT_MS)
    assert told[-1].kind == "error" and "could not be printed" in told[-1].text


@pytest.mark.usefixtures("opened")
def test_the_print_dialog_is_asked_and_can_be_left(
    qtbot: QtBot, place: ReportPlace, dialogs: DialogWatch, told: list[Notice]
) -> None:
    seen: list[str] = []

    def leave(dialog: QDialog) -> None:
        assert isinstance(dialog, QPrintDialog)
        seen.append(dialog.windowTitle())
        dialog.reject()

    dialogs.answer(leave)
    qtbot.mouseClick(place.print_button, LEFT)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == ["Print the report"] and not told and not place._printing.busy
