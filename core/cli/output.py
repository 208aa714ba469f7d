"""What verbs print, where nobody reads on or the terminal lacks a letter."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO, cast

from core.errors import SurroundingsError


@contextmanager
def forgiving_output() -> Iterator[None]:
    """Let printing to standard output neither end a job nor hide its exit code.

    Where the reader goes away (``| head``), the rest is dropped and the job goes on: what it was
    asked to write it still writes. Letters that the output's encoding lacks are escaped.

    Raises
    ------
    SurroundingsError
        Where the output cannot be written for another reason, such as a full disk.
    """
    before = sys.stdout
    if before is None:  # closed by whoever started us; `print` then does nothing
        yield
        return
    with suppress(AttributeError, ValueError):  # not every replacement can be told
        cast(Any, before).reconfigure(errors="backslashreplace")
    forgiving = _Forgiving(before)
    sys.stdout = cast(TextIO, forgiving)
    try:
        yield
        forgiving.flush()
    finally:
        if sys.stdout is cast(TextIO, forgiving):
            sys.stdout = before


class _Forgiving:
    """A text stream that goes silent when its reader is gone."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._gone = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        if not self._gone:
            self._try(lambda: self._stream.write(text))
        return len(text)

    def flush(self) -> None:
        if not self._gone:
            self._try(self._stream.flush)

    def _try(self, action: Callable[[], object]) -> None:
        try:
            action()
        except OSError as error:
            self._gone = True
            _forget(self._stream)
            if not isinstance(error, BrokenPipeError):
                raise SurroundingsError(
                    f"The output could not be written: {error.strerror or error}. Free some "
                    "space, or send it somewhere else."
                ) from error


def _forget(stream: TextIO) -> None:
    """Send what the stream still holds to nowhere, or Python would try again at its very end."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
