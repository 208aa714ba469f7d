"""What a crash has left of a recording: found, kept or discarded. Nothing is deleted unseen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import av
import av.error
import numpy as np
from av.packet import Packet
from av.stream import Stream

from core.atomic import atomic_path, sync_folder, write_text, writing_failed
from core.errors import FaciesError, RecordingError, SurroundingsError
from core.video.capture_marks import read_marks, segments_json, segments_of
from core.video.capture_names import CaptureNames, parts_in
from core.video.index import index_of
from core.video.reader import VideoReader
from core.video.recording import open_recording
from core.video.source import open_source


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A recording that was never finished.

    Attributes
    ----------
    path : Path
    length_s : float
        That can be kept; 0 where nothing can.
    """

    path: Path
    length_s: float


def unfinished(folder: Path) -> tuple[Unfinished, ...]:
    """List the unfinished recordings in a folder, oldest first, but not one under way."""
    return tuple(Unfinished(part, _length_s(part)) for part in parts_in(folder))


def recover(part: Path) -> Path:
    """Make a proper recording of an unfinished one, with its task segments; return its path.

    The unfinished file is removed only when the new one was read back. Where there is no room for
    a second file, the unfinished one takes the final name as it is.

    Raises
    ------
    RecordingError
        If there is not one picture in it. It stays where it is.
    SurroundingsError
        If the folder cannot be written. It stays where it is.
    """
    names = CaptureNames.of_part(part)
    index = index_of(part)
    segments = segments_of(read_marks(names.journal), index.duration_s)
    if segments:
        write_text(names.segments, segments_json(segments))
    try:
        with atomic_path(names.final) as temporary:
            _copy_packets(part, temporary)
            _check_same(part, temporary)
    except (FaciesError, av.error.FFmpegError):
        _rename(part, names.final)
    else:
        part.unlink()
    with suppress(OSError):
        names.journal.unlink(missing_ok=True)
    return names.final


def discard(part: Path) -> None:
    """Delete an unfinished recording. Raises `SurroundingsError` if that cannot be done."""
    names = CaptureNames.of_part(part)
    try:
        part.unlink(missing_ok=True)
        names.journal.unlink(missing_ok=True)
    except OSError as error:
        raise SurroundingsError(
            f"“{part.name}” could not be deleted: the system said “{error.strerror or error}”."
        ) from error


def _length_s(part: Path) -> float:
    try:
        return index_of(part).duration_s
    except FaciesError:
        return 0.0


def _copy_packets(part: Path, path: Path) -> None:
    with (
        open_source(part) as source,
        path.open("wb") as file,
        av.open(file, "w", format="matroska") as output,
    ):
        streams = {
            stream.index: output.add_stream_from_template(stream)
            for stream in (source.stream, *source.container.streams.audio)
        }
        for packet in _whole_packets(source.container.demux()):
            stream = streams.get(packet.stream.index)
            if stream is not None:
                packet.stream = stream
                output.mux(packet)


def _whole_packets(packets: Iterator[Packet[Stream]]) -> Iterator[Packet[Stream]]:
    while True:
        try:
            packet = next(packets)
        except (StopIteration, av.error.FFmpegError, OSError):
            return
        if packet.size and packet.pts is not None and not packet.is_corrupt:
            yield packet


def _check_same(part: Path, path: Path) -> None:
    """Raise unless the new file holds the old one's pictures (but for a torn last one)."""
    old, recording = index_of(part), open_recording(path)
    kept = len(recording.pts_s)
    same = np.allclose(recording.pts_s, old.pts_s[:kept], atol=0.0015, rtol=0)
    if kept < len(old) - 1 or not same:
        raise RecordingError("The copy does not hold what the unfinished recording holds.")
    with VideoReader(recording) as reader:
        for index in (0, kept - 1):
            reader.frame(index)


def _rename(part: Path, final: Path) -> None:
    try:
        part.rename(final)
        sync_folder(final.parent)
    except OSError as error:
        raise writing_failed(final, error) from error
