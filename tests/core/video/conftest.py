"""The set of generated videos that the tests of the video core share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.support.video_maker import RECIPES, Recipe, make_video


@dataclass(frozen=True)
class Made:
    """A generated video and the truth about it."""

    recipe: Recipe
    path: Path
    times_s: NDArray[np.float64]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    """Every recipe as a file, by name."""
    folder = tmp_path_factory.mktemp("videos")
    videos = {}
    for recipe in RECIPES:
        path = folder / (recipe.name + recipe.suffix)
        videos[recipe.name] = Made(recipe, path, make_video(path, recipe))
    return videos


@pytest.fixture(params=[recipe.name for recipe in RECIPES])
def video(made: dict[str, Made], request: pytest.FixtureRequest) -> Made:
    """One generated video after the other."""
    return made[request.param]
