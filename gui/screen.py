"""Whether a window can be shown here, said before Qt would end the program over it."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

_ADVICE = (
    "Everything but the window works without one: facies analyze VIDEO --out FOLDER writes the "
    "report and all results."
)


def screen_trouble() -> str:
    """Say why no window can be shown; empty where one can."""
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if not sys.platform.startswith("linux") or platform not in ("", "xcb", "wayland"):
        return ""
    if os.environ.get("WAYLAND_DISPLAY"):
        return ""
    display = os.environ.get("DISPLAY")
    if not display:
        return f"There is no screen here to show a window on. {_ADVICE}"
    lacking = _lacking_library()
    if lacking:
        return (
            f"The window cannot be shown, because a system library is missing: {lacking}. On "
            f"Debian and Ubuntu, python3 run.py names the packages to install. {_ADVICE}"
        )
    if not _answers(display):
        return (
            f"The screen “{display}” does not answer, so no window can be shown. Start Facies "
            f"from a terminal on that screen. {_ADVICE}"
        )
    return ""


def _lacking_library() -> str:
    """Name what Qt's plug-in for this kind of screen cannot find; empty where all is there."""
    from PySide6.QtCore import QLibraryInfo

    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    try:
        ctypes.CDLL(str(plugins / "platforms" / "libqxcb.so"))
    except OSError as error:
        return str(error).split(":", 1)[0]
    return ""


def _answers(display: str) -> bool:
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not failed
