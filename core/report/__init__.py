"""What people read: overlays, figures and the PDF report."""

from core.report.overlay_video import write_overlay
from core.report.pdf import write_report

__all__ = ["write_overlay", "write_report"]
