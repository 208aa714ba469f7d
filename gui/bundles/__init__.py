"""Models: which are installed, what they are, which one is active."""
