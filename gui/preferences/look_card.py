"""Theme and language."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLocale, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from core.resources import translations_folder
from gui.settings import Theme
from gui.theme.spacing import M, S
from gui.widgets import Card, label
from gui.widgets.choice import ChoiceRow, QuietComboBox
from gui.workbench import Workbench

_PREFIX = "facies_"
_WIDEST_PX = 360


class LookCard(Card):
    """Edits `Settings.theme`, which shows at once, and `Settings.language`, at the next start.

    Parameters
    ----------
    workbench : Workbench
    parent : QWidget, optional

    Attributes
    ----------
    themes : ChoiceRow
    languages : QuietComboBox
    hint : QLabel
        That another language needs a new start.
    """

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Look and language"), parent)
        self._workbench = workbench
        self._started_with = workbench.settings.language
        self.themes = ChoiceRow(
            self.tr("Theme"),
            (("system", self.tr("As the system")), ("light", self.tr("Light")),
             ("dark", self.tr("Dark"))),
        )  # fmt: skip
        self.languages = QuietComboBox()
        self.languages.setAccessibleName(self.tr("Language"))
        self.languages.addItem(self.tr("As the system"), "")
        for code in known_languages():
            self.languages.addItem(_own_name(code), code)
        self.hint = label(self.tr("The language changes when Facies is started again."), "caption")
        self.hint.hide()
        self.languages.setMaximumWidth(_WIDEST_PX)
        form = QGridLayout()
        form.setHorizontalSpacing(M)
        form.setVerticalSpacing(S)
        form.setColumnStretch(1, 1)
        form.addWidget(label(self.tr("Theme"), wrap=False), 0, 0)
        form.addWidget(self.themes, 0, 1)
        form.addWidget(label(self.tr("Language"), wrap=False), 1, 0)
        form.addWidget(self.languages, 1, 1)
        form.addWidget(self.hint, 2, 1)
        self.body.addLayout(form)
        self.themes.chosen.connect(self._on_theme)
        self.languages.activated.connect(self._on_language)
        workbench.settings_changed.connect(self._follow)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        settings = self._workbench.settings
        self.themes.set(settings.theme)
        at = self.languages.findData(settings.language)
        self.languages.setCurrentIndex(max(at, 0))
        self.hint.setVisible(settings.language != self._started_with)

    @Slot()
    def _on_theme(self) -> None:
        mode: Any = self.themes.value
        chosen: Theme = mode
        self._workbench.change_settings(replace(self._workbench.settings, theme=chosen))

    @Slot()
    def _on_language(self) -> None:
        language = str(self.languages.currentData())
        self._workbench.change_settings(replace(self._workbench.settings, language=language))


def known_languages(folder: Path | None = None) -> tuple[str, ...]:
    """List the languages that the window speaks: English, and those with a translation."""
    found = (folder or translations_folder()).glob(f"{_PREFIX}*.qm")
    return tuple(sorted({"en", *(path.stem.removeprefix(_PREFIX) for path in found)}))


def _own_name(code: str) -> str:
    """Name a language in itself, so that it is found by those who speak it."""
    locale = QLocale(code)
    name = locale.nativeLanguageName() or code
    return name[:1].upper() + name[1:] if code != "en" else "English"
