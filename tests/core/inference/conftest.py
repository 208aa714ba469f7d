"""Bundles of an untrained network, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.bundle import Bundle
from tests.support.bundle_factory import make_bundle


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return make_bundle(tmp_path_factory.mktemp("bundles") / "untrained")


@pytest.fixture(scope="session")
def bundle_dir(bundle: Bundle) -> Path:
    """A whole bundle's folder; not to be changed."""
    return bundle.path
