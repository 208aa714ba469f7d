"""Networks at work: devices, backends, engines and installed bundles.

Imports models and core.types.
"""
