"""All about one model: what it is for, how good, its card, its files, and what to do with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gui.bundles.card_view import CardView
from gui.bundles.work import Description
from gui.theme import theme
from gui.theme.spacing import XL, L, M, S
from gui.widgets import Card, StatusLight, icon, label
from gui.widgets.facts_table import FactsTable

_WIDEST_PX = 1040  # longer lines are hard to read


class BundleDetail(QWidget):
    """Shows a `Description`.

    Parameters
    ----------
    parent : QWidget, optional

    Signals
    -------
    activate_wanted(str), verify_wanted(), remove_wanted(str)
        With the model's id.

    Attributes
    ----------
    activate, verify, remove, remove_now, keep : QPushButton
    confirmation : QFrame
        Asks before a model is removed.
    tabs : QTabWidget
    card : CardView
    """

    activate_wanted = Signal(str)
    verify_wanted = Signal()
    remove_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaximumWidth(_WIDEST_PX)
        self.shown: Description | None = None
        self._name = label("", "heading")
        self._origin = label("", "muted")
        self.state = StatusLight()
        self.activate = QPushButton(self.tr("Make active"))
        self.activate.setProperty("kind", "primary")
        self.activate.setToolTip(self.tr("Judge recordings with this model from now on"))
        self.verify = QPushButton(self.tr("Verify"))
        self.verify.setToolTip(self.tr("Check every file against its hash again"))
        self.remove = QPushButton(icon("trash"), self.tr("Remove…"))
        self.remove.setToolTip(self.tr("Remove this imported model from this computer"))
        self.confirmation = self._confirmation()
        self.card = CardView()
        self._use = label("")
        self._limits = label("")
        self._facts = FactsTable(self.tr("Facts"), ["", ""])
        self._facts.horizontalHeader().hide()
        self._metrics = FactsTable(
            self.tr("How well it tells recordings apart"),
            [self.tr("Measure"), self.tr("Value"), self.tr("95 % interval")],
        )
        self._measured_on = label("", "muted")
        self._files = FactsTable(self.tr("Files"), [self.tr("File"), self.tr("SHA-256")])
        self._damage = self._damage_card()
        self.tabs = QTabWidget()
        self.tabs.addTab(_scrolled(self._summary()), self.tr("Summary"))
        self.tabs.addTab(self.card, self.tr("Model card"))
        self.tabs.addTab(_scrolled(self._file_page()), self.tr("Files and hashes"))
        self._lay_out()
        self._connect()

    def show_bundle(self, bundle: Description, *, active: bool) -> None:
        """Show another model, or the same one after it was verified."""
        other = self.shown is None or bundle.id != self.shown.id
        self.shown = bundle
        self.confirmation.hide()
        self._name.setText(" ".join((bundle.title, bundle.version)).strip())
        self._origin.setText(_origin_words(self, bundle))
        whole = not bundle.problem
        if whole:
            words = self.tr("Complete and unchanged: every file has the hash it was saved with.")
        else:
            words = self.tr("Damaged: it cannot judge anything.")
        self.state.set("pass" if whole else "fail", words)
        self.activate.setEnabled(whole and not active)
        self.activate.setText(self.tr("Active") if active else self.tr("Make active"))
        self.remove.setVisible(bundle.origin == "user")
        self.tabs.setVisible(whole)
        self._damage.setVisible(not whole)
        self._problem.setText(bundle.problem)
        self._advice.setText(_advice(self, bundle))
        if whole:
            self._fill(bundle)
        if other:
            self.tabs.setCurrentIndex(0)

    def set_busy(self, busy: bool) -> None:
        """Hold the buttons while work is under way."""
        for button in (self.verify, self.remove, self.remove_now):
            button.setEnabled(not busy)

    def _fill(self, bundle: Description) -> None:
        self._use.setText(bundle.intended_use)
        self._limits.setText("\n".join(f"•  {line}" for line in bundle.limits))
        self._metrics.show_rows(
            [
                (_metric_word(m.name), f"{m.value:.3f}", f"{m.low:.3f} to {m.high:.3f}")
                for m in bundle.metrics
            ]
        )
        measured_on = "\n".join(dict.fromkeys(m.data for m in bundle.metrics))
        self._measured_on.setText(self.tr("Measured on: {data}").format(data=measured_on))
        self._facts.show_rows(
            [
                (self.tr("Id"), bundle.id),
                (self.tr("Tells apart"), " / ".join(bundle.tells_apart)),
                (self.tr("Threshold"), f"{bundle.threshold:g}"),
                (self.tr("Clips"), bundle.clips),
                (self.tr("Licence"), bundle.licence),
                (self.tr("Attribution"), bundle.attribution),
            ]
        )
        files = [(name, f"{digest[:32]}\n{digest[32:]}") for name, digest in bundle.files]
        self._files.show_rows(files, {1: theme().font("mono")})
        self.card.show_card(bundle.card)

    def _confirmation(self) -> QFrame:
        frame = Card()
        self._question = label("", "strong")
        self.remove_now = QPushButton(self.tr("Remove it"))
        self.remove_now.setProperty("kind", "danger")
        self.keep = QPushButton(self.tr("Keep it"))
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self._question, 1)
        row.addWidget(self.remove_now)
        row.addWidget(self.keep)
        frame.body.addLayout(row)
        frame.hide()
        return frame

    def _damage_card(self) -> Card:
        card = Card(self.tr("What happened"))
        self._problem, self._advice = label(""), label("")
        card.body.addWidget(self._problem)
        card.body.addWidget(label(self.tr("What to do now"), "strong"))
        card.body.addWidget(self._advice)
        return card

    def _summary(self) -> QWidget:
        page = QWidget()
        column = _column(page)
        for title, body in (
            (self.tr("Intended use"), self._use),
            (self.tr("Limits"), self._limits),
            (self.tr("How well it tells recordings apart"), self._metrics),
            (self.tr("Facts"), self._facts),
        ):
            card = Card(title)
            card.body.addWidget(body)
            if body is self._metrics:
                card.body.addWidget(self._measured_on)
            column.addWidget(card)
        column.addStretch(1)
        return page

    def _file_page(self) -> QWidget:
        page = QWidget()
        column = _column(page)
        words = self.tr(
            "Every file is checked against these hashes each time the model is loaded. They guard "
            "against damage and careless edits; they are no signature."
        )
        card = Card(self.tr("Files and hashes"))
        card.body.addWidget(label(words, "muted"))
        card.body.addWidget(self._files)
        column.addWidget(card)
        column.addStretch(1)
        return page

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(S)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._origin)
        head.addLayout(words, 1)
        for button in (self.remove, self.verify, self.activate):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, L, XL, 0)
        column.setSpacing(M)
        column.addLayout(head)
        column.addWidget(self.state)
        column.addWidget(self.confirmation)
        column.addWidget(self._damage)
        column.addWidget(self.tabs, 1)
        column.addStretch(0)

    def _connect(self) -> None:
        self.activate.clicked.connect(self._on_activate)
        self.verify.clicked.connect(self.verify_wanted)
        self.remove.clicked.connect(self._on_remove)
        self.remove_now.clicked.connect(self._on_remove_now)
        self.keep.clicked.connect(self._on_keep)

    @Slot()
    def _on_activate(self) -> None:
        if self.shown is not None:
            self.activate_wanted.emit(self.shown.id)

    @Slot()
    def _on_remove(self) -> None:
        if self.shown is not None:
            words = self.tr(
                "Remove “{name}” from this computer? Analyses that were made with it stay."
            )
            self._question.setText(words.format(name=self.shown.title))
            self.confirmation.show()
            self.keep.setFocus()

    @Slot()
    def _on_remove_now(self) -> None:
        self.confirmation.hide()
        if self.shown is not None:
            self.remove_wanted.emit(self.shown.id)

    @Slot()
    def _on_keep(self) -> None:
        self.confirmation.hide()
        self.remove.setFocus()


def _origin_words(widget: QWidget, bundle: Description) -> str:
    if bundle.origin == "shipped":
        return widget.tr("Part of Facies")
    return widget.tr("Imported on this computer")


def _advice(widget: QWidget, bundle: Description) -> str:
    if bundle.origin == "shipped":
        return widget.tr(
            "It is part of the program: install Facies anew. Until then use another model."
        )
    return widget.tr(
        "Remove it, get the bundle again from its maker, and import it. Until then use another "
        "model."
    )


def _metric_word(name: str) -> str:
    known = {"auroc": "AUROC", "brier": "Brier score"}
    return known.get(name.lower(), name[:1].upper() + name[1:].replace("_", " "))


def _column(page: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(page)
    column.setContentsMargins(0, L, M, L)
    column.setSpacing(M)
    return column


def _scrolled(page: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(page)
    return area
