"""Reading and writing a bundle's bytes: hostile zips, full disks, half-written folders."""

from __future__ import annotations

import errno
import io
import os
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import bundle_files
from models.bundle_files import read_files, write_archive, write_folder
from models.errors import BundleError, NoSuchModelError

SOME = {"bundle.json": b"{}", "CARD.md": b"# card"}

NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True)
FILES = st.dictionaries(NAMES, st.binary(max_size=200), max_size=6).filter(
    lambda files: len({name.lower() for name in files}) == len(files)
)


@settings(max_examples=40, deadline=None)
@given(files=FILES)
def test_archive_round_trip(files: dict[str, bytes], tmp_path_factory: Any) -> None:
    path = tmp_path_factory.mktemp("zip") / "b.facies"
    write_archive(path, files)
    assert read_files(path) == files
    assert [p.name for p in path.parent.iterdir()] == ["b.facies"]


@settings(max_examples=40, deadline=None)
@given(files=FILES)
def test_folder_round_trip(files: dict[str, bytes], tmp_path_factory: Any) -> None:
    folder = tmp_path_factory.mktemp("folder") / "b"
    write_folder(folder, files)
    assert read_files(folder) == files
    assert [p.name for p in folder.parent.iterdir()] == ["b"]


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=300), at=st.integers(0, 400), put=st.binary(max_size=8))
def test_damaged_archives_never_raise_anything_else(
    data: bytes, at: int, put: bytes, tmp_path_factory: Any
) -> None:
    path = tmp_path_factory.mktemp("zip") / "b.facies"
    write_archive(path, {"bundle.json": data, "CARD.md": b"card"})
    whole = bytearray(path.read_bytes())
    whole[at : at + len(put)] = put
    path.write_bytes(whole)
    try:
        read_files(path)
    except BundleError as error:
        assert error.exit_code == 5


def test_the_same_files_give_the_same_archive(tmp_path: Path) -> None:
    write_archive(tmp_path / "a.facies", SOME)
    write_archive(tmp_path / "b.facies", dict(reversed(SOME.items())))
    assert (tmp_path / "a.facies").read_bytes() == (tmp_path / "b.facies").read_bytes()


def archive_with(path: Path, *entries: tuple[zipfile.ZipInfo | str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for entry, data in entries:
            archive.writestr(entry, data)
    return path


@pytest.mark.parametrize(
    "name",
    [
        "../outside.txt",
        "a/../../outside.txt",
        "/tmp/outside.txt",
        "C:\\outside.txt",
        "C:outside.txt",
        "..\\outside.txt",
        "\\\\server\\share\\x",
        "sub/CARD.md",
        "sub/",
        ".hidden",
        "..",
    ],
)
def test_entries_cannot_leave_their_folder(tmp_path: Path, name: str) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    path = archive_with(inside / "b.facies", *SOME.items(), (zipfile.ZipInfo(name), b"evil"))
    with pytest.raises(BundleError, match="damaged or was tampered"):
        read_files(path)
    assert [p.name for p in tmp_path.iterdir()] == ["inside"]
    assert [p.name for p in inside.iterdir()] == ["b.facies"]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFDIR])
def test_links_and_devices_are_refused(tmp_path: Path, kind: int) -> None:
    link = zipfile.ZipInfo("weights.safetensors")
    link.create_system = 3
    link.external_attr = (kind | 0o777) << 16
    path = archive_with(tmp_path / "b.facies", *SOME.items(), (link, b"/etc/passwd"))
    with pytest.raises(BundleError, match="a link or a device"):
        read_files(path)


@pytest.mark.parametrize("names", [("CARD.md", "CARD.md"), ("CARD.md", "card.MD")])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_double_names_are_refused(tmp_path: Path, names: tuple[str, str]) -> None:
    path = archive_with(tmp_path / "b.facies", *((name, b"x") for name in names))
    with pytest.raises(BundleError, match="same name"):
        read_files(path)


def test_zip_bomb_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "b.facies"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("bundle.json", "w", force_zip64=True) as stream,
    ):
        for _ in range(300):
            stream.write(bytes(1024 * 1024))
    assert path.stat().st_size < 1024 * 1024
    monkeypatch.setattr(bundle_files, "_read_entry", lambda *_: pytest.fail("was opened"))
    with pytest.raises(BundleError, match="too large"):
        read_files(path)


def test_a_lying_size_reads_no_more_than_it_says(tmp_path: Path) -> None:
    path = tmp_path / "b.facies"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bundle.json", bytes(10_000_000))
    raw = path.read_bytes()
    for_sizes = (10_000_000).to_bytes(4, "little")
    assert raw.count(for_sizes) == 2
    path.write_bytes(raw.replace(for_sizes, (100).to_bytes(4, "little")))
    with pytest.raises(BundleError):
        read_files(path)


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    path = archive_with(tmp_path / "b.facies", *((f"f{i}", b"") for i in range(17)))
    with pytest.raises(BundleError, match="too large"):
        read_files(path)


@pytest.mark.parametrize("content", [b"", b"PK", b"hello", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_archive_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "b.facies"
    path.write_bytes(content)
    if content.startswith(b"PK\x05\x06"):  # an empty archive is one, with nothing in it
        assert read_files(path) == {}
        return
    with pytest.raises(BundleError, match="not a model bundle"):
        read_files(path)


def test_missing_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(NoSuchModelError) as caught:
        read_files(tmp_path / "none")
    assert caught.value.exit_code == 2


def test_folder_with_more_than_files_is_refused(tmp_path: Path) -> None:
    write_folder(tmp_path / "b", SOME)
    (tmp_path / "b" / "sub").mkdir()
    with pytest.raises(BundleError, match="sub"):
        read_files(tmp_path / "b")


def test_what_the_system_leaves_is_not_read(tmp_path: Path) -> None:
    write_folder(tmp_path / "b", SOME)
    (tmp_path / "b" / ".DS_Store").write_bytes(b"finder")
    assert read_files(tmp_path / "b") == SOME


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / "thesis"
    mine.mkdir()
    (mine / "chapter.txt").write_text("years of work")
    with pytest.raises(BundleError, match="left alone"):
        write_folder(mine, SOME)
    assert (mine / "chapter.txt").read_text() == "years of work"


def test_a_bundle_is_replaced_whole(tmp_path: Path) -> None:
    write_folder(tmp_path / "b", SOME | {"old.txt": b"old"})
    write_folder(tmp_path / "b", {"bundle.json": b"new"})
    assert read_files(tmp_path / "b") == {"bundle.json": b"new"}
    assert [p.name for p in tmp_path.iterdir()] == ["b"]


def fail_with(number: int) -> Any:
    def fail(*_: Any, **__: Any) -> Any:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("write", [write_folder, write_archive])
def test_a_full_disk_leaves_the_old_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, write: Any
) -> None:
    path = tmp_path / "b.facies"
    write(path, SOME)
    with monkeypatch.context() as patch:
        patch.setattr(bundle_files.os, "fsync", fail_with(number))
        with pytest.raises(BundleError, match=os.strerror(number)) as caught:
            write(path, {"bundle.json": b"new"})
    assert caught.value.exit_code == 5
    assert read_files(path) == SOME
    assert [p.name for p in tmp_path.iterdir()] == ["b.facies"]


@pytest.mark.parametrize("error", [OSError(errno.EIO, "broken"), KeyboardInterrupt()])
def test_a_replacement_cut_in_two_is_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    folder = tmp_path / "b"
    write_folder(folder, SOME)
    rename = Path.rename

    def second_fails(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise error
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", second_fails)
        with pytest.raises((BundleError, KeyboardInterrupt)):
            write_folder(folder, {"bundle.json": b"new"})
    assert read_files(folder) == SOME
    assert [p.name for p in tmp_path.iterdir()] == ["b"]


def test_where_a_file_stands_no_folder_is_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for write in (write_folder, write_archive):
        with pytest.raises(BundleError, match="Could not write"):
            write(tmp_path / "file" / "b", SOME)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything"
)
def test_unreadable_files_are_told(tmp_path: Path) -> None:
    write_folder(tmp_path / "b", SOME)
    (tmp_path / "b" / "CARD.md").chmod(0)
    with pytest.raises(BundleError, match="could not be read"):
        read_files(tmp_path / "b")


def test_reading_errors_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_folder(tmp_path / "b", SOME)
    monkeypatch.setattr(Path, "read_bytes", fail_with(errno.EIO))
    with pytest.raises(BundleError, match="could not be read"):
        read_files(tmp_path / "b")


def test_encrypted_entries_are_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("CARD.md", b"x")
    raw = bytearray(buffer.getvalue())
    central = raw.index(b"PK\x01\x02")
    raw[central + 8] |= 1
    (tmp_path / "b.facies").write_bytes(raw)
    with pytest.raises(BundleError, match="encrypted"):
        read_files(tmp_path / "b.facies")


def test_only_the_two_usual_ways_of_packing_are_read(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("CARD.md", b"x" * 100)
    raw = bytearray(buffer.getvalue())
    for mark, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        raw[raw.index(mark) + at] = zipfile.ZIP_LZMA  # whose faults have a class of their own
    (tmp_path / "b.facies").write_bytes(raw)
    with pytest.raises(BundleError, match="packed"):
        read_files(tmp_path / "b.facies")


def test_a_name_longer_than_any_file_is_missing() -> None:
    with pytest.raises(NoSuchModelError):
        read_files(Path("n" * 300))


def test_a_report_beside_a_bundle_is_no_part_of_it(tmp_path: Path) -> None:
    write_folder(tmp_path / "b", SOME)
    (tmp_path / "b" / "REPORT.md").write_text("# Report", encoding="utf-8")
    (tmp_path / "b" / "report").mkdir()
    (tmp_path / "b" / "report" / "dose.svg").write_text("<svg/>", encoding="utf-8")
    assert read_files(tmp_path / "b") == SOME
