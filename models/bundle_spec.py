"""What ``bundle.json`` says of a model: the parts of a bundle's description, each checked.

The JSON Schema of the file stands beside this module in ``bundle.schema.json``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from models.typed_json import check_fields

SCHEMA_VERSION = 1

_ID = re.compile(r"[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,31}")
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def is_plain_file_name(name: str) -> bool:
    """Whether `name` is a bare ASCII file name, which cannot leave the folder it is put in."""
    return _FILE_NAME.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class NetworkSpec:
    """Which network, such as ``"i3d"``, and the keyword arguments that build it."""

    name: str
    params: dict[str, Any]

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True, slots=True)
class InputSpec:
    """What the network is fed: crops of `size_px` squared, x = (rgb / 255 - mean) / std.

    `mean` and `std` are per channel (R, G, B) in units of the full range; 0.5 and 0.5 give [-1, 1].
    """

    size_px: int
    mean: tuple[float, float, float]
    std: tuple[float, float, float]

    def __post_init__(self) -> None:
        check_fields(self)
        _require(16 <= self.size_px <= 1024, "size_px must lie in 16 to 1024")
        _require(all(0 <= m <= 1 for m in self.mean), "mean must lie in 0 to 1")
        _require(all(0 < s <= 10 for s in self.std), "std must lie above 0 and up to 10")


@dataclass(frozen=True, slots=True)
class ClipTiming:
    """How clips are cut: `frames` over `span_s` seconds, a new clip every `hop_s` seconds."""

    frames: int
    span_s: float
    hop_s: float

    def __post_init__(self) -> None:
        check_fields(self)
        _require(2 <= self.frames <= 512, "frames must lie in 2 to 512")
        _require(0 < self.span_s <= 600, "span_s must lie above 0 and up to 600")
        _require(0 < self.hop_s <= 600, "hop_s must lie above 0 and up to 600")


@dataclass(frozen=True, slots=True)
class AlignmentSpec:
    """Which face alignment the network was trained on, and its parameters.

    There is one so far, without parameters; a network trained on another would be shown faces
    that it does not know, and score them all the same.
    """

    name: Literal["similarity"]
    params: dict[str, Any]

    def __post_init__(self) -> None:
        check_fields(self)
        _require(not self.params, "params must be empty")


@dataclass(frozen=True, slots=True)
class HeadSpec:
    """What the logits mean.

    Attributes
    ----------
    type : {"binary", "ordinal"}
        Binary: two logits, one per label, judged by their difference. Ordinal: one logit per
        step between neighbouring labels, "above label k".
    labels : tuple of str
        Two labels, or all levels from the lowest.
    evidence_logit : int
        Index of the logit that the evidence map explains. Higher means more hypomimic: for a
        binary head this is the hypomimic label, and the evidence is its logit minus the other.
    """

    type: Literal["binary", "ordinal"]
    labels: tuple[str, ...]
    evidence_logit: int

    def __post_init__(self) -> None:
        check_fields(self)
        least = 2
        _require(len(self.labels) >= least, "labels must be two or more")
        _require(len(set(self.labels)) == len(self.labels), "labels must differ")
        if self.type == "binary":
            _require(len(self.labels) == least, "labels must be two for a binary head")
        _require(
            0 <= self.evidence_logit < self.num_logits,
            f"evidence_logit must lie in 0 to {self.num_logits - 1}",
        )

    @property
    def num_logits(self) -> int:
        """How many logits the network must have."""
        return len(self.labels) if self.type == "binary" else len(self.labels) - 1


@dataclass(frozen=True, slots=True)
class Calibration:
    """Platt scaling of the evidence logit x: p = sigmoid(slope · x + intercept).

    `logit_sd` is how unsure the calibration itself is: a standard deviation on the calibrated
    logit, at the level of persons. `clip_logit_sd` is the usual standard deviation of raw logits
    between the clips of one training recording.
    """

    type: Literal["platt"]
    slope: float
    intercept: float
    logit_sd: float
    clip_logit_sd: float = 1.0

    def __post_init__(self) -> None:
        check_fields(self)
        _require(self.clip_logit_sd >= 0, "clip_logit_sd must not be below 0")
        _require(self.slope > 0, "slope must be above 0 (higher must mean more hypomimic)")
        _require(self.logit_sd >= 0, "logit_sd must not be below 0")


@dataclass(frozen=True, slots=True)
class Metric:
    """One measured quality of the model, with its 95 % interval and how to get it again."""

    name: str
    value: float
    low: float
    high: float
    unit_of_analysis: str
    data: str
    command: str

    def __post_init__(self) -> None:
        check_fields(self)
        _require(self.low <= self.high, "low must not exceed high")


@dataclass(frozen=True, slots=True)
class BundleSpec:
    """All of ``bundle.json``. Once constructed it is valid.

    Attributes
    ----------
    id : str
        Lower-case letters, digits, dot, dash, underscore; also the folder's name once installed.
    threshold : float
        On the calibrated score, in (0, 1).
    provenance : dict
        How it was trained: data, seeds, versions. JSON values. ``trained_on`` is a sentence that
        is quoted in results.
    files : dict of str to str
        SHA-256 of each file of the bundle; filled when it is saved. The entry for
        ``bundle.json`` itself is the hash of its canonical form without that entry.

    Raises
    ------
    ValueError
        On construction, naming the member that is wrong and what it must be.
    """

    id: str
    name: str
    version: str
    network: NetworkSpec
    input: InputSpec
    clip: ClipTiming
    alignment: AlignmentSpec
    head: HeadSpec
    calibration: Calibration
    threshold: float
    provenance: dict[str, Any]
    metrics: tuple[Metric, ...]
    intended_use: str
    limits: tuple[str, ...]
    licence: str
    attribution: str
    files: dict[str, str] = field(default_factory=dict)
    schema_version: int = SCHEMA_VERSION

    def __post_init__(self) -> None:
        check_fields(self)
        _require(self.schema_version == SCHEMA_VERSION, f"schema_version must be {SCHEMA_VERSION}")
        _require(
            _ID.fullmatch(self.id) is not None,
            "id must be lower-case letters, digits, '.', '-' or '_'",
        )
        _require(_VERSION.fullmatch(self.version) is not None, "version must be like 1.0.0")
        _require(0 < self.threshold < 1, "threshold must lie between 0 and 1")
        _require(bool(self.name.strip()), "name must not be empty")
        _require(all(map(is_plain_file_name, self.files)), "files must be plain file names")
        _require(
            all(_SHA256.fullmatch(digest) for digest in self.files.values()),
            "files must give SHA-256 sums",
        )


def _require(good: bool, message: str) -> None:
    if not good:
        raise ValueError(message)
