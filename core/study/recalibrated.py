"""How well network and rivals would tell a chance, had each learnt it from the other people.

Rivals are amounts of movement and say no chance of themselves. Each measure, the network's log
odds too, is given one here by a logistic regression on everybody but the person it is asked of.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.study.labelled import Judged
from core.study.numbers import Interval
from core.study.ratings import interval, weights_drawn

Floats = NDArray[np.float64]

_RESAMPLES = 500
_PRIOR_SD = 5.0  # of the slope, on standardised values; weak


def refitted_brier(judged: Judged, seed: int = 0) -> dict[str, Interval]:
    """Return the Brier of each of `MEASURES`, given its chance by the other people."""
    rng = np.random.default_rng([seed, 34])
    weights = weights_drawn(judged.weight, judged.person, judged.played_by, _RESAMPLES, rng)
    weights = weights[weights.sum(axis=1) > 0]
    out = {}
    for name, value in {"network": judged.logit, **judged.rivals}.items():
        error = (chances(value, judged.label, judged.person, judged.weight) - judged.label) ** 2
        out[name] = interval(weights @ error / weights.sum(axis=1))
    return out


def chances(
    value: Floats, label: NDArray[np.bool_], person: NDArray[np.int64], weight: Floats
) -> Floats:
    """Return each entry's chance of the label (N,), from all other people.

    Parameters
    ----------
    value : (N,) float64
        Higher where the label is likelier, or lower: the regression finds out.
    label : (N,) bool
        Of at least two people on either side.
    person : (N,) int64
        All entries of a person are left out together.
    weight : (N,) float64
        Of each entry.
    """
    from sklearn.linear_model import LogisticRegression

    z = (value - value.mean()) / (value.std() or 1.0)
    out = np.empty(len(value))
    for one in np.unique(person):
        others = person != one
        model = LogisticRegression(C=_PRIOR_SD**2, max_iter=1000)
        model.fit(z[others, None], label[others], sample_weight=weight[others])
        out[~others] = model.predict_proba(z[~others, None])[:, 1]
    return out
