"""The box that says what Facies is."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.types import RESEARCH_USE
from core.version import VERSION
from gui.theme.spacing import XL, L
from gui.widgets.card import label
from gui.widgets.icons import icon_pixmap


def about_dialog(parent: QWidget) -> QDialog:
    """Make the box; it goes away for good when closed."""
    translate = QCoreApplication.translate
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(translate("About", "About Facies"))
    dialog.setMinimumWidth(520)
    mark = QLabel()
    mark.setPixmap(icon_pixmap("facies", "text", 64, parent.devicePixelRatioF()))
    words = QVBoxLayout()
    words.addWidget(label(f"Facies {VERSION}", "heading"))
    words.addWidget(label(RESEARCH_USE, "strong"))
    words.addWidget(
        label(
            translate(
                "About",
                "Facies compares how a face moves with what a named model has learnt. Nothing "
                "leaves this computer, and your recordings are never changed.",
            )
        )
    )
    parts = translate(
        "About",
        "Apache License 2.0. The file NOTICE lists the parts of others and their licences.",
    )
    words.addWidget(label(parts, "muted"))
    row = QHBoxLayout()
    row.setSpacing(L)
    row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(words, 1)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(XL, XL, XL, L)
    column.setSpacing(L)
    column.addLayout(row)
    column.addWidget(buttons)
    return dialog
