"""The limits of the quality gates, in one table, with the sentences that go with them.

Where the numbers for blur and exposure come from (the slow tests in
``tests/core/face/test_calibration.py`` measure them again): see `core.face.quality`.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.types import QualityCheck, Status


@dataclass(frozen=True, slots=True)
class Limit:
    """One gate.

    Attributes
    ----------
    name : str
        Stable name of the check.
    unit : str
        Of the value, as shown; empty for a ratio.
    warn_at, fail_at : float or None
        A value beyond warns or fails; None where there is no such limit.
    worse : {"below", "above"}
        On which side of the limits the trouble lies.
    good, bad : str
        What was found, with ``{value}`` and ``{unit}``, when all is well and when not.
    advice : str
        What to do where it is not.
    """

    name: str
    unit: str
    warn_at: float | None
    fail_at: float | None
    worse: str
    good: str
    bad: str
    advice: str

    def beyond(self, value: float, limit: float | None) -> bool:
        """Whether `value` lies on the wrong side of `limit`."""
        if limit is None:
            return False
        return value < limit if self.worse == "below" else value > limit

    def check(self, value: float | None, fail_at: float | None = None) -> QualityCheck:
        """Judge a value; `fail_at` stands in for the table's where it depends on the bundle."""
        fail_at = self.fail_at if fail_at is None else fail_at
        if value is None:
            return QualityCheck(
                self.name, "fail", None, self.unit, self.warn_at, fail_at,
                "Could not be measured, because no face was found.",
            )  # fmt: skip
        status: Status = "pass"
        if self.beyond(value, fail_at):
            status = "fail"
        elif self.beyond(value, self.warn_at):
            status = "warn"
        return QualityCheck(
            self.name, status, value, self.unit, self.warn_at, fail_at, self.say(value, status)
        )

    def say(self, value: float, status: Status) -> str:
        """Put the finding, and the advice if there is need for it, into words."""
        unit = f" {self.unit}" if self.unit else ""
        number = f"{value:.0f}" if self.unit in ("%", "px", "°") else f"{value:.3g}"
        if status == "pass":
            return self.good.format(value=number, unit=unit)
        return f"{self.bad.format(value=number, unit=unit)} {self.advice}"


_FILL = "Move the camera closer so that the face fills more of the picture."
_LIGHT = "Put a soft light in front of the patient, none behind."

LIMITS: dict[str, Limit] = {
    limit.name: limit
    for limit in (
        Limit(
            "face_frames", "%", 90, 70, "below",
            "The patient's face was found in {value}{unit} of the frames.",
            "The patient's face was found in only {value}{unit} of the frames.",
            "Record again with the whole face in the picture and nothing in front of it.",
        ),
        Limit(
            "face_size", "px", 60, 30, "below",
            "The eyes are {value}{unit} apart.",
            "The face is small: the eyes are only {value}{unit} apart.",
            _FILL,
        ),
        # Film rate, 23.976, counts as 24.
        Limit(
            "frame_rate", "frames/s", 23.9, 10, "below",
            "{value}{unit} were recorded.",
            "Only {value}{unit} were recorded: quick movements and blinks are lost.",
            "Record with 30 frames per second or more; better light lets a camera keep its rate.",
        ),
        Limit(
            "usable_length", "s", 5, None, "below",
            "{value}{unit} can be analysed.",
            "Only {value}{unit} can be analysed.",
            "Record a longer stretch with the face in view and without cuts.",
        ),
        Limit(
            "yaw", "°", 20, 40, "above",
            "The head faces the camera ({value}{unit} sideways).",
            "The head is turned {value}{unit} sideways.",
            "Place the camera straight in front of the patient.",
        ),
        Limit(
            "pitch", "°", 20, 40, "above",
            "The head is level ({value}{unit} up or down).",
            "The head is tilted {value}{unit} up or down.",
            "Place the camera at the height of the patient's eyes.",
        ),
        Limit(
            "sharpness", "", 1.7, 1.3, "below",
            "The face is sharp ({value}).",
            "The face is blurred ({value}).",
            "Clean the lens, focus on the face, add light and keep the camera still.",
        ),
        Limit(
            "dark", "of 255", 30, 12, "below",
            "The face is bright enough ({value}{unit}).",
            "The face is dark ({value}{unit}).",
            _LIGHT,
        ),
        Limit(
            "bright", "of 255", 225, 250, "above",
            "The face is not too bright ({value}{unit}).",
            "The face is too bright ({value}{unit}).",
            "Lower the light or the camera's exposure.",
        ),
        Limit(
            "clipped", "%", 25, 70, "above",
            "{value}{unit} of the face is without detail.",
            "{value}{unit} of the face is black or burnt out.",
            "Use a softer light and keep windows out of the picture.",
        ),
        Limit(
            "other_faces", "%", 0, None, "above",
            "Nobody else is in the picture.",
            "Another face is in the picture in {value}{unit} of the frames.",
            "Only the patient should be in view; make sure that the right face was followed.",
        ),
        Limit(
            "main_face", "%", 0, 25, "above",
            "It is clear whose face is meant.",
            "In {value}{unit} of the frames another face is as large and as central.",
            "Record again with the patient alone, or clearly nearest to the camera.",
        ),
        Limit(
            "cuts", "", 0, None, "above",
            "The recording has no cuts.",
            "Cuts in the recording: {value}; no clip crosses one.",
            "Use an unedited recording where you can.",
        ),
    )
}  # fmt: skip
