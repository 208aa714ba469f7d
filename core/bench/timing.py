"""Timing jobs against one another so that a slow minute of the machine meets all of them alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from core.progress import CancelToken, Progress, ProgressFn, silent

Job = Callable[[], dict[str, float]]


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds that one thing took, run by run."""

    name: str
    runs_s: tuple[float, ...]

    @property
    def median_s(self) -> float:
        """Median over the runs."""
        return median(self.runs_s)


def interleave(
    jobs: Sequence[Job],
    repeats: int,
    progress: ProgressFn = silent,
    cancel: CancelToken | None = None,
) -> dict[str, Timing]:
    """Run all jobs in turn, `repeats` times over, every other time in reverse order.

    Parameters
    ----------
    jobs : sequence of callable
        Each returns the seconds of what it timed, by name.
    repeats : int
        At least 1.
    progress : callable
        Told stage ``"bench"``.
    cancel : CancelToken, optional
        Looked at between jobs.

    Returns
    -------
    dict of str to Timing
        In the order in which the names first came.
    """
    token = cancel or CancelToken()
    seconds: dict[str, list[float]] = defaultdict(list)
    for turn in range(repeats):
        ordered = list(jobs) if turn % 2 == 0 else list(reversed(jobs))
        for number, job in enumerate(ordered):
            token.raise_if_cancelled()
            for name, taken in job().items():
                seconds[name].append(taken)
            progress(Progress("bench", (turn + (number + 1) / len(jobs)) / repeats))
    return {name: Timing(name, tuple(runs)) for name, runs in seconds.items()}
