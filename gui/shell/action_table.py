"""The one table of all actions: their words, keys, and when they can be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication

from gui.session import Phase
from gui.shell.places import PLACE_NAMES, place_words

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
        "file": _say("&File"),
        "playback": _say("&Playback"),
        "view": _say("&View"),
        "go": _say("&Go"),
        "help": _say("&Help"),
    }[menu]


def _say(text: str) -> str:
    return QCoreApplication.translate("Actions", text)


def _file() -> tuple[ActionSpec, ...]:
    return (
        ActionSpec(
            "open", "file", _say("&Open a video…"), _say("Open a video of a face"),
            ("Ctrl+O",), picture="open",
        ),
        ActionSpec(
            "open_analysis", "file", _say("Open an &analysis…"),
            _say("Open the folder of an analysis made before"), ("Ctrl+Shift+O",),
        ),
        ActionSpec(
            "open_sample", "file", _say("Open the &sample recording"),
            _say("A drawn face, no real person: to try everything out"), picture="face",
        ),
        ActionSpec(
            "close", "file", _say("&Close the recording"),
            _say("Close what is open; everything that was added is kept"), ("Ctrl+W",), OPENED,
        ),
        ActionSpec(
            "pdf", "file", _say("Report as &PDF…"),
            _say("See the report, sign it and save it as PDF"), ("Ctrl+P",), ANALYSED, "report",
            rule=True,
        ),
        ActionSpec(
            "quit", "file", _say("&Quit"), _say("End Facies; work under way is stopped cleanly"),
            ("Ctrl+Q",), rule=True,
        ),
    )  # fmt: skip


def _playback() -> tuple[ActionSpec, ...]:
    return (
        ActionSpec(
            "play", "playback", _say("P&lay or pause"), _say("Play at true speed, or pause"),
            ("Space",), OPENED, "play",
        ),
        ActionSpec(
            "previous_frame", "playback", _say("One frame &back"), _say("Go one frame back"),
            ("Left",), OPENED, "step-back", rule=True,
        ),
        ActionSpec(
            "next_frame", "playback", _say("One frame &on"), _say("Go one frame on"),
            ("Right",), OPENED, "step-forward",
        ),
        ActionSpec(
            "second_back", "playback", _say("One second b&ack"), _say("Go one second back"),
            ("Shift+Left",), OPENED, "skip-back",
        ),
        ActionSpec(
            "second_on", "playback", _say("One second o&n"), _say("Go one second on"),
            ("Shift+Right",), OPENED, "skip-forward",
        ),
        ActionSpec(
            "to_start", "playback", _say("To the &start"), _say("Go to the first frame"),
            ("Home",), OPENED, "to-start",
        ),
        ActionSpec(
            "to_end", "playback", _say("To the &end"), _say("Go to the last frame"),
            ("End",), OPENED, "to-end",
        ),
        ActionSpec(
            "bookmark", "playback", _say("Book&mark this frame"),
            _say("Mark the frame that is shown; with your note it goes into the report"),
            ("B",), MARKABLE, "bookmark", rule=True,
        ),
    )  # fmt: skip


def _view() -> tuple[ActionSpec, ...]:
    layers = tuple(
        ActionSpec(
            f"layer_{number}", "view", _say("Layer {0}").format(number),
            _say("Show the map of layer {0}").format(number), (str(number),), JUDGED,
            checkable=True, rule=number == 1,
        )
        for number in range(1, LAYERS + 1)
    )  # fmt: skip
    return (
        ActionSpec(
            "heat_map", "view", _say("&Heat map"), _say("Show the map on the face, or hide it"),
            ("H",), JUDGED, "heat", checkable=True,
        ),
        ActionSpec(
            "weaker", "view", _say("&Fainter"), _say("Make the map fainter"), ("[",), JUDGED,
        ),
        ActionSpec(
            "stronger", "view", _say("&Stronger"), _say("Make the map stronger"), ("]",), JUDGED,
        ),
        ActionSpec(
            "side_by_side", "view", _say("Original &beside it"),
            _say("Show the bare picture beside the one with the map"), (), JUDGED,
            "side-by-side", checkable=True,
        ),
        *layers,
        ActionSpec(
            "full_screen", "view", _say("F&ull screen"), _say("Use the whole screen, or return"),
            ("F",), picture="full-screen", checkable=True, rule=True,
        ),
    )  # fmt: skip


def _go() -> tuple[ActionSpec, ...]:
    return tuple(
        ActionSpec(
            f"go_{name}", "go", place_words(name).name, place_words(name).tip, (f"Ctrl+{at}",),
            picture=name,
        )
        for at, name in enumerate(PLACE_NAMES, start=1)
    )  # fmt: skip


def _help() -> tuple[ActionSpec, ...]:
    return (
        ActionSpec(
            "keys", "help", _say("All &keys"), _say("Show every key on one sheet"),
            ("?", "F1"), picture="keyboard",
        ),
        ActionSpec(
            "about", "help", _say("&About Facies"), _say("Version, licence and what Facies is not"),
            picture="info",
        ),
    )  # fmt: skip
