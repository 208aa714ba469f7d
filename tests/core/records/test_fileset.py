"""A set of files arrives whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import SurroundingsError
from core.records.fileset import staged_folder


def listing(folder: Path) -> dict[str, str]:
    return {p.name: p.read_text(encoding="utf-8") for p in folder.iterdir() if p.is_file()}


def test_all_files_arrive_and_others_stay(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old a", encoding="utf-8")
    (tmp_path / "other").write_text("other", encoding="utf-8")
    with staged_folder(tmp_path) as staging:
        (staging / "a").write_text("new a", encoding="utf-8")
        (staging / "b").write_text("new b", encoding="utf-8")
        assert listing(tmp_path) == {"a": "old a", "other": "other"}
    assert listing(tmp_path) == {"a": "new a", "b": "new b", "other": "other"}
    assert [p for p in tmp_path.iterdir() if p.is_dir()] == []


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, OSError])
def test_an_error_while_filling_changes_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    (tmp_path / "a").write_text("old a", encoding="utf-8")
    expected = SurroundingsError if error is OSError else error
    with pytest.raises(expected), staged_folder(tmp_path) as staging:
        (staging / "a").write_text("new a", encoding="utf-8")
        raise error("stop")
    assert [p.name for p in tmp_path.iterdir()] == ["a"]
    assert listing(tmp_path) == {"a": "old a"}


def test_a_folder_made_in_vain_is_removed(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), staged_folder(tmp_path / "new") as staging:
        (staging / "a").write_text("x", encoding="utf-8")
        raise RuntimeError("stop")
    assert list(tmp_path.iterdir()) == []


def test_a_move_that_fails_midway_is_undone(tmp_path: Path) -> None:
    """The last of three names is taken by a folder, which must not be replaced."""
    for name in ("a", "b"):
        (tmp_path / name).write_text(f"old {name}", encoding="utf-8")
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "inside").write_text("kept", encoding="utf-8")
    with pytest.raises(SurroundingsError), staged_folder(tmp_path) as staging:
        for name in ("a", "b", "c"):
            (staging / name).write_text(f"new {name}", encoding="utf-8")
    assert listing(tmp_path) == {"a": "old a", "b": "old b"}
    assert listing(tmp_path / "c") == {"inside": "kept"}
    assert [p.name for p in tmp_path.iterdir() if p.is_dir()] == ["c"]


def test_parents_made_for_nothing_go_too(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), staged_folder(tmp_path / "a" / "b" / "c"):
        raise RuntimeError
    assert not (tmp_path / "a").exists()


def test_a_name_longer_than_any_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(SurroundingsError, match="too long"), staged_folder(tmp_path / ("n" * 300)):
        pass
    assert list(tmp_path.iterdir()) == []


def test_files_of_an_earlier_set_do_not_stay_beside_a_new_one(tmp_path: Path) -> None:
    for name in ("a", "b", "mine"):
        (tmp_path / name).write_text(f"old {name}", encoding="utf-8")
    with staged_folder(tmp_path, replaces=("a", "b", "c")) as staging:
        (staging / "a").write_text("new a", encoding="utf-8")
    assert listing(tmp_path) == {"a": "new a", "mine": "old mine"}
    with pytest.raises(RuntimeError), staged_folder(tmp_path, replaces=("a",)):
        raise RuntimeError
    assert listing(tmp_path) == {"a": "new a", "mine": "old mine"}
