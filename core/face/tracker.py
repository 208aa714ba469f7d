"""Following the main face from frame to frame."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from core.closing import Closing
from core.face.choice import continues, has_rival, ranked, same_face
from core.face.graphs import FaceBox, Mesh
from core.face.mesh import FittedMesh, can_be_face, read_mesh
from core.face.observation import FaceObservation
from core.face.pixels import measure_pixels
from core.face.search import FaceSearch
from core.face.window import ROOM, Window

# A detector must see the followed face this often; the whole picture is searched less often,
# because that takes three times as long.
CONFIRM_EVERY_S = 0.5
DETECT_EVERY_S = 1.0
# A lost face is looked for in every frame at first, then this often (in tiles: DETECT_EVERY_S).
SEARCH_EVERY_S = 0.1
_SEARCH_HARD_S = 0.3
# After this long a loss any face may be the patient's; before, only one in the same place.
FORGET_AFTER_S = 1.0
# So many looks in a row that do not confirm the mesh end it.
_DOUBTS = 2
_CANDIDATES = 3
_TIGHT_ROOM = 1.5  # for a second try where a neighbour's face takes the mesh


class FaceTracker(Closing):
    """Finds the main face and follows it; one frame at a time, recorded or live.

    The mesh runs on every frame in a window about the face. A detector must confirm it every
    `CONFIRM_EVERY_S`, since FaceMesh alone may carry on over a hand or the back of a head; the
    whole picture is searched for others every `DETECT_EVERY_S` and when the face is lost. The
    main face is the most prominent one (size times centrality) and stays the same person by place
    and size.

    Use as a context manager, or call `close`.
    """

    def __init__(self) -> None:
        self._search = FaceSearch()
        self._mesh = Mesh()
        self.reset()

    def close(self) -> None:
        """Free the native graphs."""
        self._search.close()
        self._mesh.close()

    def reset(self) -> None:
        """Forget who was followed: a new shot or another video begins."""
        self._window: Window | None = None  # None while no face is followed
        self._last: FaceBox | None = None
        self._last_s = -math.inf
        self._now_s = -math.inf
        self._next_look_s = -math.inf
        self._next_wide_s = -math.inf
        self._next_tiles_s = -math.inf
        self._doubts = 0
        self._others = 0
        self._ambiguous = False
        self._mesh.forget()

    def process(self, rgb: NDArray[np.uint8], pts_s: float) -> FaceObservation:
        """Find the main face in the next frame.

        Parameters
        ----------
        rgb : (H, W, 3) uint8
            Upright and un-mirrored.
        pts_s : float
            Its time in seconds. Going back in time starts afresh.

        Returns
        -------
        FaceObservation
            In pixels of `rgb`.
        """
        if pts_s < self._now_s:
            self.reset()
        self._now_s = pts_s
        followed = self._window is not None
        face = self._follow(rgb)
        if pts_s >= self._next_look_s or (followed and face is None):
            face = self._look(rgb, face)
        if face is None:
            self._window = None
            return FaceObservation(other_faces=self._others, ambiguous=self._ambiguous)
        self._last, self._last_s = face.box, pts_s
        return self._observe(face)

    def _follow(self, rgb: NDArray[np.uint8]) -> FittedMesh | None:
        """Fit the mesh where the face was; None if it is lost or was not followed."""
        if self._window is None or self._last is None:
            return None
        size = _size(rgb)
        if not self._window.suits(self._last, size):
            self._window = Window.about(self._last, size)
            self._fit(rgb, self._window)  # brings the mesh's own tracking into the new window
        face = self._fit(rgb, self._window)
        return face if face is not None and continues(face.box, self._last) else None

    def _fit(self, rgb: NDArray[np.uint8], window: Window) -> FittedMesh | None:
        view, fold = window.view(rgb)
        points = self._mesh.fit(view)
        if points is None:
            return None
        pixels = measure_pixels(view, points)
        face = read_mesh(window.to_picture(points, fold), pixels)
        return face if can_be_face(face, _size(rgb)) else None

    def _look(self, rgb: NDArray[np.uint8], face: FittedMesh | None) -> FittedMesh | None:
        """Confirm the followed face, or search the whole picture for it and for others."""
        self._next_look_s = self._now_s + CONFIRM_EVERY_S
        early = self._now_s < self._next_wide_s
        if face is not None and early and self._sees(rgb, face):
            self._doubts = 0
            return face
        seen = self._search.all_faces(rgb)
        self._next_wide_s = self._now_s + DETECT_EVERY_S
        if face is not None:
            face = self._confirmed(rgb, face, seen)
        if face is None:
            face = self._acquire(rgb, seen)
        self._count(seen, face, _size(rgb))
        return face

    def _confirmed(
        self, rgb: NDArray[np.uint8], face: FittedMesh, seen: Sequence[FaceBox]
    ) -> FittedMesh | None:
        """Return the followed face unless the detectors have missed it repeatedly."""
        if any(same_face(box, face.box) for box in seen) or self._sees(rgb, face):
            self._doubts = 0
            return face
        self._doubts += 1
        self._next_look_s = self._now_s + SEARCH_EVERY_S
        return face if self._doubts < _DOUBTS else None

    def _sees(self, rgb: NDArray[np.uint8], face: FittedMesh) -> bool:
        return self._search.confirms(rgb, Window.about(face.box, _size(rgb)), face.box)

    def _acquire(self, rgb: NDArray[np.uint8], seen: Sequence[FaceBox]) -> FittedMesh | None:
        """Find the main face among those seen, then among large, then among small ones."""
        for boxes in self._finds(rgb, seen):
            for box in ranked(self._allowed(boxes), _size(rgb), self._last)[:_CANDIDATES]:
                face = self._fit_anew(rgb, box)
                if face is not None:
                    return face
        self._plan_search()
        return None

    def _finds(
        self, rgb: NDArray[np.uint8], seen: Sequence[FaceBox]
    ) -> Iterator[Sequence[FaceBox]]:
        yield seen
        yield self._search.large_faces(rgb)
        if self._now_s >= self._next_tiles_s:
            self._next_tiles_s = self._now_s + DETECT_EVERY_S
            yield self._search.small_faces(rgb)

    def _allowed(self, boxes: Sequence[FaceBox]) -> Sequence[FaceBox]:
        last = self._last
        if last is None or self._now_s - self._last_s > FORGET_AFTER_S:
            return boxes
        return [box for box in boxes if continues(box, last)]

    def _fit_anew(self, rgb: NDArray[np.uint8], box: FaceBox) -> FittedMesh | None:
        for room in (ROOM, _TIGHT_ROOM):
            window = Window.about(box, _size(rgb), room)
            self._mesh.forget()
            face = self._fit(rgb, window)
            if face is not None and same_face(face.box, box):
                self._window, self._doubts = window, 0
                return face
        return None

    def _plan_search(self) -> None:
        hard = self._now_s - self._last_s <= _SEARCH_HARD_S
        self._next_look_s = self._now_s if hard else self._now_s + SEARCH_EVERY_S

    def _count(
        self, seen: Sequence[FaceBox], face: FittedMesh | None, size: tuple[int, int]
    ) -> None:
        """Count the faces besides the main one and see whether one rivals it."""
        main = [box for box in seen if face is not None and same_face(box, face.box)]
        others = [box for box in seen if box not in main]
        self._others = len(others)
        reference = main[0] if main else face.box if face is not None else None
        self._ambiguous = reference is not None and has_rival(reference, others, size)

    def _observe(self, face: FittedMesh) -> FaceObservation:
        return FaceObservation(
            found=True,
            landmarks_px=face.points,
            pose_deg=face.pose_deg,
            iod_px=face.iod_px,
            other_faces=self._others,
            ambiguous=self._ambiguous,
            sharpness=face.pixels.sharpness,
            brightness=face.pixels.brightness,
            clipped=face.pixels.clipped,
        )


def _size(rgb: NDArray[np.uint8]) -> tuple[int, int]:
    return rgb.shape[1], rgb.shape[0]
