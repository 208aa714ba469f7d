"""One model in the list: its name, whether it is active, whole, shipped or imported."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import QListWidgetItem

from gui.bundles.work import Description
from gui.theme.tokens import Role
from gui.widgets import icon

_ROW_HEIGHT_PX = 60


def bundle_item(bundle: Description, *, active: bool) -> QListWidgetItem:
    """Make a list's row; shape, colour and words say how it stands."""
    say = QCoreApplication.translate
    facts = [say("Models", "active")] if active else []
    facts.append(say("Models", "damaged") if bundle.problem else bundle.version)
    shipped = bundle.origin == "shipped"
    facts.append(say("Models", "shipped") if shipped else say("Models", "imported"))
    item = QListWidgetItem(f"{bundle.title}\n{' · '.join(facts)}")
    picture, role = _look(bundle, active)
    item.setIcon(icon(picture, role))
    item.setSizeHint(QSize(0, _ROW_HEIGHT_PX))
    item.setData(Qt.ItemDataRole.UserRole, bundle.id)
    return item


def _look(bundle: Description, active: bool) -> tuple[str, Role]:
    if bundle.problem:
        return "fail", "bad"
    return ("pass", "good") if active else ("models", "muted")
