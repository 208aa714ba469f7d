"""Starting the window: what it loads, what it needs, what it says where there is no screen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.app import install_translation, make_application, make_window
from gui.settings import Settings

HEAVY = (
    "torch", "mediapipe", "cv2", "openvino", "sklearn", "scipy", "pyqtgraph", "av", "reportlab",
    "PySide6.QtPdf", "PySide6.QtMultimedia",
)  # fmt: skip


def facies(root: Path, *arguments: str, **changes: str | None) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in {**os.environ, **changes}.items() if v is not None}
    command = [sys.executable, "-m", "gui.main", *arguments]
    return subprocess.run(
        command, cwd=root, env=env, capture_output=True, text=True, check=False, timeout=60
    )


def test_the_first_window_needs_nothing_heavy(root: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from gui.app import make_application, make_window; "
        "app = make_application([]); window = make_window(app, load_ahead=False); window.show(); "
        "window.close(); window.deleteLater(); "
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    env = {**os.environ, "FACIES_DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=env, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_headless_verbs_load_no_qt(root: Path) -> None:
    code = (
        "import sys; sys.argv = ['facies', 'models', 'list']; from gui.main import main; main(); "
        "print([name for name in sys.modules if name.startswith(('PySide6', 'shiboken'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip().endswith("[]"), done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="about X11 and Wayland")
@pytest.mark.parametrize("display", [None, ":987"])
def test_without_a_screen_it_says_so(root: Path, display: str | None) -> None:
    done = facies(root, "gui", DISPLAY=display, WAYLAND_DISPLAY=None, QT_QPA_PLATFORM=None)
    assert done.returncode == 5
    assert "facies analyze VIDEO" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_asked_wrongly_ends_with_2(root: Path) -> None:
    done = facies(root, "gui", "one.mp4", "two.mp4")
    assert done.returncode == 2
    assert "usage: facies gui" in done.stderr


def test_variables_of_cv2_are_cleared(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM_PLUGIN_PATH", "/nowhere")
    monkeypatch.setenv("QT_QPA_FONTDIR", "/nowhere")
    assert make_application([]) is QApplication.instance()
    assert "QT_QPA_PLATFORM_PLUGIN_PATH" not in os.environ
    assert "QT_QPA_FONTDIR" not in os.environ


def test_a_language_without_a_translation_is_no_trouble(qapp: QApplication) -> None:
    assert not install_translation(qapp, Settings(language="tlh"))


def test_a_made_window_opens_the_sample(
    qtbot: QtBot, qapp: QApplication, sample_video: Path
) -> None:
    window = make_window(qapp, load_ahead=False)
    qtbot.addWidget(window)
    window.show()
    window.workbench.open(sample_video)
    qtbot.waitUntil(lambda: window.session.phase == "ready", timeout=30_000)
    assert window.session.segments
    window.close()
    window.workbench.deleteLater()
    window.session.deleteLater()
