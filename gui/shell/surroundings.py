"""What the window runs on: loaded behind it, and said in the status line."""

from __future__ import annotations

import importlib
from dataclasses import dataclass

from core.errors import FaciesError
from core.progress import CancelToken, ProgressFn
from gui.settings import Settings

# From light to heavy, so that opening a file waits for little. Each takes up to a second or two,
# and cannot be stopped half-way.
HEAVY = ("core.video", "core.face", "core.inference", "core.analysis.analyse")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The device that the network will run on and the model that is active.

    Attributes
    ----------
    device : str
        Kind and name, such as ``"CPU, Intel Core i5"``.
    model : str
        Name and version; empty where none can be used.
    trouble : str
        Why there is no device or model; empty where all is well.
    """

    device: str
    model: str
    trouble: str = ""


def load_surroundings(
    settings: Settings, progress: ProgressFn, cancel: CancelToken
) -> Surroundings:
    """Import what analyses need, ahead of the first one, and find device and model.

    Raises
    ------
    Cancelled
        Between two imports.
    """
    for name in HEAVY:
        cancel.raise_if_cancelled()
        importlib.import_module(name)
    from core.inference import check_device, resolve_bundle
    from core.inference.devices import device_name

    device = model = ""
    troubles = []
    try:
        kind = check_device(settings.device)[0]
        device = device_words(kind, device_name(kind))
    except FaciesError as error:
        troubles.append(error.message)
    cancel.raise_if_cancelled()
    try:
        spec = resolve_bundle(settings.model or None).spec
        model = f"{spec.name} {spec.version}"
    except FaciesError as error:
        troubles.append(error.message)
    cancel.raise_if_cancelled()
    return Surroundings(device, model, " ".join(troubles))


def device_words(kind: str, name: str) -> str:
    """Say a device's kind and name."""
    word = {"cpu": "CPU", "cuda": "GPU", "mps": "GPU"}.get(kind, kind)
    return f"{word}, {' '.join(name.split())}" if name else word
