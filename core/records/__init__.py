"""Analysis folders: saving and loading without loss, tables, schemas."""

from core.records.analysis_folder import load_analysis, recording_sha256_in, save_analysis
from core.records.fileset import staged_folder

__all__ = ["load_analysis", "recording_sha256_in", "save_analysis", "staged_folder"]
