"""What a model must stand up to: plain rivals of its score, and changes that must not move it.

Imports core.training, core.simulate, core.analysis and below.
"""
