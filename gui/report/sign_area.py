"""Signing: a typed name, the time, and the hash of the analysis. It says that it is just that."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QToolButton, QWidget

from core.errors import FaciesError
from core.records.review import MAX_NAME, Signature, analysis_sha256
from gui.session import Session
from gui.theme.spacing import S
from gui.widgets import Card, StatusLight, icon, label
from gui.workbench import Workbench

_SHORT_HASH = 12


class SignArea(Card):
    """Puts a `Signature` under the session's review, and shows the one that stands.

    Parameters
    ----------
    session : Session
    workbench : Workbench
    parent : QWidget, optional

    Signals
    -------
    wanted()
        The user wants to sign; whoever knows of fields to mend answers with `sign_now`.

    Attributes
    ----------
    name : QLineEdit
    sign : QPushButton
    withdraw : QToolButton
    light : StatusLight
        How it stands with the signature.
    """

    wanted = Signal()

    def __init__(
        self, session: Session, workbench: Workbench, parent: QWidget | None = None
    ) -> None:
        super().__init__(self.tr("Sign"), parent)
        self._session = session
        self._workbench = workbench
        self._shown: Signature | None = None
        self.light = StatusLight("idle", "")
        self._facts = label("", "caption")
        self.name = QLineEdit()
        self.name.setMaxLength(MAX_NAME)
        self.name.setPlaceholderText(self.tr("Type your name"))
        self.name.setAccessibleName(self.tr("Your name, typed as a signature"))
        self.sign = QPushButton(self.tr("Sign"))
        self.sign.setToolTip(self.tr("Put the typed name, the time and the hash under the report"))
        self.withdraw = QToolButton()
        self.withdraw.setIcon(icon("close"))
        self.withdraw.setToolTip(self.tr("Take the signature away"))
        self.withdraw.setAccessibleName(self.tr("Take the signature away"))
        self._lay_out()
        self.name.textChanged.connect(self._on_typed)
        self.name.returnPressed.connect(self._on_sign)
        self.sign.clicked.connect(self._on_sign)
        self.withdraw.clicked.connect(self._on_withdraw)
        session.review_changed.connect(self._follow)
        session.analysis_changed.connect(self.start_afresh)
        self.start_afresh()

    def _lay_out(self) -> None:
        self._unsigned = QWidget()
        row = QHBoxLayout(self._unsigned)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        row.addWidget(self.name, 1)
        row.addWidget(self.sign)
        state = QHBoxLayout()
        state.setSpacing(S)
        state.addWidget(self.light, 1, Qt.AlignmentFlag.AlignVCenter)
        state.addWidget(self.withdraw, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(state)
        what_it_is = label(
            self.tr(
                "Just a typed name, the time and the analysis's hash: no qualified electronic "
                "signature. Any later change takes it away."
            ),
            "caption",
        )
        for widget in (self._facts, self._unsigned, what_it_is):
            self.body.addWidget(widget)

    @Slot()
    def start_afresh(self) -> None:
        """Show what stands under another analysis; nothing of an earlier one is told."""
        self._shown = self._session.review.signature
        self.name.clear()
        self._show("idle", self.tr("Not signed."))

    @Slot()
    def _follow(self) -> None:
        signature = self._session.review.signature
        if self._shown is not None and signature is None:
            self._shown = None
            self._show(
                "warn",
                self.tr(
                    "The signature was taken away, because the report was changed after it. Sign "
                    "again when it is as you want it."
                ),
            )
        elif signature != self._shown:
            self._shown = signature
            self._show("idle", "")

    def _show(self, status: str, words: str) -> None:
        signature = self._shown
        self._facts.setVisible(signature is not None)
        self.withdraw.setVisible(signature is not None)
        self._unsigned.setVisible(signature is None)
        self._on_typed()
        if signature is None:
            self.light.set(status, words)  # type: ignore[arg-type]
            return
        self.light.set("pass", self.tr("Signed by typed name: {name}").format(name=signature.name))
        self._facts.setText(
            self.tr("{time} UTC, over analysis SHA-256 {hash}…").format(
                time=signature.signed_utc.replace("T", " ").removesuffix("Z"),
                hash=signature.analysis_sha256[:_SHORT_HASH],
            )
        )
        self._facts.setToolTip(signature.analysis_sha256)

    @Slot()
    def _on_typed(self) -> None:
        can = bool(self.name.text().strip()) and self._session.folder is not None
        self.sign.setEnabled(can)

    @Slot()
    def _on_sign(self) -> None:
        if self.sign.isEnabled() and self._session.review.signature is None:
            self.wanted.emit()

    def sign_now(self) -> None:
        """Sign what is there with the typed name and the time it is now."""
        folder = self._session.folder
        if folder is None:
            return
        try:
            digest = analysis_sha256(folder)
        except FaciesError as error:
            self._workbench.tell("error", error.message)
            return
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._session.sign(Signature(self.name.text().strip(), now, digest))
        self.name.clear()

    @Slot()
    def _on_withdraw(self) -> None:
        self._shown = None
        self._session.set_review(replace(self._session.review, signature=None))
        self._show("idle", self.tr("Not signed."))
        self.name.setFocus()
