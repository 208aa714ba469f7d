"""A tiny training as a program of its own, so that a test can kill it.

``python tiny_run.py FOLDER WEIGHTS``: trains on the clips in FOLDER, writes the best weights.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import safetensors.torch
import torch

from core.progress import Progress
from core.training.augment import AugmentSettings
from core.training.checkpoint import Checkpoint
from core.training.settings import TrainSettings
from core.training.trainer import Trainer


def main(folder: Path, weights: Path) -> None:
    spec = importlib.util.spec_from_file_location("clips", Path(__file__).with_name("conftest.py"))
    assert spec is not None
    assert spec.loader is not None
    clips = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(clips)
    torch.set_num_threads(1)
    folder.mkdir(exist_ok=True)
    people = [clips.make_clips(folder, i, f"p{i}", i % 2, 2) for i in range(6)]
    trainer = Trainer(
        people[:4],
        people[4:],
        TrainSettings(epochs=3, batch_size=2, patience=9, seed=1),
        AugmentSettings(),
        Checkpoint(folder / "c.safetensors", "tiny"),
        progress=tell,
    )
    safetensors.torch.save_file({k: v.contiguous() for k, v in trainer.run().best.items()}, weights)


def tell(progress: Progress) -> None:
    sys.stdout.write(f"{progress.fraction:.4f}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
