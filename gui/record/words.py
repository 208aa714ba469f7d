"""Short texts that several parts of the recording place use."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from core.types import Task


def task_word(task: Task) -> str:
    """Name a task for a list."""
    words = {
        "rest": QCoreApplication.translate("Record", "Rest"),
        "smile": QCoreApplication.translate("Record", "Smile"),
        "disgust": QCoreApplication.translate("Record", "Disgust"),
        "surprise": QCoreApplication.translate("Record", "Surprise"),
        "talk": QCoreApplication.translate("Record", "Talk"),
        "read": QCoreApplication.translate("Record", "Read aloud"),
        "free": QCoreApplication.translate("Record", "Free"),
        "unknown": QCoreApplication.translate("Record", "Not named"),
    }
    return words[task]


def clock_text(seconds: float) -> str:
    """Write a length as minutes and seconds."""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def size_text(n_bytes: int) -> str:
    """Write room on a disk in MB or GB."""
    if n_bytes < 10 << 30:
        return QCoreApplication.translate("Record", "{0} MB").format(n_bytes >> 20)
    return QCoreApplication.translate("Record", "{0} GB").format(n_bytes >> 30)
