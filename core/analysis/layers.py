"""Which maps to make, and their place in time and on one fixed scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.errors import UsageError
from core.types import ActivationMap, ClipTable
from models.i3d import ENDPOINTS

MapKind = Literal["activation", "evidence", "hirescam", "layercam", "motion"]

EVIDENCE_LAYER = "Mixed_5c"
DEFAULT_LAYERS = ("Conv3d_1a_7x7", "Mixed_4f")
# The scale reaches this percentile of the recording's own values, so that one outlying cell does
# not darken everything.
_SCALE_PERCENTILE = 99.5


@dataclass(frozen=True, slots=True)
class MapRequest:
    """One map to make: an I3D endpoint and the kind of map."""

    layer: str
    kind: MapKind


def parse_layers(names: Sequence[str]) -> tuple[MapRequest, ...]:
    """Read layer names; the exact class evidence is always added.

    Parameters
    ----------
    names : sequence of str
        Endpoints (mean activation over channels), or ``"hirescam:ENDPOINT"`` and
        ``"layercam:ENDPOINT"``. Empty means the default layers.

    Raises
    ------
    UsageError
        If a name is no endpoint or no kind of map.
    """
    out = [_parse(name) for name in names or DEFAULT_LAYERS]
    out.append(MapRequest(EVIDENCE_LAYER, "evidence"))
    return tuple(dict.fromkeys(out))


def to_map(
    request: MapRequest,
    values: NDArray[np.float16],
    clips: ClipTable,
    pts_s: NDArray[np.float64],
) -> ActivationMap:
    """Give raw maps (N, t, h, w) their times and the recording's one scale."""
    return ActivationMap(
        layer=request.layer,
        kind=request.kind,
        values=values,
        time_s=_step_times(clips, pts_s, values.shape[1]),
        scale=_scale(values, signed=request.kind not in ("activation", "motion")),
    )


def _parse(name: str) -> MapRequest:
    kind, _, layer = name.rpartition(":")
    if layer not in ENDPOINTS:
        raise UsageError(f"There is no layer “{layer}”. Choose from: {', '.join(ENDPOINTS)}.")
    if kind == "":
        return MapRequest(layer, "activation")
    if kind == "hirescam":
        return MapRequest(layer, "hirescam")
    if kind == "layercam":
        return MapRequest(layer, "layercam")
    raise UsageError(f"“{kind}” is no kind of map. Use hirescam:LAYER or layercam:LAYER.")


def _step_times(clips: ClipTable, pts_s: NDArray[np.float64], steps: int) -> NDArray[np.float64]:
    frames = clips.frame_index.shape[1]
    middle = (np.arange(steps) + 0.5) * frames / steps - 0.5
    times = pts_s[clips.frame_index]
    return np.stack([np.interp(middle, np.arange(frames), row) for row in times])


def _scale(values: NDArray[np.float16], *, signed: bool) -> tuple[float, float]:
    sample = values.ravel()[:: max(1, values.size // 2_000_000)].astype(np.float32)
    top = float(np.percentile(np.abs(sample), _SCALE_PERCENTILE)) if sample.size else 0.0
    top = max(top, 1e-6)
    return (-top if signed else 0.0, top)
