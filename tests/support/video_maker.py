"""Small videos made on the spot whose every picture carries its own frame number.

The number stands in the picture as a grid of 4 x 4 big black and white blocks (12 bits of number,
4 bits of check sum), so that it survives any codec, scaling and colour conversion, and so that a
blend of two frames, a turned or a mirrored picture does not read as a number by accident.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

_BITS = 12
_GRID = 4


@dataclass(frozen=True)
class Recipe:
    """One kind of video file.

    `turn_deg` is the clockwise turn that a player has to apply; `vfr` draws uneven intervals;
    `lead_in` frames are cut away by the edit list (negative times in the stored stream).
    """

    name: str
    suffix: str
    codec: str
    options: dict[str, str] = field(default_factory=dict)
    gop: int = 12
    b_frames: int = 0
    fps: int = 25
    n_frames: int = 60
    size_px: tuple[int, int] = (128, 96)
    vfr: bool = False
    turn_deg: int = 0
    audio: str | None = None
    lead_in: int = 0
    pix_fmt: str = "yuv420p"
    mux_options: dict[str, str] = field(default_factory=dict)


_X264 = {"preset": "veryfast", "sc_threshold": "0"}
_X265 = "log-level=error:scenecut=0:keyint=12:min-keyint=12:bframes=3:pools=1:frame-threads=1"
_OPEN_GOP = "open-gop=1:keyint=12:min-keyint=12:scenecut=0"
_FRAGMENTS = {"movflags": "frag_keyframe+empty_moov"}
_VP9 = {"deadline": "realtime", "cpu-used": "8", "row-mt": "0"}

# Codecs, containers and habits of cameras, phones, editors and archives.
RECIPES = (
    Recipe("phone", ".mp4", "libx264", _X264, gop=24, b_frames=3, audio="aac"),
    Recipe("long_gop", ".mp4", "libx264", _X264, gop=250, b_frames=3, n_frames=280),
    Recipe("vfr", ".mp4", "libx264", _X264, gop=24, b_frames=2, vfr=True),
    Recipe("portrait", ".mov", "libx264", _X264, gop=24, b_frames=2, turn_deg=90),
    Recipe("upside_down", ".mp4", "libx264", _X264, gop=24, turn_deg=180, audio="aac"),
    Recipe("edited", ".mp4", "libx264", _X264, gop=24, b_frames=2, lead_in=7),
    Recipe("fragments", ".mp4", "libx264", _X264, b_frames=3, mux_options=_FRAGMENTS),
    Recipe("open_gop", ".mkv", "libx264", _X264 | {"x264-params": _OPEN_GOP}, b_frames=3),
    Recipe("intra_refresh", ".mkv", "libx264", _X264 | {"intra-refresh": "1"}, gop=20),
    Recipe("broadcast", ".ts", "libx264", _X264, b_frames=3, audio="mp2"),
    Recipe("h264_avi", ".avi", "libx264", _X264, b_frames=3),
    Recipe("raw_h264", ".h264", "libx264", _X264, b_frames=3),
    Recipe(
        "hevc_phone", ".mov", "libx265",
        {"preset": "ultrafast", "x265-params": _X265 + ":open-gop=1"}, b_frames=3, turn_deg=270,
    ),
    Recipe("hevc_vfr", ".mkv", "libx265", {"preset": "ultrafast", "x265-params": _X265}, vfr=True),
    Recipe("vp9", ".webm", "libvpx-vp9", _VP9, gop=20, audio="libopus"),
    Recipe(
        "vp9_hidden", ".webm", "libvpx-vp9",
        {"auto-alt-ref": "1", "lag-in-frames": "16", "cpu-used": "8"}, gop=40, vfr=True,
    ),
    Recipe("mpeg1", ".mpg", "mpeg1video", b_frames=2, audio="mp2"),
    Recipe("mpeg2", ".mpg", "mpeg2video", gop=15, b_frames=2),
    Recipe("mpeg2_raw", ".m2v", "mpeg2video", b_frames=2),
    Recipe("xvid", ".avi", "mpeg4", b_frames=2, audio="mp2"),
    Recipe("mjpeg_avi", ".avi", "mjpeg", pix_fmt="yuvj420p", audio="pcm_s16le"),
    Recipe("mjpeg_vfr", ".mov", "mjpeg", pix_fmt="yuvj420p", vfr=True),
)  # fmt: skip


def number_picture(number: int, size_px: tuple[int, int] = (128, 96)) -> NDArray[np.uint8]:
    """Draw `number` (below 4096) as an RGB picture of (width, height)."""
    width, height = size_px
    word = (number << 4) | _check(number)
    bits = np.array([(word >> k) & 1 for k in range(16)], np.uint8).reshape(_GRID, _GRID)
    rows = np.arange(height) * _GRID // height
    columns = np.arange(width) * _GRID // width
    luma = 30 + 195 * bits[np.ix_(rows, columns)]
    return np.ascontiguousarray(np.repeat(luma[..., None], 3, axis=2))


def read_number(rgb: NDArray[np.uint8]) -> int | None:
    """Read the number that `number_picture` drew; None where the picture is none of its own."""
    height, width = rgb.shape[:2]
    luma = rgb.astype(np.float32).mean(axis=2)
    word = 0
    for k in range(16):
        row, column = divmod(k, _GRID)
        y, x = int((row + 0.5) * height / _GRID), int((column + 0.5) * width / _GRID)
        value = luma[y - 2 : y + 3, x - 2 : x + 3].mean()
        if 95 < value < 160:
            return None
        word |= int(value > 127) << k
    number = word >> 4
    return number if _check(number) == word & 15 else None


def make_video(path: Path, recipe: Recipe) -> NDArray[np.float64]:
    """Write the video of a recipe; return the true times of its frames in s from the first.

    Frame ``i`` of the shown video carries the number ``i``.
    """
    times = frame_times(recipe)
    with av.open(str(path), "w", options=recipe.mux_options) as container:
        video = _video_stream(container, recipe)
        audio = _audio_stream(container, recipe)
        start = times[recipe.lead_in]
        for number, time_s in enumerate(times):
            shown = (number - recipe.lead_in) % 4096
            upright = number_picture(shown, _upright_size(recipe))
            stored = np.ascontiguousarray(np.rot90(upright, recipe.turn_deg // 90))
            frame = av.VideoFrame.from_ndarray(stored, "rgb24").reformat(format=recipe.pix_fmt)
            frame.pts = round((time_s - start) / video.codec_context.time_base)
            frame.time_base = video.codec_context.time_base
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        if audio is not None:
            _write_tone(container, audio, float(times[-1] - start))
    return times[recipe.lead_in :] - start


def frame_times(recipe: Recipe) -> NDArray[np.float64]:
    """Return the times of all stored frames (lead-in included), on the grid of the time base."""
    n = recipe.n_frames + recipe.lead_in
    if not recipe.vfr:
        return np.arange(n) / recipe.fps
    steps_ms = np.random.default_rng(7).integers(12, 90, n - 1)
    return np.concatenate([[0], np.cumsum(steps_ms)]) / 1000.0


def pictures_video(
    path: Path, pictures: Sequence[NDArray[np.uint8]], fps: int = 25, codec: str = "libx264"
) -> None:
    """Write given RGB pictures of one size as a video."""
    height, width = pictures[0].shape[:2]
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=fps)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for picture in pictures:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        container.mux(stream.encode(None))


def _check(number: int) -> int:
    return (number ^ (number >> 4) ^ (number >> 8) ^ 0b1010) & 15


def _upright_size(recipe: Recipe) -> tuple[int, int]:
    width, height = recipe.size_px
    return (height, width) if recipe.turn_deg % 180 else (width, height)


def _video_stream(container: av.container.OutputContainer, recipe: Recipe) -> av.VideoStream:
    options = dict(recipe.options)
    stream = container.add_stream(recipe.codec, rate=recipe.fps, options=options)
    stream.width, stream.height = recipe.size_px
    stream.pix_fmt = recipe.pix_fmt
    context = stream.codec_context
    context.gop_size = recipe.gop
    context.max_b_frames = recipe.b_frames
    context.time_base = Fraction(1, 1000) if recipe.vfr else Fraction(1, recipe.fps)
    if not options.get("crf"):
        context.bit_rate = 1_000_000
    if recipe.turn_deg:
        stream.set_display_rotation(-recipe.turn_deg)
    return stream


def _audio_stream(container: av.container.OutputContainer, recipe: Recipe) -> av.AudioStream | None:
    if recipe.audio is None:
        return None
    stream = container.add_stream(recipe.audio, rate=48000)
    stream.codec_context.layout = "mono"
    return stream


def _write_tone(
    container: av.container.OutputContainer, stream: av.AudioStream, length_s: float
) -> None:
    rate = 48000
    context = stream.codec_context
    samples = np.sin(2 * np.pi * 440 * np.arange(int(length_s * rate)) / rate) * 8000
    size = context.frame_size or 1024
    resampler = av.AudioResampler(format=context.format, layout="mono", rate=rate, frame_size=size)
    frame = av.AudioFrame.from_ndarray(samples.astype(np.int16)[None], "s16", "mono")
    frame.sample_rate, frame.pts = rate, 0
    for piece in [*resampler.resample(frame), *resampler.resample(None)]:
        container.mux(stream.encode(piece))
    container.mux(stream.encode(None))
