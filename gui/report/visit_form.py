"""The facts of the visit, checked as they are typed."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from core.records.request_files import visit_problem
from gui.session import Session
from gui.theme.spacing import M, S
from gui.widgets import Card, StatusLight, label
from gui.widgets.choice import ChoiceRow, QuietComboBox

_LONGEST_TEXT = 200
_HOURS_WIDTH_PX = 96
_ROW_HEIGHT_PX = 34
_STAGES = (0.0, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0)


class VisitForm(Card):
    """Edits `Session.review.visit`.

    Parameters
    ----------
    session : Session
    parent : QWidget, optional

    Attributes
    ----------
    patient, examiner, hours : QLineEdit
    medication, dbs : ChoiceRow
    stage, rating : QuietComboBox
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Visit"), parent)
        self._session = session
        self.patient = self._text_field(self.tr("Patient id"))
        self.examiner = self._text_field(self.tr("Examiner"))
        on_off = ((None, self.tr("Unknown")), ("on", self.tr("ON")), ("off", self.tr("OFF")))
        self.medication = ChoiceRow(self.tr("Medication"), on_off)
        self.dbs = ChoiceRow(self.tr("Deep brain stimulation"), on_off)
        self.hours = QLineEdit()
        self.hours.setFixedWidth(_HOURS_WIDTH_PX)
        self.hours.setAccessibleName(self.tr("Hours since the last dose"))
        self.hours_problem = StatusLight("fail", "")
        self.hours_problem.hide()
        self.stage = self._stage_field()
        self.rating = self._rating_field()
        self._lay_out()
        self._connect()
        self.show_visit()

    @property
    def problem(self) -> str:
        """What has to be mended before the report may leave; empty if nothing has."""
        return self.hours_problem.text if not self.hours_problem.isHidden() else ""

    def _text_field(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setMaxLength(_LONGEST_TEXT)
        field.setAccessibleName(name)
        field.setPlaceholderText(self.tr("Unknown"))
        return field

    def _stage_field(self) -> QuietComboBox:
        field = QuietComboBox()
        field.addItem(self.tr("Unknown"), None)
        for stage in _STAGES:
            field.addItem(f"{stage:g}", stage)
        field.setAccessibleName(self.tr("Hoehn and Yahr stage"))
        return field

    def _rating_field(self) -> QuietComboBox:
        field = QuietComboBox()
        field.addItem(self.tr("Unknown"), None)
        words = (
            self.tr("normal"), self.tr("slight"), self.tr("mild"), self.tr("moderate"),
            self.tr("severe"),
        )  # fmt: skip
        for number, word in enumerate(words):
            field.addItem(f"{number}: {word}", number)
        field.setToolTip(self.tr("Your own rating of item 3.2, facial expression"))
        field.setAccessibleName(self.tr("MDS-UPDRS item 3.2, facial expression"))
        return field

    def _lay_out(self) -> None:
        hours = QHBoxLayout()
        hours.setSpacing(S)
        hours.addWidget(self.hours)
        hours.addWidget(label(self.tr("h"), "muted"))
        hours.addStretch()
        form = QFormLayout()
        form.setHorizontalSpacing(M)
        form.setVerticalSpacing(S)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, field in (
            (self.tr("Patient id"), self.patient),
            (self.tr("Examiner"), self.examiner),
            (self.tr("Medication"), self.medication),
            (self.tr("Since last dose"), hours),
            ("", self.hours_problem),
            (self.tr("DBS"), self.dbs),
            (self.tr("Hoehn & Yahr"), self.stage),
            (self.tr("MDS-UPDRS 3.2"), self.rating),
        ):
            form.addRow(_named(name), field)
        form.setRowVisible(self.hours_problem, False)
        self._form = form
        self.body.addLayout(form)

    def _connect(self) -> None:
        for field in (self.patient, self.examiner, self.hours):
            field.textEdited.connect(self._take)
        for row in (self.medication, self.dbs):
            row.chosen.connect(self._take)
        for box in (self.stage, self.rating):
            box.activated.connect(self._take)
        self._session.review_changed.connect(self._follow)
        self._session.analysis_changed.connect(self.show_visit)

    @Slot()
    def _take(self) -> None:
        """Put what stands in the fields into the session; keep the last hours that made sense."""
        hours, problem = self._typed_hours()
        self._show_problem(problem)
        facts: dict[str, Any] = {
            "patient_id": self.patient.text().strip() or None,
            "examiner": self.examiner.text().strip() or None,
            "medication": self.medication.value,
            "dbs": self.dbs.value,
            "hoehn_yahr": self.stage.currentData(),
            "updrs_3_2": self.rating.currentData(),
        }
        if not problem:
            facts["hours_since_dose"] = hours
        self._session.set_visit(replace(self._session.review.visit, **facts))

    def _typed_hours(self) -> tuple[float | None, str]:
        typed = self.hours.text().strip().replace(",", ".")
        if not typed:
            return None, ""
        try:
            hours = float(typed)
        except ValueError:
            hours = math.nan
        if visit_problem({"hours_since_dose": hours}):
            return None, self.tr("Type hours from 0 to 1000, such as 1.5, or leave it empty.")
        return hours, ""

    def _show_problem(self, problem: str) -> None:
        self.hours_problem.set("fail", problem)
        self._form.setRowVisible(self.hours_problem, bool(problem))

    @Slot()
    def _follow(self) -> None:
        """Show what others changed; what is being typed stays as it is."""
        visit = self._session.review.visit
        for field, words in ((self.patient, visit.patient_id), (self.examiner, visit.examiner)):
            if field.text().strip() != (words or ""):
                field.setText(words or "")
        hours, problem = self._typed_hours()
        if not problem and hours != visit.hours_since_dose:
            self.hours.setText(_hours_text(visit.hours_since_dose))
        self.medication.set(visit.medication)
        self.dbs.set(visit.dbs)
        self.stage.setCurrentIndex(_place_of(visit.hoehn_yahr, self.stage))
        self.rating.setCurrentIndex(_place_of(visit.updrs_3_2, self.rating))

    @Slot()
    def show_visit(self) -> None:
        """Show the visit as the session has it, whatever stands in the fields."""
        self.hours.setText(_hours_text(self._session.review.visit.hours_since_dose))
        self._show_problem("")
        self._follow()

    def show_what_to_mend(self) -> None:
        """Go to the field whose value does not fit."""
        self.hours.setFocus()


def _named(name: str) -> QLabel:
    """Make a field's label as high as the field, so that both stand on one line."""
    made = label(name, wrap=False)
    made.setMinimumHeight(_ROW_HEIGHT_PX)
    return made


def _place_of(fact: float | None, box: QuietComboBox) -> int:
    """Find a value among a box's; `findData` takes an integer for another thing than a float."""
    return next(at for at in range(box.count()) if box.itemData(at) == fact)


def _hours_text(hours: float | None) -> str:
    return "" if hours is None else f"{hours:g}"
