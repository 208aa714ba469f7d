"""What a benchmark found, as a table for people and as JSON for programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.bench.timing import Timing
from core.types import DeviceInfo

SCHEMA_VERSION = 1
_STAGES = ("decode", "tracking", "network", "main pass", "freeze test", "report")
PLAIN = "decode + FaceMesh"


@dataclass(frozen=True, slots=True)
class BenchResult:
    """Times and memory of the main job on one video and one machine.

    Attributes
    ----------
    length_s : float
        Of the video.
    size_px : (width, height)
    clips : int
        Clips that went through the network.
    timings : dict of str to Timing
        The stages, the plain work ``"decode + FaceMesh"``, and one clip of 14x224x224 through the
        ``"plain network"`` and the ``"engine"``.
    peak_mb : dict of float to (float or None)
        Peak memory of the whole job in MiB by length of video in seconds; empty if not measured.
    device : DeviceInfo
    machine : dict of str to str
    """

    length_s: float
    size_px: tuple[int, int]
    clips: int
    timings: dict[str, Timing]
    peak_mb: dict[float, float | None]
    device: DeviceInfo
    machine: dict[str, str]

    @property
    def main_over_plain(self) -> float:
        """Main pass as a multiple of decoding plus FaceMesh alone."""
        return self.timings["main pass"].median_s / self.timings[PLAIN].median_s

    @property
    def network_speedup(self) -> float:
        """How many times faster the engine is than the plain network on one 14x224x224 clip."""
        return self.timings["plain network"].median_s / self.timings["engine"].median_s

    @property
    def memory_growth(self) -> float | None:
        """Peak memory on the longest video over that on the shortest, minus 1; None if unknown."""
        known = [peak for _, peak in sorted(self.peak_mb.items()) if peak is not None]
        return known[-1] / known[0] - 1.0 if len(known) > 1 else None


def as_json(result: BenchResult) -> dict[str, Any]:
    """Give the result as plain values. The video itself is not named."""
    return {
        "schema_version": SCHEMA_VERSION,
        "video": {
            "length_s": result.length_s,
            "size_px": list(result.size_px),
            "clips": result.clips,
        },
        "device": {
            "kind": result.device.kind,
            "name": result.device.name,
            "backend": result.device.backend,
        },
        "machine": result.machine,
        "timings": {
            name: {"median_s": timing.median_s, "runs_s": list(timing.runs_s)}
            for name, timing in result.timings.items()
        },
        "times_of_video": {
            name: result.timings[name].median_s / result.length_s for name in (*_STAGES, PLAIN)
        },
        "main_over_plain": result.main_over_plain,
        "network_speedup": result.network_speedup,
        "peak_mb": [
            {"length_s": length_s, "peak_mb": peak}
            for length_s, peak in sorted(result.peak_mb.items())
        ],
        "memory_growth": result.memory_growth,
    }


def as_table(result: BenchResult) -> str:
    """Give the result as lines of text."""
    runs = len(next(iter(result.timings.values())).runs_s)
    lines = [
        f"{result.length_s:.1f} s of video, {result.size_px[0]}x{result.size_px[1]}, "
        f"{result.clips} clips; medians of {runs} runs; {result.device.name} "
        f"({result.device.backend})",
        "",
        f"{'':<26}{'seconds':>10}{'of the video':>15}",
    ]
    for name in (*_STAGES, PLAIN):
        seconds = result.timings[name].median_s
        lines.append(f"{name:<26}{seconds:>10.2f}{seconds / result.length_s:>14.2f}x")
    plain, engine = (result.timings[name].median_s for name in ("plain network", "engine"))
    lines += [
        "",
        f"main pass / (decode + FaceMesh)     {result.main_over_plain:.2f}",
        f"one clip 14x224x224, plain network  {plain:.3f} s",
        f"one clip 14x224x224, engine         {engine:.3f} s",
        f"engine is faster by                 {result.network_speedup:.2f}x",
        *_memory_lines(result),
    ]
    return "\n".join(lines)


def _memory_lines(result: BenchResult) -> list[str]:
    lines = []
    for length_s, peak in sorted(result.peak_mb.items()):
        what = f"peak memory, {length_s / 60:.0f} min of video"
        lines.append(f"{what:<36}{'unknown' if peak is None else f'{peak:.0f} MiB'}")
    if result.memory_growth is not None:
        lines.append(f"{'growth of peak memory':<36}{result.memory_growth:+.0%}")
    return lines
