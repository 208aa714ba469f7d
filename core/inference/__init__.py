"""Networks at work: devices, backends, engines and installed bundles.

Imports models, core.types and what stands under it.
"""

from core.inference.devices import DEVICES, check_device
from core.inference.engine import Engine
from core.inference.installed import (
    InstalledBundle,
    import_bundle,
    installed_bundles,
    judging_bundle,
    remove_bundle,
    resolve_bundle,
)
from core.inference.outputs import EVIDENCE, ClipOutputs

__all__ = [
    "DEVICES",
    "EVIDENCE",
    "ClipOutputs",
    "Engine",
    "InstalledBundle",
    "check_device",
    "import_bundle",
    "installed_bundles",
    "judging_bundle",
    "remove_bundle",
    "resolve_bundle",
]
