"""Whether something stands at a path, asked of paths that anybody may have typed.

`Path.exists` and its like raise where a name is too long or a folder may not be searched;
these answer that nothing (that can be used) is there.
"""

from __future__ import annotations

import os
from pathlib import Path


def exists(path: Path) -> bool:
    """Whether something stands at `path`, as far as one may look."""
    return os.path.exists(path)  # noqa: PTH110 - never raises


def is_file(path: Path) -> bool:
    """Whether a file stands at `path`, as far as one may look."""
    return os.path.isfile(path)  # noqa: PTH113 - never raises


def is_dir(path: Path) -> bool:
    """Whether a folder stands at `path`, as far as one may look."""
    return os.path.isdir(path)  # noqa: PTH112 - never raises
