"""The traffic lights: whether what the camera sees now can be analysed, and what would help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from core.types import QualityCheck
from gui.theme.spacing import M, S
from gui.widgets import Card, StatusLight, label
from gui.widgets.status_light import LightStatus

if TYPE_CHECKING:
    from core.face.live import LiveReport

GROUPS: dict[str, tuple[str, ...]] = {
    "size": ("face_frames", "face_size"),
    "centring": ("centring",),
    "pose": ("yaw", "pitch"),
    "light": ("dark", "bright", "clipped"),
    "sharpness": ("sharpness",),
    "alone": ("main_face", "other_faces"),
    "rate": ("frame_rate",),
    "sound": ("sound",),
}
"""Which checks make up which light; the worst one shows."""

_ADVICE_LINES = 4


class LightsCard(Card):
    """Eight lights and, under them, what to do about the worst."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.body.setSpacing(M)
        self._names = {
            "size": self.tr("Face size"),
            "centring": self.tr("Centring"),
            "pose": self.tr("Head pose"),
            "light": self.tr("Light"),
            "sharpness": self.tr("Sharpness"),
            "alone": self.tr("Nobody else"),
            "rate": self.tr("Frame rate"),
            "sound": self.tr("Sound"),
        }
        self.lights = {name: StatusLight("idle", text) for name, text in self._names.items()}
        grid = QGridLayout()
        grid.setHorizontalSpacing(M)
        grid.setVerticalSpacing(S)
        for at, light in enumerate(self.lights.values()):
            grid.addWidget(light, at % 4, at // 4)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.advice = label("", "muted")
        self.advice.setMinimumHeight(_ADVICE_LINES * self.advice.fontMetrics().lineSpacing())
        self.advice.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.body.addLayout(grid)
        self.body.addWidget(self.advice)
        self.setAccessibleName(self.tr("Quality of the live picture"))
        self._sound: QualityCheck | None = None
        self._report: LiveReport | None = None
        self._no_sound = ""
        self._off = False
        self._show()

    @property
    def worst(self) -> LightStatus:
        """The worst light; sound does not count beyond a warning."""
        found = {light.status for light in self.lights.values()}
        order: tuple[LightStatus, ...] = ("fail", "warn", "pass")
        return next((status for status in order if status in found), "idle")

    def switch(self, *, off: bool) -> None:
        """Know nothing and, where it is off, look for nothing."""
        self._report, self._sound, self._no_sound, self._off = None, None, "", off
        self._show()

    def show_report(self, report: LiveReport | None) -> None:
        """Show what was found of the picture; None while nothing is known."""
        self._report = report
        self._show()

    def show_sound(self, check: QualityCheck | None, why_none: str = "") -> None:
        """Show the sound level, or why there is none."""
        if (check, why_none) != (self._sound, self._no_sound):
            self._sound, self._no_sound = check, why_none
            self._show()

    def _show(self) -> None:
        found = {check.name: check for check in self._report.checks} if self._report else {}
        if self._sound is not None and not self._no_sound:
            found["sound"] = self._sound
        missing = found.get("face_frames")
        no_face = missing is not None and (missing.value or 0) == 0
        for name, light in self.lights.items():
            self._show_light(name, light, [found[each] for each in GROUPS[name] if each in found])
        self.advice.setText(self._say(list(found.values()), no_face))

    def _show_light(self, name: str, light: StatusLight, checks: list[QualityCheck]) -> None:
        known = [check for check in checks if check.value is not None]
        text = self._names[name]
        if name == "sound" and self._no_sound:
            _set(light, "warn", self.tr("No sound"), self._no_sound)
            return
        if not known:
            _set(light, "idle", text, "")
            return
        worst = worst_of(known)
        if name == "rate":
            text = self.tr("{0} frames/s").format(f"{worst.value:.1f}")
        elif name == "sound":
            text = self.tr("Sound {0} dB").format(f"{worst.value:.0f}")
        _set(light, worst.status, text, worst.message)

    def _say(self, checks: list[QualityCheck], no_face: bool) -> str:
        if self._report is None:
            return "" if self._off else self.tr("Looking for the face…")
        if no_face:
            return self.tr(
                "No face is in the picture. Ask the patient to sit so that the face fills the oval."
            )
        known = [check for check in checks if check.value is not None]
        worst = worst_of(known)
        if worst.status == "pass":
            if self._no_sound:
                return self.tr("All is well, but for the sound. {0}").format(self._no_sound)
            return self.tr("All is well.")
        return worst.message


def worst_of(checks: list[QualityCheck]) -> QualityCheck:
    """Return the first of the worst checks."""
    order = {"fail": 0, "warn": 1, "pass": 2}
    return min(checks, key=lambda check: order[check.status])


def _set(light: StatusLight, status: LightStatus, text: str, message: str) -> None:
    if (light.status, light.text) != (status, text):
        light.set(status, text)
    light.setToolTip(message)
