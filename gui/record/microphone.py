"""The microphone: int16 blocks with the time at which each began."""

from __future__ import annotations

import time

import numpy as np
from PySide6.QtCore import QIODevice, QObject, Signal, Slot
from PySide6.QtMultimedia import QAudioDevice, QAudioFormat, QAudioSource, QtAudio

_RATE_HZ = 48_000


class Microphone(QObject):
    """Reads sound from an audio device.

    Signals
    -------
    sound(ndarray, float)
        int16 (n, channels) and the time of its first sample on the monotonic clock.
    failed(str)
        No sound comes any more, and why.
    """

    sound = Signal(object, float)
    failed = Signal(str)

    def __init__(self, device: QAudioDevice, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.format = _format_for(device)
        self._source = QAudioSource(device, self.format, self)
        self._source.stateChanged.connect(self._on_state)
        self._stream: QIODevice | None = None
        self._rest = b""

    def start(self) -> bool:
        """Begin to listen; False if the device does not let us."""
        stream: QIODevice | None = self._source.start()
        if stream is None or self._source.error() != QtAudio.Error.NoError:
            self.stop()
            return False
        stream.readyRead.connect(self._on_ready)
        self._stream = stream
        return True

    def stop(self) -> None:
        """End."""
        self._stream = None
        self._source.stop()

    @Slot()
    def _on_ready(self) -> None:
        if self._stream is None:
            return
        data = self._rest + self._stream.readAll().data()
        frame_bytes = 2 * self.format.channelCount()
        whole = len(data) - len(data) % frame_bytes
        data, self._rest = data[:whole], data[whole:]
        block = np.frombuffer(data, np.int16).reshape(-1, self.format.channelCount())
        if len(block):
            self.sound.emit(block, time.monotonic() - len(block) / self.format.sampleRate())

    @Slot(QtAudio.State)
    def _on_state(self, state: QtAudio.State) -> None:
        stopped = state == QtAudio.State.StoppedState
        if stopped and self._stream is not None and self._source.error() != QtAudio.Error.NoError:
            self._stream = None
            self.failed.emit(
                self.tr(
                    "The microphone was lost. The recording goes on without sound; the score does "
                    "not need it."
                )
            )


def _format_for(device: QAudioDevice) -> QAudioFormat:
    wanted = QAudioFormat()
    wanted.setSampleRate(_RATE_HZ)
    wanted.setChannelCount(1)
    wanted.setSampleFormat(QAudioFormat.SampleFormat.Int16)
    if device.isFormatSupported(wanted):
        return wanted
    own = device.preferredFormat()
    own.setSampleFormat(QAudioFormat.SampleFormat.Int16)
    return own
