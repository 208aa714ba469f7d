"""The sample recording: a drawn person who smiles three times, talks and rests."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from core.atomic import write_text
from core.progress import CancelToken, ProgressFn, silent
from core.simulate.film import render_video
from core.simulate.parts import (
    HeadMotion,
    Identity,
    Movement,
    Scene,
    ScriptStep,
)
from core.simulate.spec import PhantomSpec
from core.simulate.timeline import build_timeline
from core.simulate.truth import write_truth

CAPTION = "drawn sample, no real person"


def sample_spec() -> PhantomSpec:
    """Describe the sample recording."""
    return PhantomSpec(
        identity=Identity(
            shape=(0.6, -0.8, 0.5, 0.3, -0.4, 0.2, 0.0, 0.3, 0.0, 0.0),
            age_years=58,
            hair_style="short",
            texture_seed=4,
        ),
        scene=Scene(noise_sd=1.0, seed=3),
        head=HeadMotion(seed=5),
        movement=Movement(blink_rate_per_min=17, seed=8),
        script=(
            ScriptStep("rest", 1.2),
            ScriptStep("smile", 2.2),
            ScriptStep("smile", 2.2),
            ScriptStep("smile", 2.2),
            ScriptStep("talk", 4.0),
            ScriptStep("rest", 2.2),
        ),
        fps=30.0,
        size_px=480,
        caption=CAPTION,
    )


def render_sample(
    folder: Path, *, progress: ProgressFn = silent, cancel: CancelToken | None = None
) -> Path:
    """Write ``sample.mp4``, its truth and ``segments.json`` into a folder.

    Returns
    -------
    Path
        Of the video.

    Raises
    ------
    SurroundingsError
        If a file cannot be written.
    Cancelled
        If `cancel` asks for it.
    """
    spec, video = sample_spec(), folder / "sample.mp4"
    render_video(spec, video, progress=progress, cancel=cancel)
    write_truth(spec, video)
    segments = [asdict(segment) for segment in build_timeline(spec).segments]
    write_text(folder / "segments.json", json.dumps(segments, indent=2) + "\n")
    return video
