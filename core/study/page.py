"""A study's report as Markdown with pictures beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Section:
    """One part of a report.

    Attributes
    ----------
    key : str
        By which programs find its facts.
    title : str
    lines : list of str
        Markdown, one block each.
    plots : dict of str to str
        SVG text by file name without ending.
    facts : dict
        The same numbers for programs.
    """

    key: str
    title: str
    lines: list[str] = field(default_factory=list)
    plots: dict[str, str] = field(default_factory=dict)
    facts: dict[str, object] = field(default_factory=dict)

    def table(self, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Add a table."""
        text = [_row(header), _row(["---"] * len(header)), *(_row(row) for row in rows)]
        self.lines.append("\n".join(text))

    def plot(self, name: str, caption: str, drawing: str) -> None:
        """Add a picture with what it shows."""
        self.plots[name] = drawing
        self.lines.append(f"![{caption}]({{folder}}/{name}.svg)\n\n*{caption}*")

    def text(self, folder: str) -> str:
        """Give the Markdown, with pictures in `folder`."""
        body = "\n\n".join(line.replace("{folder}", folder) for line in self.lines)
        return f"## {self.title}\n\n{body}\n"


def _row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"
