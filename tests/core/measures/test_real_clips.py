"""Events on real clips, against what one counts by looking at the frames."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.face import FaceTrackBuilder, FaceTracker
from core.measures import measure
from core.types import Measures, Segment
from core.video import iter_frames, open_recording

pytestmark = pytest.mark.shared_data


def measured(path: Path) -> Measures:
    recording = open_recording(path)
    builder = FaceTrackBuilder(len(recording.pts_s))
    with FaceTracker() as tracker, iter_frames(recording) as frames:
        for frame in frames:
            builder.add(frame.index, tracker.process(frame.rgb, frame.pts_s), frame.scale)
    whole = Segment("unknown", 0.0, recording.duration_s)
    return measure(builder.build(), recording, (whole,))


def value(found: Measures, name: str) -> float | None:
    return {m.name: m for m in found.segments[0].measures}[name].value


def test_one_smile_and_one_blink_in_a_posed_smile(clips_dir: Path):
    found = measured(clips_dir / "neutral_smile_neutral.mp4")
    assert value(found, "smile_count") == 1
    assert 0.2 < value(found, "smile_amplitude") < 0.32
    assert abs(value(found, "smile_asymmetry")) < 0.15
    # Lids shut in frames 26 to 28 of 30 a second.
    assert [b.peak_s for b in found.blinks] == pytest.approx([27 / 30], abs=0.07)
    assert 0.1 < value(found, "blink_duration") < 0.25


def test_four_blinks_while_talking(clips_dir: Path):
    found = measured(clips_dir / "talk_c.mp4")
    # Lids shut around frames 43, 80, 103 and 315 of 30 a second.
    assert [b.peak_s for b in found.blinks] == pytest.approx(
        [43 / 30, 80 / 30, 103 / 30, 315 / 30], abs=0.1
    )


@pytest.mark.parametrize(
    ("name", "blink_frames"),
    [
        ("speech_a", [43, 52]),
        ("speech_b", [22]),
        ("speech_c", [29]),
        ("speech_e", [35, 49]),
    ],
)
def test_plain_speech_has_blinks_but_no_smile(clips_dir: Path, name: str, blink_frames: list[int]):
    found = measured(clips_dir / f"{name}.mpg")
    assert value(found, "smile_count") == 0
    assert [b.peak_s for b in found.blinks] == pytest.approx(
        [frame / 25 for frame in blink_frames], abs=0.1
    )


def test_a_smile_of_the_left_side_is_positive(clips_dir: Path):
    found = measured(clips_dir / "mild_smile.mp4")
    # Both sides at 3 s, the left side at 5.5 s, both sides at 8 s; a weak one of the left side at
    # 0.5 s stands just at the limit.
    assert value(found, "smile_count") in (3, 4)
    left, right = (found.signals[f"smile_{side}_iod"][170] for side in ("left", "right"))
    assert left > 2 * right


@pytest.mark.slow
def test_blinks_and_squeezes_of_a_long_clip(clips_dir: Path):
    found = measured(clips_dir / "grimace_b.mp4")
    # Counted by eye: fourteen closures of both eyes. The last two are squeezed shut for more than
    # half a second, the one at 14.2 s for just about that.
    assert len(found.blinks) + value(found, "long_closures") == 14
    assert value(found, "long_closures") in (2, 3)
