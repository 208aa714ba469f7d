"""Facial measures from landmarks: blinks, mouth, smile, asymmetry, brows. Imports core.types."""
