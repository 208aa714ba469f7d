"""The house keeps its own rules: sizes, imports, pins, and documents that match the tree."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from core.version import VERSION

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("core", "gui", "models")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
HEAVY = ("torch", "cv2", "mediapipe", "av", "openvino", "reportlab", "sklearn", "scipy", "PySide6")
LARGEST_FILE_MB = 30
# 100-300 lines is what to aim at; beyond this a file must become two.
LONGEST_MODULE = 400
LONGER = {"core/types.py"}  # the one vocabulary of all results


def git(*arguments: str, cwd: Path = ROOT) -> str:
    run = subprocess.run(["git", *arguments], cwd=cwd, capture_output=True, text=True, check=True)
    return run.stdout


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_is_short_and_says_what_it_is(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    if str(path.relative_to(ROOT)) not in LONGER:
        assert len(lines) <= LONGEST_MODULE, "this file must become two"
    assert lines, "an empty module: give it a docstring"
    assert lines[0].startswith('"""'), "a module begins with what it is"


def test_parsing_the_command_line_imports_nothing_heavy() -> None:
    code = (
        "import sys, contextlib, io\n"
        "from gui.main import main\n"
        "sys.argv = ['facies', '--help']\n"
        "with contextlib.redirect_stdout(io.StringIO()): code = main()\n"
        f"loaded = [name for name in {HEAVY!r} if name in sys.modules]\n"
        "assert code == 0, code\n"
        "assert not loaded, loaded\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_pins_are_names_and_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    odd = [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", line)]
    assert not odd
    names = [re.sub(r"[-_.]+", "-", line.split("==")[0]).lower() for line in lines]
    assert len(set(names)) == len(names)
    assert {"torch==2.13.0", "mediapipe==0.10.21"} <= set(lines)


def test_every_dependency_is_pinned_and_one_opencv_is_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8").lower()
    pinned = {line.split("==")[0].replace("_", "-") for line in text.splitlines()}
    assert {name.lower() for name in wanted} <= pinned
    assert [name for name in pinned if name.startswith("opencv")] == ["opencv-contrib-python"]


@pytest.mark.skipif(
    shutil.which("git") is None or not (ROOT / ".git").exists(), reason="not a git checkout"
)
def test_a_fresh_clone_is_light(tmp_path: Path) -> None:
    git("clone", "--quiet", "--no-local", "--depth", "1", ROOT.as_uri(), str(tmp_path / "clone"))
    clone = tmp_path / "clone"
    files = [path for path in clone.rglob("*") if path.is_file() and ".git" not in path.parts]
    large = {
        str(path.relative_to(clone)): round(path.stat().st_size / 2**20, 1)
        for path in files
        if path.stat().st_size > LARGEST_FILE_MB * 2**20
    }
    assert files
    assert not large


def test_nothing_names_a_machine_or_a_registry() -> None:
    """Paths of one machine and addresses of registries have no place in the project."""
    shapes = re.compile(r"/(?:root|home/\w+)/|/work/|pypi\.org|pythonhosted|download\.pytorch")
    texts = [
        *MODULES,
        *ROOT.glob("*.md"),
        *ROOT.glob("*.toml"),
        *ROOT.glob("*.txt"),
        *(ROOT / "docs").rglob("*.md"),
    ]
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in texts
        for match in shapes.finditer(path.read_text(encoding="utf-8"))
    ]
    assert not found


def test_tests_mirror_the_packages() -> None:
    """Tests of `core/video` stand in `tests/core/video`; only top-level tests look at the whole."""
    stray = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / "tests" / package).rglob("test_*.py")
        if not (ROOT / path.parent.relative_to(ROOT / "tests")).is_dir()
    ]
    assert not stray


def test_the_map_names_what_exists() -> None:
    """Every path that ARCHITECTURE.md names stands in the tree, and every package is named."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:core|gui|models|resources|tests|docs)/[\w./-]*)`", text))
    missing = sorted(path for path in named if not (ROOT / path).exists())
    assert not missing
    packages = {f"core/{path.parent.name}" for path in (ROOT / "core").glob("*/__init__.py")}
    assert packages <= {path.rstrip("/") for path in named}


def test_links_of_the_documents_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    link = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
    dead = [
        f"{page.name}: {target}"
        for page in pages
        for target in link.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert not dead


def test_the_changelog_knows_this_version() -> None:
    assert f"## {VERSION}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
