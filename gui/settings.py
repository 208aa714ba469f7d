"""What the user has chosen, kept between launches."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal

from core.atomic import write_text
from core.places import data_dir

SCHEMA_VERSION = 1

Theme = Literal["system", "light", "dark"]
_THEMES = ("system", "light", "dark")
_DEVICES = ("auto", "cpu", "cuda", "mps")


@dataclass(frozen=True, slots=True)
class Settings:
    """The user's choices.

    Attributes
    ----------
    theme : {"system", "light", "dark"}
    device : {"auto", "cpu", "cuda", "mps"}
    model : str
        Id of the active bundle; empty for the default one.
    language : str
        Such as ``"en"``; empty for the system's.
    storage : str
        Folder of recordings and analyses; empty for the one in the user's data folder.
    recent : tuple of str
        Analyses in the storage folder that were open last, newest first. Their folders are named
        by time and hash; videos and other folders, whose names may be a patient's, are not kept.
    """

    theme: Theme = "system"
    device: str = "auto"
    model: str = ""
    language: str = ""
    storage: str = ""
    recent: tuple[str, ...] = ()

    @property
    def storage_folder(self) -> Path:
        """Where recordings and analyses are kept; need not exist yet."""
        return Path(self.storage) if self.storage else data_dir() / "storage"


def settings_path() -> Path:
    """Where the settings lie."""
    return data_dir() / "settings.json"


def load_settings(path: Path | None = None) -> Settings:
    """Read the settings; whatever is missing or does not fit takes its default.

    A damaged file is no reason not to start: it is left as it is until the next save.
    """
    try:
        record = json.loads((path or settings_path()).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return Settings()
    if not isinstance(record, dict) or record.get("schema_version") != SCHEMA_VERSION:
        return Settings()
    known = {field.name for field in fields(Settings)}
    values = {name: value for name, value in record.items() if name in known}
    return Settings(**_checked(values))


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Write the settings, atomically. Raises `SurroundingsError` if that cannot be done."""
    record = {"schema_version": SCHEMA_VERSION, **asdict(settings)}
    write_text(path or settings_path(), json.dumps(record, indent=2) + "\n")


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    good: dict[str, Any] = {}
    for name, value in values.items():
        if name == "recent":
            if isinstance(value, list) and all(_can_be_a_name(each) for each in value):
                good[name] = tuple(value)
        elif _can_be_a_name(value) and value in {"theme": _THEMES, "device": _DEVICES}.get(
            name, (value,)
        ):
            good[name] = value
    return good


def _can_be_a_name(value: object) -> bool:
    """Whether a value is a text that the file system takes: most of the settings are names."""
    if not isinstance(value, str) or "\0" in value:
        return False
    try:
        os.fsencode(value)
    except UnicodeEncodeError:
        return False
    return True
