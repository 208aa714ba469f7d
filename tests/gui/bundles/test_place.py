"""Models in the window: read, chosen, imported, removed, verified."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gui.bundles.place import ModelsPlace
from gui.notice import Notice
from gui.session import Session
from gui.settings import load_settings
from gui.workbench import Workbench
from tests.support.bundle_factory import make_bundle
from tests.support.qt_guard import DialogWatch, choosing

LEFT = Qt.MouseButton.LeftButton
LONGEST_MS = 90_000


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bundles") / "untrained.facies"
    make_bundle(path)
    return path


def shown_place(qtbot: QtBot, session: Session, workbench: Workbench) -> ModelsPlace:
    made = ModelsPlace(session, workbench)
    qtbot.addWidget(made)
    made.resize(1180, 740)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    qtbot.waitUntil(lambda: bool(made.bundles) and not made._runner.busy, timeout=LONGEST_MS)
    return made


@pytest.fixture
def place(qtbot: QtBot, session: Session, workbench: Workbench) -> Iterator[ModelsPlace]:
    made = shown_place(qtbot, session, workbench)
    yield made
    made.stop()


@pytest.fixture
def imported(qtbot: QtBot, place: ModelsPlace, archive: Path) -> ModelsPlace:
    place.import_from(str(archive))
    done(qtbot, place)
    assert [bundle.id for bundle in place.bundles] == ["moving-faces", "untrained"]
    return place


@pytest.fixture
def told(workbench: Workbench) -> list[Notice]:
    notices: list[Notice] = []
    workbench.noticed.connect(notices.append)
    return notices


def done(qtbot: QtBot, place: ModelsPlace) -> None:
    qtbot.waitUntil(place.import_file.isEnabled, timeout=LONGEST_MS)


def words_of(place: ModelsPlace) -> str:
    return " ".join(each.text() for each in place.detail.findChildren(QLabel) if each.isVisible())


def test_the_shipped_model_is_active_and_described(qtbot: QtBot, place: ModelsPlace) -> None:
    assert [bundle.origin for bundle in place.bundles] == ["shipped"]
    assert "active" in place.list.item(0).text() and "shipped" in place.list.item(0).text()
    words = words_of(place)
    for expected in (
        "Moving faces", "Part of Facies", "Complete and unchanged", "Not for diagnosis",
        "No recording of a patient was used",
    ):  # fmt: skip
        assert expected in words
    assert not place.detail.activate.isEnabled() and not place.detail.remove.isVisible()
    assert "AUROC" in place.detail._metrics.as_text() and " to " in place.detail._metrics.as_text()
    assert "How it was trained" in place.detail.card.toPlainText()
    hashes = place.detail._files.as_text().split()
    weights = hashes[hashes.index("weights.safetensors") + 1]
    assert len(weights) == 64 and dict(place.bundles[0].files)["weights.safetensors"] == weights


def test_a_card_can_load_nothing(qtbot: QtBot, place: ModelsPlace, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(b"x")
    card = place.detail.card
    card.show_card(f"# A\n![p](file://{tmp_path}/secret.png) <b>bold</b> [link](https://a.b)")
    kind = QTextDocument.ResourceType.ImageResource.value
    assert card.loadResource(kind, QUrl.fromLocalFile(str(tmp_path / "secret.png"))) is None
    assert "<b>bold</b>" in card.toPlainText() and not card.openLinks()


def test_import_through_the_dialog(
    qtbot: QtBot, place: ModelsPlace, archive: Path, dialogs: DialogWatch
) -> None:
    dialogs.answer(choosing(archive))
    qtbot.mouseClick(place.import_file, LEFT)
    qtbot.waitUntil(lambda: len(place.bundles) == 2, timeout=LONGEST_MS)
    assert place.message.text == "“Untrained I3D” was checked and installed."
    assert place.message.status == "pass"
    assert place.list.currentRow() == 1 and "imported" in place.list.item(1).text()
    assert place.active_id == "moving-faces", "importing changes nothing of what judges"


def test_make_active_is_kept(qtbot: QtBot, imported: ModelsPlace, workbench: Workbench) -> None:
    qtbot.mouseClick(imported.detail.activate, LEFT)
    assert workbench.settings.model == load_settings().model == "untrained"
    assert "active" in imported.list.item(1).text() and "active" not in imported.list.item(0).text()
    assert imported.detail.activate.text() == "Active" and not imported.detail.activate.isEnabled()
    assert imported.list.currentRow() == 1


def test_removal_asks_in_place_and_falls_back(
    qtbot: QtBot, imported: ModelsPlace, workbench: Workbench
) -> None:
    detail = imported.detail
    path = imported.bundles[1].path
    qtbot.mouseClick(detail.activate, LEFT)
    qtbot.mouseClick(detail.remove, LEFT)
    assert detail.confirmation.isVisible() and detail.keep.hasFocus()
    qtbot.mouseClick(detail.keep, LEFT)
    assert not detail.confirmation.isVisible() and path.is_dir()
    qtbot.mouseClick(detail.remove, LEFT)
    qtbot.mouseClick(detail.remove_now, LEFT)
    qtbot.waitUntil(lambda: len(imported.bundles) == 1, timeout=LONGEST_MS)
    assert not path.exists() and workbench.settings.model == ""
    assert (
        imported.active_id == "moving-faces" and imported.message.text == "The model was removed."
    )


def test_the_question_does_not_outlast_the_choice(qtbot: QtBot, imported: ModelsPlace) -> None:
    qtbot.mouseClick(imported.detail.remove, LEFT)
    imported.list.setFocus()
    qtbot.keyClick(imported.list, Qt.Key.Key_Up)
    assert not imported.detail.confirmation.isVisible()
    assert imported.detail.shown is not None and imported.detail.shown.id == "moving-faces"


def test_a_tampered_bundle_is_refused(
    qtbot: QtBot, place: ModelsPlace, tmp_path: Path, told: list[Notice], data_folder: Path
) -> None:
    make_bundle(tmp_path / "evil")
    (tmp_path / "evil" / "CARD.md").write_text("Trust me.", encoding="utf-8")
    place.import_from(str(tmp_path / "evil"))
    done(qtbot, place)
    assert "tampered" in place.message.text and place.message.status == "fail"
    assert told[-1].kind == "error" and told[-1].text == place.message.text
    assert len(place.bundles) == 1 and not list(data_folder.glob("bundles/*"))


def test_verify_finds_damage_and_says_what_to_do(qtbot: QtBot, imported: ModelsPlace) -> None:
    detail = imported.detail
    qtbot.mouseClick(detail.verify, LEFT)
    done(qtbot, imported)
    assert imported.message.text == "“Untrained I3D” is complete and unchanged."
    card = imported.bundles[1].path / "CARD.md"
    card.write_text("other", encoding="utf-8")
    qtbot.mouseClick(detail.verify, LEFT)
    done(qtbot, imported)
    assert imported.bundles[1].problem and not imported.bundles[0].problem
    assert "damaged" in imported.list.item(1).text() and imported.list.currentRow() == 1
    words = words_of(imported)
    assert "Damaged" in words and "CARD.md" in words and "get the bundle again" in words
    assert not detail.activate.isEnabled() and not detail.tabs.isVisible()
    qtbot.mouseClick(detail.remove, LEFT)
    qtbot.mouseClick(detail.remove_now, LEFT)
    qtbot.waitUntil(lambda: len(imported.bundles) == 1, timeout=LONGEST_MS)


def test_an_active_model_that_is_gone_is_told(
    qtbot: QtBot, session: Session, workbench: Workbench
) -> None:
    workbench.change_settings(replace(workbench.settings, model="gone"))
    place = shown_place(qtbot, session, workbench)
    assert "“gone” is not installed" in place.message.text
    qtbot.mouseClick(place.detail.activate, LEFT)
    assert workbench.settings.model == "moving-faces"
    place.stop()


def test_without_any_model_the_way_on_is_import(
    qtbot: QtBot, session: Session, workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.inference import installed

    monkeypatch.setattr(installed, "_bundles_in", lambda *_: [])
    place = ModelsPlace(session, workbench)
    qtbot.addWidget(place)
    place.show()
    words = "Without one nothing can be judged."
    qtbot.waitUntil(
        lambda: any(
            each.text().startswith(words) and each.isVisible()
            for each in place.findChildren(QLabel)
        ),
        timeout=LONGEST_MS,
    )
    assert place.list.count() == 0
    place.stop()


def test_closing_while_it_looks_is_clean(
    qtbot: QtBot, session: Session, workbench: Workbench
) -> None:
    place = ModelsPlace(session, workbench)
    qtbot.addWidget(place)
    place.show()
    qtbot.waitUntil(lambda: place._runner.busy)
    place.stop()
    assert place.bundles == ()
