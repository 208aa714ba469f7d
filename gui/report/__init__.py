"""The report: the clinician's own part, a preview of the PDF, export, print and signature."""
