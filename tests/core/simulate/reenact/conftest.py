from __future__ import annotations

from pathlib import Path

import pytest

from core.simulate.reenact.deal import Role, deal
from tests.support.photographed_people import draw_photographs
from tests.support.rated_table import write_rated_table


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of drawn people, one held back and one not, with a table of rated ones."""
    folder = draw_photographs(tmp_path_factory.mktemp("drawn"))
    write_rated_table(folder / "table.csv", [("d1", 0), ("d2", 2)])
    return folder


@pytest.fixture(scope="session")
def role(drawn: Path) -> Role:
    """The part of the one who is not held back."""
    return deal(drawn / "table.csv", drawn)[0]
