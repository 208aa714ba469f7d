"""Any name prints."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from core.report import style
from core.report.text import BOLD, REGULAR, draw, fitted, markup, register_fonts, runs, width


def printed(text: str) -> str:
    """What a reader finds in a PDF on which `text` was drawn."""
    out = io.BytesIO()
    register_fonts()
    canvas = Canvas(out, initialFontName=REGULAR)
    draw(canvas, 50, 700, text, REGULAR, 10)
    canvas.save()
    page = pypdfium2.PdfDocument(out.getvalue())[0]
    return page.get_textpage().get_text_range()


@pytest.mark.parametrize(
    "text",
    ["José Ñandú ¿qué? ¡sí! ü", "Łukasz Żółć", "Ωμέγα", "Дмитрий", "a ≥ b ± 3 µm", "O’Brien – “x”"],
)
def test_letters_arrive(text: str) -> None:
    assert printed(text).strip() == text


def test_letters_that_no_font_has_print_as_a_box() -> None:
    assert printed("a\U000e0001\U0001f9ff\ud800z").strip().startswith("a")
    assert all(char in "a□z" for _, run in runs("a\U0001f9ff\ud800z", REGULAR) for char in run)


def test_east_asian_names_use_the_readers_fonts() -> None:
    assert [name for name, _ in runs("王小明", REGULAR)] == ["STSong-Light"]
    assert [name for name, _ in runs("김", REGULAR)] == ["HYGothic-Medium"]
    assert [name for name, _ in runs("かな", REGULAR)] == ["HeiseiKakuGo-W5"]


def test_right_to_left_words_are_drawn_from_the_right() -> None:
    assert runs("Name יוסף כהן · 3", REGULAR) == ((REGULAR, "Name ןהכ ףסוי · 3"),)


def test_control_characters_are_left_out() -> None:
    assert runs("a\x00\x07b\u200b\tc", REGULAR) == ((REGULAR, "ab c"),)


def test_markup_is_escaped_and_keeps_lines() -> None:
    assert markup("<b>&\nx") == "&lt;b&gt;&amp;<br/>x"


@settings(max_examples=80, deadline=None)
@given(st.text(st.characters(), max_size=40))
def test_no_text_breaks_a_line_or_a_paragraph(text: str) -> None:
    canvas = Canvas(io.BytesIO())
    draw(canvas, 0, 0, text, BOLD, 9, "right")
    paragraph = Paragraph(markup(text), style.BODY_TEXT)
    paragraph.wrapOn(canvas, 60, 500)
    paragraph.drawOn(canvas, 0, 0)
    canvas.save()


@given(st.text(min_size=1, max_size=60), st.floats(20, 200))
def test_fitted_text_fits(text: str, room: float) -> None:
    short = fitted(text, REGULAR, 9, room)
    assert width(short, REGULAR, 9) <= room or short == "…"
    if width(text, REGULAR, 9) <= room:
        assert short == text
