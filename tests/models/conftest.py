"""A saved bundle, made once: writing twelve million numbers takes its time."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.bundle_factory import make_bundle


@pytest.fixture(scope="session")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole bundle's folder; not to be changed."""
    folder = tmp_path_factory.mktemp("saved") / "untrained"
    make_bundle(folder)
    return folder


@pytest.fixture()
def bundle_dir(saved: Path, tmp_path: Path) -> Path:
    """A whole bundle's folder to change."""
    return Path(shutil.copytree(saved, tmp_path / "untrained"))
