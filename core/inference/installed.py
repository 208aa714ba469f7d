"""Which models are at hand: those shipped with the program and those the user has imported."""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.atomic import writing_failed
from core.errors import BundleError, FaciesError, NoSuchModelError, UsageError
from core.file_checks import exists
from core.places import data_dir
from core.types import ModelInfo
from models.bundle import Bundle, load_bundle, unpack_bundle


@dataclass(frozen=True, slots=True)
class InstalledBundle:
    """A bundle's place among the installed ones; its folder is named after its id.

    `origin` is ``"shipped"`` (part of the program) or ``"user"`` (imported, can be removed).
    """

    id: str
    path: Path
    origin: Literal["shipped", "user"]

    def load(self) -> Bundle:
        """Load and verify it. Raises as `models.bundle.load_bundle`."""
        return load_bundle(self.path)


def installed_bundles() -> tuple[InstalledBundle, ...]:
    """List what is installed, unverified: shipped bundles first, each by id.

    A user's bundle with the id of a shipped one does not hide it.
    """
    shipped = _bundles_in(_program_dir() / "models" / "bundles", "shipped")
    taken = {bundle.id for bundle in shipped}
    users = _bundles_in(_user_bundles(), "user")
    return (*shipped, *(bundle for bundle in users if bundle.id not in taken))


def resolve_bundle(id_or_path: str | Path | None = None) -> Bundle:
    """Find and load a bundle.

    Parameters
    ----------
    id_or_path : str or Path, optional
        The id of an installed bundle, or a path to a bundle's folder or ``.facies`` file. None
        means the default: the first shipped one, or else the first installed one.

    Raises
    ------
    NoSuchModelError
        If there is none.
    BundleError
        If it is damaged, tampered with or made for another version of Facies.
    """
    installed = installed_bundles()
    if id_or_path is None:
        if not installed:
            raise NoSuchModelError(
                "No model is installed, so nothing can be scored. Import one under Models in the "
                "window or with “facies models import FILE”, or install Facies anew."
            )
        return installed[0].load()
    for bundle in installed:
        if bundle.id == str(id_or_path):
            return bundle.load()
    if exists(Path(id_or_path)):
        return load_bundle(Path(id_or_path))
    known = ", ".join(bundle.id for bundle in installed) or "none"
    raise NoSuchModelError(
        f"There is no model “{Path(id_or_path).name}”: it is neither installed nor a file. "
        f"Installed models: {known}. Choose or import one under Models in the window, or with "
        "“facies models import FILE”."
    )


def judging_bundle(model: ModelInfo) -> Bundle | None:
    """Load the very bundle that judged a recording; None where it is not installed any more."""
    try:
        bundle = resolve_bundle(model.id)
    except FaciesError:
        return None
    return bundle if bundle.weights_sha256 == model.weights_sha256 else None


def import_bundle(source: Path) -> Bundle:
    """Verify a bundle and install it for this user; a version that was there is replaced.

    Parameters
    ----------
    source : Path
        A bundle's folder or ``.facies`` file; left as it is.

    Raises
    ------
    NoSuchModelError, BundleError
        If it is missing, damaged or made for another version, or cannot be written.
    UsageError
        If a shipped bundle has the same id.
    """
    bundle = load_bundle(source)
    if any(b.id == bundle.spec.id and b.origin == "shipped" for b in installed_bundles()):
        raise UsageError(
            f"The model “{bundle.spec.id}” is part of Facies and cannot be replaced. Ask the "
            "bundle's maker for one with its own id."
        )
    return unpack_bundle(source, _user_bundles() / bundle.spec.id)


def remove_bundle(bundle_id: str) -> None:
    """Remove a bundle that the user has imported, damaged or not.

    Raises
    ------
    NoSuchModelError
        If there is none with this id.
    UsageError
        If it is part of the program.
    SurroundingsError
        If the folder cannot be removed.
    """
    found = next((b for b in installed_bundles() if b.id == bundle_id), None)
    if found is None:
        raise NoSuchModelError(
            f"There is no installed model “{bundle_id}”. See “facies models list”."
        )
    if found.origin == "shipped":
        raise UsageError(f"The model “{bundle_id}” is part of Facies and cannot be removed.")
    try:
        # Renamed first, so that an interruption leaves no half of a model under its name.
        doomed = Path(tempfile.mkdtemp(prefix=".facies-", dir=found.path.parent))
        found.path.rename(doomed / "old")
    except OSError as error:
        raise writing_failed(found.path, error) from error
    shutil.rmtree(doomed, ignore_errors=True)


def _bundles_in(folder: Path, origin: Literal["shipped", "user"]) -> list[InstalledBundle]:
    if not folder.is_dir():
        return []
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise BundleError(
            f"The folder of models “{folder}” could not be read: {error.strerror or error}. Check "
            "that you may open it."
        ) from error
    return [
        InstalledBundle(entry.name, entry, origin)
        for entry in entries
        if entry.is_dir() and not entry.name.startswith((".", "_"))
    ]


def _user_bundles() -> Path:
    return data_dir() / "bundles"


def _program_dir() -> Path:
    """Give the folder that holds ``models``: where PyInstaller unpacked it, or this checkout."""
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen) if frozen else Path(__file__).resolve().parents[2]
