"""How long jobs tell of themselves and how they are stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.errors import Cancelled


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of a job.

    Attributes
    ----------
    stage : str
        Short machine name: ``"open"``, ``"analyse"``, ``"freeze"``, ``"report"``, ...
    fraction : float
        Share of this stage that is done, in [0, 1].
    message : str
        A sentence for people.
    detail : dict
        Early results that a listener may show, such as the first clip scores. JSON values only.
    """

    stage: str
    fraction: float
    message: str = ""
    detail: dict[str, Any] | None = None


ProgressFn = Callable[[Progress], None]


def silent(_: Progress) -> None:
    """Take a `Progress` and show nothing."""


class CancelToken:
    """A flag that one thread sets and a working thread looks at."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        """Ask the job to stop at its next check."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        """Whether a stop was asked for."""
        return self._event.is_set()

    def raise_if_cancelled(self) -> None:
        """Stop here if a stop was asked for.

        Raises
        ------
        Cancelled
            If `cancel` was called.
        """
        if self._event.is_set():
            raise Cancelled
