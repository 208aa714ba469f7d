"""The examples in docs/examples are what the code writes, and the code reads them back."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from core.bench.results import BenchResult, as_json
from core.bench.timing import Timing
from core.records import load_analysis, save_analysis
from core.records.request_files import load_segments, load_visit
from core.records.review import Bookmark, Review, Signature, load_review, save_review
from core.training.manifest import read_manifests
from core.types import DeviceInfo, Visit
from tests.support.analysis_factory import make_analysis

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "docs" / "examples"
FROM_ANALYSIS = ("analysis.json", "timeline.csv", "regions.csv")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files as the code writes them today."""
    folder = tmp_path_factory.mktemp("examples")
    save_analysis(make_analysis(n_frames=96, visit=Visit(medication="on", updrs_3_2=1)), folder)
    assert load_analysis(folder).score is not None
    save_review(
        Review(
            Visit("P-017", "Dr. Example", "on", 1.5, "off", 2.5, 1),
            "Little blinking at rest, fuller smile than last time.",
            (Bookmark(1.2, "first smile"), Bookmark(2.8)),
            Signature("Dr. Example", "2026-01-02T03:04:05Z", "0" * 64),
        ),
        folder,
    )
    seconds = {
        "decode": 1.2,
        "decode + FaceMesh": 6.1,
        "main pass": 8.3,
        "freeze test": 2.0,
        "tracking": 5.0,
        "network": 3.1,
        "plain network": 0.62,
        "engine": 0.25,
        "report": 0.8,
    }
    result = BenchResult(
        length_s=20.0,
        size_px=(640, 480),
        clips=38,
        timings={name: Timing(name, (s, s, s)) for name, s in seconds.items()},
        peak_mb={60.0: 1000.0, 600.0: 1100.0},
        device=DeviceInfo("cpu", "Two-core processor", "openvino"),
        machine={"cores": "2", "facies": "0.1.0"},
    )
    (folder / "bench.json").write_text(json.dumps(as_json(result), indent=2) + "\n")
    return folder


@pytest.mark.parametrize("name", [*FROM_ANALYSIS, "review.json", "bench.json"])
def test_example_is_what_is_written(name: str, written: Path, rewrite_examples: bool) -> None:
    text = (written / name).read_text(encoding="utf-8")
    if rewrite_examples:
        (EXAMPLES / name).write_text(text, encoding="utf-8")
    assert (EXAMPLES / name).read_text(encoding="utf-8") == text, (
        "the format changed: look whether it should have, note it in CHANGELOG.md, and write the "
        "example anew with `python3 run.py test tests/test_examples.py --rewrite-examples`"
    )


def test_analysis_example_fits_its_schema() -> None:
    schema = json.loads((ROOT / "core/records/analysis.schema.json").read_text(encoding="utf-8"))
    example = json.loads((EXAMPLES / "analysis.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(example)
    assert example["schema_version"] == 2


def test_review_example_fits_its_schema_and_is_read(tmp_path: Path) -> None:
    text = (EXAMPLES / "review.json").read_text(encoding="utf-8")
    schema = json.loads((ROOT / "core/records/review.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(text))
    (tmp_path / "review.json").write_text(text, encoding="utf-8")
    review = load_review(tmp_path)
    assert review is not None and review.bookmarks[0].note == "first smile"
    assert review.signature is None, "it stands under no analysis here"


def test_shipped_bundles_fit_their_schema() -> None:
    schema = json.loads((ROOT / "models/bundle.schema.json").read_text(encoding="utf-8"))
    found = sorted((ROOT / "models" / "bundles").glob("*/bundle.json"))
    assert found
    for path in found:
        jsonschema.Draft202012Validator(schema).validate(json.loads(path.read_text("utf-8")))


def test_request_examples_are_read() -> None:
    segments = load_segments(EXAMPLES / "segments.json")
    assert [segment.task for segment in segments] == ["rest", "smile", "talk"]
    assert load_visit(EXAMPLES / "visit.json").medication == "on"


def test_manifest_example_is_read(tmp_path: Path) -> None:
    text = (EXAMPLES / "manifest.csv").read_text(encoding="utf-8")
    manifest = tmp_path / "manifest.csv"
    manifest.write_text(text, encoding="utf-8")
    for line in text.splitlines()[1:]:
        video = tmp_path / line.split(",")[0]
        video.parent.mkdir(parents=True, exist_ok=True)
        video.touch()
    read = read_manifests([manifest], ("expressive", "attenuated"))
    assert [row.label for row in read.rows] == [0, 1, 1]
    assert read.rows[1].visit.hours_since_dose == 12.5
