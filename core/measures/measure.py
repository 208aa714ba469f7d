"""`measure`: everything a clinician would count or measure on the face, per task segment."""

from __future__ import annotations

import numpy as np

from core.kinematics.compare import compare_smiles
from core.measures import katsikitis
from core.measures.blinks import find_blinks
from core.measures.geometry import to_head_frame
from core.measures.segment import Findings, measure_segment
from core.measures.signals import make_signals
from core.measures.smiles import ASKED_SMILE_FROM_IOD, find_smiles
from core.measures.timeline import stretches
from core.types import FaceTrack, Measures, Recording, Segment, SegmentMeasures

# Beyond this yaw the far eye's lids are a guess of the mesh.
MAX_EYE_YAW_DEG = 35.0


def measure(
    face: FaceTrack,
    recording: Recording,
    segments: tuple[Segment, ...],
    cuts: tuple[int, ...] = (),
) -> Measures:
    """Measure a tracked face.

    Parameters
    ----------
    face : FaceTrack
        Raw landmarks; smoothing would shorten blinks and slow smiles.
    recording : Recording
        Its presentation times are the clock.
    segments : tuple of Segment
        Measures are given for each; one that makes no sense in a task is absent there.
    cuts : tuple of int
        Frames with which a new shot begins; no event or speed crosses one.

    Returns
    -------
    Measures
        Also for a track without any face: then every value is None with a note.

    Raises
    ------
    ValueError
        If the track and the recording differ in their number of frames.
    """
    pts_s = recording.pts_s
    if len(face.valid) != len(pts_s):
        raise ValueError(f"{len(face.valid)} tracked frames, {len(pts_s)} in the recording")
    face_parts = stretches(face.valid, pts_s, cuts)
    turned = np.nan_to_num(np.abs(face.pose_deg[:, 0])) > MAX_EYE_YAW_DEG
    eye_parts = stretches(face.valid & ~turned, pts_s, cuts)
    head = to_head_frame(face)
    signals = make_signals(head, pts_s, segments, face_parts)
    eyes = find_blinks(
        signals["eye_opening_left_iod"], signals["eye_opening_right_iod"], pts_s, eye_parts
    )
    found = Findings(
        pts_s=pts_s,
        fps=recording.measured_fps,
        face_parts=face_parts,
        eye_parts=eye_parts,
        signals=signals,
        distances=katsikitis.distances(head),
        eyes=eyes,
        smiles=find_smiles(signals, pts_s, face_parts),
        asked_smiles=find_smiles(signals, pts_s, face_parts, ASKED_SMILE_FROM_IOD),
    )
    return Measures(
        segments=tuple(SegmentMeasures(s, measure_segment(found, s)) for s in segments),
        blinks=eyes.blinks,
        signals=signals.lines,
        smiles=compare_smiles(face, pts_s, segments, cuts),
    )
