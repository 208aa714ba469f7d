"""Faults of the window are kept and told, without the words of exceptions."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from core.places import LOG_DIR_VARIABLE
from gui.fault_log import keep_faults
from gui.jobs import OUR_FAULT, JobRunner

NAME = "Jane Doe"


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, str]]]:
    monkeypatch.setenv(LOG_DIR_VARIABLE, str(tmp_path / "logs"))
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    before = {name: list(logging.getLogger(name).handlers) for name in ("core", "gui", "models")}
    said: list[tuple[str, str]] = []
    keep_faults(lambda kind, text: said.append((kind, text)))
    yield said
    for name, handlers in before.items():
        logging.getLogger(name).handlers[:] = handlers


def logged(tmp_path: Path) -> str:
    return "".join(file.read_text() for file in (tmp_path / "logs").glob("*.log"))


def fail() -> None:
    raise RuntimeError(f"{NAME}.mp4")


def test_a_fault_in_a_slot_is_kept_and_told_once(
    qtbot: QtBot, told: list[tuple[str, str]], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rounds: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: rounds.append(1))
    timer.timeout.connect(fail)
    timer.start(1)
    qtbot.waitUntil(lambda: len(rounds) > 5)
    timer.stop()
    assert told == [("error", OUR_FAULT)]
    assert logged(tmp_path).count("builtins.RuntimeError") == 1
    assert "in fail" in logged(tmp_path)
    assert NAME not in logged(tmp_path) + "".join(capfd.readouterr())


def test_a_fault_of_a_job_is_in_the_log_that_its_message_speaks_of(
    qtbot: QtBot, told: list[tuple[str, str]], tmp_path: Path
) -> None:
    runner = JobRunner()
    with qtbot.waitSignal(runner.finished):
        runner.start(lambda _progress, _cancel: fail())
    assert "RuntimeError" in logged(tmp_path)
    assert NAME not in logged(tmp_path)


def test_nothing_is_written_while_all_is_well(told: list[tuple[str, str]], tmp_path: Path) -> None:
    logging.getLogger("gui.anything").warning("not worth a log")
    assert not (tmp_path / "logs").exists()


def test_a_folder_that_cannot_be_written_is_no_second_fault(
    told: list[tuple[str, str]], tmp_path: Path
) -> None:
    (tmp_path / "logs").write_text("in the way")
    logging.getLogger("gui.anything").error("lost")
