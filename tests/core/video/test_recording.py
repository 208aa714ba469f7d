"""What a recording says of its file, and a helpful sentence for every file that is none."""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import replace
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from core.errors import FaciesError, RecordingError, SurroundingsError, UsageError
from core.video import iter_frames, open_recording
from core.video.recording import check_unchanged
from tests.support.video_maker import Recipe, make_video, pictures_video


def test_facts_of_a_phone_recording(made) -> None:
    video = made["portrait"]
    recording = open_recording(video.path)
    assert recording.sha256 == hashlib.sha256(video.path.read_bytes()).hexdigest()
    assert recording.size_px == (96, 128)
    assert recording.rotation_deg == 90
    assert recording.codec == "h264"
    assert recording.measured_fps == pytest.approx(25)
    assert recording.duration_s == pytest.approx(60 / 25, abs=1e-3)
    assert not recording.mirrored and not recording.has_audio


@pytest.mark.parametrize(
    ("name", "codec", "has_audio"),
    [
        ("phone", "h264", True),
        ("hevc_phone", "hevc", False),
        ("vp9", "vp9", True),
        ("mpeg1", "mpeg1video", True),
        ("mpeg2", "mpeg2video", False),
        ("mjpeg_avi", "mjpeg", True),
        ("xvid", "mpeg4", True),
    ],
)
def test_codec_and_sound_are_told(made, name: str, codec: str, has_audio: bool) -> None:
    recording = open_recording(made[name].path)
    assert (recording.codec, recording.has_audio) == (codec, has_audio)


def test_frame_rate_is_measured_not_believed(made) -> None:
    video = made["vfr"]
    expected = 1 / np.median(np.diff(video.times_s))
    assert open_recording(video.path).measured_fps == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("turn_deg", [45, -90, 360])
def test_only_quarter_turns(made, turn_deg: int) -> None:
    with pytest.raises(UsageError, match="0, 90, 180 or 270"):
        open_recording(made["phone"].path, extra_rotation_deg=turn_deg)


@pytest.mark.parametrize(
    "name",
    ["with space.mp4", "größe été.mp4", "🙂 face.mp4", "a:b.mp4", "100%02d.mp4", "http:x.mp4"],
)
def test_any_file_name_will_do(made, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    shutil.copy(made["phone"].path, path)
    assert len(open_recording(path).pts_s) == 60


def test_a_relative_path_will_do(made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(made["phone"].path, tmp_path / "a:b.mp4")
    monkeypatch.chdir(tmp_path)
    recording = open_recording(Path("a:b.mp4"))
    with iter_frames(recording) as frames:
        assert next(frames).index == 0


def _refused(path: Path, *words: str, error: type[FaciesError] = RecordingError) -> None:
    with pytest.raises(error) as caught:
        open_recording(path)
    message = caught.value.message
    assert path.name in message
    assert "Error" not in message and "errno" not in message.lower()
    for word in words:
        assert word in message


def test_missing(tmp_path: Path) -> None:
    _refused(tmp_path / "gone.mp4", "no file", "Check the name")


def test_empty(tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    _refused(tmp_path / "empty.mp4", "empty", "Copy it again")


def test_folder(tmp_path: Path) -> None:
    (tmp_path / "visit.mp4").mkdir()
    _refused(tmp_path / "visit.mp4", "folder")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("noise.mp4", np.random.default_rng(1).bytes(50_000)),
        ("notes.txt", b"The patient smiled.\n" * 50),
        ("letter.pdf", b"%PDF-1.7\n" + b"x" * 4000),
        ("one.mp4", b"\0"),
        ("list.m3u8", b"#EXTM3U\n#EXTINF:4,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n"),
        ("list.ffconcat", b"ffconcat version 1.0\nfile http://127.0.0.1:9/a.mp4\n"),
        ("call.sdp", b"v=0\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n"),
        ("subtitles.srt", b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"),
    ],
)
def test_not_a_video(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    _refused(tmp_path / name, "video")


@pytest.mark.parametrize("name", ["face.jpg", "face.png", "face.bmp", "disguised.mp4"])
def test_still_picture(tmp_path: Path, name: str) -> None:
    suffix = ".png" if name.endswith(".mp4") else Path(name).suffix
    _, data = cv2.imencode(suffix, np.full((64, 64, 3), 90, np.uint8))
    (tmp_path / name).write_bytes(data.tobytes())
    _refused(tmp_path / name, "still picture")


@pytest.mark.shared_data
def test_still_photograph(shared_data: Path) -> None:
    _refused(shared_data / "clips" / "five_people.jpg", "still picture")


def test_a_single_picture_in_a_video_file(tmp_path: Path) -> None:
    path = tmp_path / "single.mp4"
    pictures_video(path, [np.zeros((64, 64, 3), np.uint8)])
    _refused(path, "single picture")


@pytest.mark.parametrize("suffix", [".wav", ".m4a", ".mkv"])
def test_sound_only(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"voice{suffix}"
    with av.open(str(path), "w") as container:
        codec = "pcm_s16le" if suffix == ".wav" else "aac"
        stream = container.add_stream(codec, rate=48000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 48000), np.int16), "s16", "mono")
        frame.sample_rate = 48000
        container.mux([*stream.encode(frame), *stream.encode(None)])
    _refused(path, "sound only")


def test_sound_with_cover_art_is_still_sound_only(tmp_path: Path) -> None:
    path = tmp_path / "album.m4a"
    with av.open(str(path), "w", format="mp4") as container:
        sound = container.add_stream("aac", rate=48000, layout="mono")
        cover = container.add_stream("mjpeg", rate=1)
        cover.width, cover.height, cover.pix_fmt = 64, 64, "yuvj420p"
        cover.disposition = av.stream.Disposition.attached_pic
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 48000), np.int16), "s16", "mono")
        frame.sample_rate = 48000
        container.mux([*sound.encode(frame), *sound.encode(None)])
        container.mux([*cover.encode(av.VideoFrame(64, 64, "yuvj420p")), *cover.encode(None)])
    _refused(path, "sound only")


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".avi"])
def test_no_frames(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"nothing{suffix}"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 128, 96, "yuv420p"
        container.start_encoding()
    _refused(path)


@pytest.mark.parametrize("size_px", [(1, 1), (31, 200)])
def test_absurdly_small(tmp_path: Path, size_px: tuple[int, int]) -> None:
    path = tmp_path / "tiny.mkv"
    recipe = Recipe("tiny", ".mkv", "ffv1", size_px=size_px, n_frames=30, pix_fmt="bgr0")
    make_video(path, recipe)
    _refused(path, f"{size_px[0]} x {size_px[1]}", "too small")


@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_cut_off_before_the_camera_finished(made, tmp_path: Path, keep: float) -> None:
    data = made["phone"].path.read_bytes()
    path = tmp_path / "crashed.mp4"
    path.write_bytes(data[: int(len(data) * keep)])
    _refused(path, "damaged", "cut off", "Copy it again")


def test_no_permission(made, tmp_path: Path) -> None:
    path = tmp_path / "locked.mp4"
    shutil.copy(made["phone"].path, path)
    path.chmod(0)
    with _AsNobody():
        _refused(path, "permission", error=SurroundingsError)


def test_eight_k_is_decoded_small(tmp_path: Path) -> None:
    path = tmp_path / "8k.mov"
    recipe = Recipe("8k", ".mov", "mjpeg", size_px=(7680, 4320), n_frames=2, pix_fmt="yuvj420p")
    make_video(path, recipe)
    with iter_frames(open_recording(path), max_side_px=640) as frames:
        frame = next(frames)
    assert frame.rgb.shape == (360, 640, 3)
    assert frame.scale == pytest.approx(640 / 7680)


class _AsNobody:
    """Give up root's rights for a while, where the tests run as root."""

    def __enter__(self) -> None:
        self._root = hasattr(os, "geteuid") and os.geteuid() == 0
        if self._root:
            os.seteuid(65534)

    def __exit__(self, *_: object) -> None:
        if self._root:
            os.seteuid(0)


def test_a_play_list_is_refused_and_leads_nowhere(tmp_path: Path, made) -> None:
    shutil.copy(made["phone"].path, tmp_path / "visit.mp4")
    lists = {
        "list.ffconcat": "ffconcat version 1.0\nfile visit.mp4\n",
        "list.mp4": "ffconcat version 1.0\nfile visit.mp4\n",
        "list.m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\nvisit.mp4\n#EXT-X-ENDLIST\n",
    }
    for name, text in lists.items():
        (tmp_path / name).write_text(text)
        with pytest.raises(RecordingError, match="play list"):
            open_recording(tmp_path / name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX pipe")
def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "live.mp4")
    with pytest.raises(RecordingError, match="pipe"):
        open_recording(tmp_path / "live.mp4")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX pipe")
def test_a_pipe_in_place_of_the_source_is_no_source(tmp_path: Path, made) -> None:
    recording = open_recording(made["phone"].path)
    os.mkfifo(tmp_path / "live.mp4")
    for path in (tmp_path / "live.mp4", Path("/dev/zero"), Path("a\0b")):
        with pytest.raises(RecordingError, match="not found"):
            check_unchanged(replace(recording, path=path))


def test_times_that_jump_by_years_are_refused(made, tmp_path: Path) -> None:
    path = tmp_path / "jump.mkv"
    with av.open(str(made["phone"].path)) as source, av.open(str(path), "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        for number, packet in enumerate(source.demux(source.streams.video[0])):
            if packet.size:
                jump = round(1e9 / packet.time_base) if number > 20 else 0
                packet.pts, packet.dts = packet.pts + jump, packet.dts + jump
                packet.stream = stream
                target.mux(packet)
    _refused(path, "times")


@pytest.mark.skipif(os.name == "nt", reason="POSIX names and links")
def test_names_that_lead_to_no_file_are_missing_recordings(tmp_path: Path) -> None:
    (tmp_path / "loop.mp4").symlink_to("loop.mp4")
    (tmp_path / "plain").write_bytes(b"x")
    for path in ("loop.mp4", "plain/visit.mp4", "n" * 300 + ".mp4"):
        with pytest.raises(RecordingError, match="There is no file"):
            open_recording(tmp_path / path)
