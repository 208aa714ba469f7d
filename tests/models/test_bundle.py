"""Whole bundles: what is saved is what is loaded, and nothing else is."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
import safetensors.torch
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.bundle import load_bundle, pack_bundle, save_bundle, unpack_bundle
from models.bundle_files import read_files
from models.errors import BundleError, NoSuchModelError
from models.networks import build_network
from tests.support.bundle_factory import (
    CARD,
    make_bundle,
    make_network,
    make_reference,
    make_spec,
)

NAMES = ("bundle.json", "weights.safetensors", "reference.npz", "CARD.md")


def test_saved_is_loaded(saved: Path) -> None:
    bundle = load_bundle(saved)
    assert replace(bundle.spec, files={}) == make_spec()
    assert sorted(bundle.spec.files) == sorted(NAMES)
    assert bundle.card == CARD
    for name, array in make_reference().items():
        np.testing.assert_array_equal(bundle.reference[name], array)
        assert bundle.reference[name].dtype == array.dtype
        assert not bundle.reference[name].flags.writeable
    weights = (saved / "weights.safetensors").read_bytes()
    assert bundle.weights_sha256 == hashlib.sha256(weights).hexdigest()


def test_half_precision_keeps_the_normalisation_and_small_files(saved: Path) -> None:
    assert sum(p.stat().st_size for p in saved.iterdir()) < 30e6
    state = load_bundle(saved).state_dict
    kept = {value.dtype for key, value in state.items() if value.ndim == 1}
    assert kept == {torch.float32}
    assert {value.dtype for value in state.values() if value.ndim > 1} == {torch.float16}


def test_half_precision_answers_alike(saved: Path) -> None:
    x = torch.rand(2, 3, 6, 48, 48) * 2 - 1
    with torch.inference_mode():
        torch.testing.assert_close(
            load_bundle(saved).network()(x), make_network()(x), rtol=0.02, atol=0.02
        )


def test_single_precision_is_lossless(tmp_path: Path) -> None:
    network = load_bundle(make_bundle(tmp_path / "b", half=False).path).network()
    for key, value in make_network().state_dict().items():
        assert torch.equal(network.state_dict()[key], value)
    assert not network.training


def test_two_networks_of_a_bundle_share_nothing(saved: Path) -> None:
    bundle = load_bundle(saved)
    first, second = bundle.network(), bundle.network()
    with torch.no_grad():
        first.head.weight.zero_()
        first.backbone[0].bn.weight.zero_()
    assert second.head.weight.abs().sum() > 0
    assert second.backbone[0].bn.weight.abs().sum() > 0
    assert bundle.state_dict["backbone.Conv3d_1a_7x7.bn.weight"].abs().sum() > 0


def test_packed_and_unpacked_again_is_the_same(saved: Path, tmp_path: Path) -> None:
    packed = pack_bundle(saved, tmp_path / "Ñandú – 1")
    assert packed.name == "Ñandú – 1.facies"
    assert read_files(packed) == read_files(saved)
    unpacked = unpack_bundle(packed, tmp_path / "out" / "b")
    assert unpacked.path == tmp_path / "out" / "b"
    assert read_files(unpacked.path) == read_files(saved)
    assert load_bundle(packed).spec == load_bundle(saved).spec


def test_saves_straight_into_an_archive(tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path / "b.facies")
    assert zipfile.is_zipfile(tmp_path / "b.facies")
    assert load_bundle(tmp_path / "b.facies").spec == bundle.spec


def flip(path: Path, at: int) -> None:
    with path.open("r+b") as stream:
        stream.seek(at)
        byte = stream.read(1)
        stream.seek(at)
        stream.write(bytes([byte[0] ^ 0x10]))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=st.sampled_from(NAMES), where=st.floats(0, 1, exclude_max=True))
def test_one_changed_byte_anywhere_is_noticed(name: str, where: float, bundle_dir: Path) -> None:
    path = bundle_dir / name
    before = path.read_bytes()
    flip(path, int(where * len(before)))
    try:
        if name == "bundle.json" and unspaced(path.read_bytes()) == unspaced(before):
            return  # only the layout of the text changed
        with pytest.raises(BundleError) as caught:
            load_bundle(bundle_dir)
        assert caught.value.exit_code == 5
    finally:
        path.write_bytes(before)


def unspaced(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return None


def edit(bundle_dir: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    path = bundle_dir / "bundle.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    path.write_text(json.dumps(document), encoding="utf-8")


def test_an_edited_threshold_is_noticed(bundle_dir: Path) -> None:
    edit(bundle_dir, lambda d: d.update(threshold=0.1))
    with pytest.raises(BundleError, match="tampered"):
        load_bundle(bundle_dir)


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_file_is_named(bundle_dir: Path, name: str) -> None:
    (bundle_dir / name).unlink()
    with pytest.raises(BundleError, match=name):
        load_bundle(bundle_dir)


def test_a_missing_entry_is_noticed(bundle_dir: Path) -> None:
    (bundle_dir / "reference.npz").unlink()
    edit(bundle_dir, lambda d: d["files"].pop("reference.npz"))
    with pytest.raises(BundleError, match=r"reference\.npz.*missing"):
        load_bundle(bundle_dir)


def test_an_unlisted_file_is_noticed(bundle_dir: Path) -> None:
    (bundle_dir / "extra.py").write_text("print()")
    with pytest.raises(BundleError, match=r"extra\.py.*not in its list"):
        load_bundle(bundle_dir)


def test_a_pickle_in_the_weights_place_is_not_loaded(bundle_dir: Path) -> None:
    torch.save(make_network().state_dict(), bundle_dir / "weights.safetensors")
    relist(bundle_dir)
    with pytest.raises(BundleError, match="not a safetensors file"):
        load_bundle(bundle_dir)


def relist(bundle_dir: Path, change: Callable[[dict[str, Any]], Any] = lambda _: None) -> None:
    """Make every hash right again, as someone would who knows how."""
    path = bundle_dir / "bundle.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    document["files"] = {
        p.name: hashlib.sha256(p.read_bytes()).hexdigest()
        for p in bundle_dir.iterdir()
        if p.name != "bundle.json"
    }
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    document["files"]["bundle.json"] = hashlib.sha256(canonical.encode()).hexdigest()
    path.write_text(json.dumps(document), encoding="utf-8")


def test_relisting_alone_gives_a_whole_bundle(bundle_dir: Path) -> None:
    relist(bundle_dir)
    assert load_bundle(bundle_dir).spec == load_bundle(bundle_dir).spec


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda d: d.update(schema_version=2), "another version of Facies"),
        (lambda d: d.pop("schema_version"), "another version of Facies"),
        (lambda d: d["network"].update(name="vit"), "network.name"),
        (lambda d: d["network"].update(params={"width": 3}), "network.params"),
        (lambda d: d["network"].update(params={"num_outputs": 3}), "head needs 2 logits"),
        (lambda d: d["network"].update(params={"num_outputs": -3}), "network.params"),
        (lambda d: d.update(threshold=3), "threshold"),
        (lambda d: d.update(head={"type": "ordinal"}), "head"),
    ],
)
def test_what_this_version_cannot_use_is_told(
    bundle_dir: Path, change: Callable[[dict[str, Any]], Any], says: str
) -> None:
    relist(bundle_dir, change)
    with pytest.raises(BundleError, match=says):
        load_bundle(bundle_dir)


def without_head(state: dict[str, torch.Tensor]) -> None:
    del state["head.bias"]


def with_nan(state: dict[str, torch.Tensor]) -> None:
    state["head.bias"][0] = torch.nan


def with_more(state: dict[str, torch.Tensor]) -> None:
    state["more"] = torch.zeros(1)


def misshapen(state: dict[str, torch.Tensor]) -> None:
    state["head.bias"] = torch.zeros(3)


@pytest.mark.parametrize("spoil", [without_head, with_nan, with_more, misshapen])
def test_weights_that_do_not_fit_are_refused(
    bundle_dir: Path, spoil: Callable[[dict[str, torch.Tensor]], None]
) -> None:
    state = dict(load_bundle(bundle_dir).state_dict)
    spoil(state)
    (bundle_dir / "weights.safetensors").write_bytes(safetensors.torch.save(state))
    relist(bundle_dir)
    with pytest.raises(BundleError, match=r"head\.bias|more"):
        load_bundle(bundle_dir)
    with pytest.raises(ValueError, match="make no bundle"):
        save_bundle(bundle_dir.parent / "new", make_spec(), state, {}, CARD)
    assert not (bundle_dir.parent / "new").exists()


def object_array() -> bytes:
    stream = io.BytesIO()
    np.savez(stream, evil=np.array([{"a": 1}], dtype=object))
    return stream.getvalue()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x93NUMPY", object_array()])
def test_a_bad_reference_is_refused(bundle_dir: Path, content: bytes) -> None:
    (bundle_dir / "reference.npz").write_bytes(content)
    relist(bundle_dir)
    with pytest.raises(BundleError):
        load_bundle(bundle_dir)


def test_objects_are_not_saved_as_reference(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="numeric"):
        save_bundle(
            tmp_path / "b",
            make_spec(),
            make_network().state_dict(),
            {"evil": np.array([None])},
            CARD,
        )


@pytest.mark.parametrize("text", ["", "[]", "null", "{", '{"files": 3}', "\ufeff{}", "[" * 100_000])
def test_an_unreadable_description_is_told(bundle_dir: Path, text: str) -> None:
    (bundle_dir / "bundle.json").write_text(text, encoding="utf-8")
    with pytest.raises(BundleError, match="damaged"):
        load_bundle(bundle_dir)


def test_half_a_letter_in_the_description_is_told(bundle_dir: Path) -> None:
    path = bundle_dir / "bundle.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(document | {"name": "\ud800"}), encoding="ascii")
    with pytest.raises(BundleError, match="not readable"):
        load_bundle(bundle_dir)


def test_a_folder_that_is_no_bundle_is_told(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="not a model bundle"):
        load_bundle(tmp_path)


def test_nothing_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(NoSuchModelError):
        load_bundle(tmp_path / "none.facies")


def test_unknown_network_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match=r"network\.name"):
        build_network(replace(make_spec().network, name="resnet"))


def test_example_is_what_is_written(saved: Path, root: Path, rewrite_examples: bool) -> None:
    example = root / "docs" / "examples" / "bundle.json"
    text = (saved / "bundle.json").read_text(encoding="utf-8")
    if rewrite_examples:
        example.write_text(text, encoding="utf-8")
    shown, written = json.loads(example.read_text(encoding="utf-8")), json.loads(text)
    # Random weights differ between processors in their last bits, and so do all hashes.
    assert shown.pop("files").keys() == written.pop("files").keys()
    assert shown == written
    schema = json.loads((root / "models" / "bundle.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(text))
    jsonschema.Draft202012Validator(schema).validate(json.loads(example.read_text("utf-8")))
