"""Tables for a spreadsheet: one row per frame, and one row per layer and region.

The last column is empty; its title is the research-use line, which so stays with the data.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from core.types import RESEARCH_USE, Analysis, ClipTable

Column = Sequence[str]


def timeline_csv(analysis: Analysis) -> str:
    """One row per frame of the recording.

    Columns: ``frame``, ``pts_s``, ``task``, ``face_found``, ``cut`` (1: a new shot begins),
    ``clip`` (the one whose middle is nearest), its ``score`` and ``evidence_logit``,
    ``mean_<layer>_<kind>`` (mean of that clip's map at the nearest step), head pose, picture
    quality, ``blink`` and every signal of `Measures.signals` under its name. Empty where there is
    no value.
    """
    pts_s = analysis.recording.pts_s
    frames = range(len(pts_s))
    cuts = set(analysis.cuts)
    face = analysis.face
    columns: dict[str, Column] = {
        "frame": [str(i) for i in frames],
        "pts_s": [f"{t:.6f}" for t in pts_s],
        "task": _tasks(analysis),
        "face_found": [str(int(v)) for v in face.valid],
        "cut": [str(int(i in cuts)) for i in frames],
        **_clip_columns(analysis),
        "iod_px": _numbers(face.iod_px),
        "yaw_deg": _numbers(face.pose_deg[:, 0]),
        "pitch_deg": _numbers(face.pose_deg[:, 1]),
        "roll_deg": _numbers(face.pose_deg[:, 2]),
        "sharpness": _numbers(face.sharpness),
        "brightness": _numbers(face.brightness),
        "blink": _blinks(analysis),
        **{name: _numbers(signal) for name, signal in analysis.measures.signals.items()},
    }
    return _table(columns)


def regions_csv(analysis: Analysis) -> str:
    """One row per layer and region: shares, density, and what freezing the region does."""
    freeze = {row.region: row for row in analysis.freeze or ()}
    rows = analysis.regions
    deltas = [freeze.get(row.region) for row in rows]
    columns: dict[str, Column] = {
        "layer": [row.layer for row in rows],
        "region": [row.region for row in rows],
        "share": _numbers(row.share for row in rows),
        "area_share": _numbers(row.area_share for row in rows),
        "density": _numbers(row.density for row in rows),
        "freeze_delta_score": _numbers(np.nan if d is None else d.delta_score for d in deltas),
        "freeze_delta_logit": _numbers(np.nan if d is None else d.delta_logit for d in deltas),
    }
    return _table(columns)


def clip_at(clips: ClipTable, pts_s: NDArray[np.float64]) -> NDArray[np.int64]:
    """For each time the clip that covers it and whose middle is nearest; -1 where none does."""
    best = np.full(len(pts_s), -1, np.int64)
    distance = np.full(len(pts_s), np.inf)
    for i, (start_s, end_s) in enumerate(zip(clips.start_s, clips.end_s, strict=True)):
        first = int(np.searchsorted(pts_s, start_s - _EPS_S))
        last = int(np.searchsorted(pts_s, end_s + _EPS_S, side="right"))
        away = np.abs(pts_s[first:last] - (start_s + end_s) / 2)
        nearer = away < distance[first:last]
        best[first:last][nearer] = i
        distance[first:last][nearer] = away[nearer]
    return best


_EPS_S = 1e-6


def _clip_columns(analysis: Analysis) -> dict[str, Column]:
    clip = clip_at(analysis.clips, analysis.recording.pts_s)
    columns: dict[str, Column] = {"clip": ["" if i < 0 else str(i) for i in clip]}
    prediction = analysis.prediction
    if prediction is None or not len(analysis.clips):
        return columns | {"score": [""] * len(clip), "evidence_logit": [""] * len(clip)}
    columns["score"] = _of_clips(prediction.clip_score, clip)
    columns["evidence_logit"] = _of_clips(prediction.evidence_logit, clip)
    for layer in analysis.maps:
        means = layer.values.mean(axis=(2, 3), dtype=np.float32)
        away = np.abs(layer.time_s[clip] - analysis.recording.pts_s[:, None])
        values = means[clip, away.argmin(axis=1)]
        columns[f"mean_{layer.layer}_{layer.kind}"] = _numbers(np.where(clip < 0, np.nan, values))
    return columns


def _of_clips(values: NDArray[np.float32], clip: NDArray[np.int64]) -> Column:
    return _numbers(np.where(clip < 0, np.nan, values[clip]))


def _tasks(analysis: Analysis) -> Column:
    names = [""] * len(analysis.recording.pts_s)
    for segment in analysis.segments:
        first, last = np.searchsorted(analysis.recording.pts_s, [segment.start_s, segment.end_s])
        names[first:last] = [segment.task] * (last - first)
    return names


def _blinks(analysis: Analysis) -> Column:
    pts_s = analysis.recording.pts_s
    inside = np.zeros(len(pts_s), bool)
    for blink in analysis.measures.blinks:
        inside |= (pts_s >= blink.start_s) & (pts_s <= blink.end_s)
    return [str(int(v)) for v in inside]


def _numbers(values: Iterable[float]) -> Column:
    return ["" if np.isnan(v) else f"{v:.6g}" for v in values]


def _table(columns: dict[str, Column]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*columns, RESEARCH_USE])
    writer.writerows([*row, ""] for row in zip(*columns.values(), strict=True))
    return out.getvalue()
