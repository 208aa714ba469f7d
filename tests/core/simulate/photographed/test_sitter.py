from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from core.errors import RecordingError, UsageError
from core.simulate.parts import Photographed
from core.simulate.photographed.lip_line import with_traced_lips
from core.simulate.photographed.sitter import (
    LONDON,
    UNKNOWN_SET,
    ages_in,
    credit,
    people_in,
    sitter,
)


def test_people_are_those_with_both_pictures(photographs: Path, tmp_path: Path) -> None:
    assert people_in(photographs) == ("d1", "d2")
    (tmp_path / "x_neutral.jpg").write_bytes(b"")
    with pytest.raises(UsageError, match="no pair"):
        people_in(tmp_path)


def test_both_pictures_lie_over_each_other(photographs: Path) -> None:
    who = sitter(str(photographs), "d1")
    np.testing.assert_allclose(who.neutral[[468, 473], 1], 0, atol=1e-5)
    assert np.linalg.norm(who.neutral[468] - who.neutral[473]) == pytest.approx(1, abs=0.02)
    still = np.linalg.norm(who.smile[[6, 168, 10, 151]] - who.neutral[[6, 168, 10, 151]], axis=1)
    corners = np.linalg.norm(who.smile[[61, 291]] - who.neutral[[61, 291]], axis=1)
    assert still.max() < 0.06 < 0.10 < corners.min()
    back = who.neutral[:, :2] @ who.to_neutral_px[:, :2].T + who.to_neutral_px[:, 2]
    x, y = back[[468, 473]].mean(axis=0)
    assert abs(x - 320) < 6 and abs(y - 288) < 6


def test_the_cover_is_the_person(photographs: Path) -> None:
    matte = sitter(str(photographs), "d1").matte
    rgb = sitter(str(photographs), "d1").neutral_rgb
    assert matte.cover[250:420, 260:380].min() > 0.99  # the face
    assert matte.cover[:60, :60].max() < 0.01
    assert matte.cover[:60, -60:].max() < 0.01
    solid = matte.cover > 0.999
    np.testing.assert_allclose(matte.over_black[solid], rgb[solid], atol=1)
    assert matte.over_black[matte.cover == 0].max() == 0


def test_a_missing_picture_or_face_is_said(photographs: Path, tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="missing"):
        sitter(str(photographs), "nobody")
    grey = np.full((200, 200, 3), 128, np.uint8)
    for end in ("neutral", "smile"):
        cv2.imwrite(str(tmp_path / f"g_{end}.jpg"), grey)
    with pytest.raises(RecordingError, match="No face"):
        sitter(str(tmp_path), "g")


def test_the_credit_names_the_london_set_only_for_the_london_set(
    photographs: Path, tmp_path: Path
) -> None:
    assert credit(Photographed("d1", str(photographs)))["source"] == UNKNOWN_SET
    for end in ("neutral", "smile"):
        name = f"d1_{end}.jpg"
        (tmp_path / name).write_bytes((photographs / name).read_bytes())
    (tmp_path / "people.csv").write_text("face_id,face_age,face_gender,face_eth\nd1,30,x,y\n")
    given = credit(Photographed("d1", str(tmp_path)))
    assert given["source"] == LONDON
    assert len(given["neutral_sha256"]) == 64


def test_ages_are_read_where_they_are_numbers(tmp_path: Path) -> None:
    assert ages_in(str(tmp_path)) == {}
    folder = tmp_path / "people"
    folder.mkdir()
    text = 'face_id,face_age,note\r\nd1,30.5,"two\r\nlines"\r\nd2,,x\r\nd3,unknown,é\r\n'
    (folder / "people.csv").write_bytes(text.encode("utf-8-sig"))
    assert ages_in(str(folder)) == {"d1": 30.5}


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_people_not_in_utf_8_are_said(encoding: str, photographs: Path, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes("face_id,face_age\nJosé,30\n".encode(encoding))
    with pytest.raises(UsageError, match=r"people\.csv.*Save it again"):
        ages_in(str(tmp_path))
    with pytest.raises(UsageError, match=r"people\.csv.*Save it again"):
        credit(Photographed("d1", str(tmp_path)))


def test_people_that_are_no_table_are_said(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("face_id,face_age\nd1," + "9" * 200_000)
    with pytest.raises(UsageError, match="Save it again"):
        ages_in(str(tmp_path))


@pytest.mark.parametrize("off_px", [-3, 0, 2])
def test_closed_lips_meet_on_the_dark_line(photographs: Path, off_px: int) -> None:
    who = sitter(str(photographs), "d1")
    points = np.column_stack([who.neutral[:, :2] * 100 + 300, who.neutral[:, 2] * 100])
    picture = np.full((700, 600, 3), 180, np.uint8)
    y = int(points[[13, 14], 1].mean()) + off_px
    cv2.line(picture, (240, y), (360, y), (60, 40, 40), 2)
    traced = with_traced_lips(points, picture)
    assert traced[[13, 14, 82, 87, 312, 317], 1] == pytest.approx(y, abs=1.5)
    np.testing.assert_array_equal(traced[[0, 17, 61, 291]], points[[0, 17, 61, 291]])


def test_open_lips_stay(photographs: Path) -> None:
    who = sitter(str(photographs), "d1")
    points = np.column_stack([who.neutral[:, :2] * 100 + 300, who.neutral[:, 2] * 100])
    points[[14, 87, 317], 1] += 10
    dark = np.zeros((700, 600, 3), np.uint8)
    np.testing.assert_array_equal(with_traced_lips(points, dark), points)
