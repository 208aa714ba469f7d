"""Which processor runs the network."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import torch

from core.errors import UsageError

DEVICES = ("auto", "cuda", "mps", "cpu")

_NAMES = {"cuda": "an NVIDIA graphics card", "mps": "an Apple graphics processor"}


def check_device(asked: str) -> tuple[str, ...]:
    """Give the devices to try for what was asked, best first.

    Parameters
    ----------
    asked : {"auto", "cuda", "mps", "cpu"}

    Returns
    -------
    tuple of str
        One kind, or for ``"auto"`` every kind that this machine has; the last is ``"cpu"``.

    Raises
    ------
    UsageError
        If the device is unknown, or was asked for by name and this machine lacks it.
    """
    if asked not in DEVICES:
        raise UsageError(f"There is no device “{asked}”. Choose from: {', '.join(DEVICES)}.")
    if asked == "auto":
        return tuple(kind for kind in DEVICES[1:] if _present(kind))
    if not _present(asked):
        raise UsageError(
            f"You asked for “{asked}”, {_NAMES[asked]}, but none can be used on this machine. "
            "Use “auto” or “cpu”."
        )
    return (asked,)


def device_name(kind: str) -> str:
    """Give the processor's own name, for the report."""
    if kind == "cuda":
        return str(torch.cuda.get_device_name())
    if kind == "mps":
        return f"Apple GPU ({platform.machine()})"
    return _cpu_name()


def default_threads() -> int:
    """Give how many threads the network may use on the CPU.

    One core is left for decoding and for the rest of the machine where there are enough of them.
    """
    cores = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    return cores if cores <= 2 else cores - 1


def _present(kind: str) -> bool:
    if kind == "cuda":
        return torch.cuda.is_available()
    if kind == "mps":
        return torch.backends.mps.is_available()
    return True


def _cpu_name() -> str:
    described = Path("/proc/cpuinfo")
    if described.is_file():
        for line in described.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
