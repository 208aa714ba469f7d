from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from core.video import index as index_module
from core.video import open_recording
from core.video.index import index_of
from tests.support.video_maker import Recipe, make_video


def test_index_holds_the_true_times(video) -> None:
    index = index_of(video.path)
    assert len(index) == len(video.times_s)
    np.testing.assert_allclose(index.pts_s, video.times_s, atol=1e-6)
    assert index.pts_s[0] == 0 and np.all(np.diff(index.pts_s) > 0)


def test_index_holds_what_decoding_yields(video) -> None:
    with av.open(str(video.path)) as container:
        stream = container.streams.video[0]
        base = stream.time_base
        decoded = [frame.pts for frame in container.decode(stream)]
    index = index_of(video.path)
    assert len(index) == len(decoded)
    # Raw streams have no times and AVI gives them to the wrong frames of B-frame codecs.
    if None not in decoded and np.all(np.diff(decoded) > 0):
        np.testing.assert_allclose(index.pts_s, (np.array(decoded) - decoded[0]) * float(base))


def test_only_files_without_usable_times_are_decoded_to_be_indexed(
    made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[str] = []
    real = index_module._order_by_decoding

    def spy(path, *args):
        decoded.append(path.stem)
        return real(path, *args)

    monkeypatch.setattr(index_module, "_order_by_decoding", spy)
    for video in made.values():
        index_of(Path(shutil.copy(video.path, tmp_path)))
    assert sorted(decoded) == ["h264_avi", "raw_h264"]


def test_keys_include_the_first_frame_and_every_group(made) -> None:
    index = index_of(made["phone"].path)
    assert index.keys.tolist() == [0, 24, 48]
    assert index_of(made["mjpeg_avi"].path).keys.tolist() == list(range(60))
    assert index_of(made["mpeg1"].path).keys.tolist()[:5] == [0, 12, 24, 36, 48]


def test_packets_outside_the_edit_list_are_left_out(made) -> None:
    path = made["edited"].path
    with av.open(str(path)) as container:
        discarded = sum(p.is_discard for p in container.demux(video=0))
    assert discarded == 7
    assert len(index_of(path)) == 60


@pytest.mark.parametrize(
    ("name", "turn_deg"), [("portrait", 90), ("upside_down", 180), ("hevc_phone", 270)]
)
def test_rotation_is_read_as_a_clockwise_turn(made, name: str, turn_deg: int) -> None:
    facts = index_of(made[name].path).facts
    assert facts.rotation_deg == turn_deg
    assert facts.size_px == ((128, 96) if turn_deg == 180 else (96, 128))


def test_index_is_made_anew_when_the_file_changes(tmp_path: Path) -> None:
    path = tmp_path / "changing.mp4"
    make_video(path, Recipe("a", ".mp4", "libx264", n_frames=20))
    assert len(index_of(path)) == 20
    make_video(path, Recipe("b", ".mp4", "libx264", n_frames=30))
    assert len(index_of(path)) == 30


def test_stretched_pixels_are_made_square(tmp_path: Path) -> None:
    path = tmp_path / "dv.mpg"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg2video", rate=25)
        stream.width, stream.height, stream.pix_fmt = 720, 576, "yuv420p"
        stream.codec_context.sample_aspect_ratio = Fraction(16, 15)
        for k in range(30):
            frame = av.VideoFrame(720, 576, "yuv420p")
            frame.pts = k
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert open_recording(path).size_px == (768, 576)


def test_duration_reaches_the_end_of_the_last_frame(made) -> None:
    assert index_of(made["phone"].path).duration_s == pytest.approx(60 / 25, abs=1e-3)
    assert index_of(made["mpeg1"].path).duration_s == pytest.approx(60 / 25, abs=1e-3)


def test_lookup_finds_every_frame_by_its_tag(video) -> None:
    index = index_of(video.path)
    lookup = index.lookup()
    assert [lookup[tag] for tag in index.tags.tolist()] == list(range(len(index)))


def test_index_arrays_cannot_be_changed(made) -> None:
    with pytest.raises(ValueError, match="read-only"):
        index_of(made["phone"].path).ticks[0] = 1
