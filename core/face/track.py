"""Putting the observations of a recording together."""

from __future__ import annotations

import numpy as np

from core.face.observation import FaceObservation
from core.types import LANDMARKS, FaceTrack


class FaceTrackBuilder:
    """Collects observations, in any order, into one `FaceTrack` in source pixels.

    Parameters
    ----------
    n_frames : int
        Frames of the recording; memory (6 kB a frame) is reserved here and never grows.
    """

    def __init__(self, n_frames: int) -> None:
        self._landmarks = np.full((n_frames, LANDMARKS, 3), np.nan, np.float32)
        self._valid = np.zeros(n_frames, np.bool_)
        self._iod = np.full(n_frames, np.nan, np.float32)
        self._pose = np.full((n_frames, 3), np.nan, np.float32)
        self._others = np.zeros(n_frames, np.int16)
        self._sharpness = np.full(n_frames, np.nan, np.float32)
        self._brightness = np.full(n_frames, np.nan, np.float32)

    def add(self, index: int, observation: FaceObservation, scale: float = 1.0) -> None:
        """Enter the observation of one frame.

        Parameters
        ----------
        index : int
            Source frame.
        observation : FaceObservation
        scale : float
            Observed pixels per source pixel.
        """
        self._others[index] = observation.other_faces
        if observation.landmarks_px is None:
            return
        self._valid[index] = True
        self._landmarks[index] = observation.landmarks_px / scale
        self._iod[index] = observation.iod_px / scale
        self._pose[index] = observation.pose_deg
        self._sharpness[index] = observation.sharpness
        self._brightness[index] = observation.brightness

    def build(self) -> FaceTrack:
        """Return the track; frames that were not entered hold no face."""
        return FaceTrack(
            landmarks_px=self._landmarks,
            valid=self._valid,
            iod_px=self._iod,
            pose_deg=self._pose,
            other_faces=self._others,
            sharpness=self._sharpness,
            brightness=self._brightness,
        )
