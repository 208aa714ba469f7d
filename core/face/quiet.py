"""Keeping MediaPipe's native chatter off standard error.

MediaPipe, TensorFlow Lite and absl write informational lines straight to file descriptor 2 while
a graph starts. Between the lines of a progress bar or JSON records they do harm.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

# Informational and warning lines of absl ("W0000 00:00:17..."), its preface, and TFLite's own.
_CHATTER = re.compile(
    rb"[IW]\d{4} \d\d:\d\d:|WARNING: All log messages before absl::|INFO: Created TensorFlow Lite"
)
_STDERR = 2
_one_at_a_time = threading.RLock()


def hush_libraries() -> None:
    """Ask the libraries for silence where they listen; call before `mediapipe` is imported."""
    os.environ.setdefault("GLOG_minloglevel", "2")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


@contextmanager
def quiet_native_stderr() -> Iterator[None]:
    """Hold back what is written to file descriptor 2, then write out all but the chatter.

    Other threads' lines written meanwhile are delayed, not lost. Where there is no standard error
    (a windowed program) nothing is done.
    """
    with _one_at_a_time:
        try:
            kept = os.dup(_STDERR)
        except OSError:
            yield
            return
        with tempfile.TemporaryFile() as held:
            _flush()
            os.dup2(held.fileno(), _STDERR)
            try:
                yield
            finally:
                _flush()
                os.dup2(kept, _STDERR)
                os.close(kept)
                _release(held)


def _release(held: IO[bytes]) -> None:
    held.seek(0)
    for line in held:
        if not _CHATTER.match(line):
            os.write(_STDERR, line)


def _flush() -> None:
    if sys.stderr is not None:
        sys.stderr.flush()
