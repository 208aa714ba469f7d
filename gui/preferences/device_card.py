"""Which processor runs the network."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QLabel, QRadioButton, QVBoxLayout, QWidget

from core.errors import FaciesError
from gui.jobs import JobRunner
from gui.preferences.work import Device, find_devices
from gui.theme.spacing import XL, XS
from gui.widgets import Card, label
from gui.workbench import Workbench

_KINDS = ("auto", "cpu", "cuda", "mps")


class DeviceCard(Card):
    """Edits `Settings.device`; what this machine lacks is shown, but cannot be chosen.

    Parameters
    ----------
    workbench : Workbench
    parent : QWidget, optional

    Attributes
    ----------
    buttons : dict of str to QRadioButton
    reasons : dict of str to QLabel
    now : QLabel
        Which device would be used now.
    """

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Device"), parent)
        self._workbench = workbench
        self._devices: tuple[Device, ...] = ()
        self._asked = False
        self._runner = JobRunner(self)
        self._runner.succeeded.connect(self._on_found)
        self._runner.failed.connect(self._on_failed)
        self.now = label(self.tr("Looking which processors there are…"), "muted")
        self.body.addWidget(self.now)
        names = {
            "auto": self.tr("Automatic: the fastest there is"),
            "cpu": self.tr("Processor (CPU)"),
            "cuda": self.tr("NVIDIA graphics card (CUDA)"),
            "mps": self.tr("Apple graphics processor (Metal)"),
        }
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QRadioButton] = {}
        self.reasons: dict[str, QLabel] = {}
        for at, kind in enumerate(_KINDS):
            self._add(at, kind, names[kind])
        self._group.idClicked.connect(self._on_clicked)
        workbench.settings_changed.connect(self._follow)
        self._follow()

    def look(self) -> None:
        """Look which processors there are, once."""
        if not self._asked:
            self._asked = True
            self._runner.start(find_devices)

    def stop(self) -> None:
        """End the work."""
        self._runner.stop()

    def _add(self, at: int, kind: str, name: str) -> None:
        button = QRadioButton(name)
        button.setEnabled(kind in ("auto", "cpu"))
        reason = label("", "caption")
        reason.setContentsMargins(XL + XS, 0, 0, 0)
        reason.hide()
        self._group.addButton(button, at)
        self.buttons[kind], self.reasons[kind] = button, reason
        column = QVBoxLayout()
        column.setSpacing(0)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(button)
        column.addWidget(reason)
        self.body.addLayout(column)

    @Slot()
    def _follow(self) -> None:
        device = self._workbench.settings.device
        self.buttons[device].setChecked(True)
        self._say_now()

    @Slot(int)
    def _on_clicked(self, at: int) -> None:
        settings = replace(self._workbench.settings, device=_KINDS[at])
        self._workbench.change_settings(settings)

    @Slot(object)
    def _on_found(self, devices: tuple[Device, ...]) -> None:
        self._devices = devices
        for device in devices:
            self.buttons[device.kind].setEnabled(not device.reason)
            self.buttons[device.kind].setToolTip(device.reason or device.name)
            self.reasons[device.kind].setText(_why_not(self, device) or device.name)
            self.reasons[device.kind].show()
        self._say_now()

    @Slot(object)
    def _on_failed(self, error: FaciesError) -> None:
        self.now.setText(error.message)

    def _say_now(self) -> None:
        if not self._devices:
            return
        chosen = self._workbench.settings.device
        usable = [each for each in self._devices if not each.reason]
        if chosen != "auto":
            usable = [each for each in usable if each.kind == chosen]
        if usable:
            words = self.tr("Analyses run on: {name} ({kind}).")
            self.now.setText(words.format(name=usable[0].name, kind=usable[0].kind))
        else:
            self.now.setText(
                self.tr(
                    "The chosen device is not on this machine, so nothing can be analysed. Choose "
                    "“Automatic”."
                )
            )


def _why_not(widget: QWidget, device: Device) -> str:
    if not device.reason:
        return ""
    if device.kind == "cuda":
        return widget.tr("Not on this machine: no NVIDIA card with its driver was found.")
    return widget.tr("Not on this machine: it has no Apple graphics processor.")
