"""Video in and out: exact index, streaming, random access, cuts, writing."""

from core.video.reader import VideoReader
from core.video.recording import open_recording
from core.video.stream import DecodedFrame, FrameStream, iter_frames

__all__ = ["DecodedFrame", "FrameStream", "VideoReader", "iter_frames", "open_recording"]
