"""The protocol: which one, in which language, its steps and how far they are."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.errors import FaciesError
from gui.record.protocol import Protocol, say
from gui.record.protocol_files import Found, copy_for_editing, find_protocols
from gui.record.run import ProtocolRun
from gui.record.words import clock_text, task_word
from gui.theme import theme
from gui.theme.spacing import XS, S
from gui.widgets import Card, icon, icon_pixmap, label

_MARK_PX = 18
_COMBO_LETTERS = 12


class StepsCard(Card):
    """Chooses a protocol and follows its run.

    Parameters
    ----------
    run : ProtocolRun
    parent : QWidget, optional

    Signals
    -------
    chosen()
        `protocol` or `language` is another one.
    told(str)
        A file does not fit, or cannot be written.
    """

    chosen = Signal()
    told = Signal(str)

    def __init__(self, run: ProtocolRun, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._run = run
        self._found: tuple[Found, ...] = ()
        self.rows: list[_Row] = []
        self.setAccessibleName(self.tr("Protocol"))
        self.names = _combo(self.tr("Protocol"), self.tr("What the patient is asked to do"))
        self.languages = _combo(
            self.tr("Language of the prompts"), self.tr("The language that the patient reads")
        )
        self.languages.setMinimumContentsLength(6)
        self.edit = QToolButton()
        self.edit.setIcon(icon("note"))
        self.edit.setAccessibleName(self.tr("Edit protocols"))
        self.edit.setToolTip(self.tr("Copy the protocols to a folder of your own and open it"))
        self.reload = QToolButton()
        self.reload.setIcon(icon("redo"))
        self.reload.setAccessibleName(self.tr("Read the protocols again"))
        self.reload.setToolTip(self.tr("Read the protocol files again after changing them"))
        self._fill_body()
        self.names.currentIndexChanged.connect(self._on_name)
        self.languages.currentIndexChanged.connect(self._on_language)
        self.edit.clicked.connect(self._on_edit)
        self.reload.clicked.connect(self.load)
        run.changed.connect(self._show_run)
        theme().changed.connect(self._show_run)
        self.load()

    @property
    def protocol(self) -> Protocol | None:
        """The one that is chosen."""
        at = self.names.currentIndex()
        return self._found[at].protocol if 0 <= at < len(self._found) else None

    @property
    def language(self) -> str:
        """Of the prompts; empty where the protocol names none."""
        return str(self.languages.currentData() or "")

    @Slot()
    def load(self) -> None:
        """Read the protocol files again."""
        kept = self.names.currentData()
        self._found = find_protocols()
        self.names.blockSignals(True)
        self.names.clear()
        for found in self._found:
            if found.protocol is not None:
                self.names.addItem(say(found.protocol.name, _own_language()), found.path.name)
            else:
                self.names.addItem(self.tr("{0} (does not fit)").format(found.path.name), "")
                model_item = self.names.model().index(self.names.count() - 1, 0)
                self.names.model().setData(model_item, 0, Qt.ItemDataRole.UserRole - 1)
                self.names.setItemData(
                    self.names.count() - 1, found.problem, Qt.ItemDataRole.ToolTipRole
                )
        usable = [at for at, found in enumerate(self._found) if found.protocol is not None]
        again = self.names.findData(kept) if kept else -1
        self.names.setCurrentIndex(again if again >= 0 else usable[0] if usable else -1)
        self.names.blockSignals(False)
        self._on_name()
        problems = [found.problem for found in self._found if found.problem]
        if problems:
            self.told.emit(" ".join(problems))

    def lock(self, locked: bool) -> None:
        """Keep the choice while it is recorded."""
        for widget in (self.names, self.languages, self.edit, self.reload):
            widget.setEnabled(not locked)

    def _fill_body(self) -> None:
        self.body.setSpacing(S)
        first = QHBoxLayout()
        first.setSpacing(XS)
        first.addWidget(self.names, 1)
        first.addWidget(self.edit)
        first.addWidget(self.reload)
        second = QHBoxLayout()
        second.addWidget(label(self.tr("Prompts in"), "muted", wrap=False))
        second.addWidget(self.languages, 1)
        self._list = QWidget()
        self._list_layout = QVBoxLayout(self._list)
        self._list_layout.setContentsMargins(0, 0, 0, 0)
        self._list_layout.setSpacing(0)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._list)
        self.length = label("", "caption", wrap=False)
        self.body.addLayout(first)
        self.body.addLayout(second)
        self.body.addWidget(self._area, 1)
        self.body.addWidget(self.length)

    @Slot()
    def _on_name(self) -> None:
        protocol = self.protocol
        languages = protocol.languages if protocol is not None else ()
        kept = self.language or _own_language()
        self.languages.blockSignals(True)
        self.languages.clear()
        for code in languages:
            self.languages.addItem(_language_name(code), code)
        at = self.languages.findData(kept)
        self.languages.setCurrentIndex(at if at >= 0 else max(self.languages.findData("en"), 0))
        self.languages.setEnabled(len(languages) > 1)
        self.languages.blockSignals(False)
        self._make_rows()
        self.chosen.emit()

    @Slot()
    def _on_language(self) -> None:
        self._make_rows()
        self.chosen.emit()

    @Slot()
    def _on_edit(self) -> None:
        try:
            folder = copy_for_editing()
        except FaciesError as error:
            self.told.emit(error.message)
            return
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
        self.load()

    def _make_rows(self) -> None:
        while (item := self._list_layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        protocol = self.protocol
        self.rows = [_Row(self._run, protocol, at) for at in range(len(protocol.steps))] if (
            protocol is not None
        ) else []  # fmt: skip
        for row in self.rows:
            self._list_layout.addWidget(row)
        self._list_layout.addStretch()
        length_s = protocol.length_s if protocol is not None else 0.0
        self.length.setText(
            self.tr("Takes about {0}, without the countdowns").format(clock_text(length_s))
        )
        self._show_run()

    @Slot()
    def _show_run(self) -> None:
        for at, row in enumerate(self.rows):
            row.show_run()
            if self._run.current is not None and at == self._run.step:
                self._area.ensureWidgetVisible(row)


class _Row(QWidget):
    """One step: where it stands, what it is, and the button that does it again."""

    def __init__(self, run: ProtocolRun, protocol: Protocol, at: int) -> None:
        super().__init__()
        self._run, self._at = run, at
        step = protocol.steps[at]
        self._mark = QLabel()
        self._mark.setFixedSize(_MARK_PX, _MARK_PX)
        times = self.tr("{0} × {1} s") if step.repeats > 1 else self.tr("{1} s")
        self._word = label(task_word(step.task), wrap=False)
        self._times = label(times.format(step.repeats, f"{step.seconds:g}"), "muted", wrap=False)
        self.redo = QToolButton()
        self.redo.setIcon(icon("redo"))
        self.redo.setText(self.tr("Redo"))
        self.redo.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.redo.setAccessibleName(self.tr("Do again: {0}").format(task_word(step.task)))
        self.redo.setToolTip(
            self.tr("Do this step again; what was recorded of it so far will not count")
        )
        self.redo.clicked.connect(self._on_redo)
        policy = self.redo.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.redo.setSizePolicy(policy)
        row = QGridLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setHorizontalSpacing(S)
        row.addWidget(self._mark, 0, 0)
        row.addWidget(self._word, 0, 1)
        row.addWidget(self._times, 0, 2)
        row.addWidget(self.redo, 0, 3)
        row.setColumnStretch(1, 1)

    @Slot()
    def _on_redo(self) -> None:
        self._run.redo(self._at)

    def show_run(self) -> None:
        """Show how far this step is."""
        run = self._run
        active = run.current is not None and run.step == self._at
        done = self._at in run.done and run.phase != "idle"
        name, role, word = (
            ("play", "accent", self.tr("under way")) if active
            else ("pass", "good", self.tr("done")) if done
            else ("idle", "muted", self.tr("to be done"))
        )  # fmt: skip
        ratio = self.devicePixelRatioF()
        self._mark.setPixmap(icon_pixmap(name, role, _MARK_PX, ratio))  # type: ignore[arg-type]
        self._mark.setAccessibleName(word)
        self._mark.setToolTip(word)
        self._word.setProperty("kind", "strong" if active else "body")
        self._word.style().unpolish(self._word)
        self._word.style().polish(self._word)
        self.redo.setVisible(run.phase != "idle" and (done or active))


def _combo(name: str, tip: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(tip)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(_COMBO_LETTERS)
    return box


def _language_name(code: str) -> str:
    if code == "en":  # Qt adds a country to this one
        return "English"
    name = QLocale(code).nativeLanguageName() or code
    return name[0].upper() + name[1:]


def _own_language() -> str:
    return QLocale().name().split("_")[0]
