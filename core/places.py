"""Where the user's own data and the logs lie."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

DATA_DIR_VARIABLE = "FACIES_DATA_DIR"
"""Environment variable that moves the user's data folder."""
LOG_DIR_VARIABLE = "FACIES_LOG_DIR"
"""Environment variable that moves the folder of logs."""


def data_dir() -> Path:
    """Give the folder of the user's own data, which need not exist yet."""
    moved = os.environ.get(DATA_DIR_VARIABLE)
    return Path(moved) if moved else platformdirs.user_data_path("facies", appauthor=False)


def log_dir() -> Path:
    """Give the folder of logs, which need not exist yet."""
    moved = os.environ.get(LOG_DIR_VARIABLE)
    return Path(moved) if moved else platformdirs.user_log_path("facies", appauthor=False)
