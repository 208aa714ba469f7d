"""How soon a picture is on the screen after a step, a jump, and while playing."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field

from PySide6.QtCore import QEventLoop, QObject, QTimer, Slot

from gui.bench.result import Row
from gui.player.widget import PlayerWidget
from gui.session import Session
from gui.waiting import wait_until

_LIMIT_MS = 10_000
_STEPS = 60
_JUMPS = 40
_REST_MS = 120  # a hand between two steps


@dataclass(slots=True)
class _Seen:
    """When pictures of the wanted frame were painted, in seconds after it was asked for."""

    any_s: float = 0.0
    exact_s: float = 0.0


class Stopwatch(QObject):
    """Asks for frames and waits for their pictures.

    Parameters
    ----------
    session : Session
    player : PlayerWidget
    """

    def __init__(self, session: Session, player: PlayerWidget) -> None:
        super().__init__()
        self._session = session
        self._player = player
        self._loop = QEventLoop(self)
        self._limit = QTimer(self)
        self._limit.setSingleShot(True)
        self._limit.setInterval(_LIMIT_MS)
        self._limit.timeout.connect(self._loop.quit)
        self._wanted = -1
        self._asked_s = 0.0
        self._seen = _Seen()
        player.stage.painted.connect(self._on_painted)

    def go(self, frame: int) -> _Seen:
        """Show a frame; return when a picture, and when the exact one, was painted."""
        self._wanted, self._seen = frame, _Seen()
        self._asked_s = time.perf_counter()
        self._session.go_to_frame(frame)
        self._limit.start()
        self._loop.exec()
        self._limit.stop()
        return self._seen

    @Slot(int, bool)
    def _on_painted(self, frame: int, exact: bool) -> None:
        if frame != self._wanted:
            return
        now_s = time.perf_counter() - self._asked_s
        self._seen.any_s = self._seen.any_s or now_s
        if exact:
            self._seen.exact_s = now_s
            self._wanted = -1
            self._loop.quit()


@dataclass(slots=True)
class _Times:
    any_ms: list[float] = field(default_factory=list)
    exact_ms: list[float] = field(default_factory=list)

    def add(self, seen: _Seen) -> None:
        self.any_ms.append(1000 * seen.any_s)
        self.exact_ms.append(1000 * seen.exact_s)


def measure_scrubbing(session: Session, player: PlayerWidget) -> list[Row]:
    """Step by frames and seconds both ways, then jump far, over an analysed recording."""
    assert session.recording is not None
    watch = Stopwatch(session, player)
    second = round(session.recording.measured_fps)
    last = len(session.recording.pts_s) - 1
    rows = []
    for what, step, start in (
        ("one frame on", 1, last // 3), ("one frame back", -1, 2 * last // 3),
        ("one second on", second, 0), ("one second back", -second, last),
    ):  # fmt: skip
        times = _steps(watch, start, step, last)
        aim = "median under 16 ms, 95th under 50 ms"
        rows.append(Row(f"{what}: a picture", "ms", tuple(times.any_ms), aim))
        rows.append(Row(f"{what}: the exact frame", "ms", tuple(times.exact_ms)))
    times = _jumps(watch, last)
    rows.append(Row("far jump: a picture", "ms", tuple(times.any_ms), "within 50 ms"))
    rows.append(Row("far jump: the exact frame", "ms", tuple(times.exact_ms)))
    return rows


def _steps(watch: Stopwatch, start: int, step: int, last: int) -> _Times:
    watch.go(start)
    wait_until(lambda: False, 4 * _REST_MS)
    times, frame = _Times(), start
    for _ in range(_STEPS):
        frame += step
        if not 0 <= frame <= last:
            break
        times.add(watch.go(frame))
        wait_until(lambda: False, _REST_MS)
    return times


def _jumps(watch: Stopwatch, last: int) -> _Times:
    rng, times, before = random.Random(0), _Times(), 0
    while len(times.any_ms) < _JUMPS:
        frame = rng.randint(0, last)
        if abs(frame - before) < last // 4:
            continue
        times.add(watch.go(frame))
        before = frame
        wait_until(lambda: False, _REST_MS)
    return times


def measure_playing(session: Session, player: PlayerWidget, length_s: float) -> list[Row]:
    """Play with the overlay on and count the frames that were not shown."""
    session.go_to_frame(0)
    wait_until(lambda: player.stage.shown_frame == 0, _LIMIT_MS)
    session.set_playing(True)
    wait_until(lambda: session.time_s >= length_s or not session.playing, int(2000 * length_s))
    session.set_playing(False)
    return [
        Row(
            f"dropped in {length_s:.0f} s of playing",
            "frames",
            (float(player.clock.dropped),),
            "none",
        )
    ]
