"""The place for settings."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gui.preferences.about_card import AboutCard, LicencesCard, VersionsCard
from gui.preferences.device_card import DeviceCard
from gui.preferences.look_card import LookCard
from gui.preferences.privacy_card import PrivacyCard
from gui.preferences.storage_card import StorageCard
from gui.session import Session
from gui.theme.spacing import XL, L
from gui.widgets import label
from gui.workbench import Workbench

_WIDTH_PX = 820


class SettingsPlace(QWidget):
    """One card for each thing that can be set or looked up.

    Parameters
    ----------
    session : Session
    workbench : Workbench
    parent : QWidget, optional

    Attributes
    ----------
    device, look, storage, privacy, versions, licences : Card
    """

    def __init__(
        self, session: Session, workbench: Workbench, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("place")
        self.device = DeviceCard(workbench)
        self.look = LookCard(workbench)
        self.storage = StorageCard(workbench)
        self.privacy = PrivacyCard(workbench)
        self.versions = VersionsCard()
        self.licences = LicencesCard()
        inside = QWidget()
        inside.setMaximumWidth(_WIDTH_PX)
        column = QVBoxLayout(inside)
        column.setContentsMargins(XL, L, XL, XL)
        column.setSpacing(L)
        column.addWidget(label(self.tr("Settings"), "heading"))
        for card in (
            self.device, self.look, self.storage, self.privacy, AboutCard(), self.versions,
            self.licences,
        ):  # fmt: skip
            column.addWidget(card)
        column.addStretch()
        outside = QWidget()
        centred = QHBoxLayout(outside)
        centred.setContentsMargins(0, 0, 0, 0)
        centred.addStretch(1)
        centred.addWidget(inside, 100)
        centred.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(outside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def stop(self) -> None:
        """End the work: the window closes."""
        self.device.stop()

    def showEvent(self, event: QShowEvent) -> None:
        """Look what this machine has, and how much room is left now."""
        super().showEvent(event)
        self.device.look()
        self.storage.look()
