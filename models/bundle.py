"""A model as it ships: network, preprocessing, calibration, reference group and card, in one.

A bundle is a folder, or the same files zipped into one with the suffix ``.facies``:
``bundle.json``, ``weights.safetensors``, ``reference.npz``, ``CARD.md``. The hashes guard against
damage and careless edits; they are no signature.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor

from models.array_files import arrays_bytes, parse_arrays
from models.bundle_files import (
    ARCHIVE_SUFFIX,
    damaged,
    read_files,
    write_archive,
    write_folder,
)
from models.bundle_spec import SCHEMA_VERSION, BundleSpec
from models.errors import BundleError
from models.i3d import I3D
from models.networks import build_network
from models.typed_json import from_json, to_json
from models.weights_file import parse_weights, weights_bytes

__all__ = [
    "Bundle",
    "BundleSpec",
    "load_bundle",
    "pack_bundle",
    "replace_card",
    "save_bundle",
    "unpack_bundle",
]

DESCRIPTION = "bundle.json"
WEIGHTS = "weights.safetensors"
REFERENCE = "reference.npz"
CARD = "CARD.md"
FILES = frozenset({DESCRIPTION, WEIGHTS, REFERENCE, CARD})


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """A verified model: what stands in it is what was saved, and it fits its network.

    Attributes
    ----------
    spec : BundleSpec
    state_dict : dict of str to Tensor
        The network's parameters as stored (single or half precision).
    reference : dict of str to ndarray
        Read-only arrays that tell where a patient lies among the training recordings.
    card : str
        The model card, Markdown.
    path : Path
        The folder or file it came from.
    """

    spec: BundleSpec
    state_dict: dict[str, Tensor]
    reference: dict[str, NDArray[Any]]
    card: str
    path: Path

    @property
    def weights_sha256(self) -> str:
        """Hash of ``weights.safetensors``."""
        return self.spec.files[WEIGHTS]

    def network(self) -> I3D:
        """Build a network of its own from these weights: float32, on the CPU, in eval mode."""
        network = build_network(self.spec.network, device="meta")
        weights = {
            key: value.to(torch.float32 if value.is_floating_point() else value.dtype, copy=True)
            for key, value in self.state_dict.items()
        }
        network.load_state_dict(weights, assign=True)
        return network.eval()


def load_bundle(path: Path) -> Bundle:
    """Read and verify a bundle.

    Parameters
    ----------
    path : Path
        Its folder, or its ``.facies`` file (which is read without being unpacked).

    Raises
    ------
    NoSuchModelError
        If nothing stands there.
    BundleError
        If it is damaged, tampered with, or made for another version of Facies.
    """
    return _parse(path, read_files(path))


def save_bundle(
    path: Path,
    spec: BundleSpec,
    state_dict: Mapping[str, Tensor],
    reference: Mapping[str, NDArray[Any]],
    card_md: str,
    *,
    half: bool = False,
) -> Bundle:
    """Write a bundle, whole or not at all, and give it back as it would be loaded.

    Parameters
    ----------
    path : Path
        A folder, or a file whose name ends in ``.facies``. A bundle that stands there is replaced.
    spec : BundleSpec
        Its `files` are filled here.
    state_dict : mapping of str to Tensor
        All parameters and buffers of ``spec.network``.
    reference : mapping of str to ndarray
        Numeric arrays.
    card_md : str
    half : bool
        Store the kernels in half precision. The normalisation's few numbers stay as they are:
        a variance may lie outside the range of half precision.

    Raises
    ------
    ValueError
        If the parts do not fit one another: a fault of the caller.
    BundleError
        If it cannot be written.
    """
    files = {
        WEIGHTS: weights_bytes(state_dict, half=half),
        REFERENCE: arrays_bytes(reference),
        CARD: card_md.encode("utf-8"),
    }
    files[DESCRIPTION] = _description(spec, files)
    try:
        bundle = _parse(path, files)
    except BundleError as error:
        raise ValueError(f"these parts make no bundle: {error.__cause__ or error}") from error
    _write(path, files)
    return bundle


def replace_card(path: Path, card_md: str) -> Bundle:
    """Give a bundle another card and leave all else as it is; return it as it would be loaded.

    A report that stood in the bundle's folder is gone after it.

    Raises
    ------
    NoSuchModelError, BundleError
        As `load_bundle`, or if it cannot be written.
    """
    files = read_files(path)
    bundle = _parse(path, files)
    content = {**files, CARD: card_md.encode("utf-8")}
    del content[DESCRIPTION]
    content[DESCRIPTION] = _description(bundle.spec, content)
    changed = _parse(path, content)
    _write(path, content)
    return changed


def pack_bundle(source: Path, target: Path) -> Path:
    """Verify a bundle and write it as one ``.facies`` file; return that file.

    Raises
    ------
    NoSuchModelError, BundleError
        As `load_bundle`, or if `target` cannot be written.
    """
    files = read_files(source)
    _parse(source, files)
    target = (
        target
        if target.suffix == ARCHIVE_SUFFIX
        else target.with_name(target.name + ARCHIVE_SUFFIX)
    )
    write_archive(target, files)
    return target


def unpack_bundle(source: Path, folder: Path) -> Bundle:
    """Verify a bundle and write it as a folder; return it as it stands there.

    Raises
    ------
    NoSuchModelError, BundleError
        As `load_bundle`, or if `folder` cannot be written or is something else than a bundle.
    """
    files = read_files(source)
    bundle = _parse(source, files)
    write_folder(folder, files)
    return replace(bundle, path=folder)


def _description(spec: BundleSpec, files: Mapping[str, bytes]) -> bytes:
    """Describe a bundle of these other files."""
    document = to_json(replace(spec, files={name: _sha256(data) for name, data in files.items()}))
    document["files"][DESCRIPTION] = _self_hash(document)
    return json.dumps(document, indent=2, ensure_ascii=False).encode("utf-8") + b"\n"


def _write(path: Path, files: dict[str, bytes]) -> None:
    if path.suffix == ARCHIVE_SUFFIX:
        write_archive(path, files)
    else:
        write_folder(path, files)


def _parse(path: Path, files: dict[str, bytes]) -> Bundle:
    """Verify every file against its hash, then read them."""
    if DESCRIPTION not in files:
        raise BundleError(
            f"“{path.name}” is not a model bundle: it has no {DESCRIPTION}. Choose a bundle's "
            f"folder or its {ARCHIVE_SUFFIX} file."
        )
    document = _parse_description(path, files[DESCRIPTION])
    try:
        _verify_hashes(path, document, files)
    except (UnicodeEncodeError, RecursionError) as error:
        raise damaged(path, f"{DESCRIPTION} is not readable") from error
    try:
        spec = from_json(BundleSpec, document)
        state_dict = parse_weights(spec, files[WEIGHTS], WEIGHTS)
        reference = parse_arrays(files[REFERENCE], REFERENCE)
        card = files[CARD].decode("utf-8")
    except ValueError as error:
        raise BundleError(
            f"The model bundle “{path.name}” cannot be used by this version of Facies: {error}. "
            "Ask its maker for a bundle made for this version, or update Facies."
        ) from error
    return Bundle(spec, state_dict, reference, card, path)


def _parse_description(path: Path, data: bytes) -> dict[str, Any]:
    try:
        document = json.loads(data.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise damaged(path, f"{DESCRIPTION} is not readable") from error
    if not isinstance(document, dict) or not isinstance(document.get("files"), dict):
        raise damaged(path, f"{DESCRIPTION} does not list its files")
    version = document.get("schema_version")
    if version != SCHEMA_VERSION:
        raise BundleError(
            f"The model bundle “{path.name}” was made for another version of Facies (format "
            f"{version}; this one reads format {SCHEMA_VERSION}). Update Facies, or ask for a "
            "bundle in this format."
        )
    return document


def _verify_hashes(path: Path, document: dict[str, Any], files: dict[str, bytes]) -> None:
    listed = document["files"]
    if missing := sorted(FILES.union(listed) - files.keys()):
        raise damaged(path, f"“{missing[0]}” is missing")
    if unlisted := sorted(files.keys() - listed.keys()):
        raise damaged(path, f"“{unlisted[0]}” is not in its list of files")
    for name, data in files.items():
        found = _self_hash(document) if name == DESCRIPTION else _sha256(data)
        if found != listed[name]:
            raise damaged(path, f"“{name}” is not the file that was saved")


def _self_hash(document: dict[str, Any]) -> str:
    """Hash the description's canonical form without the entry that holds this very hash."""
    files = {name: digest for name, digest in document["files"].items() if name != DESCRIPTION}
    canonical = json.dumps(
        document | {"files": files}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return _sha256(canonical.encode("utf-8"))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _no_constant(text: str) -> float:
    raise ValueError(f"{text} is not JSON")
