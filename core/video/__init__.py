"""Video files: index, exact random access, streaming decode, cuts, writing."""

from core.video.cuts import CutDetector
from core.video.reader import VideoReader
from core.video.recording import check_unchanged, open_recording
from core.video.stream import DecodedFrame, FrameStream, iter_frames
from core.video.writer import VideoWriter

__all__ = [
    "CutDetector",
    "DecodedFrame",
    "FrameStream",
    "VideoReader",
    "VideoWriter",
    "check_unchanged",
    "iter_frames",
    "open_recording",
]
