"""Training a bundle from a manifest: data, splits, network, calibration, card."""
