"""Windows over ``core``. The only place that knows PySide6 and pyqtgraph."""
