"""Drawn faces stand in for photographs; real ones are used where they are at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import mediapipe as mp
import numpy as np
import pytest
from numpy.typing import NDArray

from core.simulate.parts import HeadMotion, Identity, Movement, Photographed, Scene, ScriptStep
from core.simulate.render import Phantom
from core.simulate.spec import PhantomSpec

Find = Callable[[NDArray[np.uint8]], NDArray[np.float64] | None]
STILL_HEAD = HeadMotion(yaw_deg=0, pitch_deg=0, roll_deg=0, shift_iod=0)
STUDIO = Scene(
    light_azimuth_deg=0, light_elevation_deg=10, ambient=0.6, noise_sd=0, blur_px=0,
    background_rgb=(0.8, 0.8, 0.8), background_contrast=0, face_iod_share=0.16,
)  # fmt: skip
PEOPLE = {
    "d1": Identity(age_years=30, hair_style="short"),
    "d2": Identity(shape=(1.0, -1.0, 0.6, *([0.0] * 7)), age_years=25, skin_rgb=(0.6, 0.42, 0.3)),
}


@pytest.fixture(scope="session")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two drawn people, neutral and smiling, as pictures of 640x640."""
    folder = tmp_path_factory.mktemp("photographs")
    for name, identity in PEOPLE.items():
        smiling = PhantomSpec(
            identity=identity, scene=STUDIO, head=STILL_HEAD, fps=10.0, size_px=640,
            movement=Movement(blink_rate_per_min=0), script=(ScriptStep("smile", 2.0),),
        )  # fmt: skip
        neutral = replace(smiling, script=(ScriptStep("rest", 2.0),))
        for spec, end in ((neutral, "neutral"), (smiling, "smile")):
            rgb, _ = Phantom(spec).frame(9)
            cv2.imwrite(str(folder / f"{name}_{end}.jpg"), cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))
    return folder


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
