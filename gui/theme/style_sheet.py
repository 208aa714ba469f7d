"""The application's one style sheet. Widgets choose a look by their ``kind`` property."""

from __future__ import annotations

from string import Template

from core.resources import icons_folder
from gui.theme.fonts import SIZES_PT
from gui.theme.tokens import Role

_SHEET = Template("""
QMainWindow, QDialog, QWidget#place { background: $window; }
QToolTip {
    background: $raised; color: $text; border: 1px solid $border; padding: 6px 8px;
    font-size: ${caption}pt;
}
QLabel { color: $text; background: transparent; }
QLabel[kind="muted"] { color: $muted; }
QLabel[kind="caption"] { color: $muted; font-size: ${caption}pt; }
QLabel[kind="strong"] { font-weight: 700; }
QLabel[kind="title"] { font-size: ${title}pt; font-weight: 600; }
QLabel[kind="heading"] { font-size: ${heading}pt; font-weight: 600; }
QLabel[kind="display"] { font-size: ${display}pt; font-weight: 600; }
QLabel[kind="key"] {
    background: $raised; border: 1px solid $border; border-bottom-width: 2px; border-radius: 4px;
    padding: 1px 6px; font-size: ${caption}pt;
}
QLabel:disabled { color: $muted; }

QFrame[kind="card"] { background: $surface; border: 1px solid $border; border-radius: 8px; }
QFrame[kind="drop"] { background: $surface; border: 2px dashed $border; border-radius: 8px; }
QFrame[kind="drop"][hot="true"] { border-color: $accent; background: $selection; }
QFrame[kind="rule"] { background: $border; border: none; max-height: 1px; min-height: 1px; }

QPushButton {
    background: $surface; color: $text; border: 1px solid $border; border-radius: 6px;
    padding: 7px 14px; min-height: 20px; qproperty-iconSize: 24px 16px;
}
QPushButton:hover { border-color: $muted; background: $raised; }
QPushButton:pressed, QPushButton:checked { background: $selection; border-color: $accent; }
QPushButton:focus { border: 2px solid $accent; padding: 6px 13px; }
QPushButton:disabled { color: $muted; background: $window; border: 1px dashed $border; }
QPushButton[kind="primary"] {
    background: $accent; color: $on_accent; border-color: $accent; font-weight: 600;
}
QPushButton[kind="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="primary"]:pressed { background: $accent_down; border-color: $accent_down; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="primary"]:disabled {
    background: $window; color: $muted; border: 1px dashed $border;
}
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; color: $accent; }
QPushButton[kind="quiet"]:hover { background: $selection; }
QPushButton[kind="quiet"]:focus { border: 2px solid $accent; }
QPushButton[kind="quiet"]:disabled { color: $muted; }
QPushButton[kind="danger"] { color: $bad; border-color: $bad; }
QPushButton[kind="danger"]:hover { background: $bad; color: $surface; }
QPushButton[kind="danger"]:disabled { color: $muted; border-color: $border; }
QPushButton[large="true"] {
    padding: 11px 22px; font-size: ${title}pt; border-radius: 8px; min-height: 26px;
    qproperty-iconSize: 32px 24px;
}

QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }

QToolButton {
    background: transparent; color: $text; border: 1px solid transparent; border-radius: 6px;
    padding: 5px;
}
QToolButton:hover { background: $raised; border-color: $border; }
QToolButton:pressed, QToolButton:checked { background: $selection; border-color: $accent; }
QToolButton:focus { border: 2px solid $accent; padding: 4px; }
QToolButton:disabled { color: $muted; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox, QDateTimeEdit {
    background: $surface; color: $text; border: 1px solid $border; border-radius: 6px;
    padding: 5px 8px; selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {
    border: 2px solid $accent; padding: 4px 7px;
}
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled, QComboBox:disabled,
QAbstractSpinBox:disabled { color: $muted; background: $window; border: 1px dashed $border; }
QLineEdit:read-only, QPlainTextEdit:read-only { background: $raised; }
QComboBox { padding-right: 26px; }
QComboBox:focus { padding-right: 25px; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url($icons/arrow-down.svg); width: 14px; height: 14px; }
QComboBox QAbstractItemView {
    background: $surface; color: $text; border: 1px solid $border; outline: none; padding: 4px;
    selection-background-color: $selection; selection-color: $text;
}
QAbstractSpinBox { padding-right: 24px; padding-left: 6px; }
QAbstractSpinBox:focus { padding-right: 23px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
    subcontrol-origin: border; width: 22px; border: none; background: transparent;
}
QAbstractSpinBox::up-button { subcontrol-position: top right; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; }
QAbstractSpinBox::up-arrow { image: url($icons/arrow-up.svg); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url($icons/arrow-down.svg); width: 10px; height: 10px; }

QCheckBox, QRadioButton { color: $text; spacing: 8px; padding: 2px; }
QCheckBox:disabled, QRadioButton:disabled { color: $muted; }
QCheckBox::indicator {
    width: 16px; height: 16px; border: 1px solid $muted; border-radius: 4px; background: $surface;
}
QCheckBox::indicator:checked {
    background: $accent; border-color: $accent; image: url($icons/tick-$tick.svg);
}
QRadioButton::indicator {
    width: 16px; height: 16px; border: 1px solid $muted; border-radius: 9px; background: $surface;
}
QRadioButton::indicator:checked { border: 5px solid $accent; width: 8px; height: 8px; }
QCheckBox:focus, QRadioButton:focus { border: 1px solid $accent; border-radius: 4px; padding: 1px; }

QProgressBar {
    background: $grid; border: none; border-radius: 4px; min-height: 8px; max-height: 8px;
    color: transparent;
}
QProgressBar::chunk { background: $accent; border-radius: 4px; }

QSlider::groove:horizontal { height: 4px; background: $border; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal {
    width: 14px; height: 14px; margin: -6px 0; border-radius: 8px; background: $surface;
    border: 1px solid $muted;
}
QSlider::handle:horizontal:hover { border-color: $accent; }
QSlider:focus { border: 1px solid $accent; border-radius: 4px; }
QSlider::handle:horizontal:disabled { background: $border; }
QSlider::sub-page:horizontal:disabled { background: $border; }

QTabWidget::pane { border: none; border-top: 1px solid $border; }
QTabBar { background: transparent; }
QTabBar::tab {
    background: transparent; color: $muted; padding: 8px 14px; border: none;
    border-bottom: 3px solid transparent;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; font-weight: 600; }
QTabBar::tab:focus { color: $accent; }

QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: $border; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QAbstractItemView {
    background: $surface; alternate-background-color: $raised; color: $text;
    border: 1px solid $border; border-radius: 6px; outline: none; gridline-color: $grid;
    selection-background-color: $selection; selection-color: $text;
}
QAbstractItemView[kind="bare"] { border: none; }
QAbstractItemView[kind="bare"]:focus { border: 2px solid $accent; }
QAbstractItemView::item { padding: 6px; }
QAbstractItemView::item:hover { background: $raised; }
QAbstractItemView::item:selected { background: $selection; color: $text; }
QAbstractItemView:focus { border: 2px solid $accent; }
QHeaderView::section {
    background: $raised; color: $muted; border: none; border-bottom: 1px solid $border;
    padding: 6px 8px; font-weight: 600;
}

QMenuBar { background: $surface; color: $text; border-bottom: 1px solid $border; padding: 2px; }
QMenuBar::item { padding: 5px 10px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $selection; color: $text; }
QMenu { background: $surface; color: $text; border: 1px solid $border; padding: 4px; }
QMenu::item { padding: 6px 28px 6px 28px; border-radius: 4px; }
QMenu::item:selected { background: $selection; color: $text; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $border; margin: 4px 8px; }
QMenu::icon { padding-left: 6px; }

QSplitter::handle { background: $border; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:hover { background: $accent; }
QGroupBox {
    border: 1px solid $border; border-radius: 8px; margin-top: 22px; padding: 8px;
    font-weight: 600;
}
QGroupBox::title { subcontrol-origin: margin; left: 4px; color: $text; }

QFrame#rail { background: $surface; border: none; border-right: 1px solid $border; }
QFrame#rail QToolButton {
    border: none; border-left: 3px solid transparent; border-radius: 0; padding: 8px 4px;
    font-size: ${caption}pt; color: $muted; min-width: 78px; min-height: 50px;
}
QFrame#rail QToolButton:hover { background: $raised; color: $text; }
QFrame#rail QToolButton:checked {
    background: $selection; color: $text; border-left-color: $accent; font-weight: 600;
}
QFrame#rail QToolButton:focus {
    border: 2px solid $accent; border-left: 3px solid $accent; padding: 6px 2px 6px 4px;
}
QFrame#foot { background: $surface; border: none; border-top: 1px solid $border; }
QFrame#foot QLabel { font-size: ${caption}pt; color: $muted; }
QFrame#notice { border: none; border-bottom: 1px solid $border; background: $raised; }
QFrame#notice[tone="error"] { border-left: 5px solid $bad; }
QFrame#notice[tone="warning"] { border-left: 5px solid $warn; }
QFrame#notice[tone="done"] { border-left: 5px solid $good; }
QFrame#notice[tone="info"] { border-left: 5px solid $accent; }
""")


def make_style_sheet(tokens: dict[Role, str]) -> str:
    """Make the style sheet from a set of colours."""
    dark = tokens["window"] < "#7f"
    return _SHEET.substitute(
        {str(role): value for role, value in tokens.items()},
        **{role: str(size) for role, size in SIZES_PT.items()},
        accent_hover="#7bcbe2" if dark else "#0e7488",
        accent_down="#43a3c0" if dark else "#094e5c",
        tick="dark" if dark else "light",
        icons=icons_folder().as_posix(),
    )
