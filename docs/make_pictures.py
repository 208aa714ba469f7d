"""Draw the README's pictures anew: ``python3 run.py pictures``.

They show the sample recording, a drawn face, and nothing else: its overlay in the middle of the
first smile, and the first pages of its report.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

from core.atomic import write_with
from core.cli import main as facies
from core.resources import sample_folder
from core.video import VideoReader, open_recording

IMAGES = Path(__file__).resolve().parent / "images"
PAGES = 2
PAGE_WIDTH_PX = 900


def make_pictures() -> None:
    """Analyse the sample and write ``overlay.png`` and ``report-1.png``, ``report-2.png``."""
    sample = sample_folder()
    with TemporaryDirectory(prefix="facies-pictures-") as name:
        out = Path(name)
        segments = sample / "segments.json"
        words = ["analyze", str(sample / "sample.mp4"), "--segments", str(segments)]
        code = facies([*words, "--out", str(out), "--overlay"])
        if code != 0:
            sys.exit(code)
        save(frame_at(out / "overlay.mp4", first_smile_s(segments)), "overlay.png")
        with pypdfium2.PdfDocument(out / "report.pdf") as pdf:
            for number in range(min(PAGES, len(pdf))):
                page = pdf[number]
                picture = page.render(scale=PAGE_WIDTH_PX / page.get_width()).to_numpy()
                save(picture[:, :, 2::-1], f"report-{number + 1}.png")


def first_smile_s(segments: Path) -> float:
    """Find the middle of the first smile, in seconds."""
    smiles = [s for s in json.loads(segments.read_text("utf-8")) if s["task"] == "smile"]
    return float(smiles[0]["start_s"] + smiles[0]["end_s"]) / 2


def frame_at(video: Path, time_s: float) -> NDArray[np.uint8]:
    """Return the frame that a video shows at a time, (H, W, 3) RGB."""
    recording = open_recording(video)
    with VideoReader(recording) as reader:
        return reader.frame(int(np.searchsorted(recording.pts_s, time_s)))


def save(picture: NDArray[np.uint8], name: str) -> None:
    """Write a picture as a PNG of 256 colours or fewer."""
    image = Image.fromarray(np.ascontiguousarray(picture)).quantize(256)
    write_with(IMAGES / name, lambda path: image.save(path, optimize=True))


if __name__ == "__main__":
    make_pictures()
