"""Pictures of frames, fetched in a thread of their own; only the latest request counts."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QThread, Signal, Slot
from PySide6.QtGui import QImage

from core.errors import FaciesError
from core.types import Recording

if TYPE_CHECKING:
    from core.video.proxy import ProxyReader
    from core.video.window import FrameWindow

_log = logging.getLogger(__name__)

# How long a request must stand before the exact frame is sought far away: while a handle is being
# dragged the next request is on its way already.
_AT_REST_S = 0.06
_LEAST_PX = 64


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the thread is asked for; replaced as a whole."""

    number: int = 0
    index: int = 0
    longest_px: int = 0
    playing: bool = False


class FrameServer(QObject):
    """Gives out pictures of one recording.

    Signals
    -------
    served(int, QImage, bool)
        A picture (RGB888, with bytes of its own) of a frame; True if it is the exact frame, False
        for a small one that stands in for it.
    damaged(int)
        The file is damaged at the frame that was asked for.
    lost(str)
        The recording's file cannot be read at all; the sentence says why.

    All of them come in the GUI thread and belong to the latest request.

    Parameters
    ----------
    parent : QObject, optional
    at_leisure : callable, optional
        Called once in the thread of each recording when there is nothing else to do.
    """

    served = Signal(int, QImage, bool)
    damaged = Signal(int)
    lost = Signal(str)

    def __init__(
        self, parent: QObject | None = None, *, at_leisure: Callable[[], None] | None = None
    ) -> None:
        super().__init__(parent)
        self._at_leisure = at_leisure
        self._thread: _Thread | None = None
        self._wish = _Wish()
        self._oldest = 0

    @property
    def running(self) -> bool:
        """Whether a recording is open."""
        return self._thread is not None

    def open(self, recording: Recording, proxy: Path | None) -> None:
        """Serve a recording from now on, with its small pictures if there are any."""
        self.stop()
        self._oldest = self._wish.number + 1
        self._wish = replace(self._wish, number=self._oldest, index=0, playing=False)
        self._thread = _Thread(recording, proxy, self._wish, self._at_leisure, self)
        self._thread.served.connect(self._on_served)
        self._thread.damaged.connect(self._on_damaged)
        self._thread.lost.connect(self._on_lost)
        self._thread.start()

    def request(self, index: int, *, following: bool = False) -> None:
        """Ask for a frame; earlier requests are forgotten.

        Parameters
        ----------
        index : int
        following : bool
            The frame follows the last one in playing: a picture that was asked for just before
            may still come, so that something moves where decoding cannot keep up.
        """
        self._ask(replace(self._wish, number=self._wish.number + 1, index=index))
        if not following:
            self._oldest = self._wish.number

    def fit(self, longest_px: int) -> None:
        """Serve pictures whose longest side is this from now on, the current frame anew."""
        longest_px = max(longest_px, _LEAST_PX)
        if longest_px != self._wish.longest_px:
            self._ask(replace(self._wish, number=self._wish.number + 1, longest_px=longest_px))

    def set_playing(self, playing: bool) -> None:
        """Decode ahead of the frame that is shown rather than about it."""
        if playing != self._wish.playing:
            self._ask(replace(self._wish, playing=playing))

    def stop(self) -> None:
        """Close the recording and wait for the thread to end."""
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.end()
            thread.wait()
            thread.deleteLater()
            self._oldest = self._wish.number + 1

    def _ask(self, wish: _Wish) -> None:
        self._wish = wish
        if self._thread is not None:
            self._thread.ask(wish)

    @Slot(int, int, QImage, bool)
    def _on_served(self, number: int, index: int, picture: QImage, exact: bool) -> None:
        if number >= self._oldest:
            self.served.emit(index, picture, exact)

    @Slot(int, int)
    def _on_damaged(self, number: int, index: int) -> None:
        if number >= self._oldest:
            self.damaged.emit(index)

    @Slot(int, str)
    def _on_lost(self, opened: int, why: str) -> None:
        if self._thread is not None and opened == self._thread.opened:
            self.lost.emit(why)


class _Thread(QThread):
    """Serves the latest wish, then prepares for the next one, then sleeps."""

    served = Signal(int, int, QImage, bool)
    damaged = Signal(int, int)
    lost = Signal(int, str)

    def __init__(
        self,
        recording: Recording,
        proxy: Path | None,
        wish: _Wish,
        at_leisure: Callable[[], None] | None,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("facies-frames")
        self._recording = recording
        self._proxy_path = proxy
        self._changed = threading.Condition()
        self._wish = wish
        self.opened = wish.number
        self._ended = False
        self._at_leisure = at_leisure
        self._window: FrameWindow | None = None
        self._proxy: ProxyReader | None = None

    def ask(self, wish: _Wish) -> None:
        """Take another wish (GUI thread)."""
        with self._changed:
            self._wish = wish
            self._changed.notify()

    def end(self) -> None:
        """Ask the thread to end; it does within one frame's decoding (GUI thread)."""
        with self._changed:
            self._ended = True
            self._changed.notify()

    def run(self) -> None:
        """Serve until the end."""
        try:
            self._open()
            self._serve()
        except Exception as error:  # noqa: BLE001 - told to the user; its words may hold names
            _log.error("serving frames failed: %s", type(error).__name__)
            self.lost.emit(
                self.opened,
                self.tr("The pictures of this recording cannot be shown. Open it again."),
            )
        finally:
            for each in (self._window, self._proxy):
                if each is not None:
                    each.close()

    def _open(self) -> None:
        from core.video.proxy import ProxyReader
        from core.video.window import FrameWindow

        if self._proxy_path is not None:
            # Without it far jumps are slower, and that is all.
            with suppress(FaciesError):
                self._proxy = ProxyReader(self._proxy_path)
        if self._proxy is not None and len(self._proxy) != len(self._recording.pts_s):
            self._proxy.close()
            self._proxy = None
        try:
            self._window = FrameWindow(self._recording)
        except FaciesError as error:
            self.lost.emit(self.opened, error.message)

    def _serve(self) -> None:
        done = -1
        while not self._ended:
            wish = self._wish
            if wish.number == done or wish.longest_px == 0:
                if not self._prepare(wish):
                    self._rest(wish)
            elif self._answer(wish):
                done = wish.number

    def _answer(self, wish: _Wish) -> bool:
        """Serve a wish; False where a newer one came in between."""
        window = self._window
        if window is None:
            self._stand_in(wish)
            return True
        window.fit(wish.longest_px)
        window.move(wish.index)
        if not window.is_soon(wish.index) and self._stand_in(wish) and not wish.playing:
            self._sleep(wish, _AT_REST_S)
        # While playing every wish is followed by the next one: none may wait for the last.
        while (wish.playing or not self._is_old(wish)) and window.fetch(wish.index):
            if self._ended:
                return False
        if self._is_old(wish) and not wish.playing:
            return False
        rgb = window.picture(wish.index)
        if rgb is not None:
            self.served.emit(wish.number, wish.index, _image_of(rgb), True)
        elif not self._stand_in(wish):
            self.damaged.emit(wish.number, wish.index)
        return True

    def _stand_in(self, wish: _Wish) -> bool:
        """Serve the small picture of a frame, if there is one."""
        if self._proxy is None:
            return False
        rgb = self._proxy.frame(wish.index)
        if rgb is None:
            return False
        self.served.emit(wish.number, wish.index, _image_of(rgb), False)
        return True

    def _prepare(self, wish: _Wish) -> bool:
        return self._window is not None and self._window.prepare(playing=wish.playing)

    def _rest(self, wish: _Wish) -> None:
        at_leisure, self._at_leisure = self._at_leisure, None
        if at_leisure is not None and wish.longest_px:
            at_leisure()
        else:
            self._sleep(wish, None)

    def _is_old(self, wish: _Wish) -> bool:
        return self._ended or self._wish.number != wish.number

    def _sleep(self, wish: _Wish, seconds: float | None) -> None:
        """Wait for a newer wish, or the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended or self._wish is not wish, seconds)


def _image_of(rgb: NDArray[np.uint8]) -> QImage:
    height, width = rgb.shape[:2]
    rows = rgb if rgb.strides[1:] == (3, 1) else np.ascontiguousarray(rgb)
    if rows.strides[0] != 3 * width:
        rows = np.ascontiguousarray(rows)
    return QImage(rows.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
