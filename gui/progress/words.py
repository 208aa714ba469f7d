"""Stages, times and facts in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from core.types import Recording

translate = QCoreApplication.translate

_A_FEW_S = 5
_MINUTE_S = 60


def stage_words(stage: str) -> str:
    """Say what an analysis is doing."""
    return {
        "": translate("Progress", "Getting ready"),
        "open": translate("Progress", "Reading the recording"),
        "analyse": translate("Progress", "Following the face and looking at every clip"),
        "summarise": translate("Progress", "Putting score and measures together"),
        "freeze": translate(
            "Progress", "Holding one region still at a time, to see what the score leans on"
        ),
    }.get(stage, translate("Progress", "Working"))


def left_words(left_s: float | None) -> str:
    """Say how long it will still take, no more exactly than it is known."""
    if left_s is None:
        return translate("Progress", "Estimating the time left…")
    if left_s < _A_FEW_S:
        return translate("Progress", "A few seconds left")
    if left_s < _MINUTE_S:
        return translate("Progress", "About {0} s left").format(5 * round(left_s / 5))
    return translate("Progress", "About {0} min left").format(round(left_s / _MINUTE_S))


def recording_facts(recording: Recording) -> list[tuple[str, str]]:
    """Name and value of what is known of a recording that was not analysed."""
    width, height = recording.size_px
    minutes, seconds = divmod(recording.duration_s, 60)
    length = f"{seconds:.1f} s" if minutes < 1 else f"{int(minutes)} min {seconds:.0f} s"
    sound = translate("Progress", "yes") if recording.has_audio else translate("Progress", "no")
    return [
        (translate("Progress", "File"), recording.path.name),
        (translate("Progress", "Length"), length),
        (
            translate("Progress", "Picture"),
            translate("Progress", "{0} x {1} pixels").format(width, height),
        ),
        (translate("Progress", "Frames per second"), f"{recording.measured_fps:.4g}"),
        (translate("Progress", "Sound"), sound),
    ]
