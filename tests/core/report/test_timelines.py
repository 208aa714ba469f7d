"""Time lines draw every recording, and lose no peak of a long one."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from core.report.text import register_fonts
from core.report.timelines import TimeLines, thinned
from core.types import Analysis
from tests.support.analysis_factory import make_analysis


def drawn(analysis: Analysis) -> tuple[str, int]:
    """Text and size of a page on which the time lines stand."""
    register_fonts()
    out = io.BytesIO()
    canvas = Canvas(out)
    TimeLines(analysis).drawOn(canvas, 40, 200)
    canvas.save()
    page = pypdfium2.PdfDocument(out.getvalue())[0]
    return page.get_textpage().get_text_range(), len(out.getvalue())


def test_rows_names_and_axis() -> None:
    words, _ = drawn(make_analysis())
    for word in ("Score per clip", "Facial motion", "Eye opening", "Mouth opening", "threshold"):
        assert word in words
    for word in ("Rest", "Smile", "Talking", "0:00", "0:08", "left", "right"):
        assert word in words


def test_absent_signals_and_scores_leave_their_row_out() -> None:
    analysis = make_analysis(refused=True)
    few = {"mouth_opening_iod": analysis.measures.signals["mouth_opening_iod"]}
    analysis = replace(analysis, measures=replace(analysis.measures, signals=few))
    words, _ = drawn(analysis)
    assert "Mouth opening" in words
    assert "Score per clip" not in words and "Facial motion" not in words


def test_signal_without_any_value_leaves_its_row_out() -> None:
    analysis = make_analysis()
    lost = {name: np.full_like(v, np.nan) for name, v in analysis.measures.signals.items()}
    analysis = replace(analysis, measures=replace(analysis.measures, signals=lost))
    assert [row.title for row in TimeLines(analysis).rows] == ["Score per clip"]


def test_long_recordings_stay_small_and_keep_their_peak() -> None:
    short = make_analysis(n_frames=1500)
    long = make_analysis(n_frames=5400)
    signal = np.full(5400, 0.1, np.float32)
    signal[3777] = 3.0
    signals = {**long.measures.signals, "facial_motion_iod_s": signal}
    long = replace(long, measures=replace(long.measures, signals=signals))
    assert drawn(long)[1] < 3 * drawn(short)[1]
    motion = next(row for row in TimeLines(long).rows if row.title == "Facial motion")
    _, values = thinned(motion.lines[0].time_s, motion.lines[0].values.astype(float))
    assert len(values) < 4000 and values.max() == pytest.approx(3.0)


def test_times_beyond_a_minute() -> None:
    words, _ = drawn(make_analysis(n_frames=5000))
    assert "2:00" in words
