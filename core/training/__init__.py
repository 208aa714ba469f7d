"""Training a bundle from manifests: data, splits, network, calibration, card."""
