"""The facts and standing sentences of the report."""

from __future__ import annotations

from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, Spacer, Table

from core.report import style
from core.report.tables import text
from core.report.words import clock, number
from core.types import Analysis, ModelInfo, Visit

_CARD_TITLES = {
    "trained_on": "Trained on",
    "calibrated_on": "Calibrated on",
    "intended_use": "Intended use",
    "limits": "Limits",
    "licence": "Licence",
    "attribution": "Attribution",
}


def visit_facts(visit: Visit) -> list[tuple[str, str]]:
    """Facts of the visit; empty text where one is unknown."""
    hours = f"{number(visit.hours_since_dose)} h" if visit.hours_since_dose is not None else ""
    rating = "" if visit.updrs_3_2 is None else str(visit.updrs_3_2)
    return [
        ("Patient", visit.patient_id or ""),
        ("Examiner", visit.examiner or ""),
        ("Medication", (visit.medication or "").upper()),
        ("Since last dose", hours),
        ("DBS", (visit.dbs or "").upper()),
        ("Hoehn & Yahr", "" if visit.hoehn_yahr is None else f"{visit.hoehn_yahr:g}"),
        ("MDS-UPDRS 3.2", rating),
    ]


def recording_facts(analysis: Analysis) -> list[tuple[str, str]]:
    """Facts of the file."""
    recording = analysis.recording
    width, height = recording.size_px
    turned = f", turned {recording.rotation_deg}°" if recording.rotation_deg else ""
    mirrored = ", mirrored back" if recording.mirrored else ""
    sound = "with sound" if recording.has_audio else "no sound"
    return [
        ("File", recording.path.name),
        ("Length", f"{clock(recording.duration_s)} (min:s), {len(recording.pts_s)} frames"),
        ("Measured rate", f"{recording.measured_fps:.2f} frames / s"),
        ("Picture", f"{width} x {height} px{turned}{mirrored}"),
        ("Coding", f"{recording.codec}, {sound}"),
        ("SHA-256", " ".join(eights(recording.sha256))),
    ]


def model_facts(model: ModelInfo) -> list[tuple[str, str]]:
    """Name the bundle: its name, version and hash, and the summary of its card."""
    return [
        ("Model", f"{model.name}, version {model.version} ({model.id})"),
        ("Weights", f"SHA-256 {' '.join(eights(model.weights_sha256))}"),
        *(
            (_CARD_TITLES.get(key, key.replace("_", " ").capitalize()), words)
            for key, words in model.card.items()
            if words
        ),
    ]


def device_facts(analysis: Analysis) -> list[tuple[str, str]]:
    """Where the network ran, with which versions, and how long each stage took."""
    device = analysis.device
    stages = ", ".join(f"{name} {value:.1f} s" for name, value in analysis.timings_s.items())
    return [
        ("Ran on", f"{device.name} ({device.kind}, {device.backend})"),
        ("Versions", ", ".join(f"{name} {value}" for name, value in analysis.versions.items())),
        ("Time taken", stages),
    ]


def limits() -> tuple[str, ...]:
    """Say what holds for every report."""
    return (
        "The score says how hypomimic the recorded movement looks to the named model. It is not a "
        "diagnosis, and it does not say why a face moves little.",
        "Depression, tiredness, medication, facial palsy, age, culture and being filmed all change "
        "how a face moves.",
        "Healthy faces at rest look immobile too: rest alone gives no decision.",
        "Maps show where the network responded, not where something is wrong. They may follow "
        "edges or motion.",
        "A single recording is one moment. Compare recordings of the same tasks, with the same "
        "model, in the same medication state.",
    )


def sign_off() -> list[Any]:
    """Lines for name, signature and date."""
    names = ("Reviewed by", "Signature", "Date")
    widths = [62 * mm, 68 * mm, 30 * mm]
    gap = (style.WIDTH - sum(widths)) / 2
    table = Table(
        [[text(names[0], style.SMALL_TEXT), "", text(names[1], style.SMALL_TEXT), "",
          text(names[2], style.SMALL_TEXT)]],
        colWidths=[widths[0], gap, widths[1], gap, widths[2]],
    )  # fmt: skip
    table.setStyle(style.SIGN_TABLE)
    return [KeepTogether([Spacer(1, 14 * mm), table])]


def eights(digest: str) -> list[str]:
    """Part a hash into eights, so that it can be compared by eye and broken over lines."""
    return [digest[i : i + 8] for i in range(0, len(digest), 8)]
