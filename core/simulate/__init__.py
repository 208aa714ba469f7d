"""Drawn faces with known truth: the procedural phantom."""
