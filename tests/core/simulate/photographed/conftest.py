"""Drawn faces stand in for photographs; real ones are used where they are at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import mediapipe as mp
import numpy as np
import pytest
from numpy.typing import NDArray

from core.simulate.parts import HeadMotion, Movement, Photographed, ScriptStep
from core.simulate.spec import PhantomSpec
from tests.support.photographed_people import STUDIO, draw_photographs

Find = Callable[[NDArray[np.uint8]], NDArray[np.float64] | None]
STILL_HEAD = HeadMotion(yaw_deg=0, pitch_deg=0, roll_deg=0, shift_iod=0)


@pytest.fixture(scope="session")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two drawn people, neutral and smiling."""
    return draw_photographs(tmp_path_factory.mktemp("photographs"))


@pytest.fixture(scope="session")
def plain(photographs: Path) -> PhantomSpec:
    """A photographed stand-in that smiles once under a still head."""
    return PhantomSpec(
        identity=Photographed("d1", str(photographs)),
        scene=replace(STUDIO, face_iod_share=0.22),
        head=STILL_HEAD,
        movement=Movement(blink_rate_per_min=0),
        script=(ScriptStep("smile", 2.0),),
        fps=10.0,
        size_px=256,
    )


@pytest.fixture(scope="session")
def find() -> Iterator[Find]:
    """Real FaceMesh on single pictures: (478, 2) pixels or None."""
    with mp.solutions.face_mesh.FaceMesh(
        static_image_mode=True, refine_landmarks=True, max_num_faces=1
    ) as mesh:

        def run(rgb: NDArray[np.uint8]) -> NDArray[np.float64] | None:
            found = mesh.process(rgb).multi_face_landmarks
            if not found:
                return None
            return np.array([(p.x, p.y) for p in found[0].landmark]) * rgb.shape[0] - 0.5

        yield run
