"""The README's tables are what was measured, not typed."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def figures(root: Path) -> ModuleType:
    spec = spec_from_file_location("facies_figures", root / "docs" / "make_figures.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_readme_says_what_was_measured(figures: ModuleType, root: Path) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    assert figures.with_tables(readme) == readme


def test_a_readme_without_the_place_is_told(figures: ModuleType) -> None:
    with pytest.raises(ValueError, match="no place for the table"):
        figures.with_tables("# Facies\n")
