"""Starts the window."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from core.resources import translations_folder
from core.version import VERSION
from gui.fault_log import keep_faults
from gui.session import Session
from gui.settings import Settings
from gui.shell.main_window import MainWindow
from gui.theme import theme
from gui.widgets.icons import icon
from gui.workbench import Workbench

# cv2 sets these when it is imported, and Qt would then look for its plug-ins inside cv2.
_OF_CV2 = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")


def run_gui(video: Path | None) -> int:
    """Show the window and return the exit code once it is closed.

    Parameters
    ----------
    video : Path or None
        A video or analysis folder to open at once.
    """
    app = make_application(sys.argv[:1])
    window = make_window(app)
    keep_faults(window.workbench.tell)
    window.show()
    if video is not None:
        window.workbench.open(video)
    code = app.exec()
    window.deleteLater()
    return code


def make_application(arguments: list[str]) -> QApplication:
    """Make the application, or return the one that there is."""
    for name in _OF_CV2:
        os.environ.pop(name, None)
    there = QApplication.instance()
    if isinstance(there, QApplication):
        return there
    QCoreApplication.setApplicationName("Facies")
    QCoreApplication.setApplicationVersion(VERSION)
    QGuiApplication.setDesktopFileName("facies")
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    return QApplication(arguments)


def make_window(app: QApplication, *, load_ahead: bool = True) -> MainWindow:
    """Make the main window, in the user's language and theme.

    Parameters
    ----------
    app : QApplication
    load_ahead : bool
        Load what analyses need behind the window.
    """
    session = Session(app)
    workbench = Workbench(session, app)
    install_translation(app, workbench.settings)
    theme().set(workbench.settings.theme)
    app.setWindowIcon(icon("facies"))
    return MainWindow(session, workbench, load_ahead=load_ahead)


def install_translation(app: QApplication, settings: Settings) -> bool:
    """Speak the language that is set, if there is a translation; say whether there is."""
    locale = QLocale(settings.language) if settings.language else QLocale.system()
    QLocale.setDefault(locale)
    ours = QTranslator(app)
    if not ours.load(locale, "facies", "_", str(translations_folder())):
        ours.deleteLater()
        return False
    app.installTranslator(ours)
    qts = QTranslator(app)  # the words of Qt's own dialogs
    where = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if qts.load(locale, "qtbase", "_", where):
        app.installTranslator(qts)
    return True
