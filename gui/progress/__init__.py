"""What Review shows beside the picture until there is a score: ready, analysing, refused."""

from gui.progress.analysing_panel import AnalysingPanel
from gui.progress.ready_panel import ReadyPanel
from gui.progress.refused_panel import RefusedPanel

__all__ = ["AnalysingPanel", "ReadyPanel", "RefusedPanel"]
