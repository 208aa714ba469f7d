"""Plain words of Review: maps, layers, sources and measures of spread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from core.analysis.standing import GroupPlace, Standing
from core.report.words import layer_word, number, percent, percentile_word
from core.types import ActivationMap, SmileQuantity
from gui.view_state import Source

translate = QCoreApplication.translate  # a name that lupdate looks for


def map_word(activation: ActivationMap) -> str:
    """Name a map as a clinician reads it."""
    if activation.kind == "motion":
        return translate("Review", "Plain motion")
    if activation.kind == "evidence":
        return translate("Review", "Class evidence")
    return layer_word(activation.layer, activation.kind)


def map_short(activation: ActivationMap) -> str:
    """Name a map where it stands in a row with others."""
    if activation.kind == "evidence":
        return translate("Review", "Evidence")
    return map_word(activation).replace(" layers", "")


def map_explained(activation: ActivationMap) -> str:
    """Say what a map shows."""
    if activation.kind == "motion":
        return translate(
            "Review", "How much the picture changes from one frame to the next. No model is in it."
        )
    if activation.kind == "evidence":
        return translate(
            "Review",
            "What each place adds to the score: orange raises it, blue lowers it. Exact for the "
            "last layer, and coarse.",
        )
    if activation.kind != "activation":
        return translate(
            "Review", "Where this layer's response moves the score, estimated by its gradient."
        )
    if activation.layer.startswith(("Conv3d_1", "MaxPool3d_2", "Conv3d_2")):
        return translate(
            "Review", "Where the first layers respond: fine, mostly edges and movement."
        )
    return translate(
        "Review", "Where the network's deeper layers respond: coarser, to larger patterns."
    )


def source_word(source: Source) -> str:
    """Name whose map is shown."""
    return {
        "trained": translate("Review", "Model"),
        "random": translate("Review", "Random weights"),
        "motion": translate("Review", "Plain motion"),
    }[source]


def source_explained(source: Source) -> str:
    """Say what a comparison tells."""
    return {
        "trained": translate("Review", "The maps of the model that gave the score."),
        "random": translate(
            "Review",
            "The same network with random weights, which has learnt nothing. A map that looks the "
            "same here follows edges or motion, not what the model has learnt.",
        ),
        "motion": translate(
            "Review",
            "Only how much the picture changes. A map that looks the same here follows motion, "
            "not what the model has learnt.",
        ),
    }[source]


def quantity_word(name: SmileQuantity) -> str:
    """Name a quantity of the smiles."""
    return {
        "eye_open_log_var": translate("Review", "Eye opening, variability"),
        "mouth_width_log_var": translate("Review", "Mouth width, variability"),
        "mouth_width_mean": translate("Review", "Mouth width, mean"),
        "mouth_open_log_var": translate("Review", "Mouth opening, variability"),
        "brow_log_var": translate("Review", "Brow height, variability"),
    }[name]


def quantity_hint(name: SmileQuantity) -> str:
    """Say how a quantity of the smiles is to be read."""
    if name == "mouth_width_mean":
        return translate(
            "Review", "How wide the mouth stands on average; it does not say how much it moves."
        )
    return translate(
        "Review",
        "How much it changes during the smiles. Blinks count to the eyes' opening. The axis is "
        "logarithmic.",
    )


@dataclass(frozen=True, slots=True)
class SpreadRow:
    """One measure of spread: its field in `core.types.Spread`, its name, and how to read it."""

    name: str
    words: str
    hint: str
    show: Callable[[float | None], str]


def spread_rows() -> tuple[SpreadRow, ...]:
    """List the measures of spread in the order in which people read them."""
    return (
        SpreadRow(
            "entropy",
            translate("Review", "Evenness (entropy)"),
            translate("Review", "1: spread evenly over the face. 0: all in one place."),
            number,
        ),
        SpreadRow(
            "participation",
            translate("Review", "Participation"),
            translate("Review", "Share of the face that would hold the response if it were even."),
            percent,
        ),
        SpreadRow(
            "gini",
            translate("Review", "Concentration (Gini)"),
            translate("Review", "0: even. Towards 1: gathered in few places."),
            number,
        ),
        SpreadRow(
            "area50",
            translate("Review", "Area holding half"),
            translate("Review", "Least share of the face that holds 50 % of the response."),
            percent,
        ),
        SpreadRow(
            "area90",
            translate("Review", "Area holding 90 %"),
            translate("Review", "Least share of the face that holds 90 % of the response."),
            percent,
        ),
        SpreadRow(
            "outside_share",
            translate("Review", "Outside the face"),
            translate(
                "Review",
                "Share of the response beyond the face. Much of it speaks against the result.",
            ),
            percent,
        ),
        SpreadRow(
            "path_iod",
            translate("Review", "Path of the centre"),
            translate(
                "Review",
                "How far the centre of the response moves within a clip, in eye distances (IOD).",
            ),
            _iod,
        ),
        SpreadRow(
            "ever_active",
            translate("Review", "Ever active"),
            translate("Review", "Share of the face that responds clearly at any time."),
            percent,
        ),
        SpreadRow(
            "energy",
            translate("Review", "Total response"),
            translate("Review", "Sum over the face, mean of clips."),
            number,
        ),
    )


def spread_row(name: str) -> SpreadRow:
    """Return how one measure of spread is named and read."""
    return next(row for row in spread_rows() if row.name == name)


def reach_words(standing: Standing) -> str:
    """Say whether a recording lies within what its model has seen."""
    return {
        "usual": translate("Review", "Within what this model has seen."),
        "unusual": translate(
            "Review",
            "Somewhat unlike what this model has seen: the score's interval is wider for it.",
        ),
        "unlike": translate(
            "Review", "Unlike anything this model was trained on: the result is inconclusive."
        ),
    }[standing.reach]


def distance_words(standing: Standing) -> str:
    """Say how far a recording lies from what its model has seen."""
    words = translate(
        "Review",
        "{0} % of recordings of people whom the model was not fitted on lie nearer to its "
        "references. This one lies at {1:.1f} times the largest distance among them. That counts "
        "all that the model sees, not the map alone. Looks are compared apart.",
    )
    return words.format(percentile_word(standing.distance_percentile), standing.distance_ratio)


def nearest_words(standing: Standing) -> str:
    """Count the groups of the reference recordings that lie nearest."""
    counts = ", ".join(
        f"{standing.nearest_label.count(index)} {name}"
        for index, name in enumerate(standing.labels)
    )
    return translate("Review", "Its nearest reference recordings: {0}.").format(counts)


def group_place_words(group: GroupPlace) -> str:
    """Say where a measure of spread falls in one group of reference recordings."""
    words = translate("Review", "Among {0} reference recordings, {1}: percentile {2}.")
    return words.format(group.recordings, group.label, percentile_word(group.percentile))


def _iod(value: float | None) -> str:
    return f"{number(value)} IOD"
