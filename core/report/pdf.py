"""The report: what was found in one recording, on paper."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from threading import Lock

from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, Paragraph, Spacer, Table

from core.analysis.constant import empty_map_sentence
from core.analysis.wording import (
    INTERVAL_COVERS,
    REFUSED,
    REFUSED_ADVICE,
    REFUSED_MEANS,
    score_sentence,
)
from core.atomic import atomic_path
from core.progress import CancelToken, Progress, ProgressFn, silent
from core.records.review import Review
from core.report import style
from core.report.clinician import bookmarks_section, notes_section, signature_section
from core.report.figures import KeyFrameRow
from core.report.gauge import Gauge
from core.report.key_frames import KeyFrames
from core.report.layer_findings import LayerFindings, layer_findings
from core.report.layout import Story, heading, section
from core.report.marks import StatusMark
from core.report.measure_table import measure_tables
from core.report.page import REPORT_TITLE, ReportDocument, Running
from core.report.pictures import ReportPictures, report_pictures
from core.report.reference_map import reference_section
from core.report.sections import (
    device_facts,
    limits,
    model_facts,
    recording_facts,
    sign_off,
    visit_facts,
)
from core.report.smile_ranges import smile_section
from core.report.tables import (
    facts,
    quality_table,
    region_tables,
    spread_table,
    text,
)
from core.report.timelines import TimeLines
from core.types import Analysis, FreezeRow

_ONE_AT_A_TIME = Lock()  # ReportLab keeps the state of its fonts in modules
Layers = tuple[LayerFindings, ...]


def write_report(
    analysis: Analysis,
    path: Path,
    *,
    review: Review | None = None,
    notes: str = "",
    progress: ProgressFn = silent,
    cancel: CancelToken | None = None,
) -> None:
    """Write the PDF report of an analysis, atomically.

    Parameters
    ----------
    analysis : Analysis
        A refused one (`score` None) gets a page that says why and what to do.
    path : Path
    review : Review, optional
        What the clinician added; its visit facts stand in place of the analysis's.
    notes : str
        The clinician's own words; line breaks are kept. They stand in place of the review's,
        whose signature, given under other words, is then left out. Without any words and any
        signature there are lines to write on.
    progress : callable
        Told the stage ``"report"``.
    cancel : CancelToken, optional

    Raises
    ------
    SurroundingsError
        If the file cannot be written.
    Cancelled
    """
    cancel = cancel or CancelToken()
    review = review or Review(visit=analysis.visit)
    if notes.strip() and notes != review.notes:
        review = replace(review, notes=notes, signature=None)
    progress(Progress("report", 0.0, "Choosing key frames"))
    pictures = report_pictures(analysis, review.bookmarks, cancel)
    progress(Progress("report", 0.6, "Laying out the pages"))
    with atomic_path(path) as temporary:
        temporary.write_bytes(report_bytes(analysis, review, pictures))
        cancel.raise_if_cancelled()
    progress(Progress("report", 1.0, "The report is written"))


def report_bytes(analysis: Analysis, review: Review, pictures: ReportPictures) -> bytes:
    """Lay out the PDF report in memory.

    Parameters
    ----------
    analysis : Analysis
    review : Review
    pictures : ReportPictures
        Of this analysis; bookmarks that it has no pictures of are set as text.
    """
    shown = replace(analysis, visit=review.visit)
    running = Running(shown.visit.patient_id or "", _analysed(shown))
    out = io.BytesIO()
    with _ONE_AT_A_TIME:
        ReportDocument(out, running).write(_story(shown, review, pictures))
    return out.getvalue()


def _story(analysis: Analysis, review: Review, pictures: ReportPictures) -> Story:
    judged = analysis.score is not None
    return [
        *_title(analysis),
        *(_score(analysis) if judged else _refusal(analysis)),
        *_quality(analysis),
        *(_findings(analysis, pictures) if judged else []),
        *bookmarks_section(analysis, review.bookmarks, pictures),
        *_model(analysis),
        *_limits(),
        *notes_section(review.notes, signed=review.signature is not None),
        *(signature_section(review.signature) if review.signature else sign_off()),
    ]


def _findings(analysis: Analysis, pictures: ReportPictures) -> Story:
    """Set what an unusable recording must not show: its numbers and curves."""
    layers = layer_findings(analysis)
    return [
        *_time_lines(analysis),
        *(_regions(layers, analysis.freeze) if layers else []),
        *_key_frames(analysis, layers, pictures.key_frames),
        *(_spread(layers) if layers else []),
        *reference_section(pictures.standing),
        *_measures(analysis),
        *smile_section(analysis.measures.smiles),
    ]


def _title(analysis: Analysis) -> Story:
    mark = text("FACIES", style.MARK_TEXT)
    title = text(REPORT_TITLE, style.TITLE_TEXT)
    columns = Table(
        [
            [
                [*heading("Visit"), facts(visit_facts(analysis.visit), style.COLUMN)],
                "",
                [*heading("Recording"), facts(recording_facts(analysis), style.COLUMN)],
            ]
        ],
        colWidths=[style.COLUMN, style.GUTTER, style.COLUMN],
    )
    columns.setStyle(style.BARE_TABLE)
    aside = text(_analysed(analysis), style.MUTED_TEXT)
    return [mark, title, aside, Spacer(1, 5 * mm), columns]


def _score(analysis: Analysis) -> Story:
    score = analysis.score
    if score is None:
        return []
    return [
        KeepTogether([
            *heading("Model score", "How hypomimic the recorded movement looks to this model."),
            Gauge(score),
            Spacer(1, 3 * mm),
            text(score_sentence(replace(score, reasons=())).strip(), style.LEAD_TEXT),
            *(text(reason) for reason in score.reasons),
            Spacer(1, 1.5 * mm),
            text(INTERVAL_COVERS, style.MUTED_TEXT),
        ])
    ]  # fmt: skip


def _refusal(analysis: Analysis) -> Story:
    failed = [check for check in analysis.quality.checks if check.status == "fail"]
    reasons = [[StatusMark(check.status), text(check.message)] for check in failed] or [
        [StatusMark("fail"), text("No stretch of the recording could be judged.")]
    ]
    table = Table(reasons, colWidths=[21 * mm, style.WIDTH - 41 * mm])
    table.setStyle(style.REASONS_TABLE)
    box = Table(
        [[[
            text(REFUSED, style.REFUSAL_TEXT),
            Spacer(1, 2 * mm),
            text(REFUSED_MEANS),
            Spacer(1, 4 * mm),
            table,
            Spacer(1, 3 * mm),
            text("What to do now", style.STRONG_TEXT),
            text(f"{REFUSED_ADVICE} The table below shows which limits were missed."),
        ]]],
        colWidths=[style.WIDTH],
    )  # fmt: skip
    box.setStyle(style.BOX_TABLE)
    return [Spacer(1, 8 * mm), box]


def _quality(analysis: Analysis) -> Story:
    body: Story = [quality_table(analysis.quality)]
    for warning in analysis.warnings:
        body += [Spacer(1, 1.5 * mm), text(f"Note: {warning}", style.MUTED_TEXT)]
    return section("Quality of the recording", body, room=50 * mm)


def _time_lines(analysis: Analysis) -> Story:
    lines = TimeLines(analysis)
    if not lines.rows:
        return []
    aside = (
        "Dots: clips of the recording. Strokes above the eye opening: blinks. Dotted: a cut. "
        "A curve breaks where the face was not found."
    )
    return section("When: time lines", [lines], aside)


def _regions(layers: Layers, freeze: tuple[FreezeRow, ...] | None) -> Story:
    aside = (
        "Share of a map's response (of evidence: of all that moves the score). Density: share / "
        "the region's share of the area; 1 x is even. "
    )
    if freeze:
        aside += "Last column: the change of the score when only that region stands still. "
    aside += "Sides are the patient's own."
    return section("Where: regions of the face", region_tables(layers, freeze), aside)


def _key_frames(analysis: Analysis, layers: Layers, pictures: KeyFrames) -> Story:
    if not pictures.frames:
        return section("Where: key frames", [text(pictures.missing, style.MUTED_TEXT)])
    aside = (
        "Each map has one colour scale for the whole recording. Where the face shows through, the "
        f"response is weak. {empty_map_sentence(analysis)}"
    ).strip()
    side = min(36 * mm, 200 * mm / (len(layers) + 1))
    shown = [None, *(layer.activation for layer in layers)]
    rows = [KeyFrameRow(pictures.frames, i, layer, side) for i, layer in enumerate(shown)]
    return section("Where: key frames", rows, aside)


def _spread(layers: Layers) -> Story:
    aside = (
        "Restricted or broad. It depends on a map's grid: compare within one model and map only."
    )
    return section("Spread of the maps", [spread_table(layers)], aside)


def _measures(analysis: Analysis) -> Story:
    body = measure_tables(analysis.measures.segments)
    if not body:
        return []
    aside = (
        "By task, with 95 % intervals where there are any. IOD: distance between the eyes. "
        "References are of published groups of people; they are not limits."
    )
    return section("Measures", body, aside, room=60 * mm)


def _model(analysis: Analysis) -> Story:
    body = [
        facts(model_facts(analysis.model), style.WIDTH),
        facts(device_facts(analysis), style.WIDTH),
    ]
    return section("Model and machine", body)


def _limits() -> Story:
    body = [Paragraph(line, style.BULLET_TEXT, bulletText="•") for line in limits()]
    return section("What this report can and cannot say", body)


def _analysed(analysis: Analysis) -> str:
    return f"Analysed {analysis.created_utc[:16].replace('T', ' ')} UTC"
