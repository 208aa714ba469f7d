"""What the settings look up off the GUI thread. Knows no Qt."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from core.atomic import writing_failed
from core.errors import FaciesError
from core.progress import CancelToken, ProgressFn


@dataclass(frozen=True, slots=True)
class Device:
    """A kind of processor: its own name, or why it cannot be used here."""

    kind: str
    name: str = ""
    reason: str = ""


def find_devices(progress: ProgressFn, cancel: CancelToken) -> tuple[Device, ...]:
    """Say of each kind of processor whether this machine has it, the best first."""
    from core.inference.devices import DEVICES, check_device, device_name

    found = []
    for kind in DEVICES[1:]:
        cancel.raise_if_cancelled()
        try:
            check_device(kind)
            found.append(Device(kind, name=" ".join(device_name(kind).split())))
        except FaciesError as error:
            found.append(Device(kind, reason=error.message))
    return tuple(found)


def free_bytes(folder: Path) -> int | None:
    """Free space where a folder lies, or will lie; None where it cannot be known."""
    for path in (folder, *folder.parents):
        try:
            return shutil.disk_usage(path).free
        except OSError:
            continue
    return None


def check_writable(folder: Path) -> None:
    """Write to a folder, which is made if it does not exist, and leave nothing in it.

    Raises
    ------
    SurroundingsError
        If that cannot be done; it says why.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder) as file:
            file.write(b"\0" * 4096)
    except OSError as error:
        raise writing_failed(folder / "analyses", error) from error
