"""The overlay video keeps every time and the sound, and says what it shows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from core.errors import Cancelled, RecordingError, SurroundingsError, UsageError
from core.progress import CancelToken, Progress
from core.report import write_overlay
from core.types import Analysis
from core.video import VideoReader, open_recording
from tests.support.analysis_factory import FACE_PX, face_centre_px, make_analysis


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    return make_analysis(video=tmp_path_factory.mktemp("source") / "v.mp4", n_frames=120)


def frame(path: Path, index: int) -> np.ndarray:
    with VideoReader(open_recording(path)) as reader:
        return reader.frame(index).astype(int)


def test_times_are_those_of_the_recording(analysis: Analysis, tmp_path: Path) -> None:
    write_overlay(analysis, tmp_path / "o.mp4")
    written = open_recording(tmp_path / "o.mp4")
    np.testing.assert_allclose(written.pts_s, analysis.recording.pts_s, atol=1e-4)
    assert written.size_px[0] == 320 and written.size_px[1] > 240


def test_the_map_is_on_the_face_and_follows_it(analysis: Analysis, tmp_path: Path) -> None:
    """The factory's first layer answers at one spot, under the middle of the face."""
    write_overlay(analysis, tmp_path / "o.mp4", layer="Conv3d_1a_7x7", opacity=1.0)
    for index in (10, 50, 100):
        plain = frame(analysis.recording.path, index)
        change = np.abs(frame(tmp_path / "o.mp4", index)[:240] - plain).sum(axis=-1)
        weight = change.clip(60) - 60
        y, x = np.mgrid[:240, :320]
        found = np.array([(x * weight).sum(), (y * weight).sum()]) / weight.sum()
        cx, cy = face_centre_px(np.array([index / 30]))[0]
        np.testing.assert_allclose(found, [cx, cy + 0.22 * FACE_PX], atol=0.04 * FACE_PX)


def test_bare_where_no_clip_covers(analysis: Analysis, tmp_path: Path) -> None:
    write_overlay(analysis, tmp_path / "o.mp4", opacity=1.0)
    last = int(analysis.clips.frame_index.max())
    assert last < 119
    difference = frame(tmp_path / "o.mp4", 119)[:240] - frame(analysis.recording.path, 119)
    assert np.abs(difference).mean() < 3


def test_other_layers_and_unknown_ones(analysis: Analysis, tmp_path: Path) -> None:
    write_overlay(analysis, tmp_path / "a.mp4")
    write_overlay(analysis, tmp_path / "b.mp4", layer="Conv3d_1a_7x7")
    assert (
        np.abs(frame(tmp_path / "a.mp4", 20)[:240] - frame(tmp_path / "b.mp4", 20)[:240]).max() > 40
    )
    with pytest.raises(UsageError, match="There are: Mixed_5c"):
        write_overlay(analysis, tmp_path / "c.mp4", layer="Mixed_9z")
    with pytest.raises(UsageError, match="not judged"):
        write_overlay(make_analysis(refused=True), tmp_path / "c.mp4")
    assert not (tmp_path / "c.mp4").exists()


def test_sound_goes_along(tmp_path: Path) -> None:
    source = make_analysis(video=tmp_path / "silent.mp4", n_frames=60)
    with av.open(str(tmp_path / "silent.mp4")) as old, av.open(str(tmp_path / "v.mp4"), "w") as new:
        video = new.add_stream_from_template(old.streams.video[0])
        sound = new.add_stream("aac", rate=16000, layout="mono")
        tone = (8000 * np.sin(np.arange(32000) * 0.2)).astype(np.int16)[None]
        picture = av.AudioFrame.from_ndarray(tone, format="s16", layout="mono")
        picture.sample_rate, picture.pts = 16000, 0
        for packet in old.demux(old.streams.video[0]):
            if packet.dts is not None:
                packet.stream = video
                new.mux(packet)
        new.mux(sound.encode(picture))
        new.mux(sound.encode(None))
    heard = replace(source, recording=open_recording(tmp_path / "v.mp4"))
    assert heard.recording.has_audio
    write_overlay(heard, tmp_path / "o.mp4")
    with av.open(str(tmp_path / "o.mp4")) as container:
        seconds = sum(f.samples / f.sample_rate for f in container.decode(audio=0))
    assert seconds == pytest.approx(2.0, abs=0.2)


def test_changed_or_missing_source(tmp_path: Path) -> None:
    analysis = make_analysis(video=tmp_path / "v.mp4", n_frames=60)
    with (tmp_path / "v.mp4").open("ab") as file:
        file.write(b"more")
    with pytest.raises(RecordingError, match="SHA-256 differs"):
        write_overlay(analysis, tmp_path / "o.mp4")
    (tmp_path / "v.mp4").unlink()
    with pytest.raises(RecordingError, match="not found"):
        write_overlay(analysis, tmp_path / "o.mp4")
    assert list(tmp_path.iterdir()) == []


def test_cancel_leaves_nothing(analysis: Analysis, tmp_path: Path) -> None:
    token = CancelToken()

    def stop_soon(step: Progress) -> None:
        if step.fraction > 0.3:
            token.cancel()

    with pytest.raises(Cancelled):
        write_overlay(analysis, tmp_path / "o.mp4", progress=stop_soon, cancel=token)
    assert list(tmp_path.iterdir()) == []


def test_unwritable_place(analysis: Analysis, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(SurroundingsError):
        write_overlay(analysis, tmp_path / "file" / "o.mp4")
