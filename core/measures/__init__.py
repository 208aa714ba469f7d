"""Facial measures from landmarks: blinks, mouth, smile, asymmetry, brows.

Imports core.face (landmark names) and core.types. `measure` is the way in; `CATALOGUE` lists every
measure with its unit and published reference.
"""

from core.measures.catalogue import CATALOGUE
from core.measures.measure import measure

__all__ = ["CATALOGUE", "measure"]
