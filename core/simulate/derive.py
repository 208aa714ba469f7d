"""Derive the phantom's face model: mean mesh, ways to differ, mean smile. Run once, by hand.

``python -m core.simulate.derive FOLDER`` measures FOLDER's pairs ``<id>_neutral.jpg`` and
``<id>_smile.jpg`` with MediaPipe FaceMesh and writes `core.simulate.face_model.MODEL_PATH`. Only
aggregates over all people are kept; no picture, and no one person's mesh, can be had from them.

The shipped numbers derive from DeBruine & Jones, Face Research Lab London Set, CC BY 4.0,
doi 10.6084/m9.figshare.5047666.v5 (80 adults).
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from core.atomic import write_with
from core.errors import RecordingError, UsageError
from core.face.graphs import Mesh
from core.simulate.face_model import MODEL_PATH
from core.types import LANDMARKS

Meshes = NDArray[np.float64]

MODES = 10
_RIGHT_IRIS, _LEFT_IRIS = 468, 473
# Bridge and sides of the nose's root, temples, forehead: they hardly move in a smile.
STILL_POINTS = (6, 8, 9, 10, 67, 103, 109, 127, 151, 162, 168, 197, 297, 332, 338, 356, 389)


def measure_pairs(folder: Path) -> tuple[Meshes, Meshes]:
    """Find the 478 points of every neutral and smiling picture of `folder`.

    Returns
    -------
    neutral, smile : (N, 478, 3) float64
        In picture pixels, z at the same scale; pairs in the order of file names.

    Raises
    ------
    RecordingError
        If a picture has no partner or shows no face.
    """
    neutral, smile = [], []
    with Mesh(follow=False) as mesh:
        for path in sorted(folder.glob("*_neutral.jpg")):
            neutral.append(points_of(mesh, path))
            smile.append(points_of(mesh, path.with_name(path.name.replace("neutral", "smile"))))
    if not neutral:
        raise RecordingError("That folder holds no “*_neutral.jpg”. Name the London pictures.")
    return np.array(neutral), np.array(smile)


def derive(neutral: Meshes, smile: Meshes) -> dict[str, NDArray[np.generic]]:
    """Average and decompose measured meshes.

    Parameters
    ----------
    neutral, smile : (N, 478, 3) float64

    Returns
    -------
    dict
        ``mean`` (478, 3) and ``smile`` (478, 3) float32, ``modes`` (10, 478, 3) float16 scaled to
        one standard deviation each, ``mirror`` (478,) int16 the index of each point's other side.
        Lengths in inter-iris distances; origin midway between the irises; x towards the
        face's own left, y down, z away from the camera.
    """
    mean = unit_face(neutral[0])
    for _ in range(4):
        aligned = np.array([fit_similarity(face, mean) for face in neutral])
        mean = unit_face(aligned.mean(axis=0))
    mirror = _mirror_index(mean)
    aligned = np.array([fit_similarity(face, mean) for face in neutral])
    symmetric = (aligned + _mirrored(aligned, mirror)) / 2
    mean = unit_face(symmetric.mean(axis=0))
    symmetric = np.array([fit_similarity(face, mean) for face in symmetric])
    still = np.array(STILL_POINTS)
    pairs = zip(smile, aligned, strict=True)
    change = np.array([fit_similarity(s, f, still) - f for s, f in pairs]).mean(axis=0)
    change = (change + _mirrored(change, mirror)) / 2
    deviations = (symmetric - symmetric.mean(axis=0)).reshape(len(symmetric), -1)
    _, spread, axes = np.linalg.svd(deviations, full_matrices=False)
    modes = axes[:MODES] * (spread[:MODES, None] / np.sqrt(len(symmetric) - 1))
    return {
        "mean": mean.astype(np.float32),
        "smile": change.astype(np.float32),
        "modes": modes.reshape(-1, LANDMARKS, 3).astype(np.float16),
        "mirror": mirror.astype(np.int16),
    }


def points_of(mesh: Mesh, path: Path) -> Meshes:
    """Find the 478 points of one picture, in its pixels, z at the same scale.

    Raises
    ------
    RecordingError
        If the picture is missing or shows no face.
    """
    picture = cv2.imread(str(path))
    if picture is None:
        raise RecordingError(f"“{path.name}” is missing or no picture. Restore it and run again.")
    found = mesh.fit(np.ascontiguousarray(picture[..., ::-1]))
    if found is None:
        raise RecordingError(f"No face was found in “{path.name}”. Remove the pair and run again.")
    return found.astype(np.float64)


def unit_face(face: Meshes) -> Meshes:
    """Bring a face to inter-iris distances about the middle between the irises."""
    irises = face[[_RIGHT_IRIS, _LEFT_IRIS]]
    scaled: Meshes = (face - irises.mean(axis=0)) / np.linalg.norm(irises[1] - irises[0])
    return scaled


def fit_similarity(face: Meshes, target: Meshes, use: NDArray[np.intp] | None = None) -> Meshes:
    """Move `face` onto `target` by the least-squares similarity (Umeyama 1991, eqs. 40-42)."""
    source, goal = (face, target) if use is None else (face[use], target[use])
    centre, goal_centre = source.mean(axis=0), goal.mean(axis=0)
    left, stretch, right = np.linalg.svd((goal - goal_centre).T @ (source - centre))
    sign = np.array([1.0, 1.0, np.sign(np.linalg.det(left @ right))])
    scale = (stretch * sign).sum() / ((source - centre) ** 2).sum()
    moved: Meshes = scale * (face - centre) @ (left * sign @ right).T + goal_centre
    return moved


def _mirror_index(mean: Meshes) -> NDArray[np.intp]:
    flipped = mean * (-1, 1, 1)
    distance = np.linalg.norm(mean[:, None] - flipped[None], axis=2)
    _, index = linear_sum_assignment(distance**2)
    return np.asarray(index, dtype=np.intp)


def _mirrored(faces: Meshes, mirror: NDArray[np.intp]) -> Meshes:
    flipped: Meshes = faces[..., mirror, :] * (-1, 1, 1)
    return flipped


def main(arguments: list[str]) -> None:
    """Write the model file from the folder named in `arguments`."""
    if len(arguments) != 1:
        raise UsageError("Name one folder: python -m core.simulate.derive FOLDER")
    model = derive(*measure_pairs(Path(arguments[0])))

    def save(path: Path) -> None:
        with path.open("wb") as file:
            np.savez_compressed(file, **model)

    write_with(MODEL_PATH, save)


if __name__ == "__main__":
    main(sys.argv[1:])
