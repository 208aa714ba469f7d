"""Colour maps: even steps of lightness, told apart by colour-blind eyes."""

from __future__ import annotations

import numpy as np
import pytest

from core.report.colour import (
    ACTIVATION,
    COLOUR_MAPS,
    EVIDENCE,
    LEVELS,
    ColourMap,
    colour_map_named,
    colour_map_of,
)
from tests.support.analysis_factory import make_analysis

# Machado, Oliveira & Fernandes 2009, severity 1.0, on linear RGB.
BLINDNESS = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
               [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
               [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
               [0.004733, 0.691367, 0.303900]],
}  # fmt: skip


def linear(rgb: np.ndarray) -> np.ndarray:
    share = rgb / 255.0
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def lab(rgb_linear: np.ndarray) -> np.ndarray:
    """CIELAB of linear sRGB (D65)."""
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    xyz = rgb_linear.clip(0) @ to_xyz.T / [0.9505, 1.0, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = np.moveaxis(f, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


RISING = [each for each in COLOUR_MAPS if not each.signed]
TWO_ARMED = [each for each in COLOUR_MAPS if each.signed]


@pytest.mark.parametrize("colours", RISING, ids=lambda each: each.name)
def test_activation_rises_in_lightness_in_even_steps(colours: ColourMap) -> None:
    lightness = lab(linear(colours.table))[:, 0]
    steps = np.diff(lightness)
    assert (steps > 0).mean() > 0.98
    coarse = np.diff(lightness[::16])
    assert coarse.max() / coarse.min() < 2.0


@pytest.mark.parametrize("colours", TWO_ARMED, ids=lambda each: each.name)
def test_evidence_has_two_equal_arms_around_near_white(colours: ColourMap) -> None:
    lightness = lab(linear(colours.table))[:, 0]
    middle = colours.table[[127, 128]]
    assert middle.min() > 235
    assert np.abs(lightness - lightness[::-1]).max() < 6
    assert (np.diff(lightness[: LEVELS // 2]) > -0.8).all()
    assert (np.diff(lightness[LEVELS // 2 :]) < 0.8).all()


@pytest.mark.parametrize("kind", BLINDNESS)
def test_colour_blind_eyes_tell_the_arms_and_the_ends_apart(kind: str) -> None:
    matrix = np.array(BLINDNESS[kind])
    for colours in TWO_ARMED:
        evidence = lab(linear(colours.table) @ matrix.T)
        assert np.linalg.norm(evidence[0] - evidence[-1]) > 40, colours.name
        assert np.linalg.norm(evidence[64] - evidence[191]) > 18, colours.name
    for colours in RISING:
        activation = lab(linear(colours.table) @ matrix.T)
        steps = np.linalg.norm(np.diff(activation[::32], axis=0), axis=-1)
        assert steps.min() > 4, colours.name


def test_values_beyond_the_ends_take_the_end_colours() -> None:
    ends = ACTIVATION(np.array([-1.0, 0.0, 1.0, 2.0]))
    assert (ends[0] == ends[1]).all() and (ends[2] == ends[3]).all()
    assert ACTIVATION(np.zeros((2, 3))).shape == (2, 3, 3)


def test_signed_maps_get_the_signed_colours() -> None:
    evidence, activation, _ = make_analysis(n_frames=90).maps
    assert colour_map_of(evidence) is EVIDENCE
    assert colour_map_of(activation) is ACTIVATION


def test_a_colour_map_is_chosen_by_name_where_it_fits_the_kind() -> None:
    evidence, activation, _ = make_analysis(n_frames=90).maps
    assert colour_map_named("cividis", activation).name == "cividis"
    assert colour_map_named("auto", activation) is ACTIVATION
    assert colour_map_named("cividis", evidence) is EVIDENCE
    assert colour_map_named("purple-white-green", evidence).name == "purple-white-green"
