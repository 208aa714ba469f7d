from __future__ import annotations

import ctypes
import os
import signal
from functools import partial
from pathlib import Path

import pytest

from core.errors import Cancelled, SurroundingsError, UsageError
from core.progress import CancelToken, Progress, silent
from core.simulate.pool import in_processes


def touch(number: int, folder: Path) -> None:
    (folder / str(number)).touch()


def refuse(_: int) -> None:
    raise UsageError("No.")


def killed(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def faulty(_: int) -> None:
    ctypes.string_at(0)


def test_every_task_is_done_and_told(tmp_path: Path) -> None:
    said: list[Progress] = []
    work = partial(touch, folder=tmp_path)
    in_processes(work, range(3), jobs=1, progress=said.append, cancel=None)
    assert {path.name for path in tmp_path.iterdir()} == {"0", "1", "2"}
    assert [one.fraction for one in said] == pytest.approx([1 / 3, 2 / 3, 1])


def test_what_a_task_raises_ends_all() -> None:
    with pytest.raises(UsageError, match="No"):
        in_processes(refuse, range(2), jobs=1, progress=silent, cancel=None)


def test_cancelling_ends_after_the_task_under_way(tmp_path: Path) -> None:
    cancel = CancelToken()
    cancel.cancel()
    work = partial(touch, folder=tmp_path)
    with pytest.raises(Cancelled):
        in_processes(work, range(50), jobs=1, progress=silent, cancel=cancel)
    assert 1 <= len(list(tmp_path.iterdir())) < 50


def test_a_process_ended_from_outside_is_said_to_be() -> None:
    with pytest.raises(SurroundingsError, match="fewer processes"):
        in_processes(killed, [0], jobs=1, progress=silent, cancel=None)


def test_a_fault_of_native_code_says_where(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SurroundingsError):
        in_processes(faulty, [0], jobs=1, progress=silent, cancel=None)
    assert "in faulty" in capfd.readouterr().err
