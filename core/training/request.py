"""What a training is asked to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from core.clips import ClipSpec
from core.training.augment import AugmentSettings
from core.training.calibrate import ThresholdRule
from core.training.provenance import Provenance
from core.training.settings import TrainSettings


@dataclass(frozen=True, slots=True)
class TrainRequest:
    """What to train and how.

    Attributes
    ----------
    manifests : tuple of Path
        At least one.
    out : Path
        The bundle: a folder, or a file whose name ends in ``.facies``.
    labels : (str, str)
        Names of label 0 and label 1; label 1 is the hypomimic one.
    clip : ClipSpec
    size_px : int
        Side of the crops.
    settings : TrainSettings
    augmentation : AugmentSettings
    threads : int
        Of the network; as many recordings are cut into clips at a time. On a CPU the same number
        gives the same bits.
    threshold_rule : {"half", "youden"}
    initial : Path or None
        A bundle whose weights to start from.
    provenance : Provenance
    work : Path or None
        Folder for clips and checkpoint, which stays; None means ``<out>.work``, which goes once
        the bundle stands, for it holds pictures of faces.
    command : str
        How to repeat this, for the card. Without folders.
    """

    manifests: tuple[Path, ...]
    out: Path
    labels: tuple[str, str] = ("expressive", "attenuated")
    clip: ClipSpec = field(default_factory=lambda: ClipSpec(14, 1.3, 0.65))
    size_px: int = 112
    settings: TrainSettings = field(default_factory=TrainSettings)
    augmentation: AugmentSettings = field(default_factory=AugmentSettings)
    threads: int = 2
    threshold_rule: ThresholdRule = "half"
    initial: Path | None = None
    provenance: Provenance = field(default_factory=Provenance)
    work: Path | None = None
    command: str = "facies train"

    @property
    def work_folder(self) -> Path:
        """Where clips and checkpoint lie."""
        return self.work or self.out.with_name(self.out.name + ".work")
