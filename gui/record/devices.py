"""The bar that chooses camera and microphone, or a file that stands for them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtMultimedia import QAudioDevice, QCameraDevice, QMediaDevices
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QWidget

from gui.record.camera import CameraSource
from gui.record.file_source import FileSource
from gui.record.source import FrameSource
from gui.theme import theme
from gui.theme.spacing import L, S
from gui.widgets import icon_pixmap

DEMO_VARIABLE = "FACIES_DEMO_CAMERA"
"""Environment variable that names a file to play in place of a camera."""

_PICTURE_PX = 20
_LETTERS = 18
_WIDEST_PX = 480


@dataclass(frozen=True, slots=True)
class Choice:
    """What stands in the camera's list: a device, a file, or the wish to choose a file."""

    kind: str
    ident: str = ""


class DeviceBar(QWidget):
    """Camera and microphone.

    Signals
    -------
    chosen()
        Another camera, file or microphone is to be used.
    plugged()
        Something was plugged in or pulled out.
    """

    chosen = Signal()
    plugged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._devices = QMediaDevices(self)
        self._devices.videoInputsChanged.connect(self._on_plugged)
        self._devices.audioInputsChanged.connect(self.refresh)
        named = os.environ.get(DEMO_VARIABLE)
        self._demo: Path | None = Path(named) if named else None
        self.cameras = _box(self.tr("Camera"), self.tr("Which camera, or a file in its place"))
        self.microphones = _box(self.tr("Microphone"), self.tr("Which microphone records sound"))
        self._marks = (QLabel(), QLabel())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        row.addWidget(self._marks[0])
        row.addWidget(self.cameras, 3)
        row.addSpacing(L)
        row.addWidget(self._marks[1])
        row.addWidget(self.microphones, 2)
        row.addStretch(1)
        self.cameras.setMaximumWidth(_WIDEST_PX)
        self.microphones.setMaximumWidth(_WIDEST_PX)
        self.cameras.activated.connect(self._on_camera)
        self.microphones.activated.connect(self._on_microphone)
        theme().changed.connect(self._paint_marks)
        self._paint_marks()
        self.refresh()

    @property
    def is_demo(self) -> bool:
        """Whether a file stands for the camera."""
        return self._choice().kind == "file"

    def make_source(self, parent: QObject) -> FrameSource | None:
        """Make the source that is chosen; None where there is no camera."""
        choice = self._choice()
        if choice.kind == "file" and self._demo is not None:
            return FileSource(self._demo, parent=parent)
        camera = next((d for d in QMediaDevices.videoInputs() if _ident(d) == choice.ident), None)
        if camera is None:
            return None
        wanted = self.microphones.currentData()
        sound = next((d for d in QMediaDevices.audioInputs() if _ident(d) == wanted), None)
        return CameraSource(camera, sound, parent)

    def play_file(self, path: Path) -> None:
        """Let a file stand for the camera."""
        self._demo = path
        self.refresh()
        self.cameras.setCurrentIndex(self._index_of("file"))
        self.chosen.emit()

    @Slot()
    def refresh(self) -> None:
        """List what is plugged in, keeping the choice where it is still there."""
        before = self._choice()
        self.cameras.clear()
        for camera in QMediaDevices.videoInputs():
            self.cameras.addItem(camera.description(), Choice("camera", _ident(camera)))
        if self._demo is not None:
            self.cameras.addItem(
                self.tr("Demo: “{0}” as the camera").format(self._demo.name), Choice("file")
            )
        if self.cameras.count() == 0:
            self.cameras.addItem(self.tr("No camera"), Choice("none"))
        self.cameras.addItem(self.tr("Demo: play a file as camera…"), Choice("ask"))
        wanted = "file" if self._demo is not None and before.kind in ("", "none") else before
        self.cameras.setCurrentIndex(max(self._index_of(wanted), 0))
        self._list_microphones()

    @Slot()
    def ask_for_file(self) -> None:
        """Let the user choose a file that stands for the camera."""
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Play a file as camera"))
        if name:
            self.play_file(Path(name))
        else:
            self.refresh()

    @Slot()
    def _on_plugged(self) -> None:
        self.refresh()
        self.plugged.emit()

    def lock(self, locked: bool) -> None:
        """Keep the choice while it is recorded."""
        self.cameras.setEnabled(not locked)
        self.microphones.setEnabled(not locked and not self.is_demo)

    def _choice(self) -> Choice:
        found = self.cameras.currentData()
        return found if isinstance(found, Choice) else Choice("")

    def _index_of(self, wanted: Choice | str) -> int:
        for at in range(self.cameras.count()):
            choice = self.cameras.itemData(at)
            if wanted == choice or wanted == choice.kind:
                return at
        return -1

    def _list_microphones(self) -> None:
        kept = self.microphones.currentData()
        self.microphones.clear()
        default = _ident(QMediaDevices.defaultAudioInput())
        for device in QMediaDevices.audioInputs():
            self.microphones.addItem(device.description(), _ident(device))
        self.microphones.addItem(self.tr("No sound"), "")
        at = self.microphones.findData(kept if kept is not None else default)
        self.microphones.setCurrentIndex(max(at, 0))
        self.microphones.setEnabled(not self.is_demo)

    @Slot()
    def _on_camera(self) -> None:
        if self._choice().kind == "ask":
            self.ask_for_file()
        else:
            self.microphones.setEnabled(not self.is_demo)
            self.chosen.emit()

    @Slot()
    def _on_microphone(self) -> None:
        self.chosen.emit()

    @Slot()
    def _paint_marks(self) -> None:
        ratio = self.devicePixelRatioF()
        for mark, name in zip(self._marks, ("camera", "microphone"), strict=True):
            mark.setPixmap(icon_pixmap(name, "muted", _PICTURE_PX, ratio))


def _box(name: str, tip: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(tip)
    box.setMinimumContentsLength(_LETTERS)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return box


def _ident(device: QCameraDevice | QAudioDevice) -> str:
    return bytes(device.id().data()).hex()
