"""Whether the recording was good enough, check by check, and how it was analysed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from core.report.sections import device_facts, recording_facts
from core.report.words import check_word, number, quantity
from core.types import Analysis, QualityCheck
from gui.review.content import AnalysisPage
from gui.review.facts_grid import FactsGrid
from gui.session import Session
from gui.theme.spacing import M, S
from gui.widgets import StatusLight, label

_HASH_SHOWN = 16
_ORDER = {"fail": 0, "warn": 1, "pass": 2}


class QualityPage(AnalysisPage):
    """All gates with value, limits and sentence; warnings; facts of file and machine.

    Parameters
    ----------
    session : Session
    parent : QWidget, optional
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.update_content()

    def fill(self, column: QVBoxLayout, analysis: Analysis) -> None:
        """Add warnings, checks, and the facts of the file and of the analysis."""
        for warning in analysis.warnings:
            column.addWidget(label(self.tr("Note: {0}").format(warning), "muted"))
        checks = sorted(analysis.quality.checks, key=lambda check: _ORDER[check.status])
        for check in checks:
            column.addWidget(_CheckRow(check))
        column.addSpacing(S)
        column.addWidget(label(self.tr("Recording"), "strong"))
        column.addWidget(_facts([_short_hash(*fact) for fact in recording_facts(analysis)]))
        column.addSpacing(S)
        column.addWidget(label(self.tr("Analysis"), "strong"))
        column.addWidget(_facts([(name, value, "") for name, value in device_facts(analysis)]))


class _CheckRow(QFrame):
    """A check: its light and name, what was measured with its limits, and its sentence."""

    def __init__(self, check: QualityCheck) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(M)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        grid.addWidget(StatusLight(check.status, check_word(check.name)), 0, 0)
        value = label(quantity(check.value, check.unit), "strong", wrap=False)
        grid.addWidget(value, 0, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        words = " ".join(part for part in (check.message, self._limits(check)) if part)
        under = label(words, "caption")
        under.setIndent(28)
        grid.addWidget(under, 1, 0, 1, 2)

    def _limits(self, check: QualityCheck) -> str:
        parts = []
        if check.warn_at is not None:
            parts.append(self.tr("Warns at {0}.").format(number(check.warn_at)))
        if check.fail_at is not None:
            parts.append(self.tr("Fails at {0}.").format(number(check.fail_at)))
        return " ".join(parts)


def _facts(rows: list[tuple[str, str, str]]) -> FactsGrid:
    grid = FactsGrid()
    for name, value, hint in rows:
        grid.add_row(name, [value], hint)
    return grid


def _short_hash(name: str, value: str) -> tuple[str, str, str]:
    """Shorten a hash, which is whole in the tool tip."""
    if name != "SHA-256":
        return name, value, ""
    digest = value.replace(" ", "")
    return name, digest[:_HASH_SHOWN] + " …", digest
