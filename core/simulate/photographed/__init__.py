"""Real faces with known movement: a person's two photographs as a video."""
