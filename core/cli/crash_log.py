"""A log of an unforeseen fault that carries no patient's name or path."""

from __future__ import annotations

import os
import traceback
from datetime import UTC, datetime
from pathlib import Path

from core.places import log_dir


def write_crash_log(error: Exception, argv: list[str]) -> Path | None:
    """Write the traceback of `error`, without the messages, which may quote a path.

    Parameters
    ----------
    error : Exception
    argv : list of str
        Arguments of the command; only the verb is logged.

    Returns
    -------
    Path or None
        The log, or None if it could not be written.
    """
    folder = log_dir()
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    path = folder / f"fault-{stamp}-{os.getpid()}.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(_describe(error, argv), encoding="utf-8")
    except OSError:
        return None
    return path


def _describe(error: BaseException, argv: list[str]) -> str:
    lines = [f"verb: {argv[0] if argv else ''}"]
    cause: BaseException | None = error
    while cause is not None:
        lines.append(f"{type(cause).__module__}.{type(cause).__qualname__}")
        lines += [
            f"  {frame.filename}:{frame.lineno} in {frame.name}: {frame.line}"
            for frame in traceback.extract_tb(cause.__traceback__)
        ]
        cause = cause.__cause__ or cause.__context__
    return "\n".join(lines) + "\n"
