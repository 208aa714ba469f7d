"""Every measure in one table: its name, label, unit, tasks and published reference.

Names are stable: reports, tables and later studies refer to them. A reference is given only where a
range is commonly quoted; everything else has none.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from core.measures.katsikitis import DISTANCES
from core.types import TASKS, Measure, Task

_SPEECH: frozenset[Task] = frozenset({"talk", "read"})
_ALL: frozenset[Task] = frozenset(TASKS)
_SMILING: frozenset[Task] = frozenset({"smile", "free", "unknown"})
_MOVING: frozenset[Task] = _ALL - _SPEECH - {"rest"}

_BLINKS = "12-20 / min"
_BLINK_SOURCE = (
    "Commonly quoted for adults; lower when reading, higher when talking. People with and without "
    "the disease overlap: there is no cut-off."
)


@dataclass(frozen=True, slots=True)
class Definition:
    """One row of the table.

    Attributes
    ----------
    label, unit : str
    tasks : frozenset of str
        Tasks in which the measure makes sense; in others it is absent.
    reference : str
        Usual range, or empty.
    by_task : dict of str to str
        Usual range where a task has its own.
    source : str
        Of the reference.
    """

    label: str
    unit: str
    tasks: frozenset[Task] = _ALL
    reference: str = ""
    by_task: dict[Task, str] = field(default_factory=dict)
    source: str = ""


CATALOGUE: dict[str, Definition] = {
    "blink_count": Definition("Blinks", ""),
    "blink_rate": Definition(
        "Blink rate",
        "/ min",
        reference=_BLINKS,
        by_task={"read": "about 10 / min", "talk": "about 30 / min"},
        source=_BLINK_SOURCE,
    ),
    "blink_amplitude": Definition("Blink amplitude (median)", "share of open eye"),
    "blink_duration": Definition("Blink duration (median)", "s"),
    "long_closures": Definition("Eye closures longer than a blink", ""),
    "mouth_width_mean": Definition("Mouth width", "IOD"),
    "mouth_width_sd": Definition("Mouth width, variability (SD)", "IOD"),
    "mouth_width_range": Definition("Mouth width, range (5-95 %)", "IOD"),
    "mouth_opening_mean": Definition("Mouth opening", "IOD"),
    "mouth_opening_sd": Definition("Mouth opening, variability (SD)", "IOD"),
    "mouth_opening_range": Definition("Mouth opening, range (5-95 %)", "IOD"),
    "brow_motion_sd": Definition("Brow height, variability (SD)", "IOD"),
    "brow_motion_range": Definition("Brow height, range (5-95 %)", "IOD"),
    "facial_motion": Definition("Facial motion (mean speed)", "IOD / s"),
    "smile_count": Definition("Smiles", "", _SMILING),
    "smile_amplitude": Definition("Smile amplitude (median)", "IOD", _SMILING),
    "smile_width_gain": Definition("Mouth width gained by smiling", "% of neutral", _SMILING),
    "smile_onset_velocity": Definition("Smile onset, peak velocity", "IOD / s", _SMILING),
    "smile_asymmetry": Definition("Smile asymmetry (left - right)", "ratio", _SMILING),
    "eye_asymmetry": Definition("Eye opening asymmetry (left - right)", "ratio"),
    "brow_asymmetry": Definition("Brow height asymmetry (left - right)", "ratio"),
    **{
        f"kp_{name}_{when}": Definition(f"{label}, {said}", "IOD", tasks)
        for name, label in DISTANCES.items()
        for when, said, tasks in (
            ("rest", "at rest", _ALL),
            ("change", "change at peak expression", _MOVING),
        )
    },
}


def fill(
    name: str,
    task: Task,
    value: float | None,
    interval: tuple[float | None, float | None] = (None, None),
    note: str = "",
) -> Measure:
    """Make a `Measure` with its label, unit and reference from the table."""
    row = CATALOGUE[name]
    return Measure(
        name=name,
        label=row.label,
        value=value,
        unit=row.unit,
        low=interval[0],
        high=interval[1],
        reference=row.by_task.get(task, row.reference),
        source=row.source,
        note=note,
    )


def applies(name: str, task: Task) -> bool:
    """Return whether a measure makes sense in a task."""
    return task in CATALOGUE[name].tasks
