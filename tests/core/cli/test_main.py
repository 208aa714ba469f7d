from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from core.cli.main import build_parser, main
from core.cli.output import forgiving_output
from core.cli.progress_view import progress_view
from core.errors import (
    BundleError,
    Cancelled,
    FaciesError,
    NoSuchModelError,
    RecordingError,
    SurroundingsError,
    UsageError,
)
from core.progress import Progress
from core.types import RESEARCH_USE

PATIENT = "/home/clinic/Ana Pérez.mp4"


@pytest.fixture
def verb(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException | int], None]:
    """Add a verb `try` that raises what it is given, or returns it."""
    module = ModuleType("core.cli.try_verb")

    def set_outcome(outcome: BaseException | int) -> None:
        def run(_: argparse.Namespace) -> int:
            if isinstance(outcome, BaseException):
                raise outcome
            return outcome

        def add_parser(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
            verbs.add_parser("try").set_defaults(run=run)

        module.add_parser = add_parser  # type: ignore[attr-defined]

    monkeypatch.setitem(sys.modules, "core.cli.try_verb", module)
    # The package offers the function `main` under the name of this module.
    monkeypatch.setattr(sys.modules["core.cli.main"], "_VERBS", ("try_verb",))
    return set_outcome


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("No such task."), 2),
        (NoSuchModelError("No such model."), 2),
        (RecordingError("Not a video."), 3),
        (FaciesError("Ours."), 4),
        (SurroundingsError("The disk is full."), 5),
        (BundleError("The bundle was changed."), 5),
        (Cancelled(), 130),
    ],
)
def test_each_family_has_its_exit_code_and_says_its_sentence(
    error: FaciesError,
    code: int,
    verb: Callable[[BaseException | int], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    verb(error)
    assert main(["try"]) == code
    told = capsys.readouterr()
    assert told.err == error.message + "\n"
    assert told.out == ""


def test_the_verbs_own_code_is_passed_on(verb: Callable[[BaseException | int], None]) -> None:
    verb(3)
    assert main(["try"]) == 3


def test_ctrl_c_outside_a_job_is_a_cancel(
    verb: Callable[[BaseException | int], None], capsys: pytest.CaptureFixture[str]
) -> None:
    verb(KeyboardInterrupt())
    assert main(["try"]) == 130
    assert "Cancelled" in capsys.readouterr().err


def test_unforeseen_fault_is_logged_without_the_patient(
    verb: Callable[[BaseException | int], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("FACIES_LOG_DIR", str(tmp_path))
    verb(ValueError(f"cannot read {PATIENT}"))
    assert main(["try"]) == 4
    told = capsys.readouterr().err
    (log,) = tmp_path.iterdir()
    assert str(log) in told
    assert "Traceback" not in told
    text = log.read_text()
    assert "ValueError" in text
    assert "test_main.py" in text
    assert PATIENT not in text + told


@pytest.mark.skipif(os.name == "nt", reason="POSIX path")
def test_unforeseen_fault_is_told_even_where_no_log_can_be_written(
    verb: Callable[[BaseException | int], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("FACIES_LOG_DIR", "/dev/null/logs")
    verb(RuntimeError("x"))
    assert main(["try"]) == 4
    assert "No log could be written" in capsys.readouterr().err


@pytest.mark.parametrize("argv", [[], ["no-such-verb"], ["analyze"], ["analyze", "a", "--what"]])
def test_wrong_usage_is_2(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    assert "usage: facies" in capsys.readouterr().err


def test_help_names_every_verb_and_what_it_is_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    for name in ("analyze", "report", "phantom", "train", "models", "bench", "self-test"):
        assert f"\n    {name}" in told
    assert RESEARCH_USE in " ".join(told.split())


def test_each_verb_says_research_use_in_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    (verbs,) = (
        action
        for action in build_parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    for name in verbs.choices:
        assert main([name, "--help"]) == 0
        assert RESEARCH_USE in " ".join(capsys.readouterr().out.split()), name


def test_a_reader_that_goes_away_neither_ends_the_job_nor_hides_its_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w", encoding="ascii") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        steps = []
        with pytest.raises(RecordingError), forgiving_output():
            for step in range(3):
                sys.stdout.write(f"{step}\n")
                sys.stdout.flush()
                steps.append(step)
            raise RecordingError("No face.")
        assert steps == [0, 1, 2]
        assert sys.stdout is stream


def test_letters_that_the_output_lacks_are_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    data = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(data, encoding="ascii"))
    with forgiving_output():
        sys.stdout.write("Ana Pérez 😀\n")
    assert data.getvalue() == b"Ana P\\xe9rez \\U0001f600\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_output_onto_a_full_disk_is_a_fault_of_the_surroundings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        with pytest.raises(SurroundingsError, match="output"), forgiving_output():
            sys.stdout.write("x")
            sys.stdout.flush()


def test_closed_streams_are_no_fault(
    verb: Callable[[BaseException | int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    verb(RecordingError("No face."))
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    with progress_view(None) as progress:
        progress(Progress("open", 1.0))
    assert main(["try"]) == 3
