"""The model card, written from the numbers of the run and never by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.training.checkpoint import EpochRecord
from core.types import RESEARCH_USE
from models.bundle_spec import BundleSpec


@dataclass(frozen=True, slots=True)
class PartCount:
    """How much one part of the data holds."""

    people: int
    recordings: int
    clips: int


def write_card(
    spec: BundleSpec,
    data: str,
    counts: Mapping[str, PartCount],
    skipped: Sequence[str],
    history: Sequence[EpochRecord],
    best_epoch: int,
) -> str:
    """Write the card as Markdown.

    Parameters
    ----------
    spec : BundleSpec
        With its metrics.
    data : str
        What the recordings are, as its maker states it.
    counts : mapping of str to PartCount
        By part.
    skipped : sequence of str
        Why recordings were left out, one sentence each, without names.
    history : sequence of EpochRecord
    best_epoch : int
        Whose weights were kept, from 0.
    """
    sections = [
        f"# {spec.name} {spec.version}\n\n{RESEARCH_USE}",
        f"## Intended use\n{spec.intended_use}",
        "## What the score means\n" + _meaning(spec),
        f"## Trained on\n{data}\n\n{_counts(counts)}\n\n{_skipped(skipped)}",
        f"## How well it tells recordings apart\n{_metrics(spec)}",
        "## Calibration\n" + _calibration(spec),
        "## Limits\n" + "\n".join(f"- {limit}" for limit in spec.limits),
        "## How it was trained\n" + _training(spec, history, best_epoch),
        f"## Licence and attribution\nLicence: {spec.licence}\n\n{spec.attribution}".rstrip(),
    ]
    return "\n\n".join(sections) + "\n"


def _meaning(spec: BundleSpec) -> str:
    low, high = spec.head.labels
    clip = spec.clip
    return (
        f"A number from 0 to 1: how much a recording looks like “{high}” (high) rather than "
        f"“{low}” (low) to this network. It sees {clip.frames} frames spread over {clip.span_s:g} "
        f"s, {spec.input.size_px} px wide, every {clip.hop_s:g} s. It is no probability of any "
        "disease."
    )


def _counts(counts: Mapping[str, PartCount]) -> str:
    lines = ["| part | people | recordings | clips |", "|---|---|---|---|"]
    lines += [f"| {k} | {c.people} | {c.recordings} | {c.clips} |" for k, c in counts.items()]
    return "\n".join(lines) + "\n\nNobody is in two parts."


def _skipped(skipped: Sequence[str]) -> str:
    if not skipped:
        return "No recording was left out."
    kinds = {reason: skipped.count(reason) for reason in skipped}
    lines = [f"- {count} ×: {reason}" for reason, count in sorted(kinds.items())]
    return f"Left out: {len(skipped)} recordings.\n" + "\n".join(lines)


def _metrics(spec: BundleSpec) -> str:
    lines = ["| measure | value | 95 % interval |", "|---|---|---|"]
    lines += [f"| {m.name} | {m.value:.3f} | {m.low:.3f} to {m.high:.3f} |" for m in spec.metrics]
    first = spec.metrics[0]
    low, high = spec.head.labels
    return (
        f"“{high}” against “{low}”, as the recordings it was made with are labelled: sensitivity "
        "and specificity are for these labels, not for a disease.\n\n"
        + "\n".join(lines)
        + f"\n\nUnit of analysis: {first.unit_of_analysis}. Data: {first.data}. "
        f"Command: `{first.command}`"
    )


def _calibration(spec: BundleSpec) -> str:
    c = spec.calibration
    return (
        f"Platt scaling on people the network never saw: score = sigmoid({c.slope:.4g} x + "
        f"{c.intercept:.4g}), x = evidence logit, for labels that are equally common. Standard "
        f"deviation of the calibrated logit: {c.logit_sd:.3g}; of clip logits within a recording: "
        f"{c.clip_logit_sd:.3g}. Threshold {spec.threshold:.3g} "
        f"({spec.provenance['threshold_rule']})."
    )


def _training(spec: BundleSpec, history: Sequence[EpochRecord], best_epoch: int) -> str:
    lines = [
        "| epoch | training loss | accuracy of clips | validation loss | people's AUROC |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {r.epoch + 1} | {r.train_loss:.3f} | {r.train_accuracy:.3f} | "
        f"{r.validation_loss:.3f} | {r.validation_auroc:.3f} |"
        for r in history
    ]
    versions = spec.provenance["versions"]
    return (
        f"I3D, weights of epoch {best_epoch + 1}, kernels in half precision; the numbers above "
        f"were measured with these. Start: {spec.provenance['start']}. Settings, seed and versions "
        f"stand in bundle.json (torch {versions['torch']}).\n\n" + "\n".join(lines)
    )
