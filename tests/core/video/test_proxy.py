"""The small pictures: every frame its own, or none; and no damage that escapes."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import RecordingError, SurroundingsError
from core.video.proxy import ProxyReader, ProxyWriter
from tests.support.video_maker import number_picture, read_number

FULL = Path("/dev/full")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("proxies")


@pytest.fixture(scope="module")
def whole(folder: Path) -> bytes:
    """The bytes of a proxy of twenty frames, of which frame 3 is missing."""
    path = folder / "whole"
    write(path, 20, [i for i in range(20) if i != 3])
    return path.read_bytes()


def write(path: Path, frames: int, indexes: list[int]) -> None:
    with ProxyWriter(path, frames) as writer:
        for index in indexes:
            writer.add(index, number_picture(index))
        writer.finish()


@settings(max_examples=25, deadline=None)
@given(frames=st.integers(1, 40), seed=st.integers(0, 99), share=st.floats(0, 1))
def test_each_frame_comes_back_as_itself_in_whatever_order_it_came(
    folder: Path, frames: int, seed: int, share: float
) -> None:
    rng = random.Random(seed)
    there = rng.sample(range(frames), round(share * frames))
    path = folder / f"{frames}-{seed}"
    write(path, frames, there)
    with ProxyReader(path) as reader:
        assert len(reader) == frames
        for index in rng.sample(range(frames), frames):
            picture = reader.frame(index)
            assert (picture is not None) == (index in there)
            assert picture is None or read_number(picture) == index


def test_colours_stay_what_they_are(folder: Path) -> None:
    rgb = np.zeros((60, 90, 3), np.uint8)
    rgb[:, :30, 0] = rgb[:, 30:60, 1] = rgb[:, 60:, 2] = 220
    with ProxyWriter(folder / "colours", 1) as writer:
        writer.add(0, rgb)
        writer.finish()
    with ProxyReader(folder / "colours") as reader:
        got = reader.frame(0)
    assert np.abs(got[30, [15, 45, 75]].astype(int) - rgb[30, [15, 45, 75]]).max() < 12


@pytest.mark.parametrize("index", [-1, 20, 10**9])
def test_there_is_no_frame_outside(folder: Path, whole: bytes, index: int) -> None:
    with ProxyReader(folder / "whole") as reader, pytest.raises(IndexError, match="of 20"):
        reader.frame(index)


def test_one_that_was_given_up_is_none(folder: Path) -> None:
    with ProxyWriter(folder / "half", 9) as writer:
        writer.add(0, number_picture(0))
    with pytest.raises(RecordingError, match="damaged"):
        ProxyReader(folder / "half")
    with pytest.raises(RecordingError, match="missing"):
        ProxyReader(folder / "nowhere")
    with pytest.raises(RecordingError, match="missing"):
        ProxyReader(folder)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_cut_off_anywhere_it_is_refused(folder: Path, whole: bytes, data) -> None:
    at = data.draw(st.integers(0, len(whole) - 1))
    (folder / "cut").write_bytes(whole[:at])
    with pytest.raises(RecordingError, match="damaged"):
        ProxyReader(folder / "cut")


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_changed_bytes_are_refused_or_read_without_harm(folder: Path, whole: bytes, data) -> None:
    spoilt = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        # The last 400 bytes are the table and the tail.
        near_end = data.draw(st.booleans())
        at = data.draw(st.integers(len(whole) - 400 if near_end else 0, len(whole) - 1))
        spoilt[at] = data.draw(st.integers(0, 255))
    (folder / "spoilt").write_bytes(spoilt)
    try:
        reader = ProxyReader(folder / "spoilt")
    except RecordingError:
        return
    with reader:
        for index in range(min(len(reader), 40)):
            picture = reader.frame(index)
            assert picture is None or (picture.ndim == 3 and picture.dtype == np.uint8)


@pytest.mark.parametrize("row", [(2**63, 10), (0, 2**64 - 1), (2**64 - 1, 2**64 - 1)])
def test_places_beyond_the_end_are_refused(folder: Path, whole: bytes, row) -> None:
    at = len(whole) - 25 - 16 * 20
    (folder / "far").write_bytes(whole[:at] + struct.pack("<QQ", *row) + whole[at + 16 :])
    with pytest.raises(RecordingError, match="damaged"):
        ProxyReader(folder / "far")


def test_a_file_that_shrinks_under_the_reader_gives_no_picture(folder: Path, whole: bytes) -> None:
    path = folder / "shrinks"
    path.write_bytes(whole)
    with ProxyReader(path) as reader:
        path.write_bytes(whole[:100])
        assert reader.frame(19) is None


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")
def test_a_full_disk_is_told_and_closing_is_quiet() -> None:
    with ProxyWriter(FULL, 4) as writer:
        writer.add(0, number_picture(0))
        with pytest.raises(SurroundingsError, match="full"):
            writer.finish()
    noise = np.random.default_rng(0).integers(0, 255, (400, 480, 3)).astype(np.uint8)
    with ProxyWriter(FULL, 4) as writer, pytest.raises(SurroundingsError, match="full"):
        for index in range(4):
            writer.add(index, noise)


def test_a_folder_that_is_not_there_is_told(folder: Path) -> None:
    with pytest.raises(SurroundingsError):
        ProxyWriter(folder / "no" / "where", 3)
