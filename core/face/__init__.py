"""The face in the picture: tracking, alignment, regions, quality gates.

Imports core.video and below.
"""
