"""From a camera's own pictures to RGB arrays, in a thread of its own."""

from __future__ import annotations

import time
from collections import deque
from threading import Lock

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoFrame

# Pictures that wait; a camera has few buffers and stands still when all of them are taken.
_MOST_WAITING = 3


class Converter(QObject):
    """Stamps pictures on arrival and turns them into RGB.

    `take` is called directly in whatever thread the camera delivers in; the work is done in the
    thread that this object was moved to.

    Signals
    -------
    frame(ndarray, float)
        As `gui.record.source.FrameSource.frame`; emitted in this object's thread.
    """

    frame = Signal(object, float)
    _wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.dropped = 0
        self._lock = Lock()
        self._waiting: deque[tuple[QVideoFrame, float]] = deque()
        self._wanted.connect(self._convert)

    @Slot(QVideoFrame)
    def take(self, frame: QVideoFrame) -> None:
        """Take a picture that has just arrived; the oldest goes where too many wait."""
        now_s = time.monotonic()
        if not frame.isValid():
            return
        with self._lock:
            self._waiting.append((QVideoFrame(frame), now_s))
            if len(self._waiting) > _MOST_WAITING:
                self._waiting.popleft()
                self.dropped += 1
                return
        self._wanted.emit()

    @Slot()
    def _convert(self) -> None:
        with self._lock:
            if not self._waiting:
                return
            frame, time_s = self._waiting.popleft()
        rgb = to_rgb(frame)
        if rgb is not None:
            self.frame.emit(rgb, time_s)


def to_rgb(frame: QVideoFrame) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]] | None:
    """Return a picture as (H, W, 3) uint8, upright and not mirrored; None where it is not whole."""
    frame.setMirrored(False)  # some systems mirror the camera that faces the user
    image = frame.toImage()
    if image.isNull():
        return None
    return image_to_rgb(image)


def image_to_rgb(image: QImage) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Copy an image of any format into an RGB array."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    height, width, stride = image.height(), image.width(), image.bytesPerLine()
    rows = np.frombuffer(image.constBits(), np.uint8, height * stride).reshape(height, stride)
    # A copy, since the rows are the image's own memory, which goes with it.
    return rows[:, : 3 * width].copy().reshape(height, width, 3)
