"""Recording what arrives from a camera, so that a crash loses at most the last second.

While it is under way a recording is ``NAME.mkv.part`` with its task marks in ``NAME.marks.jsonl``;
at the end it becomes ``NAME.mkv`` with ``NAME.segments.json``. Names hold date and time only.
`core.video.capture_recovery` makes a proper recording of what a crash has left.
"""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.atomic import sync_folder, write_text, writing_failed
from core.closing import Closing
from core.errors import FaciesError, RecordingError
from core.types import Task
from core.video.capture_file import CaptureFile, SoundFormat
from core.video.capture_marks import Mark, MarkJournal, segments_json, segments_of
from core.video.capture_names import CaptureNames, hold

__all__ = ["Capture", "CaptureState", "SoundFormat"]

_log = logging.getLogger(__name__)

# Pictures wait for the encoder only so long; then they are dropped and counted.
_MOST_WAITING_BYTES = 96 << 20
_MOST_SOUND_BYTES = 8 << 20
_LEAST_WAITING = 4
_SYNC_EVERY_S = 0.5
_SPACE_EVERY_S = 1.0
_RATE_OVER_S = 3.0


@dataclass(frozen=True, slots=True)
class CaptureState:
    """How a recording is getting on.

    Attributes
    ----------
    frames, dropped : int
        Pictures kept, and those that disk or encoder were too slow for.
    length_s : float
        From the first picture to the last one kept.
    fps : float
        Pictures kept per second over the last seconds; 0 where not known yet.
    free_bytes : int or None
        Left on the disk; None where not known.
    error : FaciesError or None
        Why it ended by itself. What came before is kept.
    """

    frames: int = 0
    dropped: int = 0
    length_s: float = 0.0
    fps: float = 0.0
    free_bytes: int | None = None
    error: FaciesError | None = None


class Capture(Closing):
    """A recording under way. May be fed from any thread; encodes and writes in one of its own.

    All times are of one monotonic clock, in seconds. The first picture's time is the zero of the
    recording.

    Parameters
    ----------
    folder : Path
        Made if it does not exist.
    sound : SoundFormat, optional
        None records no sound.
    started : datetime, optional
        What the file is named after; now by default.

    Raises
    ------
    SurroundingsError
        If nothing can be written there.
    """

    def __init__(
        self, folder: Path, sound: SoundFormat | None = None, started: datetime | None = None
    ) -> None:
        self._names = CaptureNames.free(folder, started or datetime.now())
        self._file, self._journal = _open(self._names, sound)
        self._lock = threading.Condition()
        self._waiting: deque[Callable[[], None]] = deque()
        self._picture_bytes = self._pictures = self._sound_bytes = 0
        self._ending = False
        self._frames = self._dropped = 0
        self._error: FaciesError | None = None
        self._times: deque[float] = deque()
        self._early_marks: list[Mark] = []
        self._free: int | None = None
        self._thread = threading.Thread(target=self._work, name="facies-capture", daemon=True)
        self._thread.start()

    @property
    def path(self) -> Path:
        """Where the finished recording will lie."""
        return self._names.final

    @property
    def part(self) -> Path:
        """Where it lies until then."""
        return self._names.part

    @property
    def state(self) -> CaptureState:
        """How it is getting on."""
        with self._lock:
            return CaptureState(
                self._frames, self._dropped, self._file.last_s, self._rate(), self._free,
                self._error,
            )  # fmt: skip

    def add_picture(self, rgb: NDArray[np.uint8], time_s: float) -> bool:
        """Take a picture; False if it was dropped.

        Parameters
        ----------
        rgb : (H, W, 3) uint8
            Not to be changed afterwards.
        time_s : float
            When it arrived.
        """
        with self._lock:
            full = self._picture_bytes + rgb.nbytes > _MOST_WAITING_BYTES
            if self._ending or self._error is not None:
                return False
            if full and self._pictures >= _LEAST_WAITING:
                self._dropped += 1
                return False
            self._picture_bytes += rgb.nbytes
            self._pictures += 1
            self._put(lambda: self._write_picture(rgb, time_s))
        return True

    def add_sound(self, block: NDArray[np.int16], time_s: float) -> None:
        """Take a block of sound, int16 (n,) or (n, channels), that began at `time_s`."""
        with self._lock:
            if self._ending or self._error is not None:
                return
            if self._sound_bytes + block.nbytes <= _MOST_SOUND_BYTES:
                self._sound_bytes += block.nbytes
                self._put(lambda: self._write_sound(block, time_s))

    def begin_task(self, task: Task, step: int, time_s: float) -> None:
        """Mark that a task of the protocol's step begins; the one before ends."""
        self._mark(Mark("begin", time_s, step, task))

    def end_task(self, time_s: float) -> None:
        """Mark that the task under way ends."""
        self._mark(Mark("end", time_s))

    def drop_step(self, step: int, time_s: float) -> None:
        """Mark that what was done of a step does not count: it is done again."""
        self._mark(Mark("drop", time_s, step))

    def finish(self) -> Path:
        """End the recording and give it its final name; return that.

        Raises
        ------
        RecordingError
            If not one picture had come. Nothing is left behind.
        FaciesError
            What ended it before, or stops it from being finished. All that was saved stays under
            `part` for `core.video.capture_recovery.recover`.
        """
        self._end()
        if self._error is not None:
            self.close()
            raise self._error
        if self._frames == 0:
            self.discard()
            raise RecordingError(
                "The camera sent no picture, so nothing was recorded. Check the camera and start "
                "again."
            )
        try:
            self._file.finish()
            segments = segments_of(self._journal.marks, self._end_s())
            if segments:
                write_text(self._names.segments, segments_json(segments))
            self._names.part.rename(self._names.final)
            sync_folder(self._names.final.parent)
        except OSError as error:
            raise writing_failed(self._names.part, error) from error
        finally:
            self._journal.close()
        with suppress(OSError):
            self._names.journal.unlink()
        return self._names.final

    def discard(self) -> None:
        """End the recording and delete it."""
        self.close()
        for path in (self._names.part, self._names.journal):
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def close(self) -> None:
        """Stop writing. Unless `finish` was called, the part stays to be recovered."""
        self._end()
        self._file.abandon()
        self._journal.close()

    # In the thread of its own

    def _work(self) -> None:
        synced_s = looked_s = 0.0
        while (item := self._next()) is not None:
            try:
                item()
                now_s = time.monotonic()
                if now_s - synced_s >= _SYNC_EVERY_S:
                    self._file.sync()
                    synced_s = time.monotonic()
                if now_s - looked_s >= _SPACE_EVERY_S:
                    self._free = shutil.disk_usage(self._names.part.parent).free
                    looked_s = now_s
            except FaciesError as error:
                self._fail(error)
            except OSError as error:
                self._fail(writing_failed(self._names.part, error))
            except Exception as error:  # noqa: BLE001 - told to the user by `state` and `finish`
                _log.error("recording failed: %s", type(error).__name__)
                self._fail(
                    FaciesError(
                        "Recording stopped because of a fault inside Facies. What was recorded "
                        "until then is kept."
                    )
                )

    def _next(self) -> Callable[[], None] | None:
        with self._lock:
            while not self._waiting and not self._ending:
                self._lock.wait()
            return self._waiting.popleft() if self._waiting else None

    def _write_picture(self, rgb: NDArray[np.uint8], time_s: float) -> None:
        kept = self._file.add_picture(rgb, time_s)
        for mark in self._early_marks:
            self._write_mark(mark)
        self._early_marks.clear()
        with self._lock:
            self._picture_bytes -= rgb.nbytes
            self._pictures -= 1
            self._frames += kept
            self._dropped += not kept
            if kept:
                self._times.append(time_s)
            while time_s - self._times[0] > _RATE_OVER_S:
                self._times.popleft()

    def _write_sound(self, block: NDArray[np.int16], time_s: float) -> None:
        self._file.add_sound(block, time_s)
        with self._lock:
            self._sound_bytes -= block.nbytes

    def _write_mark(self, mark: Mark) -> None:
        zero_s = self._file.zero_s
        if zero_s is None:
            self._early_marks.append(mark)
            return
        since_s = round(max(mark.time_s - zero_s, 0.0), 4)
        self._journal.add(Mark(mark.event, since_s, mark.step, mark.task))

    def _fail(self, error: FaciesError) -> None:
        with self._lock:
            self._error = error
            self._waiting.clear()
        self._file.abandon()

    # In the threads that feed it

    def _mark(self, mark: Mark) -> None:
        with self._lock:
            if not self._ending and self._error is None:
                self._put(lambda: self._write_mark(mark))

    def _put(self, item: Callable[[], None]) -> None:
        self._waiting.append(item)
        self._lock.notify()

    def _end(self) -> None:
        with self._lock:
            self._ending = True
            self._lock.notify()
        self._thread.join()

    def _rate(self) -> float:
        if len(self._times) < 2:
            return 0.0
        return (len(self._times) - 1) / max(self._times[-1] - self._times[0], 1e-6)

    def _end_s(self) -> float:
        usual_s = 1 / rate if (rate := self._rate()) > 0 else 0.0
        return self._file.last_s + usual_s


def _open(names: CaptureNames, sound: SoundFormat | None) -> tuple[CaptureFile, MarkJournal]:
    try:
        names.folder.mkdir(parents=True, exist_ok=True)
        file = CaptureFile(names.part, sound)
    except OSError as error:
        raise writing_failed(names.part, error) from error
    hold(file.descriptor)
    try:
        return file, MarkJournal(names.journal)
    except OSError as error:
        file.abandon()
        with suppress(OSError):
            names.part.unlink()
        raise writing_failed(names.journal, error) from error
