"""What the window's actions do to the session."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from gui.session import Session, key_of
from gui.workbench import Workbench

_STEP_S = 1.0
_OPACITY_STEP = 0.1


class Commands(QObject):
    """Commands without a face of their own: they change position, view and bookmarks.

    Parameters
    ----------
    session : Session
    workbench : Workbench
    parent : QObject, optional
    """

    def __init__(
        self, session: Session, workbench: Workbench, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._workbench = workbench

    @Slot()
    def play_or_pause(self) -> None:
        """Play, or pause; from the last frame on, play from the start."""
        session = self._session
        if session.recording is None:
            return
        if not session.playing and session.frame == len(session.recording.pts_s) - 1:
            session.go_to_frame(0)
        session.set_playing(not session.playing)

    @Slot()
    def next_frame(self) -> None:
        """Go one frame on."""
        self._go_by_frames(1)

    @Slot()
    def previous_frame(self) -> None:
        """Go one frame back."""
        self._go_by_frames(-1)

    @Slot()
    def second_on(self) -> None:
        """Go one second on."""
        self._go_by_seconds(_STEP_S)

    @Slot()
    def second_back(self) -> None:
        """Go one second back."""
        self._go_by_seconds(-_STEP_S)

    @Slot()
    def to_start(self) -> None:
        """Go to the first frame."""
        self._session.set_playing(False)
        self._session.go_to_frame(0)

    @Slot()
    def to_end(self) -> None:
        """Go to the last frame."""
        if self._session.recording is not None:
            self._session.set_playing(False)
            self._session.go_to_frame(len(self._session.recording.pts_s) - 1)

    @Slot()
    def bookmark(self) -> None:
        """Bookmark the frame that is shown."""
        if self._session.recording is not None:
            self._session.set_playing(False)
            mark = self._session.add_bookmark()
            words = self.tr("Bookmark set at {0:.2f} s. It goes into the report with its note.")
            self._workbench.tell("done", words.format(mark.time_s))

    @Slot()
    def heat_map(self) -> None:
        """Show the map, or the bare picture."""
        self._session.set_view(heat_map=not self._session.view.heat_map)

    @Slot()
    def weaker(self) -> None:
        """Make the map fainter."""
        self._set_opacity(self._session.view.opacity - _OPACITY_STEP)

    @Slot()
    def stronger(self) -> None:
        """Make the map stronger."""
        self._set_opacity(self._session.view.opacity + _OPACITY_STEP)

    @Slot()
    def side_by_side(self) -> None:
        """Show the bare picture beside the one with the map, or the latter alone."""
        self._session.set_view(side_by_side=not self._session.view.side_by_side)

    def show_layer(self, number: int) -> None:
        """Show the map of a layer, counted from 0 in the analysis' own order."""
        layers = self.layers()
        if number < len(layers):
            self._session.set_view(layer=layers[number], heat_map=True)

    def layers(self) -> list[str]:
        """Names of the layers that there are maps of, as `ViewState.layer` knows them."""
        analysis = self._session.analysis
        return [key_of(each) for each in analysis.maps] if analysis is not None else []

    def _set_opacity(self, opacity: float) -> None:
        self._session.set_view(opacity=min(max(round(opacity, 2), 0.0), 1.0))

    def _go_by_frames(self, frames: int) -> None:
        self._session.set_playing(False)
        self._session.go_to_frame(self._session.frame + frames)

    def _go_by_seconds(self, seconds: float) -> None:
        self._session.set_playing(False)
        self._session.go_to_time(max(self._session.time_s + seconds, 0.0))
