"""One scale of distances for the whole window, in device-independent pixels."""

from __future__ import annotations

XS = 4
S = 8
M = 12
L = 16
XL = 24
XXL = 32
RADIUS = 8
