"""Review: the recording with its map, what was found in it, and when."""
