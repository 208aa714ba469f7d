"""Smiles beside rated people: where each quantity falls, drawn, or why it cannot be compared."""

from __future__ import annotations

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer

from core.kinematics.quantities import quantity_word
from core.kinematics.reference import Performance, load_reference
from core.report import style
from core.report.layout import Story, heading
from core.report.range_scale import RangeScale
from core.report.tables import text
from core.report.text import BOLD, REGULAR, draw, width
from core.report.words import clock, percentile_words, rating_words, value_words
from core.types import RatedGroup, SmileComparison, SmileSignal

_LABEL_W, _RATING_W, _WORDS_W = 50 * mm, 9 * mm, 27 * mm
_HEAD_H, _STRIP_H, _AXIS_H, _GAP, _KEY_H = 11 * mm, 4.0 * mm, 4.2 * mm, 2.2 * mm, 5 * mm
_BOX_H = 2.6 * mm


def smile_section(smiles: tuple[SmileComparison, ...] | None) -> Story:
    """Set every smile exercise beside rated people, or say why there is nothing to compare.

    Parameters
    ----------
    smiles : tuple of SmileComparison or None
        As in `core.types.Measures`.
    """
    title = "Smiles beside rated people"
    if not smiles:
        why = (
            "This analysis was made before Facies compared smiles. Analyse the recording again."
            if smiles is None
            else "Not comparable: no smile task is named in this recording."
        )
        return [KeepTogether([*heading(title), text(why, style.MUTED_TEXT)])]
    story: Story = []
    for at, smile in enumerate(smiles):
        head = heading(title, _ASIDE) if at == 0 else [Spacer(1, 5 * mm)]
        last = at == len(smiles) - 1 and any(each.signals for each in smiles)
        foot = [Spacer(1, 1.5 * mm), *(text(s, style.SMALL_TEXT) for s in caption())]
        story.append(KeepTogether([*head, *_exercise(smile), *(foot if last else [])]))
    return story


_ASIDE = (
    "Where this recording's smiles fall among people whose faces clinicians rated (MDS-UPDRS 3.2). "
    "It describes movement; it is not a diagnosis."
)


def caption() -> tuple[str, ...]:
    """Say who the rated people are and what a comparison with them cannot say."""
    reference = load_reference()
    source = reference.source
    groups = "; ".join(
        f"rated {rating_words(group.rating)}: {group.people}, {group.age_years[1]:.0f}"
        for group in reference.groups
    )
    return (
        f"{source.people} people of median age {source.median_age_years:.0f}, filmed by webcam "
        f"while they smiled three times (PARK studies). People and median age: {groups}; some were "
        "rated differently at another visit.",
        "Variability is a standard deviation (SD); both it and the mean are in per cent of the "
        "distance between the irises, as those studies measured it, and not comparable with the "
        "measures above. The cameras, the rooms and the guidance were other than here. "
        f"{age_sentence()}",
    )


def age_sentence() -> str:
    """Say how little the signals tell beyond age, with the figures of the reference."""
    reference = load_reference()
    age, signals, moving = (
        reference.performance_of(score, "auroc_1") for score in ("age", "geo10", "variances")
    )
    return (
        "Age alone tells people rated 1 or more from those rated 0 about as well "
        f"(AUROC {_figures(age)}) as all smile signals of those studies together "
        f"({_figures(signals)}; variability only {_figures(moving)})."
    )


def _figures(found: Performance) -> str:
    return f"{found.value:.2f}, {found.low:.2f}-{found.high:.2f}"


def _exercise(smile: SmileComparison) -> Story:
    span = f"{clock(smile.start_s)}-{clock(smile.end_s)}"
    if smile.signals:
        return [text(f"Smile exercise, {span}", style.STRONG_TEXT), SmileRanges(smile)]
    return [
        text(f"Smile exercise, {span}: not comparable", style.STRONG_TEXT),
        *(text(reason) for reason in smile.reasons),
    ]


class SmileRanges(Flowable):  # type: ignore[misc]  # reportlab carries no types
    """For each quantity a strip for every group of people, crossed by this recording's value."""

    def __init__(self, smile: SmileComparison) -> None:
        super().__init__()
        self.signals = smile.signals
        rows = sum(self._height(signal) + _GAP for signal in self.signals)
        self.width, self.height = style.WIDTH, _HEAD_H + rows + _KEY_H

    def draw(self) -> None:
        """Draw the titles, then one block for each quantity."""
        self._titles(self.height - _HEAD_H)
        top = self.height - _HEAD_H
        for signal in self.signals:
            top -= self._height(signal)
            self._block(signal, top)
            top -= _GAP
        self._key(1.2 * mm)

    @staticmethod
    def _height(signal: SmileSignal) -> float:
        return float(len(signal.groups) * _STRIP_H + _AXIS_H)

    def _titles(self, base: float) -> None:
        canv = self.canv
        canv.setFillColor(style.MUTED)
        y = base + 2.2 * mm
        draw(canv, _LABEL_W, y, "Rated", REGULAR, style.SMALL)
        left, right = self._ends()
        draw(canv, left, y, "less", REGULAR, style.SMALL)
        draw(canv, right, y, "more", REGULAR, style.SMALL, "right")
        draw(canv, self.width, y + 9, "This recording's", REGULAR, style.SMALL, "right")
        draw(canv, self.width, y, "percentile (95 %)", REGULAR, style.SMALL, "right")
        canv.setStrokeColor(style.INK)
        canv.setLineWidth(0.8)
        canv.line(0, base + 0.8 * mm, self.width, base + 0.8 * mm)

    def _key(self, base: float) -> None:
        canv, y = self.canv, base + _BOX_H / 2
        x = self._box((0.0, 7.0, 14.0, 21.0, 30.0), y)
        x = self._words(x, base, "people: 5th percentile, middle half with median, 95th") + 8
        self._line(x + 3, base - 1, base + _BOX_H + 1)
        x = self._words(x + 6, base, "this recording") + 8
        canv.setFillColor(style.ACCENT_PALE)
        canv.rect(x, base - 1, 14, _BOX_H + 2, stroke=0, fill=1)
        self._words(x + 14, base, "95 % interval of this person's usual value: visits differ")

    def _words(self, x: float, base: float, words: str) -> float:
        self.canv.setFillColor(style.MUTED)
        draw(self.canv, x + 5, base + 1, words, REGULAR, style.SMALL)
        return x + 5 + width(words, REGULAR, style.SMALL)

    def _ends(self) -> tuple[float, float]:
        return _LABEL_W + _RATING_W, self.width - _WORDS_W

    def _x(self, share: float) -> float:
        left, right = self._ends()
        return float(left + share * (right - left))

    def _block(self, signal: SmileSignal, base: float) -> None:
        scale, strips = RangeScale.of(signal), base + _AXIS_H
        top = base + self._height(signal)
        self._label(signal, top)
        self._axis(scale, strips, top)
        self._band(signal, scale, strips, top)
        for row, group in enumerate(signal.groups):
            self._strip(group, scale, top - (row + 0.5) * _STRIP_H)
        self._line(self._x(scale.share(signal.value)), strips, top)
        self.canv.setStrokeColor(style.LINE)
        self.canv.setLineWidth(0.4)
        self.canv.line(0, base - _GAP / 2, self.width, base - _GAP / 2)

    def _label(self, signal: SmileSignal, top: float) -> None:
        canv = self.canv
        canv.setFillColor(style.INK)
        draw(canv, 0, top - 9, quantity_word(signal.name), BOLD, style.BODY - 1)
        canv.setFillColor(style.MUTED)
        draw(canv, 0, top - 19.5, value_words(signal), REGULAR, style.SMALL)

    def _axis(self, scale: RangeScale, base: float, top: float) -> None:
        canv = self.canv
        canv.setLineWidth(0.4)
        canv.setStrokeColor(style.LINE)
        canv.setFillColor(style.MUTED)
        for share, words in scale.ticks():
            at = self._x(share)
            canv.line(at, base - 2, at, top)
            draw(canv, at, base - 9, words, REGULAR, style.SMALL - 0.5, "centre")

    def _band(self, signal: SmileSignal, scale: RangeScale, base: float, top: float) -> None:
        low, high = (self._x(scale.share(v)) for v in (signal.low, signal.high))
        self.canv.setFillColor(style.ACCENT_PALE)
        self.canv.rect(low, base, high - low, top - base, stroke=0, fill=1)

    def _strip(self, group: RatedGroup, scale: RangeScale, y: float) -> None:
        canv = self.canv
        self._box(tuple(self._x(scale.share(v)) for v in group.box), y)
        canv.setFillColor(style.INK)
        draw(canv, _LABEL_W + 1, y - 2.6, group.rating, REGULAR, style.SMALL)
        draw(canv, self.width, y - 2.6, percentile_words(group), REGULAR, style.SMALL, "right")

    def _box(self, places: tuple[float, ...], y: float) -> float:
        canv = self.canv
        low, quarter, middle, upper, high = places
        canv.setStrokeColor(style.MUTED)
        canv.setLineWidth(0.8)
        canv.line(low, y, high, y)
        canv.setFillColor(style.PAPER)
        canv.rect(quarter, y - _BOX_H / 2, upper - quarter, _BOX_H, stroke=1, fill=1)
        canv.setStrokeColor(style.INK)
        canv.setLineWidth(1.4)
        canv.line(middle, y - _BOX_H / 2, middle, y + _BOX_H / 2)
        return high

    def _line(self, at: float, base: float, top: float) -> None:
        canv = self.canv
        canv.setStrokeColor(style.ACCENT)
        canv.setFillColor(style.ACCENT)
        canv.setLineWidth(1.6)
        canv.line(at, base, at, top)
        path = canv.beginPath()
        path.moveTo(at, top - 1)
        path.lineTo(at + 3, top + 4)
        path.lineTo(at - 3, top + 4)
        path.close()
        canv.drawPath(path, stroke=0, fill=1)
