"""What is loaded behind the window."""

from __future__ import annotations

import pytest

from core.errors import Cancelled
from core.progress import CancelToken, silent
from gui.settings import Settings
from gui.shell.surroundings import device_words, load_surroundings


def test_device_and_model_are_found() -> None:
    found = load_surroundings(Settings(device="cpu"), silent, CancelToken())
    assert found.device.startswith("CPU")
    assert found.model.startswith("Moving faces")
    assert found.trouble == ""


def test_a_missing_model_is_said_and_the_device_still_known() -> None:
    found = load_surroundings(Settings(model="no-such-model"), silent, CancelToken())
    assert found.device
    assert found.model == ""
    assert "no-such-model" in found.trouble


def test_a_missing_device_is_said_and_the_model_still_known() -> None:
    found = load_surroundings(Settings(device="no-such-device"), silent, CancelToken())
    assert found.device == ""
    assert found.model.startswith("Moving faces")
    assert "no-such-device" in found.trouble
    both = load_surroundings(Settings(device="no-such-device", model="gone"), silent, CancelToken())
    assert "no-such-device" in both.trouble
    assert "gone" in both.trouble


def test_it_stops_when_asked() -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        load_surroundings(Settings(), silent, cancel)


def test_names_are_tidied() -> None:
    assert device_words("cuda", "NVIDIA   H200 ") == "GPU, NVIDIA H200"
    assert device_words("cpu", "") == "CPU"
