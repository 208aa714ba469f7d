"""Smile kinematics as the PARK studies measured them, beside people whom clinicians rated.

`park_signals` and `geo10` measure, `compare_smiles` says where a recording falls, and
`reference.json` holds what it is compared with: aggregates over people, made by
``python -m core.measures.kinematics.derive``. Diagnosis is never used.
"""

from core.measures.kinematics.compare import compare_smiles
from core.measures.kinematics.reference import load_reference
from core.measures.kinematics.signals import GEO10, SHOWN, geo10, geo10_of, park_signals

__all__ = [
    "GEO10",
    "SHOWN",
    "compare_smiles",
    "geo10",
    "geo10_of",
    "load_reference",
    "park_signals",
]
