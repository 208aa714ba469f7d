"""The frozen program's recipe, as far as it can be judged without building for minutes."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def build(root: Path) -> ModuleType:
    spec = spec_from_file_location("facies_build", root / "build_spec" / "build.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_sizes_are_summed_by_part(build: ModuleType, tmp_path: Path) -> None:
    files = {
        "_internal/torch/lib/a.so": 5,
        "_internal/torch/b.py": 2,
        "_internal/av.libs/c.so": 3,
        "_internal/d.so": 4,
        "facies": 1,
    }
    for name, size in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * size)
    assert build.sizes_by_part(tmp_path) == {"torch": 7, "av": 3, "loose files": 5}


def test_it_is_tried_without_python_on_the_path(build: ModuleType, tmp_path: Path) -> None:
    env = build.bare_environment(tmp_path)
    assert "VIRTUAL_ENV" not in env and "PYTHONPATH" not in env
    assert not any(Path(part).exists() for part in env["PATH"].split(os.pathsep))


def test_it_is_tried_without_a_network(build: ModuleType) -> None:
    words = build.without_network()
    if not words:
        pytest.skip("this system cannot take the network away")
    code = "import socket; socket.create_connection(('192.0.2.1', 9), timeout=2)"
    done = subprocess.run([*words, sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode != 0 and "unreachable" in done.stderr


def test_nothing_of_what_is_left_out_is_imported_by_the_whole_job(root: Path) -> None:
    """jax and jaxlib stay out of the frozen program: importing them here would be an error."""
    code = (
        "import sys\n"
        "class Refuse:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name.split('.')[0] in ('jax', 'jaxlib', 'sounddevice'):\n"
        "            raise ModuleNotFoundError(name, name=name)\n"
        "sys.meta_path.insert(0, Refuse())\n"
        "from gui.main import facies\n"
        "sys.exit(facies(['self-test', '--no-window', '--progress', 'none']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
