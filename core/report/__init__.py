"""What people read: overlays, figures and the PDF report.

The words and colours of reports serve the window too, which must not wait for what draws pages and
films: those load when they are first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.report.overlay_video import write_overlay
    from core.report.pdf import report_bytes, write_report
    from core.report.pictures import ReportPictures, report_pictures

__all__ = ["ReportPictures", "report_bytes", "report_pictures", "write_overlay", "write_report"]

_HOMES = {
    "ReportPictures": "core.report.pictures",
    "report_bytes": "core.report.pdf",
    "report_pictures": "core.report.pictures",
    "write_overlay": "core.report.overlay_video",
    "write_report": "core.report.pdf",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
