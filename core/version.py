"""The version of Facies and of what it stands on."""

from __future__ import annotations

import platform
from importlib import metadata

VERSION = "0.1.0"

_PARTS = ("torch", "openvino", "mediapipe", "opencv-contrib-python", "av", "numpy", "scipy")


def versions() -> dict[str, str]:
    """Return name and version of Facies, Python, the system and the libraries that compute."""
    out = {
        "facies": VERSION,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }
    for name in _PARTS:
        try:
            out[name] = metadata.version(name)
        except metadata.PackageNotFoundError:  # a frozen build may carry no metadata for it
            out[name] = "unknown"
    return out
