"""What Facies says to people: a model score and what it looks like, never a verdict."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.types import RESEARCH_USE

ROOT = Path(__file__).resolve().parents[1]

_WHO = r"(?:tests?|tested|results?|screen(?:s|ed|ing)?|patients?|persons?|people|score[sd]?|they)"
BANNED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_WHO}\s+(?:(?:is|was|are|were|be|came\s+back)\s+)?(?:positive|negative)\b",
        r"\b(?:positive|negative)\s+(?:results?|tests?|findings?|screen\w*|patients?|for\s+\w)",
        r"\b(?:has|have|had|having|suffers?\s+from|ill\s+with)\s+(?:\w+\s+)?(?:Parkinson|PD\b)",
        r"\b(?:Parkinson\S*(?:\s+disease)?|PD)\s+(?:was\s+|is\s+)?(?:detected|confirmed|likely)",
        r"\b(?:detects?|diagnos(?:es?|ed|ing))\s+(?:\w+\s+){0,3}(?:Parkinson|PD\b)",
        r"\b(?:probability|chance|risk|likelihood)\s+of\s+(?:\w+\s+)?(?:Parkinson|PD\b)",
        r"\b(?:is|are|looks?|seems?)\s+(?:healthy|Parkinsonian)\b",
    )
)
TEXTS = ("*.md", "NOTICE", "docs/**/*.md", "models/bundles/**/*.md", "models/bundles/**/*.json")


def said_by_code(path: Path) -> Iterator[tuple[int, str]]:
    """String literals of a module, without docstrings and with f-strings joined."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    quiet: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            quiet.add(id(node.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [v.value if isinstance(v, ast.Constant) else "x" for v in node.values]
            quiet.update(id(value) for value in node.values)
            yield node.lineno, "".join(str(part) for part in parts)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in quiet:
            yield node.lineno, node.value


def everything_said() -> Iterator[tuple[str, str]]:
    for folder in ("core", "gui", "models"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for line, text in said_by_code(path):
                yield f"{path.relative_to(ROOT)}:{line}", text
    for pattern in TEXTS:
        for path in sorted(ROOT.glob(pattern)):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "resources").rglob("*")):
        if path.suffix in {".json", ".md", ".txt", ".html", ".yaml", ".ts"}:
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def verdicts(text: str) -> list[str]:
    flat = " ".join(text.split())
    return [found.group() for pattern in BANNED for found in pattern.finditer(flat)]


@pytest.mark.parametrize(
    "text",
    [
        "The patient is positive",
        "tested positive for hypomimia",
        "A positive result.",
        "This person has Parkinson's disease",
        "they have early\nParkinson's",
        "PD detected",
        "Probability of PD: 0.7",
        "diagnoses people with Parkinson's",
        "The face looks healthy",
    ],
)
def test_a_verdict_is_noticed(text: str) -> None:
    assert verdicts(text)


@pytest.mark.parametrize(
    "text",
    [
        "the share of the positive mass",
        "hop_s must be positive",
        "a true positive rate",
        "Hypomimia is the loss of facial expression in Parkinson's disease.",
        "not for diagnosis",
        "published for 16 people with Parkinson's disease",
        "evidence against (negative) and for (positive)",
    ],
)
def test_plain_words_are_left_alone(text: str) -> None:
    assert not verdicts(text)


def test_nothing_said_is_a_verdict() -> None:
    said = list(everything_said())
    assert len(said) > 100  # the search found the sources
    found = [f"{place}: {words}" for place, text in said for words in verdicts(text)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"])
def test_documents_carry_the_research_use_line(name: str) -> None:
    flat = " ".join((ROOT / name).read_text(encoding="utf-8").split())
    assert RESEARCH_USE.rstrip(".") in flat
