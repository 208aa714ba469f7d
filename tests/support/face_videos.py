"""Bad and odd recordings made from the drawn sample: dark, short, slow, crowded, cut off."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


def pictures(path: Path, start: int = 0, count: int = 10**6, step: int = 1) -> list[Picture]:
    """Decode some frames of a file, plainly."""
    out: list[Picture] = []
    with av.open(str(path)) as container:
        for number, frame in enumerate(container.decode(video=0)):
            if number >= start and (number - start) % step == 0:
                out.append(frame.to_ndarray(format="rgb24"))
            if len(out) >= count:
                break
    return out


def write(path: Path, frames: list[Picture], fps: int = 25, gop: int = 12) -> Path:
    """Encode frames of one size as H.264."""
    height, width = frames[0].shape[:2]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=fps, options={"crf": "20"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.gop_size = gop
        stream.codec_context.time_base = Fraction(1, fps)
        for frame in frames:
            picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), "rgb24")
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    return path


def mapped(source: Path, target: Path, change: Callable[[Picture], Picture], count: int) -> Path:
    """Write the first `count` frames of `source`, each changed by `change`."""
    return write(target, [change(frame) for frame in pictures(source, count=count)])


def crowd(source: Path, target: Path, *, patient_first: bool, count: int = 60) -> Path:
    """Five faces in one picture: one large and four small, or all alike."""

    def compose(frame: Picture) -> Picture:
        canvas = np.full((720, 1600, 3), 90, np.uint8)
        sizes = [560, 200, 200, 200, 200] if patient_first else [310] * 5
        x = 10
        for size in sizes:
            canvas[20 : 20 + size, x : x + size] = cv2.resize(_square(frame), (size, size))
            x += size + 8
        return canvas

    return mapped(source, target, compose, count)


def corrupt_middle(source: Path, target: Path) -> Path:
    """Overwrite a stretch in the middle of the stored pictures with noise."""
    data = bytearray(source.read_bytes())
    begin, length = int(len(data) * 0.55), max(2000, len(data) // 20)
    data[begin : begin + length] = np.random.default_rng(5).bytes(length)
    target.write_bytes(bytes(data))
    return target


def tone_only(target: Path) -> Path:
    """A recording of sound without a picture."""
    with av.open(str(target), "w") as container:
        stream = container.add_stream("aac", rate=16000, layout="mono")
        wave = (np.sin(np.arange(1024 * 40) * 0.2) * 8000).astype(np.int16)
        for number, block in enumerate(wave.reshape(-1, 1024)):
            frame = av.AudioFrame.from_ndarray(block[None], "s16", "mono")
            frame.sample_rate, frame.pts = 16000, number * 1024
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target


def _square(frame: Picture) -> Picture:
    side = min(frame.shape[:2])
    return frame[:side, :side]
