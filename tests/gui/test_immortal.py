"""Qt calls by the hundred thousand must not use Python's `None` up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_CODE = """
import gui
from PySide6.QtCore import QObject
each = QObject()
for _ in range(300_000):
    each.setObjectName("a")
    each.blockSignals(True)
    each.blockSignals(False)
print("alive")
"""


def test_none_is_not_used_up(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _CODE], cwd=root, capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr[-300:]
