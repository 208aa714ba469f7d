"""The recording's sound, in step with the pictures; silently absent where there is none."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Slot

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer

_log = logging.getLogger(__name__)

# Ears notice sound that leads by 45 ms or lags by 125 ms (ITU-R BT.1359).
_MOST_DRIFT_S = 0.08
# What the player says of its position right after a seek is not true yet.
_SETTLE_S = 0.6


class Sound(QObject):
    """Plays only the sound of a file. QtMultimedia is loaded at the first recording that has any.

    Parameters
    ----------
    parent : QObject, optional

    Attributes
    ----------
    volume : float
        [0, 1], as the slider shows it.
    muted : bool
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.volume = 0.8
        self.muted = False
        self._player: QMediaPlayer | None = None
        self._output: QAudioOutput | None = None
        self._failed = False
        self._sought_s = 0.0

    @property
    def available(self) -> bool:
        """Whether sound is being played, or would be."""
        return self._player is not None and not self._failed

    def start(self, path: Path, at_s: float) -> None:
        """Play from a time; does nothing where sound cannot be had."""
        if not self._failed and self._player is None:
            self._set_up()
        if self._player is None or self._failed:
            return
        url = QUrl.fromLocalFile(str(path.absolute()))
        if self._player.source() != url:
            self._player.setSource(url)
            self._player.setActiveVideoTrack(-1)
        self._apply()
        self._seek(at_s)
        self._player.play()

    def keep_in_step(self, at_s: float) -> None:
        """Seek where the sound has drifted from the time of the pictures."""
        player = self._player
        if player is None or self._failed or at_s - self._sought_s < _SETTLE_S:
            return
        if player.isPlaying() and abs(player.position() / 1000 - at_s) > _MOST_DRIFT_S:
            self._seek(at_s)

    def stop(self) -> None:
        """Be silent."""
        if self._player is not None:
            self._player.pause()

    def close(self) -> None:
        """Let go of the file."""
        if self._player is not None:
            self._player.stop()
            self._player.setSource(QUrl())

    def set_volume(self, volume: float) -> None:
        """Set how loud it is, [0, 1]."""
        self.volume = min(max(volume, 0.0), 1.0)
        self._apply()

    def set_muted(self, muted: bool) -> None:
        """Be silent while playing, or not."""
        self.muted = muted
        self._apply()

    def _seek(self, at_s: float) -> None:
        assert self._player is not None
        self._sought_s = at_s
        self._player.setPosition(round(1000 * at_s))

    def _apply(self) -> None:
        if self._output is not None:
            # The slider is as loud as it looks: loudness goes with the cube of the amplitude.
            self._output.setVolume(self.volume**3)
            self._output.setMuted(self.muted)

    def _set_up(self) -> None:
        try:
            from PySide6.QtMultimedia import QAudioOutput, QMediaDevices, QMediaPlayer
        except ImportError:
            self._give_up("QtMultimedia is missing")
            return
        device = QMediaDevices.defaultAudioOutput()
        if device.isNull():
            # Tried again at the next start: a head set may be plugged in.
            return
        self._output = QAudioOutput(device, self)
        self._player = QMediaPlayer(self)
        self._player.setAudioOutput(self._output)
        self._player.errorOccurred.connect(self._on_error)

    @Slot()
    def _on_error(self) -> None:
        self._give_up("the sound cannot be played")

    def _give_up(self, why: str) -> None:
        _log.info("playing without sound: %s", why)
        self._failed = True
