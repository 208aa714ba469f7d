"""The colours by what they are for, in a light and a dark set of the same roles.

Text roles keep a contrast of at least 4.5:1 on every ground that they stand on
(`tests/gui/theme/test_tokens.py` measures it). `below` and `above` are the two ends of the
report's blue-orange scale, which colour-blind eyes tell apart; a word always stands beside them.
"""

from __future__ import annotations

from typing import Literal

Role = Literal[
    "window", "surface", "raised", "border", "text", "muted", "accent", "on_accent", "good", "warn",
    "bad", "below", "above", "inconclusive", "stage", "on_stage", "grid", "selection",
]  # fmt: skip

LIGHT: dict[Role, str] = {
    "window": "#f3f5f7",
    "surface": "#ffffff",
    "raised": "#f8fafb",
    "border": "#cdd4db",
    "text": "#1a232d",
    "muted": "#52606d",
    "accent": "#0b6375",
    "on_accent": "#ffffff",
    "good": "#1b7343",
    "warn": "#855300",
    "bad": "#b3261e",
    "below": "#2466ad",
    "above": "#a34c10",
    "inconclusive": "#5d6570",
    "stage": "#11161b",
    "on_stage": "#e8edf1",
    "grid": "#e2e7ec",
    "selection": "#cfe3e7",
}

DARK: dict[Role, str] = {
    "window": "#161b20",
    "surface": "#1e242b",
    "raised": "#262d35",
    "border": "#3d4853",
    "text": "#e6ebef",
    "muted": "#a7b3be",
    "accent": "#5cb8d4",
    "on_accent": "#08181f",
    "good": "#62c894",
    "warn": "#e3b455",
    "bad": "#f49189",
    "below": "#84b6ee",
    "above": "#f1ab6d",
    "inconclusive": "#aeb7c0",
    "stage": "#11161b",
    "on_stage": "#e8edf1",
    "grid": "#2d363f",
    "selection": "#23495a",
}
