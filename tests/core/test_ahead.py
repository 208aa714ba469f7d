"""Working ahead: same items, same order, errors where they belong, no thread left."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from core.ahead import Ahead


def test_gives_all_items_in_order() -> None:
    with Ahead(iter(range(100)), "facies-test", depth=2) as items:
        assert list(items) == list(range(100))
        assert list(items) == []


def test_is_made_in_another_thread_and_only_a_little_ahead() -> None:
    made: list[int] = []
    names: set[str] = set()

    def source() -> Iterator[int]:
        for number in range(50):
            names.add(threading.current_thread().name)
            made.append(number)
            yield number

    with Ahead(source(), "facies-test", depth=3) as items:
        for number in items:
            assert made[-1] <= number + 5  # 3 waiting, one in hand, one being made
    assert names == {"facies-test"}


def test_error_is_raised_in_its_place() -> None:
    def source() -> Iterator[int]:
        yield 1
        raise ValueError("here")

    with Ahead(source(), "facies-test") as items:
        assert next(items) == 1
        with pytest.raises(ValueError, match="here"):
            next(items)
        with pytest.raises(StopIteration):
            next(items)


def test_closing_ends_a_source_without_end_and_its_cleanup_runs() -> None:
    ended = threading.Event()

    def source() -> Iterator[int]:
        try:
            while True:
                yield 0
        finally:
            ended.set()

    stream = source()
    with Ahead(stream, "facies-test") as items:
        next(items)
    stream.close()
    assert ended.is_set()
    items.close()
    with pytest.raises(StopIteration):
        next(items)
