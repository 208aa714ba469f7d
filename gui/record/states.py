"""What the place shows in place of the picture: no camera, no permission, lost, saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from gui.widgets import EmptyState

translate = QCoreApplication.translate  # a name that lupdate looks for

Act = Callable[[], object]


@dataclass(frozen=True, slots=True)
class WaysOn:
    """What can be done from a state: bound methods of the place."""

    again: Act
    demo: Act
    analyse: Act


def no_camera(ways: WaysOn) -> EmptyState:
    """Say that there is no camera."""
    return EmptyState(
        translate("RecordStates", "No camera found"),
        translate(
            "RecordStates",
            "Plug a camera in: it is found by itself. Without one you can open a video that was "
            "recorded elsewhere, or let a file play as the camera to try this place out.",
        ),
        (
            (translate("RecordStates", "Look again"), ways.again),
            (translate("RecordStates", "Play a file as camera…"), ways.demo),
        ),
        "camera",
    )


def lost(failure: str, sentence: str, ways: WaysOn) -> EmptyState:
    """Say why nothing comes from the camera."""
    titles = {
        "no_permission": translate("RecordStates", "No access to the camera"),
        "unplugged": translate("RecordStates", "The camera is gone"),
        "broken": translate("RecordStates", "The camera does not work"),
    }
    return EmptyState(
        titles.get(failure, titles["broken"]),
        sentence,
        (
            (translate("RecordStates", "Try again"), ways.again),
            (translate("RecordStates", "Play a file as camera…"), ways.demo),
        ),
        "lock" if failure == "no_permission" else "camera",
    )


def saved(name: str, reason: str, length: str, ways: WaysOn) -> EmptyState:
    """Say what was kept of a recording that did not end in the usual way."""
    kept = translate("RecordStates", "“{0}” was kept.").format(name)
    if length:
        kept = translate("RecordStates", "“{0}” was kept: {1} until then.").format(name, length)
    return EmptyState(
        translate("RecordStates", "The recording was kept"),
        f"{reason} {kept}".strip(),
        (
            (translate("RecordStates", "Analyse it"), ways.analyse),
            (translate("RecordStates", "Record again"), ways.again),
        ),
        "video",
    )
