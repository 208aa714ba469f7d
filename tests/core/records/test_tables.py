"""The tables say what the arrays say."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import numpy as np

from core.records.tables import clip_at, regions_csv, timeline_csv
from core.types import RESEARCH_USE, ClipTable
from tests.support.analysis_factory import make_analysis


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_timeline_has_one_row_per_frame_with_what_was_found_there() -> None:
    analysis = replace(make_analysis(n_frames=150), cuts=(100,))
    table = rows(timeline_csv(analysis))
    assert len(table) == 150
    assert [row["frame"] for row in table[:3]] == ["0", "1", "2"]
    assert float(table[30]["pts_s"]) == 1.0
    assert [i for i, row in enumerate(table) if row["cut"] == "1"] == [100]
    assert table[75]["face_found"] == "0" and table[75]["mouth_opening_iod"] == ""
    assert table[10]["task"] == "rest" and table[-1]["task"] == "talk"
    for i in (5, 40, 120):
        clip = int(table[i]["clip"])
        assert analysis.clips.start_s[clip] <= i / 30 <= analysis.clips.end_s[clip]
        assert float(table[i]["score"]) == np.float64(f"{analysis.prediction.clip_score[clip]:.6g}")
    signal = analysis.measures.signals["facial_motion_iod_s"]
    np.testing.assert_allclose(float(table[20]["facial_motion_iod_s"]), signal[20], rtol=1e-5)


def test_blink_column_is_one_inside_blinks() -> None:
    analysis = make_analysis(n_frames=150)
    blink = analysis.measures.blinks[0]
    inside = [float(r["pts_s"]) for r in rows(timeline_csv(analysis)) if r["blink"] == "1"]
    assert min(inside) >= blink.start_s - 1e-6
    assert any(abs(t - blink.peak_s) < 0.02 for t in inside)


def test_refused_recording_has_no_scores() -> None:
    table = rows(timeline_csv(make_analysis(n_frames=90, refused=True)))
    assert {row["score"] for row in table} == {""}
    assert rows(regions_csv(make_analysis(n_frames=90, refused=True))) == []


def test_clip_at_prefers_the_clip_whose_middle_is_nearest() -> None:
    clips = ClipTable(
        np.array([[0, 4], [3, 7]], np.int32),
        np.array([0.0, 3.0]),
        np.array([4.0, 7.0]),
        np.zeros(2, np.int16),
    )
    found = clip_at(clips, np.arange(10.0))
    assert found.tolist() == [0, 0, 0, 0, 1, 1, 1, 1, -1, -1]


def test_regions_carry_the_freeze_test() -> None:
    analysis = make_analysis()
    table = rows(regions_csv(analysis))
    assert len(table) == len(analysis.regions)
    mouth = next(r for r in table if r["region"] == "mouth")
    wanted = next(r for r in analysis.freeze if r.region == "mouth")
    np.testing.assert_allclose(float(mouth["freeze_delta_score"]), wanted.delta_score, rtol=1e-5)


def test_both_tables_carry_the_research_line_as_their_last_title() -> None:
    analysis = make_analysis()
    for text in (timeline_csv(analysis), regions_csv(analysis)):
        assert next(csv.reader(io.StringIO(text)))[-1] == RESEARCH_USE
