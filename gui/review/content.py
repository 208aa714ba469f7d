"""Putting one widget in the place of another."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout, QWidget


def replace_content(layout: QLayout, old: QWidget, new: QWidget) -> QWidget:
    """Show `new` where `old` stands in a layout, at once; `old` goes. Returns `new`."""
    layout.replaceWidget(old, new)
    new.show()
    old.hide()
    old.setParent(None)
    old.deleteLater()
    return new
