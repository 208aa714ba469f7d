"""Opening a video file, with a sentence for everything that can be wrong with it."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import av
import av.error
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from core.errors import RecordingError, SurroundingsError

_FORMATS = "such as MP4, MOV, MKV, AVI, WebM or MPG"
_PICTURE_FORMATS = ("image2", "tty", "alias_pix", "brender_pix")
_PICTURE_SUFFIX = "_pipe"
# What FFmpeg opens further files or addresses for, or makes pictures of its own from: the result
# would carry the hash of a list instead of that of the recording.
_LISTS = {
    "concat", "dash", "hls", "imf", "lavfi", "rtp", "rtsp", "sap", "sdp", "vobsub",
    "webm_dash_manifest",
}  # fmt: skip
_LIST_MAGIC = (b"ffconcat", b"#EXTM3U", b"\xef\xbb\xbf#EXTM3U")
_NO_SUCH_FILE = (errno.ELOOP, errno.ENAMETOOLONG, errno.ENOENT, errno.ENOTDIR)
# Leading boxes of MP4/MOV, then AVI, Matroska/WebM and MPEG program streams.
_MP4_BOXES = (b"ftyp", b"mdat", b"moov", b"wide", b"free", b"skip")
_VIDEO_MAGIC = (b"RIFF", b"\x1aE\xdf\xa3", b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3")
# Beyond four threads decoding gains little, while each holds pictures of its own.
_MOST_THREADS = 4


@dataclass(frozen=True, slots=True)
class Source:
    """An open container and the one video stream of it that Facies looks at."""

    container: InputContainer
    stream: VideoStream

    @property
    def has_audio(self) -> bool:
        """Whether there is at least one sound track."""
        return len(self.container.streams.audio) > 0


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """Open the main video stream of a file for demuxing and decoding.

    Parameters
    ----------
    path : Path
        A local file. Addresses and play lists are refused before anything else is opened.

    Yields
    ------
    Source
        Valid inside the ``with`` block only.

    Raises
    ------
    RecordingError
        If the file is missing, empty, a folder or pipe, damaged, not a video, or has no picture
        track.
    SurroundingsError
        If it may not be read.
    """
    _check_file(path)
    with _open_container(path) as container:
        stream = _main_stream(container, path)
        stream.codec_context.thread_type = "AUTO"
        stream.codec_context.thread_count = min(os.cpu_count() or 1, _MOST_THREADS)
        yield Source(container, stream)


def _check_file(path: Path) -> None:
    try:
        _check_kind(path, path.stat().st_mode)
        with path.open("rb") as file:
            empty = not file.read(1)
    except PermissionError as error:
        raise SurroundingsError(
            f"You have no permission to read “{path.name}”. Copy it to a folder of your own or "
            "ask its owner for access."
        ) from error
    except OSError as error:
        if error.errno in _NO_SUCH_FILE:
            raise RecordingError(
                f"There is no file “{path.name}” in “{path.parent}”. Check the name, and whether "
                "the drive it lies on is connected."
            ) from error
        raise SurroundingsError(
            f"“{path.name}” could not be read: the system said “{error.strerror or error}”. "
            "Copy it to another drive and try again."
        ) from error
    if empty:
        raise RecordingError(
            f"“{path.name}” is empty (0 bytes). Copy it again from the camera or phone."
        )


def _check_kind(path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise RecordingError(
            f"“{path.name or path}” is a folder, not a video. Choose one video file inside it."
        )
    if not stat.S_ISREG(mode):  # opening a pipe would wait for ever, a device never ends
        raise RecordingError(
            f"“{path.name}” is a pipe or a device, not a video file. Save the recording as a file "
            "and choose that."
        )


@cache
def _single_file_formats() -> str:
    """Name all formats that FFmpeg reads but play lists, which lead to other files."""
    names = {name for names in av.formats_available for name in names.split(",")}
    return ",".join(sorted(names - _LISTS))


def _open_container(path: Path) -> InputContainer:
    # An absolute path cannot be taken for an address ("a:b.mp4"); the two lists keep whatever
    # stands in the file from leading to other files or to the network.
    name = os.path.abspath(path)  # noqa: PTH100 - resolve() would follow links and may fail
    try:
        container = av.open(
            name,
            "r",
            metadata_errors="replace",
            container_options={
                "protocol_whitelist": "file",
                "format_whitelist": _single_file_formats(),
            },
        )
    except (av.error.FFmpegError, OSError) as error:
        raise RecordingError(_why_unreadable(path)) from error
    kind = container.format.name
    if kind in _PICTURE_FORMATS or kind.endswith(_PICTURE_SUFFIX):
        container.close()
        raise RecordingError(
            f"“{path.name}” is a still picture or a text, not a video. Facies judges movement: "
            f"choose a video file, {_FORMATS}."
        )
    return container


def _why_unreadable(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(12)
    if head.startswith(_LIST_MAGIC):
        return (
            f"“{path.name}” is a play list: it holds no pictures, only the names of files that do. "
            "Choose the video file itself."
        )
    if head[4:8] in _MP4_BOXES or head.startswith(_VIDEO_MAGIC):
        return (
            f"“{path.name}” is damaged or was cut off before the camera had finished it, and "
            "cannot be opened. Copy it again from the camera or phone; if that does not help, "
            "the recording has to be repeated."
        )
    return f"“{path.name}” is not a video that Facies can read. Choose a video file, {_FORMATS}."


def _main_stream(container: InputContainer, path: Path) -> VideoStream:
    # Cover art of a sound file is stored as a video stream of one picture.
    streams = [
        stream
        for stream in container.streams.video
        if not stream.disposition & Disposition.attached_pic
    ]
    if not streams:
        found = "sound only" if container.streams.audio else "no pictures"
        raise RecordingError(
            f"“{path.name}” holds {found}. Facies needs a video that shows the face."
        )
    # None where FFmpeg has no decoder for it, though PyAV's types do not say so.
    readable = [stream for stream in streams if getattr(stream, "codec_context", None)]
    if not readable:
        raise RecordingError(
            f"The pictures in “{path.name}” are stored in a way that Facies cannot decode. "
            "Export the recording as MP4 (H.264) and try again."
        )
    return max(readable, key=lambda s: (s.codec_context.width * s.codec_context.height, -s.index))
