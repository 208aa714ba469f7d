"""Jobs off the GUI thread: each ends exactly once, in the GUI thread, and never after `stop`."""

from __future__ import annotations

import gc
import logging
import threading
import weakref

import pytest
from PySide6.QtCore import QObject, QThread, Slot
from pytestqt.qtbot import QtBot

from core.errors import RecordingError
from core.progress import CancelToken, Progress, ProgressFn
from gui.jobs import OUR_FAULT, JobRunner


class Heard(QObject):
    """Notes what a runner says, and in which thread."""

    def __init__(self, runner: JobRunner) -> None:
        super().__init__(runner)
        self.said: list[tuple[str, object]] = []
        self.elsewhere: list[str] = []
        runner.progressed.connect(self.on_progressed)
        runner.succeeded.connect(self.on_succeeded)
        runner.failed.connect(self.on_failed)
        runner.cancelled.connect(self.on_cancelled)
        runner.finished.connect(self.on_finished)

    def _note(self, name: str, value: object = None) -> None:
        self.said.append((name, value))
        if QThread.currentThread() is not self.thread():
            self.elsewhere.append(name)

    @Slot(object)
    def on_progressed(self, progress: Progress) -> None:
        self._note("progressed", progress.fraction)

    @Slot(object)
    def on_succeeded(self, result: object) -> None:
        self._note("succeeded", result)

    @Slot(object)
    def on_failed(self, error: object) -> None:
        self._note("failed", str(error))

    @Slot()
    def on_cancelled(self) -> None:
        self._note("cancelled")

    @Slot()
    def on_finished(self) -> None:
        self._note("finished")


class Held:
    """Work that waits until it is released or cancelled."""

    def __init__(self, result: object = "result") -> None:
        self.begun = threading.Event()
        self.release = threading.Event()
        self.ended = threading.Event()
        self._result = result

    def __call__(self, progress: ProgressFn, cancel: CancelToken) -> object:
        self.begun.set()
        try:
            while not self.release.wait(0.005):
                cancel.raise_if_cancelled()
        finally:
            self.ended.set()
        return self._result


@pytest.fixture
def runner(qtbot: QtBot) -> JobRunner:
    return JobRunner()


@pytest.fixture
def heard(runner: JobRunner) -> Heard:
    return Heard(runner)


def test_success_is_told_once_with_its_progress(
    qtbot: QtBot, runner: JobRunner, heard: Heard
) -> None:
    def work(progress: ProgressFn, cancel: CancelToken) -> int:
        assert QThread.currentThread() is not heard.thread()
        progress(Progress("open", 0.5))
        return 42

    with qtbot.waitSignal(runner.finished):
        runner.start(work)
        assert runner.busy
    assert heard.said == [("progressed", 0.5), ("succeeded", 42), ("finished", None)]
    assert heard.elsewhere == []
    assert not runner.busy


def test_an_error_for_the_user_arrives_as_it_is(
    qtbot: QtBot, runner: JobRunner, heard: Heard
) -> None:
    def work(progress: ProgressFn, cancel: CancelToken) -> None:
        raise RecordingError("This is not a video.")

    with qtbot.waitSignal(runner.finished):
        runner.start(work)
    assert heard.said == [("failed", "This is not a video."), ("finished", None)]


NAME = "Jane Doe"


@pytest.mark.parametrize(
    "fault",
    [RuntimeError(f"{NAME}.mp4"), UnicodeDecodeError("utf-8", NAME.encode(), 0, 1, NAME)],
    ids=["plain", "one that cannot be made without words"],
)
def test_a_fault_of_ours_is_told_and_logged_without_its_words(
    qtbot: QtBot,
    runner: JobRunner,
    heard: Heard,
    caplog: pytest.LogCaptureFixture,
    fault: Exception,
) -> None:
    def work(progress: ProgressFn, cancel: CancelToken) -> None:
        raise fault

    with caplog.at_level(logging.ERROR), qtbot.waitSignal(runner.finished):
        runner.start(work)
    assert heard.said == [("failed", OUR_FAULT), ("finished", None)]
    assert type(fault).__name__ in caplog.text
    assert "test_jobs.py" in caplog.text
    assert NAME not in caplog.text


def test_cancel_ends_the_job(qtbot: QtBot, runner: JobRunner, heard: Heard) -> None:
    work = Held()
    runner.start(work)
    qtbot.waitUntil(work.begun.is_set)
    with qtbot.waitSignal(runner.finished):
        runner.cancel()
    assert not runner.busy
    assert heard.said == [("cancelled", None), ("finished", None)]
    qtbot.waitUntil(lambda: not runner._running)
    assert work.ended.is_set()
    runner.cancel()  # nothing is under way: nothing happens
    assert len(heard.said) == 2


class Stubborn(Held):
    """Work that does not look whether it was cancelled."""

    def __call__(self, progress: ProgressFn, cancel: CancelToken) -> object:
        self.begun.set()
        self.release.wait()
        self.ended.set()
        return "stale"


def test_cancel_is_told_at_once_and_what_still_comes_is_handed_over_to_be_dropped(
    qtbot: QtBot, runner: JobRunner, heard: Heard
) -> None:
    work = Stubborn()
    runner.start(work)
    qtbot.waitUntil(work.begun.is_set)
    runner.cancel()
    assert heard.said == [("cancelled", None), ("finished", None)]
    with qtbot.waitSignal(runner.discarded) as dropped:
        work.release.set()
    assert dropped.args == ["stale"]
    qtbot.waitUntil(lambda: not runner._running)
    assert heard.said == [("cancelled", None), ("finished", None)]


def test_a_later_job_takes_over_and_the_earlier_result_is_dropped(
    qtbot: QtBot, runner: JobRunner, heard: Heard
) -> None:
    first, second = Stubborn(), Held("fresh")
    runner.start(first)
    qtbot.waitUntil(first.begun.is_set)
    runner.start(second)
    qtbot.waitUntil(second.begun.is_set)
    first.release.set()
    qtbot.waitUntil(first.ended.is_set)
    with qtbot.waitSignal(runner.finished):
        second.release.set()
    assert heard.said == [("succeeded", "fresh"), ("finished", None)]
    qtbot.waitUntil(lambda: not runner._running)


def test_stop_waits_and_nothing_is_told_any_more(
    qtbot: QtBot, runner: JobRunner, heard: Heard
) -> None:
    work = Held()
    runner.start(work)
    qtbot.waitUntil(work.begun.is_set)
    runner.stop()
    assert work.ended.is_set()
    assert not runner.busy
    ended = Held()
    ended.release.set()
    with qtbot.waitSignal(runner.finished):  # what was queued for the first would come before
        runner.start(ended)
    assert heard.said == [("succeeded", "result"), ("finished", None)]


def test_drop_does_not_wait_and_only_hands_over_what_still_comes(
    qtbot: QtBot, runner: JobRunner, heard: Heard
) -> None:
    work = Stubborn()
    runner.start(work)
    qtbot.waitUntil(work.begun.is_set)
    runner.drop()
    assert not runner.busy
    assert not work.ended.is_set()
    with qtbot.waitSignal(runner.discarded) as dropped:
        work.release.set()
    assert dropped.args == ["stale"]
    qtbot.waitUntil(lambda: not runner._running)
    assert heard.said == []


def test_what_was_worked_on_is_let_go_with_the_job(qtbot: QtBot, runner: JobRunner) -> None:
    held = Held()
    held.release.set()
    gone = weakref.ref(held)
    with qtbot.waitSignal(runner.finished):
        runner.start(held)
    del held
    gc.collect()
    assert gone() is None
