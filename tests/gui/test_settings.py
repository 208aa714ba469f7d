"""Settings: kept whole, and a damaged file is no reason not to start."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.errors import SurroundingsError
from gui.settings import Settings, load_settings, save_settings, settings_path

CHOSEN = Settings("dark", "cpu", "drawn-faces", "de", "/srv/videos", ("/a/b.mp4", "/c"))


def test_what_was_saved_is_loaded(data_folder: Path) -> None:
    save_settings(CHOSEN)
    assert settings_path().parent == data_folder
    assert load_settings() == CHOSEN
    assert CHOSEN.storage_folder == Path("/srv/videos")
    assert Settings().storage_folder == data_folder / "storage"


def test_without_a_file_everything_has_its_default() -> None:
    assert load_settings() == Settings()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b"[1]", b'{"schema_version": 99, "theme": "dark"}', b"[" * 5000],
)
def test_a_damaged_file_gives_defaults_and_stays(data_folder: Path, content: bytes) -> None:
    data_folder.mkdir()
    settings_path().write_bytes(content)
    assert load_settings() == Settings()
    assert settings_path().read_bytes() == content


def test_only_the_values_that_do_not_fit_take_their_default(data_folder: Path) -> None:
    data_folder.mkdir()
    record = {
        "schema_version": 1, "theme": "pink", "device": "toaster", "model": 7, "recent": [1],
        "language": "fr", "unheard_of": True,
    }  # fmt: skip
    settings_path().write_text(json.dumps(record))
    assert load_settings() == Settings(language="fr")


@pytest.mark.parametrize("no_name", ["nul\0inside", "half a character \ud800"])
def test_what_no_file_system_takes_is_no_name(data_folder: Path, no_name: str) -> None:
    data_folder.mkdir()
    record = {
        "schema_version": 1, "storage": no_name, "model": no_name, "language": no_name,
        "recent": ["/a.mp4", no_name], "device": "cpu",
    }  # fmt: skip
    settings_path().write_text(json.dumps(record))
    assert load_settings() == Settings(device="cpu")


def test_a_folder_that_cannot_be_written_is_said(data_folder: Path) -> None:
    data_folder.write_text("a file where the folder should be")
    with pytest.raises(SurroundingsError):
        save_settings(CHOSEN)
