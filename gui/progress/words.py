"""Stages, times and facts in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from core.types import Recording

_A_FEW_S = 5
_MINUTE_S = 60


def stage_words(stage: str) -> str:
    """Say what an analysis is doing."""
    return {
        "": _say("Getting ready"),
        "open": _say("Reading the recording"),
        "analyse": _say("Following the face and looking at every clip"),
        "summarise": _say("Putting score and measures together"),
        "freeze": _say("Holding one region still at a time, to see what the score leans on"),
    }.get(stage, _say("Working"))


def left_words(left_s: float | None) -> str:
    """Say how long it will still take, no more exactly than it is known."""
    if left_s is None:
        return _say("Estimating the time left…")
    if left_s < _A_FEW_S:
        return _say("A few seconds left")
    if left_s < _MINUTE_S:
        return _say("About {0} s left").format(5 * round(left_s / 5))
    return _say("About {0} min left").format(round(left_s / _MINUTE_S))


def recording_facts(recording: Recording) -> list[tuple[str, str]]:
    """Name and value of what is known of a recording that was not analysed."""
    width, height = recording.size_px
    minutes, seconds = divmod(recording.duration_s, 60)
    length = f"{seconds:.1f} s" if minutes < 1 else f"{int(minutes)} min {seconds:.0f} s"
    sound = _say("yes") if recording.has_audio else _say("no")
    return [
        (_say("File"), recording.path.name),
        (_say("Length"), length),
        (_say("Picture"), _say("{0} x {1} pixels").format(width, height)),
        (_say("Frames per second"), f"{recording.measured_fps:.4g}"),
        (_say("Sound"), sound),
    ]


def _say(text: str) -> str:
    return QCoreApplication.translate("Progress", text)
