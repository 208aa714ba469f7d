"""What a clinician would measure, for one task segment at a time."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.report.words import clock, decimals, number, task_word
from core.types import Measure, SegmentMeasures
from gui.review.content import replace_content
from gui.review.disclosure import Disclosure
from gui.session import Session
from gui.theme.spacing import XS, M, S
from gui.widgets import label

_DISTANCES = "kp_"  # the resting distances and their change, after Katsikitis & Pilowsky


class MeasuresPage(QWidget):
    """Measures with their intervals, published references and notes.

    Parameters
    ----------
    session : Session
    parent : QWidget, optional

    Attributes
    ----------
    segments : QComboBox
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.segments = QComboBox()
        self.segments.setAccessibleName(self.tr("Task segment"))
        self.segments.setToolTip(self.tr("Show the measures of another task segment"))
        self.segments.currentIndexChanged.connect(self._show_segment)
        chooser = QHBoxLayout()
        chooser.setSpacing(M)
        chooser.addWidget(label(self.tr("Task"), wrap=False))
        chooser.addWidget(self.segments, 1)
        self._rows = QWidget()
        self._holder = QVBoxLayout()
        self._holder.addWidget(self._rows)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addLayout(chooser)
        column.addLayout(self._holder)
        column.addWidget(
            label(
                self.tr(
                    "In brackets: 95 % interval, where there is one. IOD: distance between the "
                    "eyes. References are of published groups of people; they are not limits."
                ),
                "caption",
            )
        )
        column.addStretch()
        session.analysis_changed.connect(self._offer_segments)
        self._offer_segments()

    @Slot()
    def _offer_segments(self) -> None:
        with QSignalBlocker(self.segments):
            self.segments.clear()
            for found in self._found():
                segment = found.segment
                self.segments.addItem(
                    self.tr("{0}, {1}–{2}").format(
                        task_word(segment.task), clock(segment.start_s), clock(segment.end_s)
                    )
                )
        self._show_segment(0)

    def _found(self) -> tuple[SegmentMeasures, ...]:
        analysis = self._session.analysis
        return analysis.measures.segments if analysis is not None else ()

    @Slot(int)
    def _show_segment(self, at: int) -> None:
        rows = QWidget()
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        found = self._found()
        if 0 <= at < len(found):
            usual, distances = _parted(found[at].measures)
            for measure in usual:
                column.addWidget(_MeasureRow(measure))
            if distances:
                more = Disclosure(self.tr("Distances in the face"))
                for measure in distances:
                    more.body.addWidget(_MeasureRow(measure))
                column.addWidget(more)
        else:
            column.addWidget(label(self.tr("Nothing was measured."), "muted"))
        self._rows = replace_content(self._holder, self._rows, rows)


class _MeasureRow(QFrame):
    """A measure: name and value, and under them its reference or why there is no value."""

    def __init__(self, measure: Measure) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, XS)
        grid.setHorizontalSpacing(M)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        grid.addWidget(label(measure.label), 0, 0, Qt.AlignmentFlag.AlignTop)
        value = label(_value_words(measure), "strong", wrap=False)
        value.setAlignment(Qt.AlignmentFlag.AlignRight)
        grid.addWidget(value, 0, 1, Qt.AlignmentFlag.AlignTop)
        interval = _interval_words(measure)
        reference = (
            self.tr("Reference {0}").format(measure.reference)
            if measure.reference
            else self.tr("no reference")
        )
        under = label(reference, "caption")
        under.setToolTip(measure.source)
        grid.addWidget(under, 1, 0)
        if interval:
            beside = label(interval, "caption", wrap=False)
            grid.addWidget(beside, 1, 1, Qt.AlignmentFlag.AlignRight)
        if measure.reference and measure.source:
            grid.addWidget(label(measure.source, "caption"), 2, 0, 1, 2)
        if measure.note:
            grid.addWidget(label(measure.note, "muted"), 3, 0, 1, 2)
        said = (measure.label, _value_words(measure), interval, reference, measure.note)
        self.setAccessibleName(". ".join(part for part in said if part))


def _parted(measures: tuple[Measure, ...]) -> tuple[list[Measure], list[Measure]]:
    usual = [each for each in measures if not each.name.startswith(_DISTANCES)]
    return usual, [each for each in measures if each.name.startswith(_DISTANCES)]


def _value_words(measure: Measure) -> str:
    value = number(measure.value)
    return f"{value} {measure.unit}" if measure.value is not None and measure.unit else value


def _interval_words(measure: Measure) -> str:
    if measure.low is None or measure.high is None:
        return ""
    places = decimals(measure.value)
    return f"({number(measure.low, places)}–{number(measure.high, places)})"
