"""Valid analyses made from numbers alone, for tests of what saves and prints them."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from core.kinematics.compare import placed
from core.types import (
    REGIONS,
    ActivationMap,
    Alignment,
    Analysis,
    Blink,
    ClipTable,
    DeviceInfo,
    FaceTrack,
    FreezeRow,
    Measure,
    Measures,
    ModelInfo,
    Prediction,
    QualityCheck,
    QualityReport,
    Recording,
    RegionRow,
    Score,
    Segment,
    SegmentMeasures,
    SmileComparison,
    Spread,
    Visit,
)
from core.video import open_recording

SIZE_PX = (320, 240)
FPS = 30
LAYERS = (
    ("Mixed_5c", "evidence", (2, 7, 7)),
    ("Conv3d_1a_7x7", "activation", (7, 56, 56)),
    ("Mixed_4f", "activation", (4, 14, 14)),
)


def make_analysis(
    *,
    n_frames: int = 240,
    seed: int = 1,
    refused: bool = False,
    decision: str = "above",
    video: Path | None = None,
    visit: Visit | None = None,
    tasks: tuple[str, ...] = ("rest", "smile", "talk"),
    comparable: bool = True,
) -> Analysis:
    """Make a valid analysis of a recording with a face that sways and blinks.

    With `video`, a drawn recording with these very frames is written there. Its smiles stand
    beside rated people where `comparable`.
    """
    rng = np.random.default_rng(seed)
    pts_s = np.arange(n_frames) / FPS
    if video:
        write_drawn_video(video, n_frames)
    bounds = np.linspace(0, n_frames / FPS, len(tasks) + 1)
    segments = tuple(
        Segment(task, float(a), float(b))
        for task, a, b in zip(tasks, bounds[:-1], bounds[1:], strict=True)
    )
    clips = _clips(pts_s, segments)
    recording = open_recording(video) if video else _recording(pts_s)
    return Analysis(
        recording=recording,
        segments=segments,
        face=_face(pts_s, rng),
        alignment=_alignment(pts_s),
        cuts=(),
        quality=_quality(refused),
        clips=clips,
        prediction=None if refused else _prediction(len(clips), rng),
        score=None if refused else _score(decision),
        maps=() if refused else _maps(clips, rng),
        spread=() if refused else _spread(),
        regions=() if refused else _regions(rng),
        freeze=None if refused else _freeze(rng),
        measures=_measures(pts_s, segments, rng, comparable),
        model=ModelInfo(
            id="phantom-i3d",
            name="Phantom I3D",
            version="1.0.0",
            weights_sha256="ab" * 32,
            card={
                "trained_on": "Drawn faces only, expressive against attenuated.",
                "intended_use": "Trying the program out. Not validated on people.",
                "limits": "Says nothing of any real person. Sensitive to light and pose.",
            },
        ),
        device=DeviceInfo("cpu", "Two-core processor", "openvino"),
        visit=visit or Visit(),
        versions={"facies": "0.1.0", "torch": "2.13.0", "mediapipe": "0.10.21"},
        timings_s={"face_pass": 3.2, "network": 5.1},
        warnings=("1 other face was seen; the largest one was followed.",),
        created_utc="2026-01-02T03:04:05Z",
    )


def face_centre_px(pts_s: np.ndarray) -> np.ndarray:
    """Where the drawn face is, (T, 2)."""
    sway = 12 * np.sin(2 * np.pi * 0.2 * pts_s)
    return np.stack([SIZE_PX[0] / 2 + sway, np.full_like(sway, SIZE_PX[1] / 2)], axis=-1)


FACE_PX = 150.0  # side of the aligned crop in source pixels


def write_drawn_video(path: Path, n_frames: int) -> None:
    """Write frames with a pale disc at `face_centre_px` on a dark ground."""
    path.parent.mkdir(parents=True, exist_ok=True)
    centres = face_centre_px(np.arange(n_frames) / FPS)
    y, x = np.mgrid[: SIZE_PX[1], : SIZE_PX[0]]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options={"crf": "12"})
        stream.width, stream.height = SIZE_PX
        stream.pix_fmt = "yuv420p"
        stream.time_base = Fraction(1, FPS)
        for i, (cx, cy) in enumerate(centres):
            rgb = np.full((*SIZE_PX[::-1], 3), (40, 44, 52), np.uint8)
            radius = np.hypot((x + 0.5 - cx) / 0.8, y + 0.5 - cy)
            shade = (200 - 0.4 * radius)[..., None] * np.array([1.0, 0.85, 0.75])
            rgb = np.where((radius < 60)[..., None], shade, rgb).astype(np.uint8)
            frame = av.VideoFrame.from_ndarray(rgb, format="rgb24")
            frame.pts, frame.time_base = i, Fraction(1, FPS)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _recording(pts_s) -> Recording:
    return Recording(
        path=Path("video/José – visita 2.mp4"),
        sha256=hashlib.sha256(b"no such file").hexdigest(),
        pts_s=pts_s,
        size_px=SIZE_PX,
        rotation_deg=0,
        mirrored=False,
        duration_s=len(pts_s) / FPS,
        measured_fps=float(FPS),
        codec="h264",
        has_audio=False,
    )


def _clips(pts_s, segments) -> ClipTable:
    span = 28
    rows, owners = [], []
    for number, segment in enumerate(segments):
        first, last = np.searchsorted(pts_s, [segment.start_s, segment.end_s])
        for start in range(first, last - span + 1, 14):
            rows.append(np.linspace(start, start + span - 1, 14).round())
            owners.append(number)
    index = np.array(rows, np.int32).reshape(-1, 14)
    return ClipTable(index, pts_s[index[:, 0]], pts_s[index[:, -1]], np.array(owners, np.int16))


def _face(pts_s, rng) -> FaceTrack:
    t = len(pts_s)
    valid = np.ones(t, bool)
    valid[t // 2 : t // 2 + 6] = False
    angle = np.linspace(0, 12 * np.pi, 478)
    radius = np.linspace(2, 60, 478)
    shape = np.stack([radius * np.cos(angle), radius * np.sin(angle), radius / 4], -1)
    centre = np.concatenate([face_centre_px(pts_s), np.zeros((t, 1))], axis=-1)
    landmarks = shape[None] + centre[:, None] + rng.normal(0, 0.3, (t, 478, 3))

    def gaps(values):
        return np.where(valid.reshape(-1, *[1] * (np.ndim(values) - 1)), values, np.nan)

    return FaceTrack(
        landmarks_px=gaps(landmarks).astype(np.float32),
        valid=valid,
        iod_px=gaps(np.full(t, 48.0)).astype(np.float32),
        pose_deg=gaps(rng.normal(0, 3, (t, 3))).astype(np.float32),
        other_faces=np.zeros(t, np.int16),
        sharpness=gaps(rng.uniform(80, 120, t)).astype(np.float32),
        brightness=gaps(rng.uniform(110, 130, t)).astype(np.float32),
    )


def _alignment(pts_s) -> Alignment:
    corner = face_centre_px(pts_s) - FACE_PX / 2
    to_crop = np.zeros((len(pts_s), 2, 3), np.float32)
    to_crop[:, 0, 0] = to_crop[:, 1, 1] = 1 / FACE_PX
    to_crop[:, :, 2] = -corner / FACE_PX
    return Alignment(to_crop, np.ones(len(pts_s), bool))


def _quality(refused: bool) -> QualityReport:
    found = (
        QualityCheck("frames with the main face", "fail", 0.41, "share", 0.9, 0.7,
                     "The face was found in 41 % of the frames, too few to judge. "
                     "Record again with the whole face in the picture.")
        if refused
        else QualityCheck("frames with the main face", "pass", 0.97, "share", 0.9, 0.7,
                          "The face was found in 97 % of the frames.")
    )  # fmt: skip
    return QualityReport((
        found,
        QualityCheck("inter-ocular distance", "warn", 48.0, "px", 60.0, 30.0,
                     "The face is small. Move the camera nearer."),
        QualityCheck("measured frame rate", "pass", 30.0, "fps", 24.0, 10.0,
                     "The frame rate is high enough."),
        QualityCheck("other faces", "pass", None, "", None, None, "Nobody else is in the picture."),
    ))  # fmt: skip


def _prediction(n: int, rng) -> Prediction:
    logit = rng.normal(0.8, 0.7, n).astype(np.float32)
    return Prediction(logit, 1 / (1 + np.exp(-logit)), rng.normal(size=(n, 1024)).astype("f4"))


def _score(decision: str) -> Score:
    if decision == "above":
        return Score(0.72, 0.66, 0.78, 0.6, "above", (), 0.8)
    if decision == "below":
        return Score(0.31, 0.22, 0.41, 0.6, "below", (), 0.8)
    return Score(
        0.62, 0.52, 0.71, 0.6, "inconclusive", ("the interval crosses the threshold",), 1.4
    )


def _maps(clips: ClipTable, rng) -> tuple[ActivationMap, ...]:
    out = []
    for layer, kind, (t, h, w) in LAYERS:
        y, x = np.mgrid[:h, :w] / (h - 1)
        bump = np.exp(-((x - 0.5) ** 2 + (y - 0.72) ** 2) / 0.03)
        if kind == "evidence":
            bump = 3 * bump - 2 * np.exp(-((x - 0.3) ** 2 + (y - 0.3) ** 2) / 0.02)
        gain = rng.uniform(0.5, 1.0, (len(clips), t, 1, 1))
        share = (np.arange(t) + 0.5) / t
        time_s = clips.start_s[:, None] + share * (clips.end_s - clips.start_s)[:, None]
        scale = (-3.0, 3.0) if kind == "evidence" else (0.0, 1.0)
        out.append(ActivationMap(layer, kind, (gain * bump).astype(np.float16), time_s, scale))
    return tuple(out)


def _spread() -> tuple[Spread, ...]:
    return tuple(
        Spread(layer, 0.86, 0.42, 0.48, 0.17, 0.61, 0.08, 0.35, 0.72, 12.5)
        for layer, _, _ in LAYERS
    )


def _regions(rng) -> tuple[RegionRow, ...]:
    rows = []
    for layer, _, _ in LAYERS:
        share, area = rng.dirichlet(np.ones(11)), rng.dirichlet(np.full(11, 8.0))
        rows += [
            RegionRow(layer, region, float(s), float(a), float(s / a))
            for region, s, a in zip(REGIONS, share, area, strict=True)
        ]
    return tuple(rows)


def _freeze(rng) -> tuple[FreezeRow, ...]:
    return tuple(
        FreezeRow(region, float(d), float(5 * d))
        for region, d in zip(REGIONS, rng.normal(0.03, 0.06, 11), strict=True)
    )


def _measures(pts_s, segments, rng, comparable) -> Measures:
    t = len(pts_s)
    blinks = tuple(
        Blink(float(s), float(s + 0.1), float(s + 0.25), 0.8)
        for s in np.arange(1.0, pts_s[-1] - 0.5, 2.3)
    )
    eye = 0.17 + 0.01 * rng.normal(size=t)
    for blink in blinks:
        eye -= 0.13 * np.exp(-(((pts_s - blink.peak_s) / 0.06) ** 2))
    mouth = 0.1 + 0.08 * np.abs(np.sin(2 * np.pi * 0.9 * pts_s)) * (pts_s > pts_s[-1] * 0.6)
    signals = {
        "eye_opening_left_iod": eye,
        "eye_opening_right_iod": eye * 0.97,
        "mouth_opening_iod": mouth,
        "mouth_width_iod": 0.8 + 0.05 * np.sin(pts_s),
        "facial_motion_iod_s": np.abs(np.gradient(mouth)) * 8 + rng.uniform(0.02, 0.05, t),
    }
    gap = slice(t // 2, t // 2 + 6)
    for values in signals.values():
        values[gap] = np.nan
    rows = (
        Measure("blink_rate", "Blink rate", 14.2, "/ min", 6.1, 27.9, "12-20 / min",
                "Bentivoglio 1997"),
        Measure("mouth_width", "Mouth width", 0.81, "IOD", 0.78, 0.84),
        Measure("smile_amplitude", "Smile amplitude", None, "IOD", note="No smile was found here."),
    )  # fmt: skip
    return Measures(
        segments=tuple(SegmentMeasures(segment, rows) for segment in segments),
        blinks=blinks,
        signals={name: values.astype(np.float32) for name, values in signals.items()},
        smiles=tuple(_smiles(s, comparable) for s in segments if s.task == "smile"),
    )


SMILE_VALUES = {
    "eye_open_log_var": -9.2,
    "mouth_width_log_var": -4.9,
    "mouth_width_mean": 0.81,
    "mouth_open_log_var": -6.3,
    "brow_log_var": -8.4,
}


def _smiles(segment: Segment, comparable: bool) -> SmileComparison:
    span = (segment.start_s, segment.end_s)
    if not comparable:
        return SmileComparison(*span, ("The head is turned 25° sideways.",), ())
    return SmileComparison(*span, (), tuple(placed(*item) for item in SMILE_VALUES.items()))
