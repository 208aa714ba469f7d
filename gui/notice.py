"""What the window tells the user in its own line: what happened, what it means, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Notice:
    """A message above the place that is shown.

    Attributes
    ----------
    kind : {"info", "done", "warning", "error"}
    text : str
        One or two sentences.
    """

    kind: Literal["info", "done", "warning", "error"]
    text: str
