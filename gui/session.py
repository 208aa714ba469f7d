"""The one state of the window. Widgets read it, ask it to change, and follow its signals."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from PySide6.QtCore import QObject, Signal

from core.progress import Progress
from core.records.review import Bookmark, Review, Signature
from core.types import ActivationMap, Analysis, Recording, Segment, Visit
from gui.view_state import Source, ViewState

Phase = Literal["empty", "opening", "ready", "analysing", "done", "refused"]
"""What there is: nothing; a file being opened; a recording; one being analysed; an analysis; an
analysis without a score, since a gate failed."""


class Session(QObject):
    """What is open, what was found in it, what the clinician added, and how it is shown.

    It holds results and choices only; `gui.workbench.Workbench` does the work. All of it belongs
    to the GUI thread. A setter that changes nothing emits nothing.

    Signals
    -------
    phase_changed(str)
    recording_changed()
        Another recording is open, or none, or it is seen another way round.
    analysis_changed()
        An analysis came or went.
    progressed(Progress)
        Of the analysis under way.
    live_changed()
        Quality or clip scores of the analysis under way (`live_quality`, `live_scores`).
    frame_changed(int)
        Index of the frame that is to be shown.
    playing_changed(bool)
    view_changed()
        `view` is another one.
    segments_changed()
    review_changed()
        Bookmarks, notes, visit facts or signature.
    maps_changed()
        Maps from random weights or of motion came or went.
    """

    phase_changed = Signal(str)
    recording_changed = Signal()
    analysis_changed = Signal()
    progressed = Signal(object)
    live_changed = Signal()
    frame_changed = Signal(int)
    playing_changed = Signal(bool)
    view_changed = Signal()
    segments_changed = Signal()
    review_changed = Signal()
    maps_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clear()

    def _clear(self) -> None:
        self.phase: Phase = "empty"
        self.recording: Recording | None = None
        self.analysis: Analysis | None = None
        self.folder: Path | None = None
        self.proxy: Path | None = None
        self.segments: tuple[Segment, ...] = ()
        self.review = Review()
        self.view = ViewState()
        self.frame = 0
        self.playing = False
        self.live_quality: dict[str, Any] = {}
        self.live_scores: list[tuple[float, float]] = []
        self._other_maps: dict[tuple[Source, str], ActivationMap] = {}

    # What is open

    def close_recording(self) -> None:
        """Forget everything that is open; the way of showing is kept."""
        self._forget()
        self.settle()

    def _forget(self) -> None:
        view, phase = self.view, self.phase
        self._clear()
        self.view, self.phase = replace(view, source="trained", region=None), phase
        for signal in (
            self.recording_changed, self.analysis_changed, self.segments_changed,
            self.review_changed, self.view_changed, self.maps_changed, self.live_changed,
        ):  # fmt: skip
            signal.emit()
        self.playing_changed.emit(False)
        self.frame_changed.emit(0)

    def show_recording(self, recording: Recording, segments: tuple[Segment, ...]) -> None:
        """Open a recording that has not been analysed."""
        self._forget()
        self.recording, self.segments = recording, segments
        self.recording_changed.emit()
        self.segments_changed.emit()
        self.settle()

    def show_analysis(
        self, analysis: Analysis, folder: Path, review: Review, proxy: Path | None = None
    ) -> None:
        """Show an analysis that lies in `folder`; position and view stay if it is of what is open.

        Parameters
        ----------
        analysis : Analysis
        folder : Path
        review : Review
            What the clinician has added to it so far.
        proxy : Path or None
            Small pictures of all frames for quick jumps.
        """
        is_open = self.recording is not None and self.recording.sha256 == analysis.recording.sha256
        if not is_open:
            self._forget()
            self.recording = analysis.recording
            self.recording_changed.emit()
        # The same file, perhaps turned or un-mirrored otherwise.
        self.recording = analysis.recording
        self.analysis, self.folder, self.proxy = analysis, folder, proxy
        self.segments, self.review = analysis.segments, review
        self._other_maps = {}
        self.analysis_changed.emit()
        self.maps_changed.emit()
        self.segments_changed.emit()
        self.review_changed.emit()
        self.settle()

    def settle(self) -> None:
        """Show what is there as it is, with nothing going on: without or with its analysis."""
        if self.recording is None:
            self.set_phase("empty")
        elif self.analysis is None:
            self.set_phase("ready")
        else:
            self.set_phase("refused" if self.analysis.score is None else "done")

    def orient(self, *, mirrored: bool | None = None, rotation_deg: int | None = None) -> None:
        """See the stored picture another way round; counts from the next analysis on.

        Parameters
        ----------
        mirrored : bool, optional
            The stored picture is a mirror image.
        rotation_deg : {0, 90, 180, 270}, optional
            Clockwise turn that makes it upright.
        """
        if self.recording is None:
            return
        before = self.recording
        turn = before.rotation_deg if rotation_deg is None else rotation_deg % 360
        across = (turn - before.rotation_deg) % 180 != 0
        after = replace(
            before,
            mirrored=before.mirrored if mirrored is None else mirrored,
            rotation_deg=turn,
            size_px=before.size_px[::-1] if across else before.size_px,
        )
        if (after.mirrored, after.rotation_deg) != (before.mirrored, before.rotation_deg):
            self.recording = after
            self.recording_changed.emit()

    def set_phase(self, phase: Phase) -> None:
        """Enter another phase."""
        if phase != self.phase:
            self.phase = phase
            self.phase_changed.emit(phase)

    # While it is analysed

    def tell(self, progress: Progress) -> None:
        """Take a step of the analysis, with the early results that it may carry."""
        detail = progress.detail or {}
        if progress.stage == "clips":
            self.live_scores.extend(zip(detail["clip_start_s"], detail["clip_score"], strict=True))
            self.live_changed.emit()
        elif progress.stage == "quality":
            self.live_quality = detail
            self.live_changed.emit()
        else:
            self.progressed.emit(progress)

    def forget_live(self) -> None:
        """Drop the early results of an analysis that ended or was stopped."""
        self.live_quality, self.live_scores = {}, []
        self.live_changed.emit()

    # Where in it

    @property
    def time_s(self) -> float:
        """Presentation time of the frame that is shown, in seconds; 0 where nothing is open."""
        return float(self.recording.pts_s[self.frame]) if self.recording is not None else 0.0

    def go_to_frame(self, frame: int) -> None:
        """Show a frame; kept inside the recording."""
        if self.recording is None:
            return
        frame = min(max(int(frame), 0), len(self.recording.pts_s) - 1)
        if frame != self.frame:
            self.frame = frame
            self.frame_changed.emit(frame)

    def go_to_time(self, time_s: float) -> None:
        """Show the frame that is on screen at a time."""
        if self.recording is not None:
            at = int(np.searchsorted(self.recording.pts_s, time_s + 1e-9, side="right")) - 1
            self.go_to_frame(at)

    def set_playing(self, playing: bool) -> None:
        """Play or pause."""
        if playing != self.playing:
            self.playing = playing
            self.playing_changed.emit(playing)

    # How it is shown

    def set_view(self, **changes: Any) -> None:
        """Change fields of `view`."""
        view = replace(self.view, **changes)
        if view != self.view:
            self.view = view
            self.view_changed.emit()

    def add_maps(self, source: Source, maps: tuple[ActivationMap, ...]) -> None:
        """Take maps that were made on demand."""
        for activation in maps:
            self._other_maps[source, key_of(activation)] = activation
        self.maps_changed.emit()

    def map_for(self, view: ViewState) -> ActivationMap | None:
        """Return the map that a view asks for, None if it is not there (yet)."""
        if self.analysis is None:
            return None
        if view.source == "trained":
            found = {key_of(each): each for each in self.analysis.maps}
            return found.get(view.layer) or next(iter(found.values()), None)
        layer = "motion" if view.source == "motion" else view.layer
        return self._other_maps.get((view.source, layer))

    # What the clinician adds

    def set_segments(self, segments: tuple[Segment, ...]) -> None:
        """Mark other task segments; they count from the next analysis on."""
        if segments != self.segments:
            self.segments = segments
            self.segments_changed.emit()

    def add_bookmark(self, note: str = "") -> Bookmark:
        """Bookmark the frame that is shown; one that is there keeps its note unless given one."""
        bookmark = Bookmark(self.time_s, note)
        there = next((b for b in self.review.bookmarks if b.time_s == bookmark.time_s), None)
        if there is not None and not note:
            return there
        others = [b for b in self.review.bookmarks if b.time_s != bookmark.time_s]
        marks = tuple(sorted([*others, bookmark], key=lambda b: b.time_s))
        self.set_review(replace(self.review, bookmarks=marks, signature=None))
        return bookmark

    def set_review(self, review: Review) -> None:
        """Replace the clinician's part. A signature does not outlast what it was put under."""
        if review.signature is not None and review.signature == self.review.signature:
            same = replace(review, signature=None) == replace(self.review, signature=None)
            review = review if same else replace(review, signature=None)
        if review != self.review:
            self.review = review
            self.review_changed.emit()

    def set_visit(self, visit: Visit) -> None:
        """Change the visit facts; a signature under the old ones goes."""
        if visit != self.review.visit:
            self.set_review(replace(self.review, visit=visit, signature=None))

    def sign(self, signature: Signature) -> None:
        """Put a signature under what is there now."""
        self.set_review(replace(self.review, signature=signature))


def key_of(activation: ActivationMap) -> str:
    """Name that `ViewState.layer` knows a map by: ``"evidence"``, or its endpoint."""
    return "evidence" if activation.kind == "evidence" else activation.layer
