"""Play, steps, time code and volume, in one row under the picture."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from gui.player.sound import Sound
from gui.session import Session
from gui.theme import theme
from gui.theme.spacing import XS, M, S
from gui.widgets.icons import icon

_ICON_PX = 20
_PLAY_PX = 24
_VOLUME_PX = 96
_STEP_S = 1.0


class Transport(QWidget):
    """Moves through the recording by buttons; speed is always true.

    Parameters
    ----------
    session : Session
    sound : Sound
    parent : QWidget, optional

    Signals
    -------
    play_pressed()
    """

    play_pressed = Signal()

    def __init__(self, session: Session, sound: Sound, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._sound = sound
        self._make_buttons()
        self._make_time()
        self._make_volume()
        self._lay_out()
        session.frame_changed.connect(self._show_time)
        session.recording_changed.connect(self._follow)
        session.playing_changed.connect(self._show_playing)
        self._follow()

    def _make_buttons(self) -> None:
        self.to_start = _button("to-start", self.tr("Go to the first frame (Home)"))
        self.second_back = _button("skip-back", self.tr("Go one second back (Shift+Left)"))
        self.frame_back = _button("step-back", self.tr("Go one frame back (Left)"))
        self.play = _button("play", self.tr("Play (Space)"), _PLAY_PX)
        self.frame_on = _button("step-forward", self.tr("Go one frame on (Right)"))
        self.second_on = _button("skip-forward", self.tr("Go one second on (Shift+Right)"))
        self.to_end = _button("to-end", self.tr("Go to the last frame (End)"))
        self.play.clicked.connect(self.play_pressed)
        self.to_start.clicked.connect(self._on_start)
        self.to_end.clicked.connect(self._on_end)
        self.frame_back.clicked.connect(self._on_frame_back)
        self.frame_on.clicked.connect(self._on_frame_on)
        self.second_back.clicked.connect(self._on_second_back)
        self.second_on.clicked.connect(self._on_second_on)
        for button in (self.frame_back, self.frame_on, self.second_back, self.second_on):
            button.setAutoRepeat(True)

    def _make_time(self) -> None:
        self.time = QLabel()
        self.time.setFont(theme().font("mono"))
        self.time.setToolTip(self.tr("Presentation time and number of the frame that is shown"))
        self.time.setAccessibleName(self.tr("Time and frame"))
        self.time.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def _make_volume(self) -> None:
        self.mute = _button("volume", self.tr("Mute"))
        self.mute.setCheckable(True)
        self.mute.toggled.connect(self._on_mute)
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.volume.setRange(0, 100)
        self.volume.setValue(round(100 * self._sound.volume))
        self.volume.setFixedWidth(_VOLUME_PX)
        self.volume.setAccessibleName(self.tr("Volume"))
        self.volume.setToolTip(self.tr("Volume"))
        self.volume.valueChanged.connect(self._on_volume)

    def _lay_out(self) -> None:
        # Equal shares to both sides keep the play button in the middle.
        left, middle, right = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        left.addWidget(self.time)
        left.addStretch()
        middle.setSpacing(XS)
        for button in (
            self.to_start, self.second_back, self.frame_back, self.play,
            self.frame_on, self.second_on, self.to_end,
        ):  # fmt: skip
            middle.addWidget(button)
        right.addStretch()
        right.addWidget(self.mute)
        right.addWidget(self.volume)
        row = QHBoxLayout(self)
        row.setContentsMargins(M, 2, M, XS)
        row.setSpacing(S)
        row.addLayout(left, 1)
        row.addLayout(middle)
        row.addLayout(right, 1)

    @Slot()
    def _follow(self) -> None:
        recording = self._session.recording
        for button in self.findChildren(QToolButton):
            button.setEnabled(recording is not None)
        has_sound = recording is not None and recording.has_audio
        self.mute.setEnabled(has_sound)
        self.volume.setVisible(has_sound)
        silent = self.tr("This recording has no sound")
        self.mute.setToolTip(self.tr("Mute") if has_sound else silent)
        self.mute.setIcon(icon("volume" if has_sound and not self._sound.muted else "volume-off"))
        self._show_time()

    @Slot()
    def _show_time(self) -> None:
        recording = self._session.recording
        if recording is None:
            self.time.setText("")
            return
        last = len(recording.pts_s) - 1
        widest = self._time_words(recording.duration_s, last, last)
        self.time.setMinimumWidth(QFontMetrics(self.time.font()).horizontalAdvance(widest))
        self.time.setText(self._time_words(self._session.time_s, self._session.frame, last))

    def _time_words(self, time_s: float, frame: int, last: int) -> str:
        words = self.tr("{0} s   frame {1} of {2}")
        return words.format(f"{time_s:.3f}", frame, last)

    @Slot(bool)
    def _show_playing(self, playing: bool) -> None:
        self.play.setIcon(icon("pause" if playing else "play"))
        words = self.tr("Pause (Space)") if playing else self.tr("Play (Space)")
        self.play.setToolTip(words)
        self.play.setAccessibleName(words)

    def _step(self, frames: int) -> None:
        self._session.set_playing(False)
        self._session.go_to_frame(self._session.frame + frames)

    def _step_time(self, seconds: float) -> None:
        self._session.set_playing(False)
        self._session.go_to_time(max(self._session.time_s + seconds, 0.0))

    @Slot()
    def _on_start(self) -> None:
        self._session.set_playing(False)
        self._session.go_to_frame(0)

    @Slot()
    def _on_end(self) -> None:
        if self._session.recording is not None:
            self._step(len(self._session.recording.pts_s))

    @Slot()
    def _on_frame_back(self) -> None:
        self._step(-1)

    @Slot()
    def _on_frame_on(self) -> None:
        self._step(1)

    @Slot()
    def _on_second_back(self) -> None:
        self._step_time(-_STEP_S)

    @Slot()
    def _on_second_on(self) -> None:
        self._step_time(_STEP_S)

    @Slot(bool)
    def _on_mute(self, muted: bool) -> None:
        self._sound.set_muted(muted)
        self.mute.setIcon(icon("volume-off" if muted else "volume"))

    @Slot(int)
    def _on_volume(self, value: int) -> None:
        self._sound.set_volume(value / 100)
        self.mute.setChecked(value == 0)


def _button(picture: str, words: str, size: int = _ICON_PX) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(picture))
    button.setIconSize(QSize(size, size))
    button.setToolTip(words)
    button.setAccessibleName(words)
    return button
