"""Where live pictures come from: a camera, or a file that plays as one."""

from __future__ import annotations

import time
from typing import Literal

from PySide6.QtCore import QObject, Signal

Failure = Literal["none", "no_permission", "unplugged", "broken"]
"""Why a source failed."""


class FrameSource(QObject):
    """Live pictures and sound. Belongs to the GUI thread.

    Signals
    -------
    frame(ndarray, float)
        An RGB picture (H, W, 3) uint8, never changed afterwards, upright and not mirrored, and the
        time of its arrival on this source's clock (`now`), in seconds. Emitted in a thread of the
        source's own: connect it directly to what only puts it somewhere.
    sound(ndarray, float)
        Sound of `sound_rate_hz`, int16 (n,) or (n, channels), and the time of its first sample.
        Like `frame`.
    failed(str)
        Nothing comes any more, and why; `failure` says which kind it is.
    sound_failed(str)
        No sound comes (any more), and why. Pictures still do.
    started()
        It runs; `sound_rate_hz` is known.
    stopped()
    """

    frame = Signal(object, float)
    sound = Signal(object, float)
    failed = Signal(str)
    sound_failed = Signal(str)
    started = Signal()
    stopped = Signal()

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.failure: Failure = "none"
        self.sound_rate_hz = 0
        self.sound_channels = 1
        self.running = False

    def now(self) -> float:
        """Return the time on the clock by which pictures are stamped, in seconds."""
        return time.monotonic()

    def start(self) -> None:
        """Begin; `started` or `failed` follows."""
        raise NotImplementedError

    def stop(self) -> None:
        """End, and wait for all threads. Nothing is emitted after `stopped`."""
        raise NotImplementedError

    def _fail(self, failure: Failure, sentence: str) -> None:
        """Stop and tell why."""
        self.stop()
        self.failure = failure
        self.failed.emit(sentence)
