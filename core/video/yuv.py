"""Turning RGB pictures into what H.264 stores, with colours that say what they are."""

from __future__ import annotations

import cv2
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from numpy.typing import NDArray


def even_yuv(rgb: NDArray[np.uint8]) -> VideoFrame:
    """Return an RGB picture (H, W, 3) as 4:2:0 in BT.709; an odd side repeats its edge once."""
    height, width = rgb.shape[:2]
    if height % 2 or width % 2:
        rgb = cv2.copyMakeBorder(rgb, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE).astype(
            np.uint8, copy=False
        )
    return VideoFrame.from_ndarray(rgb, "rgb24").reformat(
        format="yuv420p",
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
    )


def tag_colours(context: VideoCodecContext) -> None:
    """Note in the stream which colours `even_yuv` makes."""
    context.colorspace = Colorspace.ITU709
    context.color_primaries = ColorPrimaries.BT709
    context.color_trc = ColorTrc.BT709
    context.color_range = ColorRange.MPEG
