"""Which frames make a clip: spec, sampling by presentation time, assembly of pixels.

Imports core.face and below.
"""

from core.clips.assemble import ClipAssembler, ClipPixels
from core.clips.sampling import keep_clips, plan_clips, resolve_segments
from core.clips.spec import ClipSpec

__all__ = [
    "ClipAssembler",
    "ClipPixels",
    "ClipSpec",
    "keep_clips",
    "plan_clips",
    "resolve_segments",
]
