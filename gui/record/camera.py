"""A real camera and microphone through QtMultimedia."""

from __future__ import annotations

from PySide6.QtCore import (
    QCameraPermission,
    QCoreApplication,
    QMicrophonePermission,
    QObject,
    QPermission,
    Qt,
    QThread,
    Slot,
)
from PySide6.QtMultimedia import (
    QAudioDevice,
    QCamera,
    QCameraDevice,
    QCameraFormat,
    QMediaCaptureSession,
    QMediaDevices,
    QVideoSink,
)

from gui.record.converter import Converter
from gui.record.microphone import Microphone
from gui.record.source import FrameSource

# Enough for landmarks of a face that fills the oval, light enough for a small computer.
_SIZE_PX = (1280, 720)
_FPS = 30.0


class CameraSource(FrameSource):
    """A camera with a microphone, if there is one.

    Asks for permission first. A microphone that fails is told of; pictures go on without it.

    Parameters
    ----------
    camera : QCameraDevice
    microphone : QAudioDevice or None
    parent : QObject, optional
    """

    def __init__(
        self,
        camera: QCameraDevice,
        microphone: QAudioDevice | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(camera.description(), parent)
        self._device, self._sound_device = camera, microphone
        self._devices = QMediaDevices(self)
        self._devices.videoInputsChanged.connect(self._on_devices)
        self._devices.audioInputsChanged.connect(self._on_sound_devices)
        self._camera: QCamera | None = None
        self._session: QMediaCaptureSession | None = None
        self._sink: QVideoSink | None = None
        self._microphone: Microphone | None = None
        self._thread: QThread | None = None
        self._converter: Converter | None = None
        self._asked = False

    def start(self) -> None:
        """Ask for permission if need be, then begin."""
        self.stop()
        self.failure = "none"
        self._asked = True
        _ask(QCameraPermission(), self, self._on_camera_permission)

    def stop(self) -> None:
        """End, and wait for the thread that converts."""
        self._asked = False
        if self._microphone is not None:
            self._microphone.stop()
            self._microphone.deleteLater()
            self._microphone = None
        if self._camera is not None and self._session is not None and self._sink is not None:
            self._camera.stop()
            for each in (self._camera, self._session, self._sink):
                each.deleteLater()
        self._camera = self._session = self._sink = None
        self._stop_converter()
        if self.running:
            self.running = False
            self.stopped.emit()

    @Slot(QPermission)
    def _on_camera_permission(self, permission: QPermission) -> None:
        if not self._asked:
            return
        if permission.status() != Qt.PermissionStatus.Granted:
            self._fail(
                "no_permission",
                self.tr(
                    "Facies may not use the camera. Allow it in the system's privacy settings, "
                    "then try again."
                ),
            )
        elif self._sound_device is None:
            self.sound_rate_hz = 0
            self._begin()
            self.sound_failed.emit(self.tr("No microphone: the recording will have no sound."))
        else:
            _ask(QMicrophonePermission(), self, self._on_microphone_permission)

    @Slot(QPermission)
    def _on_microphone_permission(self, permission: QPermission) -> None:
        if not self._asked:
            return
        if permission.status() == Qt.PermissionStatus.Granted:
            refused = "" if self._listen() else self.tr("The microphone could not be opened.")
        else:
            refused = self.tr("Facies may not use the microphone.")
        self._begin()
        if refused:
            self.sound_failed.emit(refused + " " + self.tr("The recording will have no sound."))

    def _listen(self) -> bool:
        assert self._sound_device is not None
        microphone = Microphone(self._sound_device, self)
        self.sound_rate_hz = 0
        if not microphone.start():
            microphone.deleteLater()
            return False
        microphone.sound.connect(self.sound)
        microphone.failed.connect(self.sound_failed)
        self.sound_rate_hz = microphone.format.sampleRate()
        self.sound_channels = microphone.format.channelCount()
        self._microphone = microphone
        return True

    def _begin(self) -> None:
        self._camera = QCamera(self._device, self)
        best = best_format(list(self._device.videoFormats()))
        if best is not None:
            self._camera.setCameraFormat(best)
        self._camera.errorOccurred.connect(self._on_error)
        self._session, self._sink = QMediaCaptureSession(self), QVideoSink(self)
        self._session.setCamera(self._camera)
        self._session.setVideoSink(self._sink)
        self._start_converter(self._sink)
        self._camera.start()
        self.running = True
        self.started.emit()

    def _start_converter(self, sink: QVideoSink) -> None:
        self._thread = QThread(self)
        self._thread.setObjectName("facies-camera")
        self._converter = Converter()
        self._converter.moveToThread(self._thread)
        self._converter.frame.connect(self.frame, Qt.ConnectionType.DirectConnection)
        # Directly, so that the time of arrival is not that of a busy window.
        sink.videoFrameChanged.connect(self._converter.take, Qt.ConnectionType.DirectConnection)
        self._thread.start()

    def _stop_converter(self) -> None:
        thread, converter = self._thread, self._converter
        self._thread = self._converter = None
        if thread is not None and converter is not None:
            thread.quit()
            thread.wait()
            converter.deleteLater()
            thread.deleteLater()

    @Slot()
    def _on_devices(self) -> None:
        present = {bytes(each.id().data()) for each in QMediaDevices.videoInputs()}
        if self.running and bytes(self._device.id().data()) not in present:
            self._fail("unplugged", unplugged_sentence())

    @Slot()
    def _on_sound_devices(self) -> None:
        present = {bytes(each.id().data()) for each in QMediaDevices.audioInputs()}
        device, microphone = self._sound_device, self._microphone
        if microphone is None or device is None or bytes(device.id().data()) in present:
            return
        microphone.stop()
        self._microphone = None
        microphone.deleteLater()
        self.sound_failed.emit(
            self.tr("The microphone was unplugged. The recording goes on without sound.")
        )

    @Slot(QCamera.Error, str)
    def _on_error(self, error: QCamera.Error, text: str) -> None:
        if self.running and error != QCamera.Error.NoError:
            self._fail(
                "broken",
                self.tr(
                    "The camera stopped working (the system said “{0}”). Close other programs that "
                    "may use it, or plug it in again."
                ).format(text),
            )


def unplugged_sentence() -> str:
    """Say that the camera is gone."""
    return QCoreApplication.translate(
        "CameraSource", "The camera was unplugged. Plug it in again, or choose another one."
    )


def best_format(formats: list[QCameraFormat]) -> QCameraFormat | None:
    """Choose 30 pictures a second, then the size nearest to 1280 x 720; None of none."""
    return max(formats, key=_fitness, default=None)


def _fitness(each: QCameraFormat) -> tuple[float, float]:
    size = each.resolution()
    pixels, wanted = size.width() * size.height(), _SIZE_PX[0] * _SIZE_PX[1]
    return min(each.maxFrameRate(), _FPS), -abs(pixels - wanted)


def _ask(permission: object, context: QObject, slot: object) -> None:
    app = QCoreApplication.instance()
    assert app is not None
    app.requestPermission(permission, context, slot)  # type: ignore[call-overload]
