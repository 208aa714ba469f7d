"""Where the window keeps analyses: one folder each, all of it or none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.progress import CancelToken
from core.records.analysis_folder import save_analysis
from core.records.fileset import staged_folder
from core.records.review import Review, save_review
from core.types import Analysis

PROXY_NAME = "proxy.bin"
_ANALYSES = "analyses"


@dataclass(frozen=True, slots=True)
class Keeping:
    """An analysis being kept.

    Attributes
    ----------
    folder : Path
        Where it will stand.
    staging : Path
        Where it stands until then.
    """

    folder: Path
    staging: Path

    @property
    def proxy(self) -> Path:
        """Where to write the small pictures."""
        return self.staging / PROXY_NAME

    @property
    def kept_proxy(self) -> Path | None:
        """Where the small pictures stand in the end."""
        return proxy_in(self.folder)

    def save(self, analysis: Analysis, review: Review, cancel: CancelToken) -> None:
        """Write the analysis and the clinician's part. Raises `Cancelled`, `SurroundingsError`."""
        save_analysis(analysis, self.staging)
        save_review(review, self.staging)
        cancel.raise_if_cancelled()


@contextmanager
def keep_analysis(storage: Path, recording_sha256: str) -> Iterator[Keeping]:
    """Keep an analysis in a new folder, which holds everything once the block has ended well.

    Parameters
    ----------
    storage : Path
        The storage folder; made if it does not exist.
    recording_sha256 : str
        Names the folder together with the time: no file name, no patient.

    Raises
    ------
    SurroundingsError
        If it cannot be written. Nothing is left then, nor after any other error.
    """
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S-%f")
    folder = storage / _ANALYSES / f"{stamp}-{recording_sha256[:8]}"
    with staged_folder(folder) as staging:
        yield Keeping(folder, staging)


def proxy_in(folder: Path) -> Path | None:
    """Return the small pictures in an analysis folder, None where there are none."""
    path = folder / PROXY_NAME
    return path if path.is_file() else None
