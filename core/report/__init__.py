"""What people read: overlays, figures and the PDF report."""
