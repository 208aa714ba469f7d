"""Keeps Python 3.11 alive under PySide6, whose wheels take `None` for immortal.

PySide6 6.12.0 is built once for all Pythons, by the rules of 3.12, where `None`, `True` and the
like are not counted. Under 3.11 they are, and every call of a Qt method that returns nothing takes
one reference too many: after some ten thousand calls Python ends with "deallocating None".
"""

from __future__ import annotations

import ctypes
import sys

_UNCOUNTED_FROM = (3, 12)
_PLENTY = 1 << 40  # a call every microsecond would need twelve days


def keep_singletons() -> None:
    """Give the objects that must never go more references than can be taken. Call once."""
    if sys.version_info >= _UNCOUNTED_FROM or hasattr(sys, "gettotalrefcount"):
        return
    for each in (None, True, False, NotImplemented, Ellipsis):
        ctypes.c_ssize_t.from_address(id(each)).value += _PLENTY
