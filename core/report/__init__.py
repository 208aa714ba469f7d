"""What people read: overlays, figures and the PDF report."""

from core.report.overlay_video import write_overlay
from core.report.pdf import report_bytes, write_report
from core.report.pictures import ReportPictures, report_pictures

__all__ = ["ReportPictures", "report_bytes", "report_pictures", "write_overlay", "write_report"]
