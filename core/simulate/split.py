"""Who is kept from all training."""

from __future__ import annotations

import hashlib
from typing import Literal

People = Literal["all", "training", "held-back"]
"""Whom to choose from."""

_HELD_BACK_OF = 4


def is_held_back(person: str) -> bool:
    """Whether a person is kept from all training: one in four, by the SHA-256 of the id."""
    return int(hashlib.sha256(person.encode()).hexdigest(), 16) % _HELD_BACK_OF == 0


def held_back_among(people: People) -> tuple[bool, ...]:
    """Say whether those to choose from are held back: yes, no, or some are and some are not."""
    kept: dict[People, tuple[bool, ...]] = {
        "all": (False, True),
        "training": (False,),
        "held-back": (True,),
    }
    return kept[people]
