"""What flows through Facies: frozen results that are valid once constructed.

Axes: T frames, N clips, F frames of a clip (14), K logits. Times are presentation times in
seconds from the first frame (PTS, the only clock). Pixel coordinates are x right, y down, in the
upright (rotated) and un-mirrored frame; sides are the patient's own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.arrays import frozen

Task = Literal["rest", "smile", "disgust", "surprise", "talk", "read", "free", "unknown"]
TASKS: tuple[Task, ...] = (
    "rest", "smile", "disgust", "surprise", "talk", "read", "free", "unknown",
)  # fmt: skip

Region = Literal[
    "left_eye", "right_eye", "left_brow", "right_brow", "nose", "mouth",
    "left_cheek", "right_cheek", "forehead", "chin", "outside",
]  # fmt: skip
REGIONS: tuple[Region, ...] = (
    "left_eye", "right_eye", "left_brow", "right_brow", "nose", "mouth",
    "left_cheek", "right_cheek", "forehead", "chin", "outside",
)  # fmt: skip
FACIAL_REGIONS: tuple[Region, ...] = REGIONS[:-1]

Rating = Literal["0", "1", "2+"]
RATINGS: tuple[Rating, ...] = ("0", "1", "2+")
"""Groups by a clinician's rating of facial expression (MDS-UPDRS 3.2): 0, 1, 2 or more."""

SmileQuantity = Literal[
    "eye_open_log_var", "mouth_width_log_var", "mouth_width_mean", "mouth_open_log_var",
    "brow_log_var",
]  # fmt: skip

Status = Literal["pass", "warn", "fail"]
Decision = Literal["below", "above", "inconclusive"]

LANDMARKS = 478
RESEARCH_USE = "Research use only: not a medical device, not for diagnosis."


@dataclass(frozen=True, slots=True)
class Recording:
    """A video file, as its index (not its decoded frames) describes it.

    Attributes
    ----------
    path : Path
    sha256 : str
        Of the file's bytes.
    pts_s : (T,) float64
        Strictly increasing presentation times in seconds from the first frame.
    size_px : (width, height)
        Of the upright picture.
    rotation_deg : {0, 90, 180, 270}
        Clockwise turn that was applied to make the stored picture upright.
    mirrored : bool
        Whether the stored picture is a mirror image (selfie camera). Frames are un-mirrored
        where they are decoded, so everything behind sees the patient's own sides.
    duration_s : float
        From the first frame to the end of the last.
    measured_fps : float
        1 / median frame interval of `pts_s`.
    codec : str
    has_audio : bool
    """

    path: Path
    sha256: str
    pts_s: NDArray[np.float64]
    size_px: tuple[int, int]
    rotation_deg: int
    mirrored: bool
    duration_s: float
    measured_fps: float
    codec: str
    has_audio: bool

    def __post_init__(self) -> None:
        object.__setattr__(self, "pts_s", frozen(self.pts_s, np.float64, (None,), "pts_s"))


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a recording in which the patient does one task; [start_s, end_s)."""

    task: Task
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class FaceTrack:
    """The main face in every frame.

    Attributes
    ----------
    landmarks_px : (T, 478, 3) float32
        FaceMesh points (refined; 468-477 are the irises): x, y in pixels of the upright frame,
        z in pixels at the same scale, more negative nearer the camera. NaN where not `valid`.
    valid : (T,) bool
        The main face was found in this very frame.
    iod_px : (T,) float32
        Distance between the iris centres (468, 473); NaN where not valid.
    pose_deg : (T, 3) float32
        Yaw (+ towards the patient's left), pitch (+ up), roll (+ clockwise in the picture).
    other_faces : (T,) int16
        Faces seen besides the main one (held between detector runs).
    sharpness : (T,) float32
        Blur measure of the face region (see core.face.quality); NaN where not valid.
    brightness : (T,) float32
        Median luma of the face region, [0, 255]; NaN where not valid.
    """

    landmarks_px: NDArray[np.float32]
    valid: NDArray[np.bool_]
    iod_px: NDArray[np.float32]
    pose_deg: NDArray[np.float32]
    other_faces: NDArray[np.int16]
    sharpness: NDArray[np.float32]
    brightness: NDArray[np.float32]

    def __post_init__(self) -> None:
        t = len(self.valid)
        for name, dtype, shape in (
            ("landmarks_px", np.float32, (t, LANDMARKS, 3)),
            ("valid", np.bool_, (t,)),
            ("iod_px", np.float32, (t,)),
            ("pose_deg", np.float32, (t, 3)),
            ("other_faces", np.int16, (t,)),
            ("sharpness", np.float32, (t,)),
            ("brightness", np.float32, (t,)),
        ):
            object.__setattr__(self, name, frozen(getattr(self, name), dtype, shape, name))


@dataclass(frozen=True, slots=True)
class Alignment:
    """From frame to canonical crop, per frame.

    Attributes
    ----------
    to_crop : (T, 2, 3) float32
        Similarity transform from frame pixels to the unit crop [0, 1] x [0, 1] (multiply by a
        crop's side for its pixels). NaN where there is none.
    valid : (T,) bool
        A transform exists: the face was found, or its short loss was bridged.
    """

    to_crop: NDArray[np.float32]
    valid: NDArray[np.bool_]

    def __post_init__(self) -> None:
        t = len(self.valid)
        object.__setattr__(self, "to_crop", frozen(self.to_crop, np.float32, (t, 2, 3), "to_crop"))
        object.__setattr__(self, "valid", frozen(self.valid, np.bool_, (t,), "valid"))


@dataclass(frozen=True, slots=True)
class QualityCheck:
    """One gate: what was measured, its limits, and a sentence that helps.

    `value` beyond `warn_at` warns, beyond `fail_at` fails; None where a limit does not exist.
    """

    name: str
    status: Status
    value: float | None
    unit: str
    warn_at: float | None
    fail_at: float | None
    message: str


@dataclass(frozen=True, slots=True)
class QualityReport:
    """All gates of a recording. `status` is the worst of the checks."""

    checks: tuple[QualityCheck, ...]

    @property
    def status(self) -> Status:
        """The worst status of all checks."""
        found = {check.status for check in self.checks}
        return "fail" if "fail" in found else "warn" if "warn" in found else "pass"


@dataclass(frozen=True, slots=True)
class ClipTable:
    """Which source frames make up each clip.

    Attributes
    ----------
    frame_index : (N, F) int32
        Index into ``Recording.pts_s`` of each clip frame.
    start_s, end_s : (N,) float64
        Presentation times of the first and last clip frame.
    segment : (N,) int16
        Index into the recording's segments.
    """

    frame_index: NDArray[np.int32]
    start_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    segment: NDArray[np.int16]

    def __post_init__(self) -> None:
        n = len(self.frame_index)
        for name, dtype, shape in (
            ("frame_index", np.int32, (n, None)),
            ("start_s", np.float64, (n,)),
            ("end_s", np.float64, (n,)),
            ("segment", np.int16, (n,)),
        ):
            object.__setattr__(self, name, frozen(getattr(self, name), dtype, shape, name))

    def __len__(self) -> int:
        return len(self.frame_index)


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the network said of each clip.

    Attributes
    ----------
    evidence_logit : (N,) float32
        The bundle's evidence logit (for two classes the difference); higher = more hypomimic.
    clip_score : (N,) float32
        Calibrated, [0, 1].
    embedding : (N, 1024) float32
        Global average of the last feature map.
    """

    evidence_logit: NDArray[np.float32]
    clip_score: NDArray[np.float32]
    embedding: NDArray[np.float32]

    def __post_init__(self) -> None:
        n = len(self.evidence_logit)
        for name, shape in (
            ("evidence_logit", (n,)), ("clip_score", (n,)), ("embedding", (n, None)),
        ):  # fmt: skip
            object.__setattr__(self, name, frozen(getattr(self, name), np.float32, shape, name))


@dataclass(frozen=True, slots=True)
class Score:
    """The recording's score with its 95 % interval and what may be said of it.

    The interval covers which moments were filmed and the bundle's calibration; it does not cover
    a wrong model.
    """

    value: float
    low: float
    high: float
    threshold: float
    decision: Decision
    reasons: tuple[str, ...]
    ood_ratio: float | None


@dataclass(frozen=True, slots=True, eq=False)  # arrays do not compare to a truth value
class ActivationMap:
    """Maps of one layer over all clips, in the aligned crop, on one fixed scale.

    Attributes
    ----------
    layer : str
        I3D endpoint, such as ``"Conv3d_1a_7x7"``.
    kind : {"activation", "evidence", "hirescam", "layercam", "motion"}
        Mean over channels of the post-ReLU activation; exact class evidence w·A (logits per
        cell; its mean is logit - bias); gradient x activation; or, for comparison, plain motion.
    values : (N, t, h, w) float16
        Unscaled values.
    time_s : (N, t) float64
        Presentation time at the middle of each map step.
    scale : (low, high)
        One colour scale for the whole recording; symmetric about 0 for signed maps.
    """

    layer: str
    kind: Literal["activation", "evidence", "hirescam", "layercam", "motion"]
    values: NDArray[np.float16]
    time_s: NDArray[np.float64]
    scale: tuple[float, float]

    def __post_init__(self) -> None:
        n = len(self.values)
        object.__setattr__(
            self, "values", frozen(self.values, np.float16, (n, None, None, None), "values")
        )
        object.__setattr__(
            self, "time_s", frozen(self.time_s, np.float64, (n, self.values.shape[1]), "time_s")
        )

    @property
    def signed(self) -> bool:
        """Whether values below zero have a meaning (evidence against)."""
        return self.kind not in ("activation", "motion")


@dataclass(frozen=True, slots=True)
class Spread:
    """Restricted or broad: measures of how a layer's activation lies on the face.

    Each is the mean over clips (see science.md in the field: p = A / sum A on the N cells inside
    the face). `entropy` H/ln N in [0, 1]; `participation` 1/(N sum p²) in (0, 1]; `gini` [0, 1);
    `area50`, `area90` least share of the face's area holding 50 % and 90 % of the mass;
    `outside_share` mass outside the face (a shortcut alarm); `path_iod` length of the centroid's
    path per clip; `ever_active` share of cells ever above a tenth of the recording's scale;
    `energy` mean total activation.
    """

    layer: str
    entropy: float
    participation: float
    gini: float
    area50: float
    area90: float
    outside_share: float
    path_iod: float
    ever_active: float
    energy: float


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One region of one layer's map.

    `share` of the mass (of signed maps, of the magnitude), `area_share` of the crop's area,
    `density` = share / area_share.
    """

    layer: str
    region: Region
    share: float
    area_share: float
    density: float


@dataclass(frozen=True, slots=True)
class FreezeRow:
    """What the score does when one region stands still through every clip.

    `delta_score` = score with the region frozen - score as recorded; `delta_logit` likewise.
    """

    region: Region
    delta_score: float
    delta_logit: float


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that a clinician knows, with its interval and published reference if one exists.

    `value` is None where it cannot be measured; `note` then says why. `reference` is free text
    such as "12-20 / min" and `source` its citation; both empty where there is none.
    """

    name: str
    label: str
    value: float | None
    unit: str
    low: float | None = None
    high: float | None = None
    reference: str = ""
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Blink:
    """One blink. `amplitude` = lost share of the open eye's aperture, [0, 1]."""

    start_s: float
    peak_s: float
    end_s: float
    amplitude: float


@dataclass(frozen=True, slots=True)
class SegmentMeasures:
    """The measures of one task segment."""

    segment: Segment
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class RatedGroup:
    """Where a value falls among people whom clinicians rated alike.

    Attributes
    ----------
    rating : {"0", "1", "2+"}
    people : int
    median_age_years : float
    box : (5th, 25th, 50th, 75th, 95th percentile)
        Of the people, in the value's unit.
    percentile, low, high : float
        Of the value among them, [0, 100], with the 95 % interval over which people were measured.
    """

    rating: Rating
    people: int
    median_age_years: float
    box: tuple[float, float, float, float, float]
    percentile: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SmileSignal:
    """One quantity of a smile exercise beside rated people.

    `value` is a mean in iris distances, or the natural logarithm of a variance of such distances
    (``..._log_var``), as `core.kinematics` measures them. `low` to `high`: 95 % interval
    of the person's usual value, as far as one recording can tell it.
    """

    name: SmileQuantity
    value: float
    low: float
    high: float
    groups: tuple[RatedGroup, ...]


@dataclass(frozen=True, slots=True)
class SmileComparison:
    """A smile exercise beside rated people; `reasons` say why there are no `signals`."""

    start_s: float
    end_s: float
    reasons: tuple[str, ...]
    signals: tuple[SmileSignal, ...]


@dataclass(frozen=True, slots=True)
class Measures:
    """Facial measures: per segment, as events and as time lines.

    Attributes
    ----------
    segments : tuple of SegmentMeasures
    blinks : tuple of Blink
    signals : dict of str to (T,) float32
        Per-frame time lines (``"eye_opening_left_iod"``, ``"mouth_width_iod"``,
        ``"mouth_opening_iod"``, ``"facial_motion_iod_s"``, ...); NaN where the face was not found.
    smiles : tuple of SmileComparison or None
        One for each smile exercise; None in analyses made before there were comparisons.
    """

    segments: tuple[SegmentMeasures, ...]
    blinks: tuple[Blink, ...]
    signals: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    smiles: tuple[SmileComparison, ...] | None = ()


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """The bundle that judged, as it is quoted in results.

    `card` holds a few short sentences: what it was trained on, what it is for, its limits.
    """

    id: str
    name: str
    version: str
    weights_sha256: str
    card: dict[str, str]


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """Where the network ran: `kind` cpu, cuda or mps; `backend` such as ``"openvino"``."""

    kind: str
    name: str
    backend: str


@dataclass(frozen=True, slots=True)
class Visit:
    """Facts about the visit; each may be unknown."""

    patient_id: str | None = None
    examiner: str | None = None
    medication: Literal["on", "off"] | None = None
    hours_since_dose: float | None = None
    dbs: Literal["on", "off"] | None = None
    hoehn_yahr: float | None = None
    updrs_3_2: int | None = None


@dataclass(frozen=True, slots=True)
class AnalysisRequest:
    """What to analyse and how.

    Attributes
    ----------
    video : Path
    segments : tuple of Segment
        Task segments; empty means the whole recording is one ``"unknown"`` segment.
    mirrored : bool
    visit : Visit
    device : {"auto", "cpu", "cuda", "mps"}
    layers : tuple of str
        Endpoints to map besides the class evidence at the last; empty means the default three.
    freeze_test : bool
    extra_rotation_deg : {0, 90, 180, 270}
        A manual clockwise turn on top of the file's own.
    """

    video: Path
    segments: tuple[Segment, ...] = ()
    mirrored: bool = False
    visit: Visit = Visit()
    device: str = "auto"
    layers: tuple[str, ...] = ()
    freeze_test: bool = True
    extra_rotation_deg: int = 0


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that Facies found in one recording.

    `score`, `prediction` and `freeze` are None, and `maps` empty, where a gate failed.
    """

    recording: Recording
    segments: tuple[Segment, ...]
    face: FaceTrack
    alignment: Alignment
    cuts: tuple[int, ...]
    quality: QualityReport
    clips: ClipTable
    prediction: Prediction | None
    score: Score | None
    maps: tuple[ActivationMap, ...]
    spread: tuple[Spread, ...]
    regions: tuple[RegionRow, ...]
    freeze: tuple[FreezeRow, ...] | None
    measures: Measures
    model: ModelInfo
    device: DeviceInfo
    visit: Visit
    versions: dict[str, str]
    timings_s: dict[str, float]
    warnings: tuple[str, ...]
    created_utc: str
