"""``facies models``: which models are installed, what they are, and whether they are whole."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import BundleError, FaciesError
from core.types import RESEARCH_USE

if TYPE_CHECKING:
    from core.inference import InstalledBundle
    from models.bundle import Bundle


def add_parser(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this verb to the parser."""
    parser = verbs.add_parser("models", help="the installed models", description=RESEARCH_USE)
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("list", help="list the installed models").set_defaults(run=run_list)
    show = actions.add_parser("show", help="print a model's card")
    show.add_argument("model", nargs="?", metavar="ID|PATH", help="default: the one in use")
    show.set_defaults(run=run_show)
    verify = actions.add_parser("verify", help="check every byte against its hash")
    verify.add_argument("models", nargs="*", metavar="ID|PATH", help="default: all installed ones")
    verify.set_defaults(run=run_verify)
    add = actions.add_parser("import", help="verify a bundle and install it")
    add.add_argument("bundle", type=Path, metavar="PATH", help="a .facies file or a folder")
    add.set_defaults(run=run_import)
    remove = actions.add_parser("remove", help="remove an imported model")
    remove.add_argument("model", metavar="ID")
    remove.set_defaults(run=run_remove)


def run_list(_: argparse.Namespace) -> int:
    """Print one line per installed model; the first is the one used by default."""
    from core.inference import installed_bundles

    installed = installed_bundles()
    if not installed:
        print("No model is installed. Import one with “facies models import FILE”.")
        return 0
    rows = [("model", "version", "from", "state", "name"), *map(_row, installed)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).strip())
    print(f"Used by default: {installed[0].id}")
    print(RESEARCH_USE)
    return 0


def run_show(args: argparse.Namespace) -> int:
    """Print what a model is, its limits and its card."""
    from core.inference import resolve_bundle

    bundle = resolve_bundle(args.model)
    print(RESEARCH_USE)
    for label, value in _facts(bundle):
        print(f"{label}: {value}")
    print()
    print(bundle.card.rstrip())
    return 0


def run_verify(args: argparse.Namespace) -> int:
    """Check models; 0 if all are whole, or the exit code of the first that is not.

    Every model is looked at, so that one damaged model does not hide another.
    """
    from core.inference import installed_bundles, resolve_bundle

    code = 0
    for name in args.models or [bundle.id for bundle in installed_bundles()]:
        try:
            bundle = resolve_bundle(name)
        except FaciesError as error:
            print(error.message)
            code = code or error.exit_code
        else:
            print(f"{bundle.spec.id} {bundle.spec.version}: complete and unchanged")
    return code


def run_import(args: argparse.Namespace) -> int:
    """Install a bundle for this user."""
    from core.inference import import_bundle

    bundle = import_bundle(args.bundle)
    print(f"Installed {bundle.spec.id} {bundle.spec.version}. {RESEARCH_USE}")
    return 0


def run_remove(args: argparse.Namespace) -> int:
    """Remove a bundle that the user has imported."""
    from core.inference import remove_bundle

    remove_bundle(args.model)
    print(f"Removed {args.model}.")
    return 0


def _row(installed: InstalledBundle) -> tuple[str, str, str, str, str]:
    origin = "Facies" if installed.origin == "shipped" else "import"
    try:
        spec = installed.load().spec
    except BundleError:
        return installed.id, "-", origin, "damaged", "see “facies models verify”"
    return installed.id, spec.version, origin, "complete", spec.name


def _facts(bundle: Bundle) -> list[tuple[str, str]]:
    spec = bundle.spec
    clip = spec.clip
    return [
        ("Model", f"{spec.name} ({spec.id} {spec.version})"),
        ("Clips", f"{clip.frames} frames over {clip.span_s:g} s, every {clip.hop_s:g} s"),
        ("Input", f"{spec.input.size_px} x {spec.input.size_px} px"),
        ("Tells apart", " / ".join(spec.head.labels)),
        ("Threshold", f"{spec.threshold:g}"),
        ("Intended use", spec.intended_use),
        ("Limits", " ".join(spec.limits)),
        *((m.name, f"{m.value:.3g} ({m.low:.3g}-{m.high:.3g}), {m.data}") for m in spec.metrics),
        ("Licence", spec.licence),
        ("Attribution", spec.attribution),
        ("Weights SHA-256", bundle.weights_sha256),
    ]
