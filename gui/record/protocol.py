"""Recording protocols: what the patient is asked to do, read from YAML and checked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from core.errors import UsageError
from core.types import TASKS, Task

Words = dict[str, str]
"""A text by language code; "" stands for one that is not said to be in any."""

MOST_BYTES = 100_000
_LANGUAGE_LETTERS = 16
_PROMPT_LETTERS = 600
_MOST_STEPS = 40


@dataclass(frozen=True, slots=True)
class Step:
    """One task of a protocol.

    Attributes
    ----------
    task : Task
        Of the segments that come of it.
    seconds : float
        How long each time.
    prompt : Words
        What the patient reads.
    repeats : int
    pause_s : float
        Between the repeats.
    """

    task: Task
    seconds: float
    prompt: Words
    repeats: int = 1
    pause_s: float = 2.0


@dataclass(frozen=True, slots=True)
class Protocol:
    """A list of steps with a name."""

    name: Words
    steps: tuple[Step, ...]

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages in which every prompt is there; () where prompts have no language."""
        sets = [set(step.prompt) - {""} for step in self.steps]
        return tuple(sorted(set.intersection(*sets))) if sets else ()

    @property
    def length_s(self) -> float:
        """How long it takes without what lies between the steps."""
        return sum(
            step.seconds * step.repeats + step.pause_s * (step.repeats - 1) for step in self.steps
        )


def say(words: Words, language: str) -> str:
    """Return a text in a language, or else in English, or else in any that there is."""
    for key in (language, language.split("_")[0], "", "en"):
        if key in words:
            return words[key]
    return next(iter(words.values()), "")


def load_protocol(path: Path) -> Protocol:
    """Read a protocol.

    Raises
    ------
    UsageError
        If the file cannot be read or does not fit; the message says where and what is wanted.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"The protocol “{path.name}” cannot be read: {error.strerror}.") from error
    if len(data) > MOST_BYTES:
        raise UsageError(f"The protocol “{path.name}” is too large to be one.")
    try:
        return parse_protocol(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise UsageError(f"The protocol “{path.name}” is not a text in UTF-8.") from error
    except UsageError as error:
        raise UsageError(f"The protocol “{path.name}” does not fit. {error.message}") from error


def parse_protocol(text: str) -> Protocol:
    """Read a protocol from YAML. Raises `UsageError` saying what does not fit."""
    try:
        record = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark is not None else ""
        raise UsageError(f"It is not valid YAML{where}.") from error
    _need(isinstance(record, dict), "It must hold the fields name and steps.")
    unknown = sorted(str(key) for key in set(record) - {"name", "steps"})
    _need(not unknown, f"Unknown field: {', '.join(unknown)}. Known are name and steps.")
    name = _words(record.get("name"), "The name")
    steps = record.get("steps")
    _need(
        isinstance(steps, list) and 1 <= len(steps) <= _MOST_STEPS,
        f"steps must be a list of 1 to {_MOST_STEPS} steps.",
    )
    assert isinstance(steps, list)
    return Protocol(name, tuple(_step(entry, at) for at, entry in enumerate(steps, start=1)))


def dump_protocol(protocol: Protocol) -> str:
    """Write a protocol as YAML that `parse_protocol` reads back."""
    steps = [
        {
            "task": step.task,
            "seconds": step.seconds,
            "repeats": step.repeats,
            "pause_s": step.pause_s,
            "prompt": _plain(step.prompt),
        }
        for step in protocol.steps
    ]
    record = {"name": _plain(protocol.name), "steps": steps}
    return yaml.safe_dump(record, allow_unicode=True, sort_keys=False)


def _step(entry: Any, number: int) -> Step:
    where = f"Step {number}"
    _need(isinstance(entry, dict), f"{where} must hold task, seconds and prompt.")
    unknown = sorted(str(key) for key in set(entry) - _STEP_FIELDS)
    _need(not unknown, f"{where} has unknown fields: {', '.join(unknown)}.")
    task: Task | None = next((task for task in TASKS if task == entry.get("task")), None)
    if task is None:
        raise UsageError(f"{where}: task must be one of {', '.join(TASKS)}.")
    repeats = entry.get("repeats", 1)
    _need(
        isinstance(repeats, int) and not isinstance(repeats, bool) and 1 <= repeats <= 20,
        f"{where}: repeats must be a whole number from 1 to 20.",
    )
    return Step(
        task,
        _seconds(entry.get("seconds"), 1, 600, f"{where}: seconds"),
        _words(entry.get("prompt"), f"{where}: prompt"),
        repeats,
        _seconds(entry.get("pause_s", 2), 0, 60, f"{where}: pause_s"),
    )


def _seconds(value: Any, least: float, most: float, what: str) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    _need(number and least <= value <= most, f"{what} must be a number from {least} to {most}.")
    return float(value)


def _words(value: Any, what: str) -> Words:
    if isinstance(value, str):
        value = {"": value}
    fits = isinstance(value, dict) and value and all(_is_text(*each) for each in value.items())
    _need(
        bool(fits),
        f"{what} must be a text of at most {_PROMPT_LETTERS} letters, or one by language.",
    )
    return {language: " ".join(text.split()) for language, text in value.items()}


def _is_text(language: Any, text: Any) -> bool:
    return (
        isinstance(language, str)
        and len(language) <= _LANGUAGE_LETTERS
        and isinstance(text, str)
        and bool(text.strip())
        and len(text) <= _PROMPT_LETTERS
    )


def _plain(words: Words) -> str | Words:
    return words[""] if set(words) == {""} else dict(words)


def _need(fits: bool, message: str) -> None:
    if not fits:
        raise UsageError(message)


_STEP_FIELDS = {"task", "seconds", "prompt", "repeats", "pause_s"}
