"""The type scale, in points, on the platform's own interface font."""

from __future__ import annotations

from typing import Literal

from PySide6.QtGui import QFont, QFontDatabase

FontRole = Literal["caption", "body", "strong", "title", "heading", "display", "mono"]

SIZES_PT: dict[FontRole, int] = {
    "caption": 11,
    "body": 12,
    "strong": 12,
    "title": 15,
    "heading": 20,
    "display": 32,
    "mono": 12,
}
_WEIGHTS: dict[FontRole, QFont.Weight] = {
    "strong": QFont.Weight.Bold,
    "title": QFont.Weight.DemiBold,
    "heading": QFont.Weight.DemiBold,
    "display": QFont.Weight.DemiBold,
}
# Names that mean "whatever there is": a desktop without settings answers with one of these.
_NAMELESS = ("Sans Serif", "Sans", "sans-serif")
_PREFERRED = ("Inter", "Noto Sans", "Cantarell", "Ubuntu", "Open Sans", "DejaVu Sans")


def make_font(role: FontRole) -> QFont:
    """Make the font of a role."""
    if role == "mono":
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    else:
        font = QFont(interface_family())
    font.setPointSize(SIZES_PT[role])
    font.setWeight(_WEIGHTS.get(role, QFont.Weight.Normal))
    return font


def interface_family() -> str:
    """Name the family that the interface is set in."""
    family = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    if family not in _NAMELESS:
        return family
    installed = set(QFontDatabase.families())
    return next((name for name in _PREFERRED if name in installed), family)
