"""Whether the parts of a loaded analysis fit one another and what any analysis can say.

The arrays carry a hash; ``analysis.json`` does not, so that whatever a hand or a disk has changed
in it must not end in a report.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from core.records.codec import MalformedError
from core.types import (
    RATINGS,
    REGIONS,
    Analysis,
    RatedGroup,
    Recording,
    Score,
    Segment,
    SmileComparison,
)

_LARGEST_SIDE_PX = 65_535
_LONGEST_PATH = 32_767


def check_consistent(analysis: Analysis) -> None:
    """Check an analysis as a whole.

    Raises
    ------
    MalformedError
        Naming the first field that does not fit.
    """
    for where, problem in _problems(analysis):
        raise MalformedError(where, problem)


def _problems(analysis: Analysis) -> Iterator[tuple[str, str]]:
    yield from _recording(analysis.recording)
    yield from _frame_counts(analysis)
    yield from _clips_and_maps(analysis)
    for number, segment in enumerate(analysis.segments):
        if not _is_stretch(segment):
            yield f"segments.{number}", "does not run from an earlier to a later time"
    if any(after.start_s < before.end_s for before, after in pairwise(analysis.segments)):
        yield "segments", "overlap"
    for number, smile in enumerate(analysis.measures.smiles or ()):
        yield from _smile(smile, f"measures.smiles.{number}")
    if analysis.score is not None:
        yield from _score(analysis.score)
        if analysis.quality.status == "fail":
            yield "score", "is given although a quality gate failed"


def _recording(recording: Recording) -> Iterator[tuple[str, str]]:
    path = str(recording.path)
    if "\0" in path or len(path) > _LONGEST_PATH:
        yield "recording.path", "is no path"
    if not all(0 < side <= _LARGEST_SIDE_PX for side in recording.size_px):
        yield "recording.size_px", "is no size of a picture"
    if not (math.isfinite(recording.duration_s) and recording.duration_s >= 0):
        yield "recording.duration_s", "is no length"
    if not (math.isfinite(recording.measured_fps) and recording.measured_fps > 0):
        yield "recording.measured_fps", "is no frame rate"


def _frame_counts(analysis: Analysis) -> Iterator[tuple[str, str]]:
    frames = len(analysis.recording.pts_s)
    lengths = {
        "face": len(analysis.face.valid),
        "alignment": len(analysis.alignment.valid),
        **{f"measures.signals.{k}": len(v) for k, v in analysis.measures.signals.items()},
    }
    for where, length in lengths.items():
        if length != frames:
            yield where, f"has {length} frames instead of {frames}"


def _clips_and_maps(analysis: Analysis) -> Iterator[tuple[str, str]]:
    frames, clips = len(analysis.recording.pts_s), len(analysis.clips)
    if analysis.prediction and len(analysis.prediction.clip_score) != clips:
        yield "prediction", f"does not have {clips} clips"
    for i, activation in enumerate(analysis.maps):
        if len(activation.values) != clips:
            yield f"maps.{i}", f"does not have {clips} clips"
    index = analysis.clips.frame_index
    if clips and not 0 <= index.min() <= index.max() < frames:
        yield "clips.frame_index", "points outside the recording"
    maps = len(analysis.maps)
    if len(analysis.spread) != maps:
        yield "spread", f"does not have {maps} maps"
    if len(analysis.regions) != maps * len(REGIONS):
        yield "regions", f"does not have {len(REGIONS)} regions for each of {maps} maps"


def _is_stretch(segment: Segment) -> bool:
    return 0 <= segment.start_s < segment.end_s < math.inf


def _smile(smile: SmileComparison, where: str) -> Iterator[tuple[str, str]]:
    if not 0 <= smile.start_s < smile.end_s < math.inf:
        yield where, "does not run from an earlier to a later time"
    if bool(smile.reasons) == bool(smile.signals):
        yield where, "has not just one of reasons and signals"
    for signal in smile.signals:
        if not -math.inf < signal.low <= signal.value <= signal.high < math.inf:
            yield f"{where}.{signal.name}", "does not lie within its interval"
        if tuple(group.rating for group in signal.groups) != RATINGS:
            yield f"{where}.{signal.name}", "does not have every group of people"
        for group in signal.groups:
            for problem in _rated_group(group):
                yield f"{where}.{signal.name}.{group.rating}", problem


def _rated_group(group: RatedGroup) -> Iterator[str]:
    if not 0 <= group.low <= group.percentile <= group.high <= 100:
        yield "has a percentile that does not lie within its interval from 0 to 100"
    ends_finite = -math.inf < group.box[0] and group.box[-1] < math.inf
    if not (ends_finite and all(below <= above for below, above in pairwise(group.box))):
        yield "has a box that does not rise"
    if group.people < 1 or not 0 < group.median_age_years < math.inf:
        yield "is no group of people"


def _score(score: Score) -> Iterator[tuple[str, str]]:
    if not 0 <= score.low <= score.value <= score.high <= 1:
        yield "score", "does not lie within its interval from 0 to 1"
    if not 0 < score.threshold < 1:
        yield "score.threshold", "does not lie between 0 and 1"
    clears = {
        "below": score.high <= score.threshold,
        "above": score.low >= score.threshold,
        "inconclusive": True,
    }
    if not clears[score.decision]:
        yield "score.decision", "is not what its interval allows"
