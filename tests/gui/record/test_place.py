"""Recording with clicks: from the live picture to an analysis, and all that can go wrong."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtMultimedia import QMediaDevices
from pytestqt.qtbot import QtBot

import gui.record.place as place_module
from core.records.request_files import load_segments, segments_beside
from core.types import Recording
from core.video import VideoReader, open_recording
from core.video.capture import Capture
from gui.notice import Notice
from gui.record.file_source import FileSource
from gui.record.place import RecordPlace
from gui.record.source import FrameSource
from gui.session import Session
from gui.workbench import Workbench
from tests.gui.record.conftest import MakePlace
from tests.support.video_maker import number_picture, read_number

LEFT = Qt.MouseButton.LeftButton
LONG_MS = 40_000


class Witness(QObject):
    """Notes every picture's time and number as it comes out of a source."""

    def __init__(self, source: FrameSource) -> None:
        super().__init__()
        self.seen: list[tuple[float, int | None]] = []
        source.frame.connect(self.take, Qt.ConnectionType.DirectConnection)

    @Slot(object, float)
    def take(self, rgb: NDArray[np.uint8], time_s: float) -> None:
        self.seen.append((time_s, read_number(rgb)))


def click_start(qtbot: QtBot, place: RecordPlace) -> None:
    qtbot.waitUntil(place.controls.main.isEnabled, timeout=LONG_MS)
    qtbot.mouseClick(place.controls.main, LEFT)
    assert place.recorder.phase == "recording"


def recorded(place: RecordPlace) -> list[Recording]:
    return [open_recording(path) for path in sorted(place.folder.glob("*.mkv"))]


def test_from_the_live_picture_to_the_analysis(
    qtbot: QtBot, make_place: MakePlace, session: Session, workbench: Workbench, sample_video: Path
) -> None:
    source = FileSource(sample_video, pace=2.0)
    place = make_place(source)
    qtbot.waitUntil(lambda: place.lights.lights["size"].status == "pass", timeout=LONG_MS)
    assert place.lights.lights["sound"].text == "No sound"
    click_start(qtbot, place)
    assert not place.devices.cameras.isEnabled()
    assert place.stage.picture.countdown in (2, 3)
    assert place.stage.prompt.over == "Next: Rest"
    qtbot.waitUntil(lambda: place.stage.prompt.over == "Smile, 2 of 3", timeout=LONG_MS)
    assert "frames/s" in place.stage.picture.rec_text
    qtbot.waitUntil(lambda: place.run.phase == "done", timeout=LONG_MS)
    qtbot.mouseClick(place.controls.main, LEFT)
    qtbot.waitUntil(lambda: session.phase == "analysing", timeout=LONG_MS)
    assert session.recording is not None
    assert session.recording.path.parent == workbench.settings.storage_folder / "recordings"
    tasks = [segment.task for segment in session.segments]
    assert tasks == ["rest", "smile", "smile", "smile", "talk"]
    lengths = [segment.end_s - segment.start_s for segment in session.segments]
    assert lengths == pytest.approx([2, 1, 1, 1, 2], abs=0.5)
    assert all(a.end_s <= b.start_s for a, b in pairwise(session.segments))
    assert list(place.folder.glob("*.part")) == list(place.folder.glob("*.jsonl")) == []


def test_it_is_analysed_although_another_recording_is_open(
    qtbot: QtBot, make_place: MakePlace, session: Session, workbench: Workbench, sample_video: Path
) -> None:
    workbench.open(sample_video)  # the patient before
    qtbot.waitUntil(lambda: session.phase == "ready", timeout=LONG_MS)
    place = make_place(FileSource(sample_video, pace=2.0))
    click_start(qtbot, place)
    qtbot.waitUntil(lambda: place.run.phase == "do", timeout=LONG_MS)
    qtbot.mouseClick(place.controls.main, LEFT)
    qtbot.waitUntil(lambda: session.phase == "analysing", timeout=LONG_MS)
    assert session.recording is not None
    assert session.recording.path.parent == place.folder


def test_pictures_are_stored_as_they_came_when_they_came(
    qtbot: QtBot, make_place: MakePlace, session: Session, numbered: Path
) -> None:
    source = FileSource(numbered)
    witness = Witness(source)
    place = make_place(source)
    click_start(qtbot, place)
    qtbot.waitUntil(lambda: len(witness.seen) > 150, timeout=LONG_MS)
    place.recorder.kept.disconnect(place._on_kept)  # no analysis of a picture without a face
    with qtbot.waitSignal(place.recorder.kept, timeout=LONG_MS):
        qtbot.mouseClick(place.controls.main, LEFT)
    [recording] = recorded(place)
    assert recording.has_audio
    assert len(recording.pts_s) > 80
    with VideoReader(recording) as reader:
        shown = [read_number(reader.frame(k)) for k in range(len(recording.pts_s))]
    start = next(
        at for at in range(len(witness.seen)) if witness.seen[at][1] == shown[0]
        and same_times(witness.seen[at:], recording.pts_s)
    )  # fmt: skip
    came = witness.seen[start : start + len(shown)]
    assert shown == [number for _, number in came]


def same_times(seen: list[tuple[float, int | None]], pts_s: NDArray[np.float64]) -> bool:
    times = np.array([time_s for time_s, _ in seen[: len(pts_s)]])
    return len(times) == len(pts_s) and bool(np.all(np.abs(times - times[0] - pts_s) < 0.0011))


def test_unplugged_it_keeps_what_there_is(
    qtbot: QtBot, make_place: MakePlace, session: Session, numbered: Path
) -> None:
    place = make_place(FileSource(numbered, loop=False))
    click_start(qtbot, place)
    qtbot.waitUntil(lambda: place.state is not None, timeout=LONG_MS)
    assert place.state is not None
    assert "has ended" in place.state.accessibleDescription()
    assert "was kept" in place.state.accessibleDescription()
    [recording] = recorded(place)
    assert recording.duration_s > 1
    assert place.run.phase == "idle"
    with qtbot.waitSignal(session.recording_changed, timeout=LONG_MS):
        qtbot.mouseClick(place.state.buttons[0], LEFT)


def test_unplugged_before_it_records_it_says_so_and_begins_again(
    qtbot: QtBot, make_place: MakePlace, numbered: Path
) -> None:
    place = make_place(FileSource(numbered, loop=False))
    qtbot.waitUntil(lambda: place.state is not None, timeout=LONG_MS)
    assert place.state is not None
    assert place.state.accessibleName() == "The camera is gone"
    assert not place.controls.main.isEnabled()
    qtbot.mouseClick(place.state.buttons[0], LEFT)
    assert place.state is None
    qtbot.waitUntil(place.controls.main.isEnabled, timeout=LONG_MS)


def test_no_camera(qtbot: QtBot, make_place: MakePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QMediaDevices, "videoInputs", list)
    place = make_place()
    assert place.state is not None
    assert place.state.accessibleName() == "No camera found"
    assert not place.controls.main.isEnabled()
    qtbot.mouseClick(place.state.buttons[0], LEFT)
    assert place.state.accessibleName() == "No camera found"


def test_a_demo_file_stands_for_the_camera(
    qtbot: QtBot, make_place: MakePlace, monkeypatch: pytest.MonkeyPatch, sample_video: Path
) -> None:
    monkeypatch.setenv("FACIES_DEMO_CAMERA", str(sample_video))
    place = make_place()
    qtbot.waitUntil(lambda: place.feed.live, timeout=LONG_MS)
    assert "sample.mp4" in place.devices.cameras.currentText()
    assert place.stage.picture.note.startswith("Demo")


def test_a_file_that_is_no_video_is_told(
    qtbot: QtBot, make_place: MakePlace, tmp_path: Path
) -> None:
    path = tmp_path / "notes.mp4"
    path.write_text("no video")
    place = make_place(FileSource(path))
    qtbot.waitUntil(lambda: place.state is not None, timeout=LONG_MS)
    assert place.state is not None
    assert "not a video" in place.state.accessibleDescription()


def test_a_slow_camera_turns_its_light_red(qtbot: QtBot, make_place: MakePlace, slow: Path) -> None:
    place = make_place(FileSource(slow))
    light = place.lights.lights["rate"]
    qtbot.waitUntil(lambda: light.status == "fail", timeout=LONG_MS)
    assert light.text.startswith(("7.", "8."))
    assert "quick movements" in light.toolTip()
    assert place.controls.main.text() == "Record anyway"
    assert "refuse" in place.controls.note.text()


def test_a_full_disk_is_refused(
    qtbot: QtBot, make_place: MakePlace, numbered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place_module, "free_bytes", lambda folder: 30 << 20)
    place = make_place(FileSource(numbered))
    qtbot.waitUntil(lambda: place.feed.live, timeout=LONG_MS)
    qtbot.waitUntil(lambda: "30 MB free" in place.controls.note.text(), timeout=LONG_MS)
    assert not place.controls.main.isEnabled()


def test_a_disk_that_fills_up_ends_it_in_time(
    qtbot: QtBot, make_place: MakePlace, numbered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make_place(FileSource(numbered))
    click_start(qtbot, place)
    qtbot.waitUntil(lambda: place.recorder.state.length_s > 0.5, timeout=LONG_MS)
    usage = SimpleNamespace(free=50 << 20)
    monkeypatch.setattr("core.video.capture.shutil.disk_usage", lambda folder: usage)
    qtbot.waitUntil(lambda: place.state is not None, timeout=LONG_MS)
    assert place.state is not None
    assert "almost full" in place.state.accessibleDescription()
    assert len(recorded(place)) == 1


def test_a_disk_that_is_full_at_once_keeps_what_was_written(
    qtbot: QtBot, make_place: MakePlace, sample_video: Path
) -> None:
    place = make_place(FileSource(sample_video))
    click_start(qtbot, place)
    with file_size_limit(150_000):
        qtbot.waitUntil(lambda: place.state is not None, timeout=LONG_MS)
    assert place.state is not None
    assert "Could not write" in place.state.accessibleDescription()
    [recording] = recorded(place)
    assert recording.duration_s > 0.5


def test_what_a_crash_left_is_offered_and_kept(
    qtbot: QtBot, make_place: MakePlace, workbench: Workbench, numbered: Path
) -> None:
    leave_unfinished(workbench, 40)
    place = make_place(FileSource(numbered))
    qtbot.waitUntil(place.unfinished.isVisible, timeout=LONG_MS)
    assert "0:01 saved" in place.unfinished.text.text()
    qtbot.mouseClick(place.unfinished.keep_button, LEFT)
    qtbot.waitUntil(lambda: not place.unfinished.isVisible(), timeout=LONG_MS)
    [recording] = recorded(place)
    assert len(recording.pts_s) == 40
    assert place.state is not None
    assert recording.path.name in place.state.accessibleDescription()


def test_what_a_crash_left_is_discarded_only_when_asked_twice(
    qtbot: QtBot, make_place: MakePlace, workbench: Workbench, numbered: Path
) -> None:
    part = leave_unfinished(workbench, 40)
    place = make_place(FileSource(numbered))
    bar = place.unfinished
    qtbot.waitUntil(bar.isVisible, timeout=LONG_MS)
    qtbot.mouseClick(bar.discard_button, LEFT)
    assert "cannot be brought back" in bar.text.text()
    qtbot.mouseClick(bar.back_button, LEFT)
    assert "saved" in bar.text.text()
    assert part.exists()
    qtbot.mouseClick(bar.discard_button, LEFT)
    qtbot.mouseClick(bar.discard_button, LEFT)
    qtbot.waitUntil(lambda: not bar.isVisible(), timeout=LONG_MS)
    assert list(place.folder.iterdir()) == []


def test_discarding_asks_again(
    qtbot: QtBot, make_place: MakePlace, workbench: Workbench, numbered: Path
) -> None:
    place = make_place(FileSource(numbered))
    click_start(qtbot, place)
    controls = place.controls
    qtbot.mouseClick(controls.discard, LEFT)
    assert "cannot be brought back" in controls.note.text()
    qtbot.mouseClick(controls.back, LEFT)
    assert place.recorder.phase == "recording"
    qtbot.mouseClick(controls.discard, LEFT)
    with qtbot.waitSignal(place.recorder.discarded, timeout=LONG_MS):
        qtbot.mouseClick(controls.discard, LEFT)
    assert list(place.folder.iterdir()) == []
    qtbot.waitUntil(controls.main.isEnabled, timeout=LONG_MS)


def test_redo_drops_what_was_done_of_a_step(
    qtbot: QtBot, make_place: MakePlace, numbered: Path
) -> None:
    place = make_place(FileSource(numbered, pace=2.0))
    place.recorder.kept.disconnect(place._on_kept)
    click_start(qtbot, place)
    qtbot.waitUntil(lambda: place.run.step == 1 and place.run.phase == "do", timeout=LONG_MS)
    assert place.steps.rows[0].redo.isVisible()
    assert not place.steps.rows[2].redo.isVisible()
    qtbot.mouseClick(place.steps.rows[0].redo, LEFT)
    qtbot.waitUntil(lambda: place.run.phase == "done", timeout=LONG_MS)
    with qtbot.waitSignal(place.recorder.kept, timeout=LONG_MS) as kept:
        qtbot.mouseClick(place.controls.main, LEFT)
    beside = segments_beside(kept.args[0].path)
    assert beside is not None
    tasks = [segment.task for segment in load_segments(beside)]
    assert tasks == ["rest", "smile", "smile", "smile", "talk"]


def test_closing_in_mid_recording_keeps_it(
    qtbot: QtBot, make_place: MakePlace, numbered: Path
) -> None:
    place = make_place(FileSource(numbered))
    click_start(qtbot, place)
    qtbot.waitUntil(lambda: place.recorder.state.length_s > 1.0, timeout=LONG_MS)
    place.stop()
    [recording] = recorded(place)
    assert recording.duration_s > 1.0
    assert list(place.folder.glob("*.part")) == []


def test_the_camera_goes_off_when_another_place_is_shown(
    qtbot: QtBot, make_place: MakePlace, numbered: Path
) -> None:
    source = FileSource(numbered)
    place = make_place(source)
    qtbot.waitUntil(lambda: place.feed.live, timeout=LONG_MS)
    place.hide()
    assert not source.running
    place.show()
    qtbot.waitUntil(lambda: place.feed.live, timeout=LONG_MS)


def test_a_bad_protocol_is_told_and_cannot_be_chosen(
    qtbot: QtBot, make_place: MakePlace, workbench: Workbench, data_folder: Path, numbered: Path
) -> None:
    told: list[Notice] = []
    workbench.noticed.connect(told.append)
    place = make_place(FileSource(numbered))
    (data_folder / "protocols" / "0-bad.yaml").write_text("name: x\nsteps: 3\n")
    qtbot.mouseClick(place.steps.reload, LEFT)
    assert "0-bad.yaml" in told[-1].text
    at = place.steps.names.findText("0-bad.yaml (does not fit)")
    item = place.steps.names.model().index(at, 0)
    assert not item.flags() & Qt.ItemFlag.ItemIsEnabled
    assert place.steps.protocol is not None


def test_prompts_come_in_the_language_that_is_chosen(
    qtbot: QtBot, make_place: MakePlace, numbered: Path
) -> None:
    place = make_place(FileSource(numbered))
    place.steps.names.setCurrentIndex(1)  # the full protocol that ships
    place.steps.languages.setFocus()
    qtbot.keyClicks(place.steps.languages, "Deu")
    assert place.steps.language == "de"
    click_start(qtbot, place)
    assert place.stage.prompt.text.startswith("Schauen Sie")


def leave_unfinished(workbench: Workbench, frames: int) -> Path:
    folder = workbench.settings.storage_folder / "recordings"
    with Capture(folder) as capture:
        for number in range(frames):
            capture.add_picture(number_picture(number), number / 25)
    return capture.part


_CHILD = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
app = QApplication([])
from gui.record.file_source import FileSource
from gui.record.place import RecordPlace
from gui.session import Session
from gui.workbench import Workbench
session = Session()
place = RecordPlace(session, Workbench(session))
place.use_source(FileSource(Path(sys.argv[1])))
place.show()
timer = QTimer()
def look():
    if place.recorder.phase == "idle":
        place.start()
    else:
        print(place.recorder.state.length_s, flush=True)
timer.timeout.connect(look)
timer.start(100)
app.exec()
"""


def test_killed_in_mid_recording_it_offers_what_was_saved(
    qtbot: QtBot, make_place: MakePlace, sample_video: Path, root: Path
) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(sample_video)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip
    assert child.stdout is not None
    reached_s = 0.0
    for line in child.stdout:
        reached_s = float(line)
        if reached_s > 5 and child.poll() is None:
            child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert child.returncode == -signal.SIGKILL
    place = make_place(FileSource(sample_video))
    qtbot.waitUntil(place.unfinished.isVisible, timeout=LONG_MS)
    qtbot.mouseClick(place.unfinished.keep_button, LEFT)
    qtbot.waitUntil(lambda: not place.unfinished.isVisible(), timeout=LONG_MS)
    [recording] = recorded(place)
    assert recording.duration_s > reached_s - 1.0
    beside = segments_beside(recording.path)
    assert beside is not None
    assert load_segments(beside)[0].task == "rest"


@contextmanager
def file_size_limit(n_bytes: int) -> Iterator[None]:
    """Let the system refuse every byte beyond a file size, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
