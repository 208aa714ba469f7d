"""Installed bundles: found, imported whole or not at all, removed."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import platformdirs
import pytest

from core.errors import BundleError, NoSuchModelError, SurroundingsError, UsageError
from core.inference import (
    import_bundle,
    installed_bundles,
    judging_bundle,
    remove_bundle,
    resolve_bundle,
)
from core.places import data_dir
from core.types import ModelInfo
from models.bundle import pack_bundle


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder, and a frozen program without bundles."""
    monkeypatch.setenv("FACIES_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / "program"), raising=False)
    return tmp_path


def ship(bundle_dir: Path, places: Path, name: str = "untrained") -> Path:
    return Path(shutil.copytree(bundle_dir, places / "program" / "models" / "bundles" / name))


def test_nothing_is_installed_at_first() -> None:
    assert installed_bundles() == ()
    with pytest.raises(NoSuchModelError, match="No model is installed") as caught:
        resolve_bundle()
    assert caught.value.exit_code == 2


def test_shipped_bundles_are_found_in_the_frozen_program(bundle_dir: Path, places: Path) -> None:
    shipped = ship(bundle_dir, places)
    (found,) = installed_bundles()
    assert (found.id, found.path, found.origin) == ("untrained", shipped, "shipped")
    assert resolve_bundle().spec.id == "untrained"


def test_shipped_bundles_are_found_in_the_checkout(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(sys, "_MEIPASS")
    folders = sorted(p.parent.name for p in (root / "models" / "bundles").glob("*/bundle.json"))
    found = installed_bundles()
    assert [bundle.id for bundle in found] == folders
    for bundle in found:
        assert bundle.load().spec.id == bundle.id


@pytest.mark.parametrize("zipped", [False, True])
def test_import_resolve_remove(bundle_dir: Path, places: Path, zipped: bool) -> None:
    source = pack_bundle(bundle_dir, places / "mine.facies") if zipped else bundle_dir
    imported = import_bundle(source)
    assert imported.path == places / "data" / "bundles" / "untrained"
    assert [(b.id, b.origin) for b in installed_bundles()] == [("untrained", "user")]
    assert resolve_bundle("untrained").spec == imported.spec
    assert resolve_bundle(None).spec == imported.spec
    import_bundle(source)  # again: replaced
    remove_bundle("untrained")
    assert installed_bundles() == ()
    assert list((places / "data" / "bundles").iterdir()) == []
    assert source.exists()


def test_only_the_very_bundle_that_judged_is_given(bundle_dir: Path, places: Path) -> None:
    ship(bundle_dir, places)
    weights = resolve_bundle("untrained").weights_sha256
    found = judging_bundle(ModelInfo("untrained", "", "", weights, {}))
    assert found is not None and found.weights_sha256 == weights
    assert judging_bundle(ModelInfo("untrained", "", "", "0" * 64, {})) is None
    assert judging_bundle(ModelInfo("another", "", "", weights, {})) is None


def test_a_path_is_taken_where_it_is(bundle_dir: Path, places: Path) -> None:
    assert resolve_bundle(bundle_dir).path == bundle_dir
    assert resolve_bundle(str(bundle_dir)).path == bundle_dir
    assert installed_bundles() == ()


def test_what_is_neither_is_told_with_what_there_is(bundle_dir: Path) -> None:
    import_bundle(bundle_dir)
    with pytest.raises(NoSuchModelError, match=r"“nope”.*Installed models: untrained") as caught:
        resolve_bundle("nope")
    assert caught.value.exit_code == 2


def test_a_damaged_bundle_is_not_imported(bundle_dir: Path, places: Path) -> None:
    bad = Path(shutil.copytree(bundle_dir, places / "bad"))
    (bad / "CARD.md").write_text("better than it is")
    with pytest.raises(BundleError, match="tampered"):
        import_bundle(bad)
    assert installed_bundles() == ()


def test_a_bundle_damaged_later_is_refused_but_can_be_removed(bundle_dir: Path) -> None:
    imported = import_bundle(bundle_dir)
    (imported.path / "CARD.md").write_text("better than it is")
    with pytest.raises(BundleError, match="tampered"):
        resolve_bundle("untrained")
    remove_bundle("untrained")
    assert installed_bundles() == ()


def test_shipped_bundles_are_neither_replaced_nor_removed(bundle_dir: Path, places: Path) -> None:
    shipped = ship(bundle_dir, places)
    with pytest.raises(UsageError, match="cannot be replaced"):
        import_bundle(bundle_dir)
    with pytest.raises(UsageError, match="cannot be removed"):
        remove_bundle("untrained")
    assert shipped.is_dir()


def test_the_shipped_one_is_the_default_and_not_hidden(bundle_dir: Path, places: Path) -> None:
    import_bundle(bundle_dir)
    shipped = ship(bundle_dir, places)
    (found,) = installed_bundles()
    assert found.path == shipped


def test_removing_what_is_not_there(places: Path) -> None:
    for name in ("nope", "../program", ""):
        with pytest.raises(NoSuchModelError):
            remove_bundle(name)


def test_a_removal_that_fails_leaves_the_model(
    bundle_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_bundle(bundle_dir)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", refuse)
        with pytest.raises(SurroundingsError):
            remove_bundle("untrained")
    assert resolve_bundle("untrained").spec.id == "untrained"


def test_the_data_folder_is_the_systems_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FACIES_DATA_DIR")
    assert data_dir() == platformdirs.user_data_path("facies", appauthor=False)
