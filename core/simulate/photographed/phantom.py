"""A photographed person ready to be filmed.

The resting picture moves by a smooth field that carries every FaceMesh point to where the
timeline wants it; the skin above and below the gap between the lips has a field of its own. The
smiling picture's texture is dissolved in where, and as far as, that place smiles. Lids slide over
the eyeball in the resting picture (`core.simulate.photographed.eyes`), and the inside of the mouth
is laid between the lips afterwards (`core.simulate.photographed.mouth`). The background is new.

**Re-enactment.** A timeline need not come from the spec's script: ``PhotographedPhantom(spec,
timeline)``, or `core.simulate.film.render_video` with ``timeline=``, films any arrays of unit
amounts, lid closure, gaze and head pose.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from core.simulate.expressions import EXPRESSIONS, UNITS, close_lids, unit_displacements
from core.simulate.face_model import (
    INNER_LIP_CORNERS,
    INNER_LOWER_LIP,
    INNER_UPPER_LIP,
    LEFT_CORNERS,
    LEFT_LOWER_LID,
    LEFT_UPPER_LID,
    LIP_ROWS,
    RIGHT_CORNERS,
    RIGHT_LOWER_LID,
    RIGHT_UPPER_LID,
    face_model,
    region_weights,
)
from core.simulate.moving import PIVOT, FrameTruth, movement_basis, rotation, side_gains, truth_at
from core.simulate.parts import FACIAL_REGIONS, Photographed
from core.simulate.photographed.ageing import Ageing, aged_rest, years_added
from core.simulate.photographed.canvas import (
    Canvas,
    below_mouth,
    lay_out,
    lay_smile,
    mouth_line,
    sheets_of,
    smile_mask,
)
from core.simulate.photographed.eyes import LEFT_FOLD, LIDS, RIGHT_FOLD, Eye
from core.simulate.photographed.field import Lattice, rest_of
from core.simulate.photographed.mouth import Mouth
from core.simulate.photographed.relief import Relief
from core.simulate.photographed.sitter import Sitter, sitter
from core.simulate.spec import PhantomSpec
from core.simulate.studio import Studio
from core.simulate.timeline import Timeline, build_timeline

Floats = NDArray[np.float32]

_STEP_PX = 4  # between places whose way back is computed
_FINER = 1.25  # the board's pixels, against the picture's
_MARGIN_IOD = 0.45
_LEAST_SMILE = 0.9  # of the mean smile's size: weaker ones are filled up with it
_FOLD_SHARE = 0.3  # of `close_lids`: a real lid's fold hardly follows a blink
_LATTICE = Lattice(-2.6, -2.4, 0.05, 105, 113)
_SMILE_SIGMA_IOD = 0.10
_LIP_CORNER_WORK = 0.55  # reach of the lower lip's own field beyond the corners


class PhotographedPhantom:
    """A person from two photographs ready to be filmed.

    Parameters
    ----------
    spec : PhantomSpec
        With a `core.simulate.parts.Photographed` identity.
    timeline : Timeline, optional
        What to film instead of the spec's script.

    Attributes
    ----------
    spec : PhantomSpec
    timeline : Timeline

    Raises
    ------
    RecordingError
        If a picture is missing or shows no face.
    """

    def __init__(self, spec: PhantomSpec, timeline: Timeline | None = None) -> None:
        if not isinstance(spec.identity, Photographed):
            raise TypeError("a photographed phantom needs a photographed identity")
        self.spec = spec
        self.timeline = build_timeline(spec) if timeline is None else timeline
        who = spec.identity
        self._sitter = sitter(who.folder, who.person)
        scene, size = spec.scene, spec.size_px
        self._unit_px = scene.face_iod_share * size
        self._centre = np.array([scene.face_x, scene.face_y], np.float32) * size
        self._face = self._sitter.neutral
        self._basis = movement_basis(own_displacements(self._sitter), spec.movement)
        self._relief = Relief(self._face, _LATTICE)
        self._sheets = sheets_of(self._face, _LATTICE)
        self._studio = Studio(spec)
        self._canvas = self._board()
        self._sag = aged_rest(self._sitter, years_added(who, self._sitter))
        self._paint_board(who)
        self._places = self._coarse_places()
        gap = self._face[list(INNER_LOWER_LIP), 1] - self._face[list(INNER_UPPER_LIP), 1]
        self._rest_gap = np.where(gap < 0.03, gap, 0)[:, None] * np.array([0, 1], np.float32)

    def frame(self, index: int) -> tuple[NDArray[np.uint8], FrameTruth]:
        """Film one frame.

        Returns
        -------
        rgb : (S, S, 3) uint8
        truth : FrameTruth
        """
        own = self._own_movement(index)
        line, carried = self.timeline, _with_still_eyes(own)
        fields = [sheet.spread(carried[sheet.points]) for sheet in self._sheets]
        posed = [
            self._relief.posed(field, line.pose_deg[index], line.shift_iod[index])
            for field in fields
        ]
        lids = self._lids(own, fields[0])
        xy = self._landmarks(lids, posed, index)
        board = self._dressed(lids, index)
        picture = self._warped(board, posed, xy)
        self._mouth.show(picture, *self._lips(xy), self._skull_to_px(index), self._unit_px)
        return self._studio.expose(picture, index), truth_at(line, index, xy)

    # -- geometry -----------------------------------------------------------------------------

    def _own_movement(self, index: int) -> Floats:
        """Displacement of every point by the face itself, lids included: (478, 3)."""
        amounts = self.timeline.amounts[index].astype(np.float32).ravel()
        opened = self._face + self._sag + (amounts @ self._basis).reshape(-1, 3)
        left, right = self.timeline.closure[index]
        moved = close_lids(opened, float(left), float(right))
        folds = [*RIGHT_FOLD, *LEFT_FOLD]
        moved[folds] = opened[folds] + _FOLD_SHARE * (moved[folds] - opened[folds])
        return np.asarray(moved - self._face, dtype=np.float32)

    def _lids(self, own: Floats, field: Floats) -> Floats:
        """Resting places of all points, lids moved on from where the field alone has them."""
        rest = self._face[:, :2].copy()
        lids = list(LIDS)
        carried = _LATTICE.sample(field[..., :2], rest[None, lids])[0]
        rest[lids] += own[lids, :2] - carried
        return rest

    def _landmarks(self, rest: Floats, posed: list[Floats], index: int) -> Floats:
        """Where every point is in the picture: (478, 2) pixels."""
        rest = rest.copy()
        rest[468:] += self.timeline.gaze_iod[index].astype(np.float32)
        moved = rest + _LATTICE.sample(posed[0], rest[None])[0]
        low = np.setdiff1d(self._sheets[1].points, self._sheets[0].points)
        moved[low] = rest[low] + _LATTICE.sample(posed[1], rest[None, low])[0]
        return np.asarray(moved * self._unit_px + self._centre, dtype=np.float32)

    def _lips(self, xy: Floats) -> tuple[Floats, Floats]:
        right, left = INNER_LIP_CORNERS
        half = self._rest_gap / 2 * self._unit_px
        upper, lower = xy[list(INNER_UPPER_LIP)] + half, xy[list(INNER_LOWER_LIP)] - half
        ends = xy[[right]], xy[[left]]
        return (
            np.concatenate([ends[0], upper, ends[1]]).astype(np.float32),
            np.concatenate([ends[0], lower, ends[1]]).astype(np.float32),
        )

    def _skull_to_px(self, index: int) -> Floats:
        turn = rotation(self.timeline.pose_deg[index])[:2]
        shift = PIVOT[:2] - turn @ PIVOT + self.timeline.shift_iod[index]
        matrix = np.column_stack([turn, shift]) * self._unit_px
        matrix[:, 3] += self._centre
        return np.asarray(matrix, dtype=np.float32)

    # -- the board ----------------------------------------------------------------------------

    def _board(self) -> Canvas:
        size, source_px = self.spec.size_px, float(np.linalg.norm(self._sitter.to_neutral_px[:, 0]))
        scale = min(self._unit_px * _FINER, max(source_px, 0.5 * self._unit_px))
        low = -self._centre / self._unit_px - _MARGIN_IOD
        side = size / self._unit_px + 2 * _MARGIN_IOD
        pixels = int(np.ceil(side * scale))
        return Canvas(float(low[0]), float(low[1]), scale, pixels, pixels)

    def _paint_board(self, who: Photographed) -> None:
        """Lay out both pictures in the scene's light, and prepare eyes and mouth."""
        canvas, face = self._canvas, self._face
        neutral, cover = lay_out(self._sitter, canvas)
        smile = lay_smile(self._sitter, canvas, _LATTICE, self._sheets, neutral)
        age = Ageing(
            self._sitter, who, canvas, _LATTICE, self._sheets[0], self._relief.depth, neutral, cover
        )
        neutral, smile = age.paint(neutral), age.paint(smile)
        mask = smile_mask(self._sitter, canvas)
        light = self._light()
        low, high = face[:468, :2].min(axis=0), face[:468, :2].max(axis=0)
        self._window = canvas.box(*low.tolist(), *high.tolist())
        self._neutral = np.dstack(
            [np.clip(neutral * light, 0, 255), 255 * cover]
        ).round().astype(np.uint8)  # fmt: skip
        lit = np.clip(smile * light, 0, 255)
        self._smile = np.ascontiguousarray(
            np.dstack([lit, 255 * cover]).round().astype(np.uint8)[self._window]
        )
        self._folds = age.folds(self._window)
        self._mask = np.ascontiguousarray(mask[self._window])
        self._eyes = [Eye(canvas, self._neutral, face[:, :2], left) for left in (False, True)]
        falls = light[canvas.box(-0.2, 0.8, 0.2, 1.4)].mean(axis=(0, 1))
        self._mouth = Mouth(self._sitter, canvas.scale, np.asarray(falls, dtype=np.float32))
        self._blend_weights = _nearness(face[:, :2], low, high)

    def _light(self) -> Floats:
        """How the scene's light differs from the photograph's, on the board: (H, W, 3)."""
        head = self.spec.head
        mean_pose = np.array([head.mean_yaw_deg, head.mean_pitch_deg, head.mean_roll_deg])
        normal = self._relief.normals(mean_pose).reshape(-1, 3)
        whole = np.ones(len(normal), dtype=np.float32)
        here, _ = self._studio.light(normal, whole)
        there = 0.6 * (0.82 - 0.18 * normal[:, 1]) + 0.61 * np.clip(
            (0.17 * -normal[:, 1] - 0.98 * normal[:, 2] + 0.5) / 1.5, 0, None
        )
        change = np.clip(here / there, 0.25, 1.5).reshape(_LATTICE.rows, _LATTICE.columns)
        change = cv2.GaussianBlur(change.astype(np.float32), (0, 0), 1.5)
        whole_board = (slice(0, self._canvas.height), slice(0, self._canvas.width))
        on_board = self._canvas.from_lattice(change, _LATTICE, whole_board)
        return np.asarray(on_board[..., None] * self._studio.light_rgb, dtype=np.float32)

    def _dressed(self, lids: Floats, index: int) -> NDArray[np.uint8]:
        """Dress the board as it looks in a frame: the smile's texture and the lids in place."""
        board = self._neutral.copy()
        share = self._smile_share(index)
        if share.max() > 0.004:
            board[self._window] = cv2.blendLinear(
                np.ascontiguousarray(board[self._window]), self._smile, 1 - share, share
            )
        self._fold(board[self._window], index)
        gaze = self.timeline.gaze_iod[index].astype(np.float32)
        for eye in self._eyes:
            eye.paint(board, lids[list(eye.upper)], lids[list(eye.lower)], gaze)
        return board

    def _fold(self, part: NDArray[np.uint8], index: int) -> None:
        """Draw the folds of raised and of lowered brows into the window, in place."""
        amounts, gains = self.timeline.amounts[index], self.spec.movement
        forehead, nose = FACIAL_REGIONS.index("forehead"), FACIAL_REGIONS.index("nose")
        sides = (gains.left_gain + gains.right_gain) / 2
        raised = float(amounts[UNITS.index("brow_raise"), forehead]) * sides
        frown = sides * max(
            float(amounts[UNITS.index("brow_lower"), forehead]),
            float(amounts[UNITS.index("nose_wrinkle"), nose]),
        )
        if max(raised, frown) < 0.02:
            return
        folds = self._folds
        dark = 1 - min(raised, 1.5) * folds.raised - min(frown, 1.5) * folds.frown
        part[..., :3] = cv2.multiply(
            np.ascontiguousarray(part[..., :3]), np.dstack([dark] * 3), dtype=cv2.CV_8U
        )

    def _smile_share(self, index: int) -> Floats:
        """How far each of the window's pixels smiles: (h, w) in [0, 1]."""
        amounts = self.timeline.amounts[index, UNITS.index("smile")].astype(np.float32)
        full = EXPRESSIONS["smile"]["smile"]
        gains = region_weights() * side_gains(self.spec.movement)[:, :, 0]
        points = (amounts / np.float32(full)) @ gains
        if points.max() < 0.004:
            return np.zeros_like(self._mask)
        weights, lattice = self._blend_weights
        field = (weights @ points).reshape(lattice.rows, lattice.columns)
        share = self._canvas.from_lattice(np.clip(field, 0, 1), lattice, self._window)
        return np.asarray(share * self._mask, dtype=np.float32)

    # -- the picture --------------------------------------------------------------------------

    def _coarse_places(self) -> Floats:
        px = np.arange(0, self.spec.size_px + _STEP_PX, _STEP_PX, dtype=np.float32)
        x, y = (px - self._centre[0]) / self._unit_px, (px - self._centre[1]) / self._unit_px
        return np.stack(np.meshgrid(x, y), axis=-1)

    def _warped(self, board: NDArray[np.uint8], posed: list[Floats], xy: Floats) -> Floats:
        """Set the person before the new background: (S, S, 3) float32."""
        size = self.spec.size_px
        source = self._fine(rest_of(self._places, posed[0], _LATTICE), (0, 0), (size, size))
        self._lower_lip(source, posed[1], xy)
        found = cv2.remap(
            board, source[..., 0], source[..., 1], cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )  # fmt: skip
        found = found.astype(np.float32)
        person = np.ascontiguousarray(found[..., :3])
        return self._studio.behind(person, found[..., 3] * np.float32(1 / 255))

    def _fine(self, rest: Floats, start: tuple[int, int], shape: tuple[int, int]) -> Floats:
        """Resting places on the coarse grid as the board's pixels for every picture pixel."""
        matrix = np.array([[1 / _STEP_PX, 0, start[1]], [0, 1 / _STEP_PX, start[0]]])
        return np.asarray(
            cv2.warpAffine(
                self._canvas.px(rest), matrix, shape[::-1],
                flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE,
            )
        )  # fmt: skip

    def _lower_lip(self, source: Floats, posed: Floats, xy: Floats) -> None:
        """Below the gap between the lips, take the places of the lower skin."""
        size, unit = self.spec.size_px, self._unit_px
        mouth = xy[[*INNER_LIP_CORNERS, *INNER_LOWER_LIP, *INNER_UPPER_LIP]]
        low = (mouth.min(axis=0) - (_LIP_CORNER_WORK * unit, 0.1 * unit)) // _STEP_PX
        high = (mouth.max(axis=0) + _LIP_CORNER_WORK * unit) // _STEP_PX + 1
        last = self._places.shape[0] - 1
        x0, y0 = np.clip(low, 0, last).astype(int)
        x1, y1 = np.clip(high, 0, last).astype(int)
        if x1 <= x0 or y1 <= y0:
            return
        rest = rest_of(self._places[y0 : y1 + 1, x0 : x1 + 1], posed, _LATTICE)
        rows = slice(y0 * _STEP_PX, min(y1 * _STEP_PX, size))
        columns = slice(x0 * _STEP_PX, min(x1 * _STEP_PX, size))
        shape = (rows.stop - rows.start, columns.stop - columns.start)
        lower = self._fine(rest, (0, 0), shape)
        y, x = np.mgrid[rows, columns].astype(np.float32)
        places = np.dstack([x, y])
        share = below_mouth(places, xy, 0.6)
        _, outside = mouth_line(x[0], xy)
        reach = _LIP_CORNER_WORK * unit
        share = share * np.clip(1.5 - 1.5 * outside / (0.9 * reach), 0, 1)
        share = share * np.clip((rows.stop - y) / (0.3 * reach), 0, 1)
        part = source[rows, columns]
        part += (lower - part) * share[..., None]


def own_displacements(who: Sitter) -> Floats:
    """Displacement of a person's points by each unit at amount 1: (8, 478, 3) float32.

    As `core.simulate.expressions.unit_displacements`, but such that the script's full smile is the
    photographed one. A smile of less than `_LEAST_SMILE` of the mean one is filled up to that with
    the mean one: some were hardly photographed smiling.
    """
    units = unit_displacements().copy()
    for rows in LIP_ROWS:  # drawn lips hide their middle rows: here these carry skin
        outer, inner = units[:, list(rows[0])], units[:, list(rows[-1])]
        for number, row in enumerate(rows):
            share = np.float32(number / (len(rows) - 1))
            units[:, list(row)] = outer + (inner - outer) * share
    own = who.smile - who.neutral
    own[468:] = 0
    mean = face_model().smile
    lively = [61, 291, 0, 17, 13, 14, 50, 280, 187, 411]
    size = float((own[lively] * mean[lively]).sum() / (mean[lively] ** 2).sum())
    own = own + max(0.0, _LEAST_SMILE - size) * mean * (np.arange(len(mean)) < 468)[:, None]
    full = EXPRESSIONS["smile"]
    rest = sum(amount * units[UNITS.index(u)] for u, amount in full.items() if u != "smile")
    units[UNITS.index("smile")] = (own - rest) / full["smile"]
    return np.asarray(units, dtype=np.float32)


def _with_still_eyes(own: Floats) -> Floats:
    """Displacements with each eye's lids going along with its corners: an eyeball keeps round."""
    out = own.copy()
    for lids, corners in (
        ((*RIGHT_UPPER_LID, *RIGHT_LOWER_LID), RIGHT_CORNERS),
        ((*LEFT_UPPER_LID, *LEFT_LOWER_LID), LEFT_CORNERS),
    ):
        out[list(lids)] = own[list(corners)].mean(axis=0)
    return out


def _nearness(points: Floats, low: Floats, high: Floats) -> tuple[Floats, Lattice]:
    """Weights that average values at the points near each node of a small lattice."""
    step = 0.08
    columns, rows = (np.ceil((high - low) / step).astype(int) + 1).tolist()
    lattice = Lattice(float(low[0]), float(low[1]), step, columns, rows)
    nodes = lattice.nodes().reshape(-1, 1, 2)
    squared = ((nodes - points[None, :468]) ** 2).sum(axis=2)
    squared = squared - squared.min(axis=1, keepdims=True)
    weights = np.exp(-squared / (2 * _SMILE_SIGMA_IOD**2))
    weights = weights / weights.sum(axis=1, keepdims=True)
    iris = np.zeros((len(weights), len(points) - 468))
    return np.concatenate([weights, iris], axis=1).astype(np.float32), lattice
