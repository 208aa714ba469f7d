"""MediaPipe's face graphs with numpy at the edge: boxes and meshes in pixels.

`mp.solutions` of 0.10.21 runs offline from models inside the wheel. Face detection: BlazeFace,
Bazarevsky et al. 2019, arXiv:1907.05047; mesh: Kartynnik et al. 2019, arXiv:1907.06724, with
attention refinement: Grishchenko et al. 2020, arXiv:2006.10962.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from core.closing import Closing
from core.face.quiet import hush_libraries, quiet_native_stderr
from core.types import LANDMARKS

hush_libraries()
with quiet_native_stderr():
    import mediapipe as mp

# A serialised NormalizedLandmark with x, y, z: tag and length, then three tagged float32.
_POINT = np.dtype(
    [("head", "u1", 2), ("tx", "u1"), ("x", "<f4"), ("ty", "u1"), ("y", "<f4"), ("tz", "u1"),
     ("z", "<f4")]
)  # fmt: skip
# The detectors see 192 px; larger pictures are reduced first, which is faster and finer.
_DETECT_PX = 288
_NOTHING = np.zeros((64, 64, 3), np.uint8)


@dataclass(frozen=True, slots=True)
class FaceBox:
    """An upright box about a face in picture pixels, with the detector's score in [0, 1]."""

    x: float
    y: float
    width: float
    height: float
    score: float = 1.0

    @property
    def centre(self) -> tuple[float, float]:
        """Middle of the box (x, y)."""
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def size(self) -> float:
        """The longer side."""
        return max(self.width, self.height)

    def moved(self, x: float, y: float) -> FaceBox:
        """Return the box shifted by (x, y)."""
        return FaceBox(self.x + x, self.y + y, self.width, self.height, self.score)

    def iou(self, other: FaceBox) -> float:
        """Intersection over union with another box, [0, 1]."""
        across = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        down = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        if across <= 0 or down <= 0:
            return 0.0
        shared = across * down
        return shared / (self.width * self.height + other.width * other.height - shared)


class _Graph(Closing):
    """A solution whose start is kept quiet, to be closed after use."""

    def __init__(self, make: Callable[[], Any]) -> None:
        with quiet_native_stderr():
            self._solution = make()
            self._solution.process(_NOTHING)  # a graph starts in the background: wait for it
        self._loud = True

    def _process(self, rgb: NDArray[np.uint8]) -> Any:
        with quiet_native_stderr() if self._loud else nullcontext():
            return self._solution.process(np.ascontiguousarray(rgb))

    def close(self) -> None:
        """Free the native graph."""
        self._solution.close()


class Detector(_Graph):
    """Finds the faces of a picture.

    Parameters
    ----------
    full_range : bool
        True: small and distant faces (the model for up to 5 m). False: the model for up to 2 m,
        which also holds on to large, tilted and half-hidden faces.
    min_score : float
        Least confidence, [0, 1].
    """

    def __init__(self, *, full_range: bool, min_score: float) -> None:
        super().__init__(
            lambda: mp.solutions.face_detection.FaceDetection(
                min_detection_confidence=min_score, model_selection=int(full_range)
            )
        )

    def find(self, rgb: NDArray[np.uint8]) -> list[FaceBox]:
        """Return the faces of an RGB uint8 (H, W, 3) picture, in its pixels, best score first."""
        small, fold = reduced(rgb, _DETECT_PX)
        height, width = (fold * side for side in small.shape[:2])
        result = self._process(small)
        self._loud = False
        boxes = []
        for detection in result.detections or ():
            box = detection.location_data.relative_bounding_box
            boxes.append(
                FaceBox(
                    box.xmin * width,
                    box.ymin * height,
                    box.width * width,
                    box.height * height,
                    detection.score[0],
                )
            )
        return sorted(boxes, key=lambda box: -box.score)


class Mesh(_Graph):
    """Fits the 478-point mesh to one face.

    Parameters
    ----------
    follow : bool
        True: the face is followed from picture to picture. False: each picture is for itself.
    min_score : float
        Least confidence that there is a face, [0, 1].
    """

    def __init__(self, *, follow: bool = True, min_score: float = 0.5) -> None:
        super().__init__(
            lambda: mp.solutions.face_mesh.FaceMesh(
                static_image_mode=not follow,
                max_num_faces=1,
                refine_landmarks=True,
                min_detection_confidence=min_score,
                min_tracking_confidence=0.5,
            )
        )

    def fit(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32] | None:
        """Return the mesh (478, 3) float32 in pixels of an RGB uint8 (H, W, 3) picture, or None.

        z has the scale of x and is more negative nearer the camera.
        """
        found = self._process(rgb).multi_face_landmarks
        if not found:
            return None
        self._loud = False  # the last chatter comes with the first mesh
        height, width = rgb.shape[:2]
        return _points(found[0]) * np.array([width, height, width], np.float32)

    def forget(self) -> None:
        """Let go of the followed face, so that the next picture is searched afresh."""
        self._process(_NOTHING)


class Segmenter(_Graph):
    """Parts a person from the background of a picture."""

    def __init__(self) -> None:
        super().__init__(
            lambda: mp.solutions.selfie_segmentation.SelfieSegmentation(model_selection=0)
        )

    def part(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return how sure each pixel is the person's: (H, W) float32 in [0, 1]."""
        return np.asarray(self._process(rgb).segmentation_mask, np.float32)


def reduced(rgb: NDArray[np.uint8], least_side_px: int) -> tuple[NDArray[np.uint8], int]:
    """Halve a picture, by area, as often as its longer side stays at `least_side_px` or more.

    Returns the picture and by how much it was reduced: 1, 2, 4, ... OpenCV is ten times faster at
    whole numbers than at fractions; up to as many rows and columns are cut off at the end.
    """
    height, width = rgb.shape[:2]
    fold = 1
    while max(height, width) >= 2 * fold * least_side_px and min(height, width) >= 2 * fold:
        fold *= 2
    if fold == 1:
        return rgb, 1
    size = (width // fold, height // fold)
    whole = rgb[: size[1] * fold, : size[0] * fold]
    return np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_LINEAR), np.uint8), fold


def _points(message: Any) -> NDArray[np.float32]:
    # Reading the serialised bytes takes 0.02 ms, walking the 478 messages in Python 0.6 ms.
    data = message.SerializeToString()
    if len(data) == LANDMARKS * _POINT.itemsize:
        raw = np.frombuffer(data, _POINT)
        return np.stack([raw["x"], raw["y"], raw["z"]], axis=1)
    return np.array([(p.x, p.y, p.z) for p in message.landmark], np.float32)
