"""The one table of all actions: their words, keys, and when they can be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication

from gui.session import Phase
from gui.shell.places import PLACE_NAMES, place_words

translate = QCoreApplication.translate

MenuName = Literal["file", "playback", "view", "go", "help"]

ALWAYS: frozenset[Phase] = frozenset({"empty", "opening", "ready", "analysing", "done", "refused"})
OPENED: frozenset[Phase] = frozenset({"ready", "analysing", "done", "refused"})
MARKABLE: frozenset[Phase] = frozenset({"ready", "done", "refused"})
ANALYSED: frozenset[Phase] = frozenset({"done", "refused"})
JUDGED: frozenset[Phase] = frozenset({"done"})
LAYERS = 5


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action.

    Attributes
    ----------
    name : str
        For `gui.shell.actions.Actions`.
    menu : str
    text : str
        In the menu, with its mnemonic.
    tip : str
    keys : tuple of str
        The first one is shown.
    phases : frozenset of str
        In which it can be used.
    picture : str
        Name of an icon; may be empty.
    checkable : bool
    rule : bool
        Whether a line stands above it in the menu.
    """

    name: str
    menu: MenuName
    text: str
    tip: str
    keys: tuple[str, ...] = ()
    phases: frozenset[Phase] = ALWAYS
    picture: str = ""
    checkable: bool = False
    rule: bool = False


def action_table() -> tuple[ActionSpec, ...]:
    """Make the table in the language that is set."""
    return (*_file(), *_playback(), *_view(), *_go(), *_help())


def menu_title(menu: MenuName) -> str:
    """Title of a menu."""
    return {
        "file": translate("Actions", "&File"),
        "playback": translate("Actions", "&Playback"),
        "view": translate("Actions", "&View"),
        "go": translate("Actions", "&Go"),
        "help": translate("Actions", "&Help"),
    }[menu]


def _file() -> tuple[ActionSpec, ...]:
    return (
        ActionSpec(
            "open",
            "file",
            translate("Actions", "&Open a video…"),
            translate("Actions", "Open a video of a face"),
            ("Ctrl+O",),
            picture="open",
        ),
        ActionSpec(
            "open_analysis",
            "file",
            translate("Actions", "Open an &analysis…"),
            translate("Actions", "Open the folder of an analysis made before"),
            ("Ctrl+Shift+O",),
        ),
        ActionSpec(
            "open_sample",
            "file",
            translate("Actions", "Open the &sample recording"),
            translate("Actions", "A drawn face, no real person: to try everything out"),
            picture="face",
        ),
        ActionSpec(
            "close",
            "file",
            translate("Actions", "&Close the recording"),
            translate("Actions", "Close what is open; everything that was added is kept"),
            ("Ctrl+W",),
            OPENED,
        ),
        ActionSpec(
            "pdf",
            "file",
            translate("Actions", "Report as &PDF…"),
            translate("Actions", "See the report, sign it and save it as PDF"),
            ("Ctrl+P",),
            ANALYSED,
            "report",
            rule=True,
        ),
        ActionSpec(
            "quit",
            "file",
            translate("Actions", "&Quit"),
            translate("Actions", "End Facies; work under way is stopped cleanly"),
            ("Ctrl+Q",),
            rule=True,
        ),
    )


def _playback() -> tuple[ActionSpec, ...]:
    return (
        ActionSpec(
            "play",
            "playback",
            translate("Actions", "P&lay or pause"),
            translate("Actions", "Play at true speed, or pause"),
            ("Space",),
            OPENED,
            "play",
        ),
        ActionSpec(
            "previous_frame",
            "playback",
            translate("Actions", "One frame &back"),
            translate("Actions", "Go one frame back"),
            ("Left",),
            OPENED,
            "step-back",
            rule=True,
        ),
        ActionSpec(
            "next_frame",
            "playback",
            translate("Actions", "One frame &on"),
            translate("Actions", "Go one frame on"),
            ("Right",),
            OPENED,
            "step-forward",
        ),
        ActionSpec(
            "second_back",
            "playback",
            translate("Actions", "One second b&ack"),
            translate("Actions", "Go one second back"),
            ("Shift+Left",),
            OPENED,
            "skip-back",
        ),
        ActionSpec(
            "second_on",
            "playback",
            translate("Actions", "One second o&n"),
            translate("Actions", "Go one second on"),
            ("Shift+Right",),
            OPENED,
            "skip-forward",
        ),
        ActionSpec(
            "to_start",
            "playback",
            translate("Actions", "To the &start"),
            translate("Actions", "Go to the first frame"),
            ("Home",),
            OPENED,
            "to-start",
        ),
        ActionSpec(
            "to_end",
            "playback",
            translate("Actions", "To the &end"),
            translate("Actions", "Go to the last frame"),
            ("End",),
            OPENED,
            "to-end",
        ),
        ActionSpec(
            "bookmark",
            "playback",
            translate("Actions", "Book&mark this frame"),
            translate(
                "Actions", "Mark the frame that is shown; with your note it goes into the report"
            ),
            ("B",),
            MARKABLE,
            "bookmark",
            rule=True,
        ),
    )


def _view() -> tuple[ActionSpec, ...]:
    layers = tuple(
        ActionSpec(
            f"layer_{number}",
            "view",
            translate("Actions", "Layer {0}").format(number),
            translate("Actions", "Show the map of layer {0}").format(number),
            (str(number),),
            JUDGED,
            checkable=True,
            rule=number == 1,
        )
        for number in range(1, LAYERS + 1)
    )
    return (
        ActionSpec(
            "heat_map",
            "view",
            translate("Actions", "&Heat map"),
            translate("Actions", "Show the map on the face, or hide it"),
            ("H",),
            JUDGED,
            "heat",
            checkable=True,
        ),
        ActionSpec(
            "weaker",
            "view",
            translate("Actions", "&Fainter"),
            translate("Actions", "Make the map fainter"),
            ("[",),
            JUDGED,
        ),
        ActionSpec(
            "stronger",
            "view",
            translate("Actions", "&Stronger"),
            translate("Actions", "Make the map stronger"),
            ("]",),
            JUDGED,
        ),
        ActionSpec(
            "side_by_side",
            "view",
            translate("Actions", "Original &beside it"),
            translate("Actions", "Show the bare picture beside the one with the map"),
            (),
            JUDGED,
            "side-by-side",
            checkable=True,
        ),
        *layers,
        ActionSpec(
            "full_screen",
            "view",
            translate("Actions", "F&ull screen"),
            translate("Actions", "Use the whole screen, or return"),
            ("F",),
            picture="full-screen",
            checkable=True,
            rule=True,
        ),
    )


def _go() -> tuple[ActionSpec, ...]:
    return tuple(
        ActionSpec(
            f"go_{name}",
            "go",
            place_words(name).name,
            place_words(name).tip,
            (f"Ctrl+{at}",),
            picture=name,
        )
        for at, name in enumerate(PLACE_NAMES, start=1)
    )


def _help() -> tuple[ActionSpec, ...]:
    return (
        ActionSpec(
            "keys",
            "help",
            translate("Actions", "All &keys"),
            translate("Actions", "Show every key on one sheet"),
            ("?", "F1"),
            picture="keyboard",
        ),
        ActionSpec(
            "about",
            "help",
            translate("Actions", "&About Facies"),
            translate("Actions", "Version, licence and what Facies is not"),
            picture="info",
        ),
    )
