"""Plain words for the report: names, numbers, sentences."""

from __future__ import annotations

import math

from core.kinematics.quantities import in_percent, is_variability
from core.types import RatedGroup, Rating, Region, SmileSignal, Task

_TASKS: dict[Task, str] = {
    "rest": "Rest",
    "smile": "Smile",
    "disgust": "Disgust",
    "surprise": "Surprise",
    "talk": "Talking",
    "read": "Reading aloud",
    "free": "Free",
    "unknown": "No task named",
}

_REGIONS: dict[Region, str] = {
    "left_eye": "Left eye",
    "right_eye": "Right eye",
    "left_brow": "Left brow",
    "right_brow": "Right brow",
    "nose": "Nose",
    "mouth": "Mouth",
    "left_cheek": "Left cheek",
    "right_cheek": "Right cheek",
    "forehead": "Forehead",
    "chin": "Chin",
    "outside": "Outside the face",
}

_CHECKS = {
    "face_frames": "Face in view",
    "face_size": "Size of the face",
    "dark": "Darkness",
    "bright": "Brightness",
    "clipped": "Lost detail",
    "yaw": "Head turned",
    "pitch": "Head tilted",
}

_DEPTHS = (
    (("Conv3d_1", "MaxPool3d_2", "Conv3d_2"), "First layers"),
    (("MaxPool3d_3", "Mixed_3"), "Early layers"),
    (("MaxPool3d_4", "Mixed_4"), "Middle layers"),
    (("MaxPool3d_5", "Mixed_5"), "Last layers"),
)

_KINDS = {
    "hirescam": "HiResCAM",
    "layercam": "LayerCAM",
}


def task_word(task: Task) -> str:
    """Name of a task as a clinician reads it."""
    return _TASKS[task]


def region_word(region: Region) -> str:
    """Name of a region; sides are the patient's own."""
    return _REGIONS[region]


def check_word(name: str) -> str:
    """Name of a quality check as a clinician reads it."""
    return _CHECKS.get(name, name[:1].upper() + name[1:].replace("_", " "))


def layer_word(layer: str, kind: str) -> str:
    """Name of a map: how deep it lies and what it shows."""
    if kind == "evidence":
        return "Evidence"
    depth = next((word for starts, word in _DEPTHS if layer.startswith(starts)), layer)
    return depth if kind == "activation" else f"{depth}, {_KINDS.get(kind, kind)}"


def clock(time_s: float, step_s: float = 0.1) -> str:
    """Write a time as min:s, with tenths where `step_s` needs them."""
    tenths = round(time_s * 10)
    minutes, rest = divmod(tenths, 600)
    if step_s >= 1:
        return f"{minutes}:{rest // 10:02d}"
    return f"{minutes}:{rest // 10:02d}.{rest % 10}"


def decimals(value: float | None) -> int:
    """Count the decimals that show about three digits of a value, at most three."""
    if value is None or not math.isfinite(value) or abs(value) < 1:
        return 3
    return max(2 - int(math.log10(abs(value))), 0)


def number(value: float | None, places: int | None = None) -> str:
    """Write a number without idle zeros; a dash where there is none.

    `places` is the count of decimals; by default as many as `decimals` says.
    """
    if value is None or not math.isfinite(value):
        return "–"
    words = f"{value:.{decimals(value) if places is None else places}f}"
    words = words.rstrip("0").rstrip(".") if "." in words else words
    return "0" if words == "-0" else words


def scale_number(value: float) -> str:
    """Write a number of a colour scale, with about two digits."""
    return number(value, max(decimals(value) - 1, 0))


def signed(value: float) -> str:
    """Write a difference of scores with its sign and two decimals."""
    words = f"{value:+.2f}"
    return "0.00" if words in ("+0.00", "-0.00") else words


def percent(share: float | None) -> str:
    """Write a share as per cent."""
    return "–" if share is None or not math.isfinite(share) else f"{100 * share:.0f} %"


def quantity(value: float | None, unit: str) -> str:
    """Write a number with its unit; a dash where there is none."""
    text = number(value)
    return f"{text} {unit}" if unit and text != "–" else text


def value_words(signal: SmileSignal) -> str:
    """Write a smile's quantity in per cent of the iris distance, with its interval."""
    value, low, high = (
        f"{in_percent(signal.name, v):.1f}" for v in (signal.value, signal.low, signal.high)
    )
    return f"{'SD' if is_variability(signal.name) else 'mean'} {value} % ({low}-{high})"


def rating_words(rating: Rating) -> str:
    """Write a group's rating as it reads in a sentence."""
    return rating.replace("+", " or more")


def percentile_words(group: RatedGroup) -> str:
    """Write a percentile among people with its interval."""
    return f"{percentile_word(group.percentile)} ({group.low:.0f}-{group.high:.0f})"


def percentile_word(percentile: float) -> str:
    """Write a percentile; at the ends, below 1 or above 99."""
    return "<1" if percentile < 1 else ">99" if percentile > 99 else str(round(percentile))
