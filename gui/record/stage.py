"""The dark half of the place: the live picture and, under it, what the patient reads."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.record.hub import Hub
from gui.record.picture import LivePicture
from gui.record.prompt import PromptBand
from gui.record.protocol import say
from gui.record.recorder import Recorder
from gui.record.run import ProtocolRun
from gui.record.words import clock_text, task_word
from gui.theme.spacing import S

_HIGHEST_PROMPT_PX = 320  # two lines of the largest words


class Stage(QWidget):
    """Follows hub, run and recorder; shows, and asks for nothing.

    Parameters
    ----------
    hub : Hub
    run : ProtocolRun
    recorder : Recorder
    parent : QWidget, optional

    Attributes
    ----------
    language : str
        Of the prompts.
    demo : bool
        Whether a file stands for the camera, which is said on the picture.
    """

    def __init__(
        self, hub: Hub, run: ProtocolRun, recorder: Recorder, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._hub, self._run, self._recorder = hub, run, recorder
        self.language = ""
        self.demo = False
        self.picture = LivePicture()
        self.prompt = PromptBand()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self.picture, 7)
        self.prompt.setMaximumHeight(_HIGHEST_PROMPT_PX)
        column.addWidget(self.prompt, 2)
        hub.fresh.connect(self._on_fresh)
        hub.ready.connect(self.picture.show_oval)
        run.changed.connect(self.refresh)
        run.ticked.connect(self.refresh)
        recorder.changed.connect(self.refresh)
        self.refresh()

    def forget(self) -> None:
        """Show no picture: its source is gone."""
        self.picture.show_picture(None)

    @Slot()
    def _on_fresh(self) -> None:
        stamped = self._hub.picture()
        if stamped is not None:
            self.picture.show_picture(stamped[0])

    @Slot()
    def refresh(self) -> None:
        """Show the texts of now."""
        run = self._run
        count = int(run.left_s) + 1 if run.phase == "count" and run.left_s > 0 else 0
        note = self.tr("Mirrored here for the patient; stored as the camera sees it")
        if self.demo:
            note = self.tr("Demo: a file plays as the camera")
        self.picture.set_texts(countdown=count, rec_text=self._rec_text(), note=note)
        self.prompt.set(*self._prompt())

    def _rec_text(self) -> str:
        state = self._recorder.state
        if self._recorder.phase != "recording" or state is None:
            return ""
        text = clock_text(state.length_s)
        if state.fps > 0:
            text += "  ·  " + self.tr("{0} frames/s").format(f"{state.fps:.1f}")
        if state.dropped:
            text += "  ·  " + self.tr("{0} dropped").format(state.dropped)
        return text

    def _prompt(self) -> tuple[str, str, float | None, bool]:
        run, step = self._run, self._run.current
        if self._recorder.phase == "finishing":
            return self.tr("Saving…"), "", None, True
        if run.phase == "done":
            return self.tr("Thank you, that was all"), "", None, False
        if step is None:
            return self.tr("The patient's instructions appear here"), "", None, True
        words = say(step.prompt, self.language)
        if run.phase == "pause":
            return self.tr("Relax"), self._over(), run.share, False
        return words, self._over(), run.share if run.phase == "do" else 0.0, False

    def _over(self) -> str:
        run, step = self._run, self._run.current
        assert step is not None
        if run.phase == "count":
            return self.tr("Next: {0}").format(task_word(step.task))
        if step.repeats == 1:
            return task_word(step.task)
        nth = min(run.repeat + 1, step.repeats)
        return self.tr("{0}, {1} of {2}").format(task_word(step.task), nth, step.repeats)
