"""The resting picture as it looks in a frame: lit, aged, with the smile's texture and the lids."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from core.simulate.expressions import EXPRESSIONS, UNITS
from core.simulate.face_model import region_weights
from core.simulate.moving import side_gains
from core.simulate.parts import Photographed
from core.simulate.photographed.ageing import Ageing
from core.simulate.photographed.canvas import Canvas, Sheet, lay_out, lay_smile, smile_mask
from core.simulate.photographed.eyes import Eye
from core.simulate.photographed.field import Lattice
from core.simulate.photographed.relief import Relief
from core.simulate.photographed.sitter import Sitter
from core.simulate.spec import PhantomSpec
from core.simulate.studio import Studio
from core.simulate.timeline import Timeline
from core.types import FACIAL_REGIONS

Floats = NDArray[np.float32]
Picture = NDArray[np.uint8]

_SMILE_SIGMA_IOD = 0.10
_NEARNESS_STEP_IOD = 0.08
_UNSEEN = 0.004  # share of the smile, or amount of a fold, that changes no grey level


class Dressing:
    """A person's board, dressed frame by frame.

    Parameters
    ----------
    sitter : Sitter
    spec : PhantomSpec
    who : Photographed
        The spec's identity.
    studio : Studio
    canvas : Canvas
    lattice : Lattice
    sheets : (Sheet, Sheet)
        Skin above and below the gap between the lips.
    relief : Relief

    Attributes
    ----------
    mouth_light : (3,) float32
        Light on the mouth, 1 = as photographed.
    """

    def __init__(
        self, sitter: Sitter, spec: PhantomSpec, who: Photographed, studio: Studio, canvas: Canvas,
        lattice: Lattice, sheets: tuple[Sheet, Sheet], relief: Relief,
    ) -> None:  # fmt: skip
        self._canvas, self._movement = canvas, spec.movement
        face = sitter.neutral[:, :2]
        neutral, cover = lay_out(sitter, canvas)
        smile = lay_smile(sitter, canvas, lattice, sheets, neutral)
        age = Ageing(sitter, who, canvas, lattice, sheets[0], relief.depth, neutral, cover)
        light = _light(spec, studio, canvas, lattice, relief)
        low, high = face[:468].min(axis=0), face[:468].max(axis=0)
        window = self._window = canvas.box(*low.tolist(), *high.tolist())
        self._neutral = _as_picture(age.paint(neutral) * light, cover)
        self._smile = _as_picture((age.paint(smile) * light)[window], cover[window])
        self._folds = age.folds(window)
        self._mask = np.ascontiguousarray(smile_mask(sitter, canvas)[window])
        self._eyes = [Eye(canvas, self._neutral, face, left) for left in (False, True)]
        self._nearness, self._near_lattice = _nearness(face, low, high)
        mouth = light[canvas.box(-0.2, 0.8, 0.2, 1.4)]
        self.mouth_light = np.asarray(mouth.mean(axis=(0, 1)), dtype=np.float32)

    def at(self, rest: Floats, line: Timeline, index: int) -> Picture:
        """Dress the board for a frame: (H, W, 4) uint8, colours over black and cover.

        Parameters
        ----------
        rest : (478, 2) float32
            Resting points, with lids where they are now.
        line : Timeline
        index : int
        """
        board, window = self._neutral.copy(), self._window
        share = self._smile_share(line, index)
        if share.max() > _UNSEEN:
            part = np.ascontiguousarray(board[window])
            board[window] = cv2.blendLinear(part, self._smile, 1 - share, share)
        self._fold(board[window], line, index)
        gaze = line.gaze_iod[index].astype(np.float32)
        for eye in self._eyes:
            eye.paint(board, rest[list(eye.upper)], rest[list(eye.lower)], gaze)
        return board

    def _fold(self, part: Picture, line: Timeline, index: int) -> None:
        """Draw the folds of raised and of lowered brows into the window, in place."""
        amounts, gains = line.amounts[index], self._movement
        forehead, nose = FACIAL_REGIONS.index("forehead"), FACIAL_REGIONS.index("nose")
        sides = (gains.left_gain + gains.right_gain) / 2
        raised = float(amounts[UNITS.index("brow_raise"), forehead]) * sides
        frown = sides * max(
            float(amounts[UNITS.index("brow_lower"), forehead]),
            float(amounts[UNITS.index("nose_wrinkle"), nose]),
        )
        if max(raised, frown) < _UNSEEN:
            return
        folds = self._folds
        dark = 1 - min(raised, 1.5) * folds.raised - min(frown, 1.5) * folds.frown
        part[..., :3] = cv2.multiply(
            np.ascontiguousarray(part[..., :3]), np.dstack([dark] * 3), dtype=cv2.CV_8U
        )

    def _smile_share(self, line: Timeline, index: int) -> Floats:
        """How far each of the window's pixels smiles: (h, w) in [0, 1]."""
        amounts = line.amounts[index, UNITS.index("smile")].astype(np.float32)
        full = EXPRESSIONS["smile"]["smile"]
        gains = region_weights() * side_gains(self._movement)[:, :, 0]
        points = (amounts / np.float32(full)) @ gains
        if points.max() < _UNSEEN:
            return np.zeros_like(self._mask)
        lattice = self._near_lattice
        field = (self._nearness @ points).reshape(lattice.rows, lattice.columns)
        share = self._canvas.from_lattice(np.clip(field, 0, 1), lattice, self._window)
        return np.asarray(share * self._mask, dtype=np.float32)


def _as_picture(colour: Floats, cover: Floats) -> Picture:
    joined = np.dstack([np.clip(colour, 0, 255), 255 * cover])
    return np.ascontiguousarray(joined.round().astype(np.uint8))


def _light(
    spec: PhantomSpec, studio: Studio, canvas: Canvas, lattice: Lattice, relief: Relief
) -> Floats:
    """How the scene's light differs from the photograph's, on the board: (H, W, 3)."""
    head = spec.head
    mean_pose = np.array([head.mean_yaw_deg, head.mean_pitch_deg, head.mean_roll_deg])
    normal = relief.normals(mean_pose).reshape(-1, 3)
    whole = np.ones(len(normal), dtype=np.float32)
    here, _ = studio.light(normal, whole)
    there = 0.6 * (0.82 - 0.18 * normal[:, 1]) + 0.61 * np.clip(
        (0.17 * -normal[:, 1] - 0.98 * normal[:, 2] + 0.5) / 1.5, 0, None
    )
    change = np.clip(here / there, 0.25, 1.5).reshape(lattice.rows, lattice.columns)
    change = cv2.GaussianBlur(change.astype(np.float32), (0, 0), 1.5)
    whole_board = (slice(0, canvas.height), slice(0, canvas.width))
    on_board = canvas.from_lattice(change, lattice, whole_board)
    return np.asarray(on_board[..., None] * studio.light_rgb, dtype=np.float32)


def _nearness(points: Floats, low: Floats, high: Floats) -> tuple[Floats, Lattice]:
    """Weights that average values at the points near each node of a small lattice."""
    step = _NEARNESS_STEP_IOD
    columns, rows = (np.ceil((high - low) / step).astype(int) + 1).tolist()
    lattice = Lattice(float(low[0]), float(low[1]), step, columns, rows)
    nodes = lattice.nodes().reshape(-1, 1, 2)
    squared = ((nodes - points[None, :468]) ** 2).sum(axis=2)
    squared = squared - squared.min(axis=1, keepdims=True)
    weights = np.exp(-squared / (2 * _SMILE_SIGMA_IOD**2))
    weights = weights / weights.sum(axis=1, keepdims=True)
    iris = np.zeros((len(weights), len(points) - 468))
    return np.concatenate([weights, iris], axis=1).astype(np.float32), lattice
