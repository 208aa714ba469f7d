"""What was measured of the window, as a table for people and as JSON for programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was measured, time after time.

    Attributes
    ----------
    what : str
    unit : {"ms", "s", "frames", "MiB"}
    values : tuple of float
    aim : str
        What was aimed at, in words; empty where there is no aim.
    """

    what: str
    unit: str
    values: tuple[float, ...]
    aim: str = ""

    @property
    def median(self) -> str:
        """The median with its unit."""
        return self._with_unit(float(np.median(self.values)))

    @property
    def p95(self) -> str:
        """The 95th percentile with its unit; empty where a single value was measured."""
        if len(self.values) < 2:
            return ""
        return self._with_unit(float(np.percentile(self.values, 95)))

    def _with_unit(self, value: float) -> str:
        digits = {"ms": 1, "s": 2}.get(self.unit, 0)
        return f"{value:.{digits}f} {self.unit}"


@dataclass(frozen=True, slots=True)
class WindowBench:
    """All rows, and where they were measured."""

    rows: tuple[Row, ...]
    machine: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        """Give the result as plain values."""
        return {
            "schema_version": SCHEMA_VERSION,
            "machine": self.machine,
            "rows": [
                {
                    "what": row.what, "unit": row.unit, "median": row.median, "p95": row.p95,
                    "aim": row.aim, "values": list(row.values),
                }
                for row in self.rows
            ],
        }  # fmt: skip

    def as_table(self) -> str:
        """Give the result as lines of text."""
        width = max(len(row.what) for row in self.rows) + 2
        head = f"{'':<{width}}{'median':>12}{'95th':>12}   aim"
        return "\n".join(
            [head, *(f"{r.what:<{width}}{r.median:>12}{r.p95:>12}   {r.aim}" for r in self.rows)]
        )
