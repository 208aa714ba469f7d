"""The player: the picture with the map on the face, and all that moves through time."""
