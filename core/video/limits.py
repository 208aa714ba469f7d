"""How large pictures are decoded at most."""

from __future__ import annotations

# The face mesh works on 192 px, and an 8k frame in memory is 100 MB.
MAX_SIDE_PX = 1920
