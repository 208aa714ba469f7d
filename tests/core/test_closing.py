"""What closes itself does so after success and after failure."""

from __future__ import annotations

import pytest

from core.closing import Closing


class Door(Closing):
    def __init__(self) -> None:
        self.closed = 0

    def close(self) -> None:
        self.closed += 1


def test_it_closes_at_the_end_and_gives_itself() -> None:
    door = Door()
    with door as given:
        assert given is door
        assert door.closed == 0
    assert door.closed == 1


def test_it_closes_after_an_error_and_lets_it_pass() -> None:
    door = Door()
    with pytest.raises(RuntimeError), door:
        raise RuntimeError
    assert door.closed == 1
