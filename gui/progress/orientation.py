"""Which way round the stored picture is."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gui.session import Session
from gui.theme.spacing import S
from gui.widgets.card import label
from gui.widgets.icons import icon


class Orientation(QWidget):
    """Turns the picture by quarters, and says whether it is a mirror image.

    Parameters
    ----------
    session : Session
    parent : QWidget, optional
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.rotate_button = QPushButton(" " + self.tr("Turn by 90°"))
        self.rotate_button.setIcon(icon("rotate"))
        self.rotate_button.setToolTip(self.tr("Turn the picture clockwise until it is upright"))
        self.mirrored_box = QCheckBox(self.tr("The picture is mirrored"))
        self.mirrored_box.setToolTip(
            self.tr("Selfie cameras often store a mirror image; left and right then change places")
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        row = QHBoxLayout()
        row.addWidget(self.rotate_button)
        row.addStretch()
        column.addLayout(row)
        column.addWidget(self.mirrored_box)
        about = self.tr("Sides are the patient's own. Writing in the picture that reads backwards "
                        "tells a mirror image.")  # fmt: skip
        column.addWidget(label(about, "caption"))
        self.rotate_button.clicked.connect(self._turn)
        self.mirrored_box.toggled.connect(self._mirror)
        session.recording_changed.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        recording = self._session.recording
        self.setEnabled(recording is not None)
        with QSignalBlocker(self.mirrored_box):
            self.mirrored_box.setChecked(recording is not None and recording.mirrored)

    @Slot()
    def _turn(self) -> None:
        recording = self._session.recording
        if recording is not None:
            self._session.orient(rotation_deg=recording.rotation_deg + 90)

    @Slot(bool)
    def _mirror(self, mirrored: bool) -> None:
        self._session.orient(mirrored=mirrored)
