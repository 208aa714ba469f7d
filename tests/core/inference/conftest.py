"""Bundles of an untrained network, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.inference import Engine
from models.bundle import Bundle
from tests.support.bundle_factory import make_bundle


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return make_bundle(tmp_path_factory.mktemp("bundles") / "untrained")


@pytest.fixture(scope="session")
def bundle_dir(bundle: Bundle) -> Path:
    """A whole bundle's folder; not to be changed."""
    return bundle.path


@pytest.fixture(scope="session")
def torch_engine(bundle: Bundle) -> Engine:
    return Engine(bundle, "cpu", ("Conv3d_1a_7x7", "Mixed_4f"), backend="torch", threads=1)


@pytest.fixture(scope="session")
def openvino_engine(bundle: Bundle) -> Engine:
    return Engine(bundle, "cpu", ("Conv3d_1a_7x7", "Mixed_4f"), backend="openvino", threads=1)


@pytest.fixture(params=["openvino", "torch"])
def cpu_engine(request: pytest.FixtureRequest) -> Engine:
    """Each backend of the CPU in turn."""
    engine: Engine = request.getfixturevalue(f"{request.param}_engine")
    return engine
