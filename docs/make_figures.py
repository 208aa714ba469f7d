"""Measure speed and write the README's tables: ``python3 run.py figures``.

``facies bench`` and ``facies bench --gui`` measure (a quarter of an hour); their JSON is kept in
``docs/measured/``. ``--write`` only writes the tables anew from what is kept.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from core.atomic import write_text
from gui.main import facies

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
MEASURED = ROOT / "docs" / "measured"
_STAGES = {
    "decode": "decoding alone",
    "tracking": "face tracking alone",
    "network": "network alone",
    "main pass": "main pass: decode to maps",
    "freeze test": "region freeze test",
    "report": "PDF report",
}


def main(argv: list[str]) -> int:
    """Measure unless told otherwise, then write the tables."""
    if "--write" not in argv:
        for words, name in ((["bench"], "bench.json"), (["bench", "--gui"], "bench-gui.json")):
            code = facies([*words, "--json", str(MEASURED / name)])
            if code != 0:
                return code
    write_text(README, with_tables(README.read_text(encoding="utf-8")))
    return 0


def with_tables(readme: str) -> str:
    """Return the README with its tables as the kept measurements say."""
    for mark, table in (("speed", speed_table()), ("window", window_table())):
        pattern = re.compile(rf"(<!-- {mark}:[^>]*-->\n).*?(<!-- /{mark} -->)", re.DOTALL)
        readme, count = pattern.subn(lambda found, t=table: found[1] + t + found[2], readme)
        if count != 1:
            raise ValueError(f"README.md has no place for the table “{mark}”")
    return readme


def speed_table() -> str:
    """Make the table of the main job."""
    found = kept("bench.json")
    video, device = found["video"], found["device"]
    width, height = video["size_px"]
    rows = [
        f"Sample recording, repeated ({video['length_s']:.0f} s, {width}x{height}, "
        f"{video['clips']} clips), {found['machine']['cores']} cores ({device['name']}), "
        f"{device['backend']}; medians:",
        "",
        "| stage | seconds | of the video's length |",
        "|---|---|---|",
    ]
    for stage, title in _STAGES.items():
        seconds = found["timings"][stage]["median_s"]
        rows.append(f"| {title} | {seconds:.2f} | {found['times_of_video'][stage]:.2f}x |")
    rows += [
        "",
        f"The main pass takes {found['main_over_plain']:.2f} times as long as decoding and "
        f"FaceMesh alone; one clip of 14x224x224 runs {found['network_speedup']:.2f} times as "
        f"fast as in plain PyTorch. {memory_sentence(found)}",
        "",
    ]
    return "\n".join(rows)


def memory_sentence(found: dict[str, Any]) -> str:
    """Say how much memory the job takes at its peak."""
    peaks = [
        f"{peak['peak_mb']:.0f} MiB for {peak['length_s'] / 60:.0f} min"
        for peak in found["peak_mb"]
        if peak["peak_mb"] is not None
    ]
    growth = found["memory_growth"]
    return f"Peak memory: {', '.join(peaks)} ({growth:+.0%})." if peaks and growth else ""


def window_table() -> str:
    """Make the table of the window."""
    rows = [
        f"| {row['what']} | {row['median']} | {row['p95']} |"
        for row in kept("bench-gui.json")["rows"]
    ]
    return "\n".join(["| what | median | 95th percentile |", "|---|---|---|", *rows, ""])


def kept(name: str) -> dict[str, Any]:
    """Read a kept measurement."""
    found: dict[str, Any] = json.loads((MEASURED / name).read_text(encoding="utf-8"))
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
