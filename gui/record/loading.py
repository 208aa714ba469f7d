"""Loading packages of core in one of several threads that do so at about the same time."""

from __future__ import annotations

import importlib


def load_whole(*packages: str) -> None:
    """Import packages, waiting where another thread is at it.

    Python waits for a package that another thread is loading only if the package itself is asked
    for. Asked for one of its modules it goes ahead, and two threads then run through PyAV's
    circular imports at once, of which one fails.
    """
    for name in packages:
        importlib.import_module(name)
