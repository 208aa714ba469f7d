"""The places of the window, each built when it is first shown."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Literal, get_args

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QStackedWidget, QWidget

from gui.session import Session
from gui.workbench import Workbench

PlaceName = Literal["home", "record", "review", "report", "models", "settings"]
translate = QCoreApplication.translate
PLACE_NAMES: tuple[PlaceName, ...] = get_args(PlaceName)

_CLASSES: dict[PlaceName, tuple[str, str]] = {
    "home": ("gui.home.place", "HomePlace"),
    "record": ("gui.record.place", "RecordPlace"),
    "review": ("gui.review.place", "ReviewPlace"),
    "report": ("gui.report.place", "ReportPlace"),
    "models": ("gui.bundles.place", "ModelsPlace"),
    "settings": ("gui.preferences.place", "SettingsPlace"),
}


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """A place's name, and what one does there."""

    name: str
    tip: str


def place_words(name: PlaceName) -> PlaceWords:
    """Say what a place is called and what it is for."""
    return {
        "home": PlaceWords(
            translate("Places", "Home"), translate("Places", "Open, or go on where you were")
        ),
        "record": PlaceWords(
            translate("Places", "Record"), translate("Places", "Record a patient with the camera")
        ),
        "review": PlaceWords(
            translate("Places", "Review"),
            translate("Places", "The video, the map on the face, the score"),
        ),
        "report": PlaceWords(
            translate("Places", "Report"),
            translate("Places", "Your own text, signature and the PDF"),
        ),
        "models": PlaceWords(
            translate("Places", "Models"), translate("Places", "Installed models and what they are")
        ),
        "settings": PlaceWords(
            translate("Places", "Settings"),
            translate("Places", "Device, look, language and storage"),
        ),
    }[name]


class PlaceStack(QStackedWidget):
    """Shows one place at a time; builds each when it is first asked for.

    Parameters
    ----------
    session : Session
    workbench : Workbench
    parent : QWidget, optional
    """

    def __init__(
        self, session: Session, workbench: Workbench, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._workbench = workbench
        self.built: dict[PlaceName, QWidget] = {}
        self.shown: PlaceName | None = None

    def place(self, name: PlaceName) -> QWidget:
        """Return a place, built now if it was not before."""
        if name not in self.built:
            module, cls = _CLASSES[name]
            made = getattr(importlib.import_module(module), cls)(self._session, self._workbench)
            self.built[name] = made
            self.addWidget(made)
        return self.built[name]

    def show_place(self, name: PlaceName) -> None:
        """Show a place."""
        self.shown = name
        self.setCurrentWidget(self.place(name))

    def stop(self) -> None:
        """End what the places do: the window closes."""
        for place in self.built.values():
            stop = getattr(place, "stop", None)
            if stop is not None:
                stop()
