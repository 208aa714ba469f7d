"""What Facies is, its versions and its licences."""

from __future__ import annotations

from PySide6.QtCore import Slot, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QPushButton, QTabWidget, QWidget

from core.resources import legal_text
from core.types import RESEARCH_USE
from core.version import VERSION, versions
from gui.theme import theme
from gui.theme.spacing import S
from gui.widgets import Card, icon, label
from gui.widgets.facts_table import FactsTable

_LICENCE_HEIGHT_PX = 320


class AboutCard(Card):
    """Says what Facies is and what it is not.

    Parameters
    ----------
    parent : QWidget, optional
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("About Facies {version}").format(version=VERSION), parent)
        self.body.addWidget(label(RESEARCH_USE, "strong"))
        words = self.tr(
            "Facies compares how a face moves with what a named model has learnt. Nothing leaves "
            "this computer, and your recordings are never changed."
        )
        self.body.addWidget(label(words, "muted"))


class VersionsCard(Card):
    """Versions of all that computes, to be quoted.

    Parameters
    ----------
    parent : QWidget, optional

    Attributes
    ----------
    table : FactsTable
    copy : QPushButton
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Versions"), parent)
        self.table = FactsTable(self.tr("Versions"), [self.tr("Part"), self.tr("Version")])
        self.table.horizontalHeader().hide()
        self.table.show_rows([*versions().items(), ("Qt", qVersion())])
        self.copy = QPushButton(icon("copy"), self.tr("Copy"))
        self.copy.setToolTip(self.tr("Copy the versions as text"))
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self.copy)
        row.addStretch()
        self.body.addWidget(self.table)
        self.body.addLayout(row)
        self.copy.clicked.connect(self._on_copy)

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.table.as_text())
        self.copy.setText(self.tr("Copied"))


class LicencesCard(Card):
    """The texts of NOTICE and LICENSE.

    Parameters
    ----------
    parent : QWidget, optional

    Attributes
    ----------
    tabs : QTabWidget
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Licences"), parent)
        self.tabs = QTabWidget()
        self.tabs.setMinimumHeight(_LICENCE_HEIGHT_PX)
        for title, name in (
            (self.tr("Parts of others (NOTICE)"), "NOTICE"),
            (self.tr("Apache License 2.0 (LICENSE)"), "LICENSE"),
        ):
            page = QPlainTextEdit(legal_text(name) or self.tr("This text was not passed on."))
            page.setReadOnly(True)
            page.setFrameShape(QFrame.Shape.NoFrame)
            page.setFont(theme().font("mono"))
            page.setTabChangesFocus(True)
            page.setAccessibleName(title)
            self.tabs.addTab(page, title)
        self.body.addWidget(self.tabs)
