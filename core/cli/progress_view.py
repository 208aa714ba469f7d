"""Progress on a terminal: a bar, JSON lines, or nothing."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from core.progress import Progress, ProgressFn, silent

if TYPE_CHECKING:
    from tqdm import tqdm

MODES = ("bar", "json", "none")

_TITLES = {
    "open": "Opening the video",
    "analyse": "Watching the face",
    "summarise": "Summing up",
    "freeze": "Freezing regions",
    "report": "Writing the report",
    "overlay": "Drawing the overlay",
    "train": "Training",
    "extract": "Cutting clips",
}


@contextmanager
def progress_view(mode: str | None) -> Iterator[ProgressFn]:
    """Give a progress callable that shows itself as `mode` says.

    Parameters
    ----------
    mode : {"bar", "json", "none"} or None
        A bar on standard error; one JSON line per finished stage on standard output; nothing.
        None means a bar on a terminal, else nothing.
    """
    chosen = mode or ("bar" if _on_terminal() else "none")
    if chosen == "json":
        yield _JsonLines()
    elif chosen == "bar":
        with _Bar() as bar:
            yield bar
    else:
        yield silent


def _on_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()  # None where it was closed


class _JsonLines:
    """One line for each stage, when it is done."""

    def __init__(self) -> None:
        self._started: dict[str, float] = {}

    def __call__(self, progress: Progress) -> None:
        now = time.perf_counter()
        started = self._started.setdefault(progress.stage, now)
        if progress.fraction >= 1.0 and started >= 0:
            self._started[progress.stage] = -1.0
            line = {"stage": progress.stage, "seconds": round(now - started, 3)}
            print(json.dumps(line), flush=True)


class _Bar:
    """One bar at a time; a finished stage leaves its line standing."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None
        self._stage = ""

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, progress: Progress) -> None:
        if progress.detail is not None:
            return
        if progress.stage != self._stage or self._bar is None:
            self._open(progress.stage)
        if self._bar is not None:
            self._bar.n = round(progress.fraction * 100)
            if progress.message:
                self._bar.set_postfix_str(progress.message, refresh=False)
            self._bar.refresh()

    def _open(self, stage: str) -> None:
        from tqdm import tqdm

        if self._bar is not None:
            self._bar.close()
        self._stage = stage
        self._bar = tqdm(
            total=100,
            desc=f"{_TITLES.get(stage, stage.capitalize()):<20}",
            bar_format="{desc} {bar:30} {percentage:3.0f} % {remaining} left {postfix}",
            file=sys.stderr,
        )
