"""Keeps faults of the window where Settings says that they lie, without names and paths."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType

from core.places import log_dir
from gui.jobs import OUR_FAULT

_LOGGERS = ("core", "gui", "models")
_MOST = 100  # what goes wrong at every repaint must not fill a disk

_log = logging.getLogger(__name__)


class FaultLog(logging.Handler):
    """Appends errors to a file of this process; each is written once, the file at the first.

    What is logged holds no words of exceptions, since those may quote a file name.
    """

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        self._name = f"fault-{stamp}-{os.getpid()}.log"
        self._written: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record; where that cannot be done there is nobody left to tell."""
        text = record.getMessage()
        if text in self._written or len(self._written) >= _MOST:
            return
        self._written.add(text)
        if logging.lastResort is not None:  # what there was before: standard error, if there is one
            logging.lastResort.emit(record)
        try:
            log_dir().mkdir(parents=True, exist_ok=True)
            with (log_dir() / self._name).open("a", encoding="utf-8") as file:
                file.write(f"{record.name}: {text}\n")
        except OSError:
            return


class _Hook:
    """Logs and tells what nobody has caught, such as a fault in a slot."""

    def __init__(self, tell: Callable[[str, str], None]) -> None:
        self._tell = tell
        self._told: set[str] = set()

    def __call__(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        text = f"{kind.__module__}.{kind.__qualname__}\n" + "".join(traceback.format_tb(trace))
        if text in self._told:
            return
        self._told.add(text)
        _log.error("a fault that nothing has caught: %s", text)
        self._tell("error", OUR_FAULT)


def keep_faults(tell: Callable[[str, str], None]) -> None:
    """Keep and tell faults from now on, for as long as the process lives.

    Parameters
    ----------
    tell : callable
        Takes a kind of notice and its text, as `gui.workbench.Workbench.tell`.
    """
    handler = FaultLog()
    for name in _LOGGERS:
        logging.getLogger(name).addHandler(handler)
    sys.excepthook = _Hook(tell)
