"""Working ahead: an iterator whose items are made in a thread of its own."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from typing import Generic, TypeVar

from core.closing import Closing

T = TypeVar("T")

_LOOK_AGAIN_S = 0.1


class _End:
    """Sent after the last item, with what ended the source, if not its own end."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


class Ahead(Closing, Generic[T]):
    """Iterates over `source` in another thread, at most `depth` items ahead.

    For stages that spend their time in native code, which lets other threads run. An exception of
    the source is raised where its item would have been. The source is iterated, and its generators
    end, in the thread alone.

    Parameters
    ----------
    source : iterator
    name : str
        Of the thread.
    depth : int
        Items held besides the one in use.
    """

    def __init__(self, source: Iterator[T], name: str, depth: int = 3) -> None:
        self._source = source
        self._items: queue.Queue[T | _End] = queue.Queue(depth)
        self._closed = threading.Event()
        self._ended = False
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        if self._ended:
            raise StopIteration
        item = self._items.get()
        if not isinstance(item, _End):
            return item
        self._ended = True
        self._thread.join()
        if item.error is not None:
            raise item.error
        raise StopIteration

    def close(self) -> None:
        """Stop working ahead and wait for the item under way. May be called again."""
        self._closed.set()
        self._ended = True
        self._thread.join()

    def _work(self) -> None:
        error: BaseException | None = None
        try:
            for item in self._source:
                self._put(item)
                if self._closed.is_set():
                    break
        except BaseException as raised:  # noqa: BLE001 - raised again where the items are taken
            error = raised
        self._put(_End(error))

    def _put(self, item: T | _End) -> None:
        while not self._closed.is_set():
            try:
                self._items.put(item, timeout=_LOOK_AGAIN_S)
            except queue.Full:
                continue
            return
