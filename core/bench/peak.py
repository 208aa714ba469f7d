"""The memory that this process holds, and the most that it has held."""

from __future__ import annotations

import sys
from pathlib import Path


def peak_rss_mb() -> float | None:
    """Largest resident memory of this process so far in MiB, None where that is not known."""
    if sys.platform.startswith("linux"):
        # Not getrusage: after a fork its maximum begins with the parent's.
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    if sys.platform == "darwin":
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return None


def rss_mb() -> float | None:
    """Resident memory of this process now in MiB, None where that is not known."""
    if sys.platform.startswith("linux"):
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return None
