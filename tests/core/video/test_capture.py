"""Recording: true times, sound, marks, and what a crash or a full disk leaves."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import RecordingError, SurroundingsError
from core.records.request_files import load_segments, segments_beside
from core.types import Segment
from core.video import VideoReader, open_recording
from core.video.capture import Capture, SoundFormat
from core.video.capture_recovery import discard, recover, unfinished
from tests.support.video_maker import number_picture, read_number

RATE_HZ = 16000
_STARTED = datetime(2026, 1, 31, 14, 5, 9)


def times_of(n: int, mean_s: float = 1 / 30) -> NDArray[np.float64]:
    """Uneven arrival times on the clock's whole milliseconds, far from zero."""
    steps_ms = np.random.default_rng(3).integers(12, round(2000 * mean_s) - 11, n - 1)
    return 8000.0 + np.concatenate([[0], np.cumsum(steps_ms)]) / 1000


def fill(capture: Capture, times_s: NDArray[np.float64]) -> None:
    for number, time_s in enumerate(times_s):
        while not capture.add_picture(number_picture(number), float(time_s)):
            assert capture.state.error is None
            time.sleep(0.005)


def test_frames_keep_their_arrival_times(tmp_path: Path) -> None:
    times_s = times_of(120)
    with Capture(tmp_path / "recordings", started=_STARTED) as capture:
        fill(capture, times_s)
        capture.begin_task("rest", 0, times_s[0] - 0.3)
        capture.begin_task("smile", 1, times_s[40])
        capture.end_task(times_s[80])
        path = capture.finish()
    assert path == tmp_path / "recordings" / "2026-01-31_14-05-09.mkv"
    recording = open_recording(path)
    assert np.allclose(recording.pts_s, times_s - times_s[0], atol=1e-6)
    with VideoReader(recording) as reader:
        for index in (0, 1, 57, 119):
            assert read_number(reader.frame(index)) == index
    beside = segments_beside(path)
    assert beside is not None
    cuts = np.round(times_s[[40, 80]] - times_s[0], 3)
    assert load_segments(beside) == (
        Segment("rest", 0.0, cuts[0]), Segment("smile", cuts[0], cuts[1]),
    )  # fmt: skip
    assert sorted(p.name for p in path.parent.iterdir()) == [path.name, beside.name]


def test_a_key_frame_comes_every_second_at_any_rate(tmp_path: Path) -> None:
    for fps in (8, 60):
        with Capture(tmp_path) as capture:
            fill(capture, np.arange(3 * fps) / fps)
            path = capture.finish()
        with av.open(str(path)) as container:
            keys = [p.pts * p.time_base for p in container.demux(video=0) if p.is_keyframe]
        assert len(keys) >= 3
        assert max(np.diff(np.array(keys, float))) <= 1 + 1 / fps


def test_names_of_one_second_do_not_collide(tmp_path: Path) -> None:
    with Capture(tmp_path, started=_STARTED) as one, Capture(tmp_path, started=_STARTED) as two:
        assert one.path != two.path


def test_sound_lies_where_it_was_heard(tmp_path: Path) -> None:
    """A click at 1.5 s stays there, though the microphone paused and its blocks came late."""
    with Capture(tmp_path, SoundFormat(RATE_HZ)) as capture:
        block = RATE_HZ // 20
        for number in range(90):
            now_s = 50 + number / 30
            capture.add_picture(number_picture(number), now_s)
            if number % 3 == 0 and not 12 <= number < 24:
                jitter_s = 0.004 * (number % 2)
                for half in (0, 1):
                    samples = np.zeros(block, np.int16)
                    if number == 45 and half == 0:
                        samples[:40] = 20000
                    capture.add_sound(samples, now_s + half * 0.05 + jitter_s)
        path = capture.finish()
    loud_s = []
    with av.open(str(path)) as container:
        assert container.streams.audio[0].codec_context.sample_rate == RATE_HZ
        for frame in container.decode(audio=0):
            loud = np.flatnonzero(np.abs(frame.to_ndarray()[0]) > 5000)
            loud_s += [frame.time + k / RATE_HZ for k in loud]
    assert min(loud_s) == pytest.approx(1.5, abs=0.01)
    assert max(loud_s) == pytest.approx(1.5025, abs=0.01)


def test_without_a_picture_nothing_is_left(tmp_path: Path) -> None:
    with Capture(tmp_path) as capture, pytest.raises(RecordingError, match="no picture"):
        capture.begin_task("rest", 0, 1.0)
        capture.finish()
    assert list(tmp_path.iterdir()) == []


def test_discarded_means_gone(tmp_path: Path) -> None:
    with Capture(tmp_path) as capture:
        fill(capture, times_of(30))
        capture.discard()
    assert list(tmp_path.iterdir()) == []


def test_too_slow_an_encoder_drops_and_counts(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (2160, 3840, 3), np.uint8)
    with Capture(tmp_path) as capture:
        taken = sum(capture.add_picture(noise, 10 + k / 30) for k in range(20))
        assert 4 <= taken < 20
        path = capture.finish()
        assert capture.state.dropped == 20 - taken
        assert capture.state.frames == taken
    assert len(open_recording(path).pts_s) == taken


def test_another_picture_size_ends_it_and_keeps_what_came(tmp_path: Path) -> None:
    with Capture(tmp_path) as capture:
        fill(capture, times_of(40))
        capture.add_picture(number_picture(1, (64, 64)), 9000.0)
        with pytest.raises(SurroundingsError, match="size"):
            capture.finish()
    assert len(open_recording(recover(capture.part)).pts_s) == 40


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SurroundingsError, match=r"\.mkv\.part"):
        Capture(tmp_path / "file")


def test_a_full_disk_is_told_and_keeps_what_came(tmp_path: Path) -> None:
    pictures = np.random.default_rng(0).integers(0, 255, (8, 240, 320, 3), np.uint8)
    with file_size_limit(1_500_000), Capture(tmp_path) as capture:
        capture.begin_task("talk", 0, 0.0)
        for k in range(600):
            if not capture.add_picture(pictures[k % 8], k / 30) and capture.state.error:
                break
            time.sleep(0.001)
        error = capture.state.error
        assert isinstance(error, SurroundingsError)
        assert capture.add_picture(pictures[0], 99.0) is False
        with pytest.raises(SurroundingsError):
            capture.finish()
        reached_s = capture.state.length_s
    [left] = unfinished(tmp_path)
    assert left.length_s > reached_s - 1.0
    # Room for a second file is not there either: the part itself takes the name.
    with file_size_limit(200_000):
        path = recover(left.path)
    recording = open_recording(path)
    assert recording.duration_s > reached_s - 1.0
    beside = segments_beside(path)
    assert beside is not None
    assert [segment.task for segment in load_segments(beside)] == ["talk"]
    assert unfinished(tmp_path) == ()


_CHILD = """
import sys, time
from pathlib import Path
import numpy as np
from core.video.capture import Capture, SoundFormat
from tests.support.video_maker import number_picture
capture = Capture(Path(sys.argv[1]), SoundFormat(16000))
start = time.monotonic()
capture.begin_task("rest", 0, start)
for number in range(4000):
    due = start + number / 30
    time.sleep(max(due - time.monotonic(), 0))
    now = time.monotonic()
    capture.add_picture(number_picture(number), now)
    if sys.argv[2] == "sound" or number < 20:
        capture.add_sound(np.zeros(533, np.int16), now)
    if number == 30:
        capture.begin_task("smile", 1, now)
    print(number, now - start, flush=True)
"""


@pytest.mark.parametrize("sound", ["sound", "microphone dies"])
def test_killed_it_loses_at_most_the_last_second(tmp_path: Path, root: Path, sound: str) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(tmp_path), sound],
        stdout=subprocess.PIPE, text=True, cwd=root, env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip
    assert child.stdout is not None
    told: list[tuple[int, float]] = []
    for line in child.stdout:
        told.append((int(line.split()[0]), float(line.split()[1])))
        if told[-1][0] == 95:
            assert unfinished(tmp_path) == ()  # somebody still writes it
            os.kill(child.pid, signal.SIGKILL)
            break
    told += [(int(line.split()[0]), float(line.split()[1])) for line in child.stdout]
    reached_s = told[-1][1]
    child.wait()
    child.stdout.close()
    [left] = unfinished(tmp_path)
    assert left.length_s >= reached_s - 1.0
    path = recover(left.path)
    assert not left.path.exists()
    recording = open_recording(path)
    assert recording.pts_s[-1] >= reached_s - 1.0
    with VideoReader(recording) as reader:
        for index in (0, len(recording.pts_s) - 1):
            # Two pictures of one millisecond are one: a busy child may send such.
            came_s = recording.pts_s[index] + told[0][1]
            number = min(told, key=lambda each: abs(each[1] - came_s))[0]
            assert read_number(reader.frame(index)) == number
    beside = segments_beside(path)
    assert beside is not None
    segments = load_segments(beside)
    assert [segment.task for segment in segments] == ["rest", "smile"]
    assert segments[0].end_s == segments[1].start_s == pytest.approx(told[30][1], abs=0.2)
    assert segments[1].end_s == pytest.approx(recording.duration_s, abs=0.05)


@pytest.mark.parametrize("share", [0.2, 0.37, 0.5, 0.81, 0.999])
def test_cut_off_anywhere_it_is_readable_up_to_there(tmp_path: Path, share: float) -> None:
    times_s = times_of(240)
    with Capture(tmp_path) as capture:
        fill(capture, times_s)
        path = capture.finish()
    part = path.with_name(path.name + ".part")
    part.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    path.unlink()
    recording = open_recording(recover(part))
    kept = len(recording.pts_s)
    assert kept >= 0.8 * share * 240 - 30
    assert np.allclose(recording.pts_s, (times_s - times_s[0])[:kept], atol=1e-6)
    with VideoReader(recording) as reader:
        assert read_number(reader.frame(kept - 2)) == kept - 2


def test_what_holds_no_picture_stays_until_it_is_discarded(tmp_path: Path) -> None:
    part = tmp_path / "2026-01-31_14-05-09.mkv.part"
    part.write_bytes(b"\x1aE\xdf\xa3nothing")
    [left] = unfinished(tmp_path)
    assert left.length_s == 0
    with pytest.raises(RecordingError):
        recover(part)
    assert part.exists()
    discard(part)
    assert list(tmp_path.iterdir()) == []


def test_no_folder_holds_nothing_unfinished(tmp_path: Path) -> None:
    assert unfinished(tmp_path / "nowhere") == ()


@contextmanager
def file_size_limit(n_bytes: int) -> Iterator[None]:
    """Let the system refuse every byte beyond a file size, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
