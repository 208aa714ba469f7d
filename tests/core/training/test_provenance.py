from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import UsageError
from core.training.provenance import Provenance, read_provenance


def test_reads_what_is_given_and_keeps_careful_words_for_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_text('{"name": "Drawn", "limits": ["One.", "Two."]}', encoding="utf-8")
    found = read_provenance(path)
    assert (found.name, found.limits) == ("Drawn", ("One.", "Two."))
    assert found.intended_use == Provenance().intended_use


@pytest.mark.parametrize(
    "text", ["[]", "{", '{"nmae": "x"}', '{"limits": "x"}', '{"limits": [1]}', '{"name": 3}']
)
def test_refuses_anything_else(tmp_path: Path, text: str) -> None:
    path = tmp_path / "p.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"p\.json"):
        read_provenance(path)


def test_refuses_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Could not read"):
        read_provenance(tmp_path / "none.json")
