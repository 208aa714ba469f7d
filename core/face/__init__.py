"""The face in the picture: tracking, alignment, regions, quality gates.

Imports core.video and below. Pixels are those of the upright, un-mirrored picture; sides are the
patient's own.
"""

from core.face.align import AlignedFrame, Aligner
from core.face.observation import FaceObservation
from core.face.quality import QualityMeter
from core.face.regions import region_masks, region_polygons
from core.face.track import FaceTrackBuilder
from core.face.tracker import FaceTracker
from core.face.warp import crop, invert

__all__ = [
    "AlignedFrame",
    "Aligner",
    "FaceObservation",
    "FaceTrackBuilder",
    "FaceTracker",
    "QualityMeter",
    "crop",
    "invert",
    "region_masks",
    "region_polygons",
]
