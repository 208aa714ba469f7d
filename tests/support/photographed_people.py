"""Drawn people as pairs of pictures, in the place of photographs that are not at hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2

from core.simulate.parts import HeadMotion, Identity, Movement, Scene, ScriptStep
from core.simulate.render import Phantom
from core.simulate.spec import PhantomSpec

STUDIO = Scene(
    light_azimuth_deg=0, light_elevation_deg=10, ambient=0.6, noise_sd=0, blur_px=0,
    background_rgb=(0.8, 0.8, 0.8), background_contrast=0, face_iod_share=0.16,
)  # fmt: skip
PEOPLE = {
    "d1": Identity(age_years=30, hair_style="short"),
    "d2": Identity(shape=(1.0, -1.0, 0.6, *([0.0] * 7)), age_years=25, skin_rgb=(0.6, 0.42, 0.3)),
}


def draw_photographs(folder: Path) -> Path:
    """Write ``d1`` and ``d2``, neutral and smiling, as JPEG of 640x640; returns the folder."""
    for name, identity in PEOPLE.items():
        smiling = PhantomSpec(
            identity=identity,
            scene=STUDIO,
            head=HeadMotion(yaw_deg=0, pitch_deg=0, roll_deg=0, shift_iod=0),
            movement=Movement(blink_rate_per_min=0),
            script=(ScriptStep("smile", 2.0),),
            fps=10.0,
            size_px=640,
        )
        neutral = replace(smiling, script=(ScriptStep("rest", 2.0),))
        for spec, end in ((neutral, "neutral"), (smiling, "smile")):
            rgb, _ = Phantom(spec).frame(9)
            cv2.imwrite(str(folder / f"{name}_{end}.jpg"), cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))
    return folder
