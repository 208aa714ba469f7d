"""One real analysis of the sample recording for all tests here."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from core.analysis.analyse import analyse
from core.inference import resolve_bundle
from core.progress import Progress
from core.records.request_files import load_segments
from core.types import Analysis, AnalysisRequest
from models.bundle import Bundle


class Analysed(NamedTuple):
    """An analysis with what was told on the way."""

    analysis: Analysis
    bundle: Bundle
    told: list[Progress]
    proxy: Path


@pytest.fixture(scope="session")
def analysed(sample_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Analysed:
    """The sample recording, analysed by the shipped bundle."""
    bundle = resolve_bundle(None)
    told: list[Progress] = []
    proxy = tmp_path_factory.mktemp("analysed") / "proxy.bin"
    request = AnalysisRequest(
        sample_dir / "sample.mp4", load_segments(sample_dir / "segments.json"), freeze_test=False
    )
    return Analysed(analyse(request, bundle, told.append, proxy=proxy), bundle, told, proxy)
