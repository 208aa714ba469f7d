"""bundle.json: what the code accepts, what the schema accepts, and that they agree."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.bundle_spec import (
    BundleSpec,
    Calibration,
    ClipTiming,
    HeadSpec,
    InputSpec,
    Metric,
    is_plain_file_name,
)
from models.typed_json import from_json, to_json
from tests.support.bundle_factory import make_spec

HASHES = dict.fromkeys(
    ("bundle.json", "weights.safetensors", "reference.npz", "CARD.md"), "ab" * 32
)


@pytest.fixture(scope="module")
def schema(root: Path) -> Any:
    return jsonschema.Draft202012Validator(
        json.loads((root / "models" / "bundle.schema.json").read_text(encoding="utf-8"))
    )


def document() -> dict[str, Any]:
    return to_json(make_spec(files=HASHES))


def with_member(path: str, value: Any) -> dict[str, Any]:
    changed = deepcopy(document())
    *parents, last = path.split(".")
    at = changed
    for name in parents:
        at = at[name]
    at[last] = value
    return changed


FLOATS = st.floats(-1e6, 1e6)
UNIT = st.floats(0, 1)
TEXT = st.text(max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | FLOATS | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
METRICS = st.builds(
    lambda name, value, below, above: Metric(
        name, value, value - below, value + above, "person", "data", "command"
    ),
    TEXT,
    FLOATS,
    UNIT,
    UNIT,
)
SPECS = st.builds(
    lambda **changes: make_spec(files=HASHES, **changes),
    id=st.from_regex(r"[a-z0-9]([a-z0-9._-]{0,10}[a-z0-9])?", fullmatch=True),
    name=TEXT.filter(lambda text: bool(text.strip())),
    input=st.builds(
        InputSpec,
        st.integers(16, 1024),
        st.tuples(UNIT, UNIT, UNIT),
        st.tuples(*[st.floats(0.01, 10)] * 3),
    ),
    clip=st.builds(ClipTiming, st.integers(2, 512), st.floats(0.01, 600), st.floats(0.01, 600)),
    calibration=st.builds(
        Calibration, st.just("platt"), st.floats(1e-3, 1e3), FLOATS, st.floats(0, 10)
    ),
    threshold=st.floats(0.001, 0.999),
    provenance=st.dictionaries(TEXT.filter(lambda key: key != "trained_on"), JSON, max_size=3),
    metrics=st.lists(METRICS, max_size=3).map(tuple),
    limits=st.lists(TEXT, max_size=3).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(spec=SPECS)
def test_round_trip_and_schema(spec: BundleSpec, schema: Any) -> None:
    text = json.dumps(to_json(spec))
    assert from_json(BundleSpec, json.loads(text)) == spec
    schema.validate(json.loads(text))


WRONG: list[tuple[str, Any]] = [
    ("schema_version", 2),
    ("id", ""),
    ("id", "../evil"),
    ("id", "Big"),
    ("id", "ends."),
    ("id", 3),
    ("name", "  "),
    ("version", "1 0"),
    ("version", ""),
    ("network", "i3d"),
    ("network.params", []),
    ("input.size_px", 8),
    ("input.size_px", 112.5),
    ("input.mean", [0.5, 0.5]),
    ("input.mean", [0.5, 0.5, 1.5]),
    ("input.std", [0.5, 0.5, 0]),
    ("clip.frames", 1),
    ("clip.frames", True),
    ("clip.span_s", 0),
    ("clip.hop_s", -1),
    ("clip.hop_s", "1"),
    ("alignment.name", "affine"),
    ("alignment.params", {"margin": 0.25}),
    ("head.type", "softmax"),
    ("head.labels", ["one"]),
    ("head.labels", ["same", "same"]),
    ("head.labels", ["a", "b", "c"]),
    ("head.evidence_logit", 2),
    ("head.evidence_logit", -1),
    ("calibration.type", "isotonic"),
    ("calibration.slope", 0),
    ("calibration.slope", -1),
    ("calibration.logit_sd", -0.1),
    ("threshold", 0),
    ("threshold", 1),
    ("threshold", None),
    ("provenance", "none"),
    ("metrics", [{"name": "AUROC"}]),
    ("limits", "none"),
    ("files", {"../x": "ab" * 32}),
    ("files", {"CARD.md": "short"}),
    ("surprise", 1),
    ("input.surprise", 1),
]


@pytest.mark.parametrize(("path", "value"), WRONG)
def test_code_and_schema_refuse_alike(path: str, value: Any, schema: Any) -> None:
    changed = with_member(path, value)
    with pytest.raises(ValueError, match=path.split(".")[-1]):
        from_json(BundleSpec, changed)
    assert not schema.is_valid(changed)


@pytest.mark.parametrize("name", [n for n in document() if n not in ("files", "schema_version")])
def test_missing_members_are_named(name: str, schema: Any) -> None:
    changed = document()
    del changed[name]
    with pytest.raises(ValueError, match=f"{name} is missing"):
        from_json(BundleSpec, changed)
    assert not schema.is_valid(changed)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400])
def test_numbers_are_finite(value: float) -> None:
    with pytest.raises(ValueError, match="threshold must be a finite number"):
        make_spec(threshold=value)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_json_values_are_finite(value: float) -> None:
    with pytest.raises(ValueError, match="provenance"):
        make_spec(provenance={"loss": value})


def test_metric_interval_is_ordered() -> None:
    with pytest.raises(ValueError, match="low must not exceed high"):
        Metric("AUROC", 0.5, 0.6, 0.4, "person", "", "")


def test_provenance_is_a_copy() -> None:
    mine: dict[str, Any] = {"seeds": [1, 2]}
    spec = make_spec(provenance=mine)
    mine["seeds"].append(3)
    assert spec.provenance == {"seeds": [1, 2]}


def test_ordinal_head_has_a_logit_per_step() -> None:
    head = HeadSpec("ordinal", ("0", "1", "2", "3"), 2)
    assert head.num_logits == 3
    with pytest.raises(ValueError, match="evidence_logit must lie in 0 to 2"):
        replace(head, evidence_logit=3)


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../a",
        "a/b",
        "a\\b",
        "/a",
        "C:a",
        "C:\\a",
        "~",
        ".hidden",
        "a\n",
        "a\0b",
        "é",
    ],
)
def test_names_that_leave_their_folder_are_not_plain(name: str) -> None:
    assert not is_plain_file_name(name)
