"""The place where a session begins."""
