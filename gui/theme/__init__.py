"""How the window looks: colours, fonts and spacing, light and dark."""

from gui.theme.theme import Theme, theme

__all__ = ["Theme", "theme"]
