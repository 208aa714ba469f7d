"""Smile kinematics as the PARK studies measured them, beside people whom clinicians rated.

`signals` measures, `compare` says where a recording's smiles fall, `ordinal` is the plain rival of
any model, and ``reference.json`` holds what recordings are compared with: aggregates over people,
made by ``python -m core.kinematics.derive``. Diagnosis is never used. `quantities` and `reference`
load nothing heavy.
"""
