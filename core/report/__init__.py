"""What people read: overlays, figures and the PDF report."""

from core.report.pdf import write_report

__all__ = ["write_report"]
