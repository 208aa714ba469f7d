"""The facial motion of a real recording scaled about the person's own neutral.

Two passes: `watch` follows the face once, `attenuate` writes a recording at one gain. A recording
that was watched can be written at many.
"""

from core.simulate.attenuate.job import LEAST_GAIN, MOST_GAIN, attenuate, check_gain
from core.simulate.attenuate.truth import write_truth
from core.simulate.attenuate.watch import Watched, watch

__all__ = [
    "LEAST_GAIN",
    "MOST_GAIN",
    "Watched",
    "attenuate",
    "check_gain",
    "watch",
    "write_truth",
]
