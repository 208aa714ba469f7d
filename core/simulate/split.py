"""Who is kept from all training."""

from __future__ import annotations

import hashlib

_HELD_BACK_OF = 4


def is_held_back(person: str) -> bool:
    """Whether a person is kept from all training: one in four, by the SHA-256 of the id."""
    return int(hashlib.sha256(person.encode()).hexdigest(), 16) % _HELD_BACK_OF == 0
