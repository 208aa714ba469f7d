"""Waiting for something in the window without stopping it, for the self-test and benchmarks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QTimer

_LOOK_EVERY_MS = 5


def wait_until(condition: Callable[[], bool], limit_ms: int) -> bool:
    """Let the window live until `condition` holds; False if it does not within the limit."""
    if condition():
        return True
    loop, deadline, timer = QEventLoop(), QDeadlineTimer(limit_ms), QTimer()

    def look() -> None:
        if condition() or deadline.hasExpired():
            loop.quit()

    timer.timeout.connect(look)
    timer.start(_LOOK_EVERY_MS)
    loop.exec()
    timer.stop()
    return condition()
