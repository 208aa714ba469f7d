"""Measuring speed and memory. A benchmark is not a test."""
