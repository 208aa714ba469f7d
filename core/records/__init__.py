"""Analysis folders: saving and loading without loss, tables, schemas."""

from core.records.analysis_folder import load_analysis, save_analysis
from core.records.fileset import staged_folder

__all__ = ["load_analysis", "save_analysis", "staged_folder"]
