"""What people have to say of a model that no training can find out: name, data, use, limits."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from core.errors import UsageError

_USE = "Research into facial expressiveness. Not for diagnosis and not for any medical decision."
_LIMITS = (
    "Not validated on people outside its own data.",
    "Looks at movement and looks of the face alone; low mood, medication, fatigue and a posed or "
    "guarded face change it too.",
    "Its scores cannot be compared with those of another model.",
)


@dataclass(frozen=True, slots=True)
class Provenance:
    """The part of a model card that a person writes.

    Attributes
    ----------
    id : str
        Empty: made from the bundle's file name.
    name, version : str
    data : str
        What was filmed or drawn, by whom, and on what terms.
    intended_use : str
    limits : tuple of str
        One sentence each; added to the numbers that training finds.
    licence, attribution : str
    """

    id: str = ""
    name: str = "Hypomimia model"
    version: str = "0.1.0"
    data: str = "Not stated."
    intended_use: str = _USE
    limits: tuple[str, ...] = _LIMITS
    licence: str = "Not stated."
    attribution: str = ""


def read_provenance(path: Path) -> Provenance:
    """Read a JSON object with members of `Provenance`, all of them optional.

    Raises
    ------
    UsageError
        If the file cannot be read, or a member is unknown or of the wrong kind.
    """
    try:
        data = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"Could not read “{path.name}”: {error.strerror}.") from error
    except ValueError as error:
        raise UsageError(f"“{path.name}” is no JSON file in UTF-8. Mend it and repeat.") from error
    known = [f.name for f in fields(Provenance)]
    if not isinstance(data, dict) or set(data) - set(known):
        raise UsageError(f"“{path.name}” must be a JSON object; it may hold: {', '.join(known)}.")
    return Provenance(**{name: _checked(path, name, value) for name, value in data.items()})


def _checked(path: Path, name: str, value: Any) -> Any:
    if name == "limits":
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise UsageError(f"“limits” in “{path.name}” must be a list of sentences.")
    if not isinstance(value, str):
        raise UsageError(f"“{name}” in “{path.name}” must be text.")
    return value
