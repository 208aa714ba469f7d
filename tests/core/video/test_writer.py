from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import numpy as np
import pytest

from core.errors import SurroundingsError
from core.video import VideoWriter, iter_frames, open_recording
from tests.support.video_maker import number_picture, read_number


def _copy(source: Path, target: Path, **options: object) -> None:
    recording = open_recording(source)
    with (
        VideoWriter(target, recording.size_px, **options) as writer,
        iter_frames(recording) as frames,
    ):
        for frame in frames:
            writer.write(frame.rgb, frame.pts_s)


@pytest.mark.parametrize("name", ["phone", "vfr", "portrait", "hevc_vfr", "mjpeg_vfr", "mpeg1"])
def test_times_and_pictures_survive(made, tmp_path: Path, name: str) -> None:
    target = tmp_path / "copy.mp4"
    _copy(made[name].path, target)
    before, after = open_recording(made[name].path), open_recording(target)
    np.testing.assert_allclose(after.pts_s, before.pts_s, rtol=0, atol=1e-9)
    assert after.duration_s == pytest.approx(before.duration_s, abs=0.05)
    assert (after.codec, after.size_px, after.rotation_deg) == ("h264", before.size_px, 0)
    with iter_frames(after) as frames:
        assert [read_number(frame.rgb) for frame in frames] == list(range(len(after.pts_s)))


@pytest.mark.parametrize("fps", [23.976, 24, 25, 29.97, 30, 50, 59.94, 120])
def test_camera_rates_are_met_exactly(tmp_path: Path, fps: float) -> None:
    exact = {23.976: 24000 / 1001, 29.97: 30000 / 1001, 59.94: 60000 / 1001}.get(fps, fps)
    times = np.arange(20) / exact
    target = tmp_path / "rate.mp4"
    with VideoWriter(target, (128, 96)) as writer:
        for k, pts_s in enumerate(times):
            writer.write(number_picture(k), pts_s)
    recording = open_recording(target)
    np.testing.assert_allclose(recording.pts_s, times, rtol=0, atol=1e-9)
    assert recording.measured_fps == pytest.approx(exact, rel=1e-6)


@pytest.mark.parametrize("size_px", [(127, 96), (128, 95), (65, 33)])
def test_odd_sides_are_padded(tmp_path: Path, size_px: tuple[int, int]) -> None:
    width, height = size_px
    target = tmp_path / "odd.mp4"
    with VideoWriter(target, size_px) as writer:
        for k in range(5):
            writer.write(np.full((height, width, 3), 40 * k, np.uint8), k / 25)
    assert open_recording(target).size_px == (width + width % 2, height + height % 2)


def test_colours_survive(tmp_path: Path) -> None:
    target = tmp_path / "colours.mp4"
    colours = [(200, 60, 40), (20, 200, 90), (240, 220, 190), (15, 15, 15)]
    with VideoWriter(target, (64, 64)) as writer:
        for k, colour in enumerate(colours):
            writer.write(np.full((64, 64, 3), colour, np.uint8), k / 25)
    with iter_frames(open_recording(target)) as frames:
        for frame, colour in zip(frames, colours, strict=True):
            np.testing.assert_allclose(frame.rgb[30, 30], colour, atol=6)


@pytest.mark.parametrize(
    ("name", "copied"),
    [("phone", True), ("vp9", False), ("mpeg1", False), ("mjpeg_avi", False), ("broadcast", False)],
)
def test_sound_goes_along(made, tmp_path: Path, name: str, copied: bool) -> None:
    source, target = made[name].path, tmp_path / "sound.mp4"
    _copy(source, target, audio_from=open_recording(source))
    with av.open(str(target)) as container:
        track = container.streams.audio[0]
        assert track.codec_context.name == "aac"
        sound = np.concatenate([f.to_ndarray()[0] for f in container.decode(track)])
        rate = track.codec_context.sample_rate
        length_s = float(track.duration * track.time_base)
    assert length_s == pytest.approx(2.36, abs=0.06)
    spectrum = np.abs(np.fft.rfft(sound))
    assert np.argmax(spectrum) * rate / len(sound) == pytest.approx(440, abs=3)
    assert (_audio_bytes(source) == _audio_bytes(target)) == copied


def test_sound_stays_in_step(made, tmp_path: Path) -> None:
    source, target = made["mpeg1"].path, tmp_path / "step.mp4"
    _copy(source, target, audio_from=open_recording(source))
    assert _sound_after_picture_s(target) == pytest.approx(_sound_after_picture_s(source), abs=0.03)


def test_sound_ends_with_the_pictures(made, tmp_path: Path) -> None:
    recording = open_recording(made["phone"].path)
    target = tmp_path / "short.mp4"
    with VideoWriter(target, (128, 96), audio_from=recording) as writer:
        for k in range(10):
            writer.write(number_picture(k), k / 25)
    with av.open(str(target)) as container:
        track = container.streams.audio[0]
        assert float(track.duration * track.time_base) == pytest.approx(0.4, abs=0.05)


def test_a_silent_recording_gives_a_silent_video(made, tmp_path: Path) -> None:
    source, target = made["vfr"].path, tmp_path / "silent.mp4"
    _copy(source, target, audio_from=open_recording(source))
    assert not open_recording(target).has_audio


@pytest.mark.parametrize("limit_share", [0.05, 0.5, 0.97])
def test_a_full_disk_leaves_nothing(made, tmp_path: Path, limit_share: float) -> None:
    whole = tmp_path / "whole.mp4"
    _copy(made["long_gop"].path, whole)
    limit = int(whole.stat().st_size * limit_share)
    whole.unlink()
    with pytest.raises(SurroundingsError) as caught, _file_size_limit(limit):
        _copy(made["long_gop"].path, tmp_path / "out.mp4")
    assert "out.mp4" in caught.value.message
    assert list(tmp_path.iterdir()) == []


def test_what_stood_there_before_survives_a_failure(made, tmp_path: Path) -> None:
    target = tmp_path / "out.mp4"
    target.write_bytes(b"the first version")
    with pytest.raises(SurroundingsError), _file_size_limit(2000):
        _copy(made["long_gop"].path, target)
    assert target.read_bytes() == b"the first version"
    assert list(tmp_path.iterdir()) == [target]


def test_an_error_of_the_caller_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), VideoWriter(tmp_path / "out.mp4", (128, 96)) as writer:
        writer.write(number_picture(0), 0.0)
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_an_unwritable_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(SurroundingsError, match=r"out\.mp4"),
        VideoWriter(tmp_path / "file" / "out.mp4", (128, 96)),
    ):
        pass


def test_a_video_without_a_picture_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no picture"), VideoWriter(tmp_path / "out.mp4", (64, 64)):
        pass
    assert list(tmp_path.iterdir()) == []


def test_wrong_pictures_and_times_are_refused(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "out.mp4", (128, 96)) as writer:
        writer.write(number_picture(0), 0.0)
        with pytest.raises(ValueError, match="expected"):
            writer.write(np.zeros((128, 96, 3), np.uint8), 0.1)
        with pytest.raises(ValueError, match="must rise"):
            writer.write(number_picture(1), 0.0)


@contextmanager
def _file_size_limit(n_bytes: int) -> Iterator[None]:
    """Let the system refuse every byte beyond a file size, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)


def _audio_bytes(path: Path) -> bytes:
    with av.open(str(path)) as container:
        return b"".join(bytes(p) for p in container.demux(audio=0))


def _sound_after_picture_s(path: Path) -> float:
    with av.open(str(path)) as container:
        video = min(p.pts * p.time_base for p in container.demux(video=0) if p.pts is not None)
    with av.open(str(path)) as container:
        loud = next(
            frame.time
            for frame in container.decode(audio=0)
            if np.abs(frame.to_ndarray()).max() > 0.1
        )
    return float(loud - video)
