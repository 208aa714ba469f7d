"""Which frames make a clip: spec, sampling by presentation time, pixels.

Imports core.face and below.
"""
