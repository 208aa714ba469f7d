"""The two places from which decoding begins: the start of a file, and a key frame."""

from __future__ import annotations

from collections.abc import Iterator

import av.error

from core.video.decode import Decoded, KeyMark, TagBy, decode, from_mark, packets_of, tagged
from core.video.source import Source


def decode_from_start(source: Source, tag_by: TagBy) -> Iterator[Decoded]:
    """Decode a freshly opened source from its first frame to its last."""
    return decode(source, tagged(packets_of(source), tag_by))


def decode_from_mark(source: Source, tag_by: TagBy, mark: KeyMark) -> Iterator[Decoded]:
    """Decode from a key frame to the end.

    Frames before the key frame may come out as well, flagged as not sound; so do all frames where
    the container did not lead to the mark.
    """
    context = source.stream.codec_context
    depth = context.reorder_depth
    try:
        if tag_by == "count":
            source.container.seek(mark.offset, unsupported_byte_offset=True)
        else:
            source.container.seek(mark.tag, stream=source.stream)
    except av.error.FFmpegError:
        return iter(())
    # FFmpeg forgets it with a seek and would drop frames until it has found out again.
    context.reorder_depth = depth
    packets = packets_of(source)
    if tag_by == "count":
        packets = from_mark(packets, mark)
    return decode(source, tagged(packets, tag_by, first=mark.tag), sound_from=mark.tag)
