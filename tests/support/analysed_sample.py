"""The sample recording, analysed once for all tests and test processes."""

from __future__ import annotations

import hashlib
import shutil
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QLockFile

from core.progress import CancelToken, silent
from core.records.request_files import load_segments
from core.records.review import Review
from core.video import open_recording
from gui.settings import Settings
from gui.work import analyse_and_keep

_LONGEST_MS = 600_000
_KEPT_S = 6 * 3600.0  # others may be at work on an earlier state of the code


def analysed_sample(config: pytest.Config, root: Path) -> Path:
    """Return the folder of the analysed sample; analyse it unless this very code already did.

    It lies in pytest's cache under a digest of everything that the result depends on.
    """
    assert config.cache is not None
    kept = config.cache.mkdir("facies-analysed")
    folder = kept / _digest(root)
    lock = QLockFile(str(kept / "lock"))
    lock.setStaleLockTime(0)  # an analysis takes long; a dead owner is noticed by its number
    assert lock.tryLock(_LONGEST_MS)
    try:
        if not folder.exists():
            for older in kept.iterdir():
                if older.is_dir() and time.time() - older.stat().st_mtime > _KEPT_S:
                    shutil.rmtree(older)
            _analyse(root / "resources" / "sample", kept / "new", folder)
    finally:
        lock.unlock()
    return folder


def _analyse(sample: Path, storage: Path, folder: Path) -> None:
    kept = analyse_and_keep(
        open_recording(sample / "sample.mp4"),
        load_segments(sample / "segments.json"),
        Review(),
        Settings(storage=str(storage)),
        silent,
        CancelToken(),
    )
    kept.folder.rename(folder)
    shutil.rmtree(storage)


def _digest(root: Path) -> str:
    files = [*root.glob("core/**/*.py"), *root.glob("models/**/*.py"), root / "gui" / "work.py"]
    files += [*root.glob("core/**/*.json"), *root.glob("models/**/*.json")]
    files += [*root.glob("resources/sample/*")]
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
