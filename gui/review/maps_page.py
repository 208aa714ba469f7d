"""Which map lies over the face, and how: the layer panel."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from core.analysis.constant import empty_map_sentence
from core.report.colour import COLOUR_MAPS
from core.types import ActivationMap
from gui.review.choices import Choices
from gui.review.facts import MapLooks
from gui.review.source_box import SourceBox
from gui.review.spread_box import SpreadBox
from gui.review.words import map_explained, map_short, map_word
from gui.session import Session, key_of
from gui.theme.spacing import XS, M, S
from gui.widgets import label
from gui.workbench import Workbench


class MapsPage(QWidget):
    """Chooses layer, opacity, colours and whose map, and says how the map is spread.

    Parameters
    ----------
    session : Session
    workbench : Workbench
    looks : MapLooks
    parent : QWidget, optional

    Attributes
    ----------
    layers : Choices
    heat_map, side_by_side : QCheckBox
    opacity : QSlider
    colours : QComboBox
    source : SourceBox
    spread : SpreadBox
    """

    def __init__(
        self,
        session: Session,
        workbench: Workbench,
        looks: MapLooks,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.layers = Choices(self.tr("Layer"))
        self.layers.chosen.connect(self._choose_layer)
        self._explained = label("", "muted")
        self.source = SourceBox(session, workbench)
        self.spread = SpreadBox(session, looks)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(label(self.tr("Layer"), "strong"))
        column.addWidget(self.layers)
        self._offer_layers()  # before the rest is there, so that the Tab key comes to it first
        column.addWidget(self._explained)
        column.addLayout(self._make_showing())
        column.addSpacing(XS)
        column.addWidget(label(self.tr("Whose map"), "strong"))
        column.addWidget(self.source)
        column.addSpacing(S)
        column.addWidget(self.spread)
        column.addStretch()
        session.analysis_changed.connect(self._update)
        session.view_changed.connect(self._show_view)
        session.maps_changed.connect(self._show_view)
        self._show_view()

    def _make_showing(self) -> QVBoxLayout:
        self.heat_map = QCheckBox(self.tr("Heat map"))
        self.heat_map.setToolTip(self.tr("Lay the map over the face (H)"))
        self.heat_map.clicked.connect(self._choose_heat_map)
        self.side_by_side = QCheckBox(self.tr("Side by side"))
        self.side_by_side.setToolTip(self.tr("Show the bare picture beside the one with the map"))
        self.side_by_side.clicked.connect(self._choose_side_by_side)
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(0, 100)
        self.opacity.setSingleStep(5)
        self.opacity.setPageStep(10)
        self.opacity.setAccessibleName(self.tr("Opacity of the heat map"))
        self.opacity.setToolTip(self.tr("How strongly the map covers the face ([ and ])"))
        self.opacity.valueChanged.connect(self._choose_opacity)
        self._percent = label("", wrap=False)
        self._percent.setMinimumWidth(self._percent.fontMetrics().horizontalAdvance("100 %") + 8)
        self._percent.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.colours = QComboBox()
        self.colours.setAccessibleName(self.tr("Colour map"))
        self.colours.setToolTip(
            self.tr("All are perceptually even and safe for colour-blind eyes.")
        )
        self.colours.activated.connect(self._choose_colours)
        boxes = QHBoxLayout()
        boxes.addWidget(self.heat_map)
        boxes.addWidget(self.side_by_side)
        boxes.addStretch()
        lines = QVBoxLayout()
        lines.setSpacing(S)
        lines.addLayout(boxes)
        lines.addLayout(_line(self.tr("Opacity"), self.opacity, self._percent))
        lines.addLayout(_line(self.tr("Colours"), self.colours))
        return lines

    @Slot()
    def _update(self) -> None:
        self._offer_layers()
        self._show_view()

    def _offer_layers(self) -> None:
        analysis = self._session.analysis
        maps = analysis.maps if analysis is not None else ()
        hint = self.tr("{0} (key {1})")
        self.layers.set_choices(
            [
                (key_of(each), map_short(each), hint.format(map_word(each), at))
                for at, each in enumerate(maps, start=1)
            ]
        )

    @Slot()
    def _show_view(self) -> None:
        session, view = self._session, self._session.view
        of_motion = view.source == "motion"
        shown = session.map_for(view)
        if shown is not None and not of_motion:
            self.layers.show_choice(key_of(shown))
        self.layers.setEnabled(not of_motion)
        explained = self._words_for(shown)
        self._explained.setText(explained)
        self._explained.setVisible(bool(explained))
        self.heat_map.setChecked(view.heat_map)
        self.side_by_side.setChecked(view.side_by_side)
        with QSignalBlocker(self.opacity):
            self.opacity.setValue(round(100 * view.opacity))
        self._percent.setText(f"{round(100 * view.opacity)} %")
        for widget in (self.opacity, self.colours):
            widget.setEnabled(view.heat_map)
        self._offer_colours()

    def _words_for(self, shown: ActivationMap | None) -> str:
        analysis = self._session.analysis
        if shown is None or analysis is None:
            return ""
        words = map_explained(shown)
        if shown.kind == "evidence" and self._session.view.source == "trained":
            words = f"{words} {empty_map_sentence(analysis)}".strip()
        return words

    def _offer_colours(self) -> None:
        view = self._session.view
        shown = self._session.map_for(view)
        signed = shown.signed if shown is not None else view.layer == "evidence"
        names = ["auto", *(each.name for each in COLOUR_MAPS if each.signed == signed)]
        if [self.colours.itemData(at) for at in range(self.colours.count())] != names:
            self.colours.clear()
            for name in names:
                self.colours.addItem(self._colour_word(name), name)
        self.colours.setCurrentIndex(max(self.colours.findData(view.colours), 0))

    def _colour_word(self, name: str) -> str:
        words = {
            "auto": self.tr("Usual for this map"),
            "viridis": self.tr("Viridis: blue to yellow"),
            "cividis": self.tr("Cividis: blue to sand"),
            "blue-white-orange": self.tr("Blue, white, orange"),
            "purple-white-green": self.tr("Purple, white, green"),
        }
        return words.get(name, name)

    @Slot(str)
    def _choose_layer(self, key: str) -> None:
        self._session.set_view(layer=key, heat_map=True)

    @Slot(bool)
    def _choose_heat_map(self, on: bool) -> None:
        self._session.set_view(heat_map=on)

    @Slot(bool)
    def _choose_side_by_side(self, on: bool) -> None:
        self._session.set_view(side_by_side=on)

    @Slot(int)
    def _choose_opacity(self, percent: int) -> None:
        self._session.set_view(opacity=percent / 100)

    @Slot(int)
    def _choose_colours(self, at: int) -> None:
        self._session.set_view(colours=self.colours.itemData(at))


def _line(name: str, widget: QWidget, after: QLabel | None = None) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(M)
    title = label(name, wrap=False)
    title.setMinimumWidth(70)
    line.addWidget(title)
    line.addWidget(widget, 1)
    if after is not None:
        line.addWidget(after)
    return line
