"""Plain words of Review: maps, layers, sources and measures of spread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from core.report.words import layer_word, number, percent
from core.types import ActivationMap
from gui.view_state import Source


def _tr(text: str) -> str:
    return QCoreApplication.translate("Review", text)


def map_word(activation: ActivationMap) -> str:
    """Name a map as a clinician reads it."""
    if activation.kind == "motion":
        return _tr("Plain motion")
    if activation.kind == "evidence":
        return _tr("Class evidence")
    return layer_word(activation.layer, activation.kind)


def map_explained(activation: ActivationMap) -> str:
    """Say what a map shows."""
    if activation.kind == "motion":
        return _tr("How much the picture changes from one frame to the next. No model is in it.")
    if activation.kind == "evidence":
        return _tr(
            "What each place adds to the score: orange raises it, blue lowers it. Exact for the "
            "last layer, and coarse."
        )
    if activation.kind != "activation":
        return _tr("Where this layer's response moves the score, estimated by its gradient.")
    if activation.layer.startswith(("Conv3d_1", "MaxPool3d_2", "Conv3d_2")):
        return _tr("Where the first layers respond: fine, mostly edges and movement.")
    return _tr("Where the network's deeper layers respond: coarser, to larger patterns.")


def source_word(source: Source) -> str:
    """Name whose map is shown."""
    return {
        "trained": _tr("Model"),
        "random": _tr("Random weights"),
        "motion": _tr("Plain motion"),
    }[source]


def source_explained(source: Source) -> str:
    """Say what a comparison tells."""
    return {
        "trained": _tr("The maps of the model that gave the score."),
        "random": _tr(
            "The same network with random weights, which has learnt nothing. A map that looks the "
            "same here follows edges or motion, not what the model has learnt."
        ),
        "motion": _tr(
            "Only how much the picture changes. A map that looks the same here follows motion, "
            "not what the model has learnt."
        ),
    }[source]


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
            _tr("Evenness (entropy)"),
            _tr("1: spread evenly over the face. 0: all in one place."),
            number,
        ),
        SpreadRow(
            "participation",
            _tr("Participation"),
            _tr("Share of the face that would hold the response if it were even."),
            percent,
        ),
        SpreadRow(
            "gini",
            _tr("Concentration (Gini)"),
            _tr("0: even. Towards 1: gathered in few places."),
            number,
        ),
        SpreadRow(
            "area50",
            _tr("Area holding half"),
            _tr("Least share of the face that holds 50 % of the response."),
            percent,
        ),
        SpreadRow(
            "area90",
            _tr("Area holding 90 %"),
            _tr("Least share of the face that holds 90 % of the response."),
            percent,
        ),
        SpreadRow(
            "outside_share",
            _tr("Outside the face"),
            _tr("Share of the response beyond the face. Much of it speaks against the result."),
            percent,
        ),
        SpreadRow(
            "path_iod",
            _tr("Path of the centre"),
            _tr("How far the centre of the response moves within a clip, in eye distances (IOD)."),
            _iod,
        ),
        SpreadRow(
            "ever_active",
            _tr("Ever active"),
            _tr("Share of the face that responds clearly at any time."),
            percent,
        ),
        SpreadRow(
            "energy", _tr("Total response"), _tr("Sum over the face, mean of clips."), number
        ),
    )


def _iod(value: float | None) -> str:
    return f"{number(value)} IOD"
