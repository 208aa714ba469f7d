"""The bundle that judged, as results quote it."""

from __future__ import annotations

from core.types import ModelInfo
from models.bundle import Bundle
from models.bundle_spec import BundleSpec


def model_info(bundle: Bundle) -> ModelInfo:
    """Summarise a bundle and its card."""
    spec = bundle.spec
    return ModelInfo(
        id=spec.id,
        name=spec.name,
        version=spec.version,
        weights_sha256=bundle.weights_sha256,
        card={
            "trained_on": str(spec.provenance.get("trained_on") or spec.provenance.get("data", "")),
            "calibrated_on": _calibrated_on(spec),
            "intended_use": spec.intended_use,
            "limits": " ".join(spec.limits),
            "licence": spec.licence,
            "attribution": spec.attribution,
        },
    )


def _calibrated_on(spec: BundleSpec) -> str:
    """Say whom the score was calibrated on; empty where the bundle does not tell."""
    parts = spec.provenance.get("parts")
    part = parts.get("calibration") if isinstance(parts, dict) else None
    if not isinstance(part, dict) or "people" not in part:
        return ""
    return f"{part['people']} people whom the network never saw in training."
