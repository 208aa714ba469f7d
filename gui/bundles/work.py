"""What is done with bundles off the GUI thread. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from core.errors import FaciesError
from core.progress import CancelToken, Progress, ProgressFn

if TYPE_CHECKING:
    from core.inference import InstalledBundle


@dataclass(frozen=True, slots=True)
class Quality:
    """One measured quality of a model, as it is read."""

    name: str
    value: float
    low: float
    high: float
    data: str


@dataclass(frozen=True, slots=True)
class Description:
    """An installed bundle, as far as it can be read.

    Attributes
    ----------
    id : str
    path : Path
    origin : {"shipped", "user"}
    problem : str
        Why it cannot be used; empty if every file is what was saved. All that follows is empty
        where there is a problem.
    """

    id: str
    path: Path
    origin: Literal["shipped", "user"]
    problem: str = ""
    name: str = ""
    version: str = ""
    intended_use: str = ""
    limits: tuple[str, ...] = ()
    tells_apart: tuple[str, ...] = ()
    clips: str = ""
    threshold: float = 0.0
    licence: str = ""
    attribution: str = ""
    metrics: tuple[Quality, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    card: str = ""

    @property
    def title(self) -> str:
        """Its name, or where that is not known its id."""
        return self.name or self.id


def describe_all(progress: ProgressFn, cancel: CancelToken) -> tuple[Description, ...]:
    """Read every installed bundle and check each file against its hash.

    A damaged one is described as such and hides none of the others.
    """
    from core.inference import installed_bundles

    installed = installed_bundles()
    found = []
    for done, bundle in enumerate(installed):
        cancel.raise_if_cancelled()
        progress(Progress("models", done / len(installed), bundle.id))
        found.append(_described(bundle))
    return tuple(found)


def import_and_describe(
    source: Path, progress: ProgressFn, cancel: CancelToken
) -> tuple[str, tuple[Description, ...]]:
    """Check a bundle, install it, and describe all again.

    Returns
    -------
    (str, tuple of Description)
        The id of the new one, and all that are installed now.

    Raises
    ------
    FaciesError
        As `core.inference.import_bundle`; then nothing was installed.
    """
    from core.inference import import_bundle

    bundle = import_bundle(source)
    return bundle.spec.id, describe_all(progress, cancel)


def remove_and_describe(
    bundle_id: str, progress: ProgressFn, cancel: CancelToken
) -> tuple[Description, ...]:
    """Remove an imported bundle and describe what is left. Raises as `remove_bundle`."""
    from core.inference import remove_bundle

    remove_bundle(bundle_id)
    return describe_all(progress, cancel)


def _described(installed: InstalledBundle) -> Description:
    where = (installed.id, installed.path, installed.origin)
    try:
        bundle = installed.load()
    except FaciesError as error:
        return Description(*where, problem=error.message)
    spec = bundle.spec
    clip = spec.clip
    return Description(
        *where,
        name=spec.name,
        version=spec.version,
        intended_use=spec.intended_use,
        limits=spec.limits,
        tells_apart=spec.head.labels,
        clips=f"{clip.frames} x {spec.input.size_px} px, {clip.span_s:g} s, {clip.hop_s:g} s",
        threshold=spec.threshold,
        licence=spec.licence,
        attribution=spec.attribution,
        metrics=tuple(Quality(m.name, m.value, m.low, m.high, m.data) for m in spec.metrics),
        files=tuple(sorted(spec.files.items())),
        card=bundle.card,
    )
