"""Every string of the window can be found by lupdate, and a translation of it is shown."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from gui.shell.rail import Rail

TOOLS = Path(sys.executable).parent
ASKED_FOR = re.compile(r"self\.tr\(|(?<!def )\btranslate\(\s*\"")


@pytest.fixture(scope="module")
def catalogue(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What lupdate finds in the window's code."""
    path = tmp_path_factory.mktemp("translations") / "facies_xx.ts"
    command = [TOOLS / "pyside6-lupdate", "-extensions", "py", "gui", "-ts", path]
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    return path


def test_every_call_is_found(root: Path, catalogue: Path) -> None:
    found = {each.text for each in ElementTree.parse(catalogue).iter("source")}
    code = [path.read_text(encoding="utf-8") for path in (root / "gui").rglob("*.py")]
    literal = {
        word
        for text in code
        for word in re.findall(r"self\.tr\(\s*\"((?:[^\"\\\n])+)\"\s*\)", text)
    }
    assert len(literal) > 200
    assert literal <= found
    assert len(found) > 0.8 * len(literal)


def test_no_other_way_to_translate_is_used(root: Path) -> None:
    """A helper of another name is invisible to lupdate."""
    hidden = re.compile(r"def (\w+)\(text: str\) -> str:\s*return QCoreApplication\.translate")
    for path in (root / "gui").rglob("*.py"):
        assert not hidden.search(path.read_text(encoding="utf-8")), path


def test_a_translation_is_shown(
    qtbot: QtBot, qapp: QApplication, catalogue: Path, tmp_path: Path
) -> None:
    tree = ElementTree.parse(catalogue)
    for message in tree.iter("message"):
        source, translation = message.find("source"), message.find("translation")
        assert source is not None and translation is not None
        translation.text = f"«{source.text}»"
        translation.attrib.pop("type", None)
    filled, compiled = tmp_path / "facies_xx.ts", tmp_path / "facies_xx.qm"
    tree.write(filled, encoding="utf-8", xml_declaration=True)
    command = [TOOLS / "pyside6-lrelease", filled, "-qm", compiled]
    subprocess.run(command, check=True, capture_output=True)
    translator = QTranslator()
    assert translator.load(str(compiled))
    qapp.installTranslator(translator)
    try:
        rail = Rail()
        qtbot.addWidget(rail)
        words = [each.text() for each in rail.findChildren(QLabel)]
        words += [each.text() for each in rail.findChildren(QAbstractButton)]
        shown = [word for word in words if word]
        assert shown and all(word.startswith("«") for word in shown)
    finally:
        qapp.removeTranslator(translator)
