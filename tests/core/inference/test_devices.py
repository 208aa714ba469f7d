from __future__ import annotations

import os

import pytest
import torch

from core.errors import UsageError
from core.inference.devices import check_device, default_threads, device_name


def have(monkeypatch: pytest.MonkeyPatch, *, cuda: bool, mps: bool) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)


@pytest.mark.parametrize(
    ("cuda", "mps", "wanted"),
    [(True, False, ("cuda", "cpu")), (False, True, ("mps", "cpu")), (False, False, ("cpu",))],
)
def test_auto_tries_the_best_first(
    monkeypatch: pytest.MonkeyPatch, cuda: bool, mps: bool, wanted: tuple[str, ...]
) -> None:
    have(monkeypatch, cuda=cuda, mps=mps)
    assert check_device("auto") == wanted


def test_what_was_asked_for_is_the_only_one_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    have(monkeypatch, cuda=True, mps=True)
    assert check_device("cpu") == ("cpu",)
    assert check_device("cuda") == ("cuda",)


@pytest.mark.parametrize("kind", ["cuda", "mps"])
def test_an_absent_device_is_wrong_usage(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    have(monkeypatch, cuda=False, mps=False)
    with pytest.raises(UsageError, match="none can be used on this machine") as caught:
        check_device(kind)
    assert caught.value.exit_code == 2


def test_an_unknown_device_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="auto, cuda, mps, cpu"):
        check_device("tpu")


def test_the_processor_has_a_name() -> None:
    assert device_name("cpu").strip()


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="only Linux tells its cores")
@pytest.mark.parametrize(("cores", "threads"), [(1, 1), (2, 2), (4, 3), (16, 15)])
def test_room_is_left_where_there_is_some(
    monkeypatch: pytest.MonkeyPatch, cores: int, threads: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)))
    assert default_threads() == threads
