"""What the stage says: while there is no picture, and beside one."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from core.simulated import SimulatedKind
from gui.player.map_layer import Absence
from gui.session import Session

translate = QCoreApplication.translate  # a name that lupdate looks for


def waiting(session: Session) -> tuple[str, str] | None:
    """Title and sentence of a stage without a recording; None where there is one."""
    if session.phase == "opening":
        return translate("Stage", "Opening the recording…"), translate(
            "Stage", "Its frames are being listed."
        )
    if session.recording is None:
        return (
            translate("Stage", "No recording is open"),
            translate("Stage", "Open a video of a face with Ctrl+O, or drop it here."),
        )
    return None


def damaged(session: Session, frame: int) -> str:
    """Say that a frame cannot be shown."""
    pts_s = session.recording.pts_s if session.recording is not None else None
    at_s = float(pts_s[frame]) if pts_s is not None else 0.0
    return translate(
        "Stage",
        "The picture at {0:.2f} s cannot be shown: the file is damaged there. It was left out of "
        "the analysis too. Go on to a later moment.",
    ).format(at_s)


def stand_in() -> str:
    """Say that the pictures are small stored ones, since the video cannot be read."""
    return translate("Stage", "Video not found or changed: small stored pictures")


def control(session: Session) -> str:
    """Say that the map is not the model's; empty if it is."""
    view = session.view
    if not view.heat_map or session.analysis is None or not session.analysis.maps:
        return ""
    if session.map_for(view) is None:
        return ""
    return {
        "trained": "",
        "random": translate("Stage", "Random weights: what is not learnt"),
        "motion": translate("Stage", "Plain motion: no model in it"),
    }[view.source]


def absence(why: Absence) -> str:
    """Say why no map lies on the face; empty where that goes without saying."""
    return {
        "": "",
        "off": "",
        "not_analysed": "",
        "not_judged": translate("Stage", "No map: this recording could not be judged"),
        "missing": translate("Stage", "This map has not been made yet"),
        "no_face": translate("Stage", "No face was found in this frame"),
        "no_clip": translate("Stage", "No clip covers this moment"),
    }[why]


def sides() -> tuple[str, str]:
    """Name the two pictures that stand side by side."""
    return translate("Stage", "Original"), translate("Stage", "With the map")


def simulated(kind: SimulatedKind) -> str:
    """Say that this is not what was filmed."""
    return {
        "drawn": translate("Stage", "Drawn face, no real person"),
        "photographed": translate("Stage", "Simulated movement"),
        "altered": translate("Stage", "Motion altered by software"),
    }[kind]
