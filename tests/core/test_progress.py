from __future__ import annotations

import threading

import pytest

from core.errors import Cancelled
from core.progress import CancelToken, Progress, silent


def test_token_stops_a_working_thread() -> None:
    token = CancelToken()
    stopped = threading.Event()

    def work() -> None:
        try:
            while True:
                token.raise_if_cancelled()
        except Cancelled:
            stopped.set()

    thread = threading.Thread(target=work)
    thread.start()
    assert not token.cancelled
    token.cancel()
    thread.join(timeout=5)
    assert stopped.is_set()
    assert token.cancelled


def test_an_uncancelled_token_lets_work_go_on() -> None:
    CancelToken().raise_if_cancelled()


def test_cancelled_has_the_shells_exit_code() -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled) as caught:
        token.raise_if_cancelled()
    assert caught.value.exit_code == 130


def test_silent_takes_any_step() -> None:
    silent(Progress("analyse", 0.5, "Half", {"score": None}))
