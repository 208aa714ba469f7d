"""Measuring the window: launch, scrubbing, playing, memory. Imports all of gui and core."""
