"""Windows over ``core``. The only place that knows PySide6 and pyqtgraph."""

from gui.immortal import keep_singletons

keep_singletons()
