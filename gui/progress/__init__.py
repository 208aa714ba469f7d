"""What Review shows beside the picture until there is a score: ready, analysing, refused."""
