from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.atomic import atomic_path, write_bytes, write_text, write_with, writing_failed
from core.errors import SurroundingsError

FULL = Path("/dev/full")


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_writes_under_the_final_name_only(tmp_path: Path) -> None:
    target = tmp_path / "new folder" / "résumé 😀.json"
    with atomic_path(target) as temporary:
        assert temporary.parent == target.parent
        assert temporary.suffix == ".json"
        assert not target.exists()
        temporary.write_text("whole")
    assert target.read_text() == "whole"
    assert names(target.parent) == [target.name]


def test_replaces_what_stood_there(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    write_text(target, "old")
    write_text(target, "näw")
    assert target.read_bytes() == "näw".encode()


@pytest.mark.parametrize("error", [ValueError("ours"), KeyboardInterrupt()])
def test_any_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, error: BaseException
) -> None:
    target = tmp_path / "a.txt"
    write_text(target, "old")

    def writer(temporary: Path) -> None:
        temporary.write_text("half")
        raise error

    with pytest.raises(type(error)):
        write_with(target, writer)
    assert target.read_text() == "old"
    assert names(tmp_path) == ["a.txt"]


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")
def test_full_disk_says_so(tmp_path: Path) -> None:
    target = tmp_path / "a.bin"
    with (
        pytest.raises(SurroundingsError, match="the disk is full") as caught,
        atomic_path(target),
    ):
        FULL.write_bytes(b"x")  # the kernel's own "no space left on device"
    assert caught.value.exit_code == 5
    assert "a.bin" in caught.value.message
    assert names(tmp_path) == []


def test_folder_that_is_a_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SurroundingsError, match=r"Could not write “a\.txt”"):
        write_bytes(tmp_path / "file" / "a.txt", b"")
    assert (tmp_path / "file").read_text() == "x"


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="POSIX permissions")
def test_read_only_folder_says_so(tmp_path: Path) -> None:
    """Run without root's rights where the tests run as root: root may write anywhere."""
    folder = tmp_path / "locked"
    folder.mkdir()
    code = (
        "import os, pathlib, sys\n"
        "from core.atomic import write_text\n"
        "from core.errors import SurroundingsError\n"
        "if os.geteuid() == 0: os.setegid(65534); os.seteuid(65534)\n"
        "try: write_text(pathlib.Path(sys.argv[1]) / 'a.txt', 'x')\n"
        "except SurroundingsError as error: print(error.message)\n"
    )
    for parent in (folder, *folder.parents):
        if os.geteuid() == 0 and parent.is_relative_to(tmp_path.parent.parent):
            parent.chmod(0o755)
    folder.chmod(0o555)
    run = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True
    )
    assert "no permission" in run.stdout
    assert names(folder) == []


@pytest.mark.skipif(os.name == "nt", reason="POSIX modes")
def test_result_has_ordinary_permissions(tmp_path: Path) -> None:
    write_text(tmp_path / "a.txt", "x")
    plain = tmp_path / "b.txt"
    plain.write_text("x")
    assert (tmp_path / "a.txt").stat().st_mode == plain.stat().st_mode


def test_too_long_a_name_says_so(tmp_path: Path) -> None:
    with pytest.raises(SurroundingsError) as caught:
        write_text(tmp_path / ("x" * 300 + ".txt"), "x")
    assert isinstance(caught.value.__cause__, OSError)
    assert caught.value.__cause__.errno == errno.ENAMETOOLONG
    assert names(tmp_path) == []


def test_the_users_folder_is_named_not_our_half_way_house(tmp_path: Path) -> None:
    error = writing_failed(tmp_path / "out" / ".facies-x1", OSError(errno.ENOSPC, ""))
    assert "“out”" in error.message and ".facies-" not in error.message
