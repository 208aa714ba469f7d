"""The real camera's path, as far as it goes without one."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QSize, Qt, QThread, Slot
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import (
    QAudioDevice,
    QCameraDevice,
    QMediaDevices,
    QVideoFrame,
    QVideoFrameFormat,
    QVideoSink,
)
from pytestqt.qtbot import QtBot

from gui.record import camera as camera_module
from gui.record.camera import CameraSource, best_format
from gui.record.converter import Converter, image_to_rgb, to_rgb
from gui.record.lights import LightsCard
from tests.support.video_maker import number_picture, read_number


def frame_of(rgb: NDArray[np.uint8]) -> QVideoFrame:
    height, width = rgb.shape[:2]
    image = QImage(rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return QVideoFrame(image.convertToFormat(QImage.Format.Format_RGBX8888))


class Sink(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.got: list[tuple[int | None, float]] = []
        self.thread_of_frame: QThread | None = None

    @Slot(object, float)
    def take(self, rgb: NDArray[np.uint8], time_s: float) -> None:
        self.thread_of_frame = QThread.currentThread()
        self.got.append((read_number(rgb), time_s))


@pytest.mark.parametrize("width", [128, 130, 131])
def test_images_of_any_width_become_arrays(width: int) -> None:
    rgb = np.random.default_rng(0).integers(0, 255, (10, width, 3), np.uint8)
    image = QImage(rgb.tobytes(), width, 10, 3 * width, QImage.Format.Format_RGB888)
    for kind in (QImage.Format.Format_RGB32, QImage.Format.Format_RGB888):
        assert np.array_equal(image_to_rgb(image.convertToFormat(kind)), rgb)


def test_a_mirrored_picture_is_stored_unmirrored(qtbot: QtBot) -> None:
    rgb = number_picture(77)
    frame = frame_of(rgb)
    frame.setMirrored(True)
    assert np.array_equal(to_rgb(frame), rgb)


def test_a_picture_that_is_not_whole_is_left_out(qtbot: QtBot) -> None:
    empty = QVideoFrame(
        QVideoFrameFormat(QSize(64, 64), QVideoFrameFormat.PixelFormat.Format_Invalid)
    )
    assert to_rgb(empty) is None


def test_pictures_go_from_a_sink_through_a_thread_with_rising_times(qtbot: QtBot) -> None:
    sink, witness, thread, converter = QVideoSink(), Sink(), QThread(), Converter()
    converter.moveToThread(thread)
    direct = Qt.ConnectionType.DirectConnection
    sink.videoFrameChanged.connect(converter.take, direct)
    converter.frame.connect(witness.take, direct)
    thread.start()
    for number in range(20):
        sink.setVideoFrame(frame_of(number_picture(number)))
        qtbot.waitUntil(lambda n=number: len(witness.got) == n + 1)  # type: ignore[misc]
    thread.quit()
    thread.wait()
    assert [number for number, _ in witness.got] == list(range(20))
    times = [time_s for _, time_s in witness.got]
    assert times == sorted(times)
    assert witness.thread_of_frame is not QThread.currentThread()


def test_a_busy_converter_drops_the_oldest(qtbot: QtBot) -> None:
    converter, witness = Converter(), Sink()
    converter.frame.connect(witness.take)
    waiting = QThread()  # not started: nothing is converted
    converter.moveToThread(waiting)
    for number in range(10):
        converter.take(frame_of(number_picture(number)))
    assert converter.dropped == 7
    waiting.start()
    qtbot.waitUntil(lambda: len(witness.got) == 3)
    waiting.quit()
    waiting.wait()
    assert [number for number, _ in witness.got] == [7, 8, 9]


def test_a_refused_permission_is_told(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    denied = SimpleNamespace(status=lambda: Qt.PermissionStatus.Denied)
    monkeypatch.setattr(camera_module, "_ask", lambda kind, context, slot: slot(denied))
    source = CameraSource(QCameraDevice())
    with qtbot.waitSignal(source.failed) as told:
        source.start()
    assert source.failure == "no_permission"
    assert "privacy settings" in told.args[0]
    assert not source.running
    source.stop()


def test_a_refused_microphone_leaves_the_pictures(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    status = {"QCameraPermission": "Granted", "QMicrophonePermission": "Denied"}

    def answer(kind: object, context: object, slot: object) -> None:
        found = getattr(Qt.PermissionStatus, status[type(kind).__name__])
        slot(SimpleNamespace(status=lambda: found))  # type: ignore[operator]

    monkeypatch.setattr(camera_module, "_ask", answer)
    monkeypatch.setattr(CameraSource, "_begin", lambda self: self.started.emit())
    source = CameraSource(QCameraDevice(), QAudioDevice())
    with qtbot.waitSignals([source.started, source.sound_failed]):
        source.start()
    assert source.sound_rate_hz == 0
    source.stop()


def test_an_unplugged_camera_is_told(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QMediaDevices, "videoInputs", list)
    source = CameraSource(QCameraDevice())
    source.running = True
    with qtbot.waitSignals([source.failed, source.stopped]):
        source._devices.videoInputsChanged.emit()
    assert source.failure == "unplugged"


def test_a_camera_that_does_not_start_ends_without_a_thread(qtbot: QtBot) -> None:
    source = CameraSource(QCameraDevice())
    with qtbot.waitSignal(source.started):
        source.start()
    source.stop()
    assert not source.running


class Format:
    def __init__(self, width: int, height: int, fps: float) -> None:
        self._size, self._fps = QSize(width, height), fps

    def resolution(self) -> QSize:
        return self._size

    def maxFrameRate(self) -> float:
        return self._fps


def test_thirty_pictures_a_second_come_before_size() -> None:
    assert best_format([]) is None
    large_slow, right, small = Format(1920, 1080, 5), Format(1280, 720, 30), Format(640, 480, 60)
    assert best_format([large_slow, small, right]) is right  # type: ignore[list-item]
    assert best_format([large_slow, small]) is small  # type: ignore[list-item]


def test_lights_say_why_there_is_no_sound(qtbot: QtBot) -> None:
    card = LightsCard()
    qtbot.addWidget(card)
    card.show_sound(None, "No microphone.")
    assert (card.lights["sound"].status, card.lights["sound"].text) == ("warn", "No sound")
    assert card.lights["size"].status == "idle"
