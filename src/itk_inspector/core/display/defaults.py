"""How an image is first drawn, and how it is drawn when something else of its pixels is."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.display.components import first_drawn
from itk_inspector.core.display.ct_windows import MODALITY
from itk_inspector.core.display.display_settings import Appearance, ComponentChoice, ComponentMode
from itk_inspector.core.display.sample import Sample, as_rows, sample
from itk_inspector.core.display.window_level import Levels, full_range, robust_levels, rounded
from itk_inspector.core.header.image_info import ImageInfo

GREY = "grey"
LABELS = "labels"
CYCLIC = "CET-C1"
"""The map for angles: its two ends are one colour."""
_PHASE_LEVELS = Levels(-math.pi, math.pi)
_QUICK = 2**17
_MOST_LABELS = 256
_NIFTI_INTENT_LABEL = "1002"


class Scope(Enum):
    """Which pixels levels and histogram are taken from."""

    SLICE = "slice"
    VOLUME = "volume"


@dataclass(frozen=True, slots=True)
class Look:
    """All that is chosen about how one image is looked at.

    Parameters
    ----------
    appearance : Appearance
    scope : Scope
    percentiles : tuple of float
        Lower and upper, of the automatic levels.
    """

    appearance: Appearance
    scope: Scope = Scope.SLICE
    percentiles: tuple[float, float] = (0.5, 99.5)


def quick_sample(rows: npt.NDArray[Any], drawn: ComponentChoice) -> Sample:
    """Take at most 131,072 pixels, which costs the same few milliseconds for every image."""
    taken = sample(rows, drawn, _QUICK)
    assert taken is not None  # nobody said that it is not wanted
    return taken


def first_appearance(info: ImageInfo, pixels: npt.NDArray[Any]) -> Appearance:
    """Choose how an image is first drawn: labels in colours of their own, all else in grey."""
    drawn = first_drawn(info)
    rows = as_rows(pixels, has_components=info.channels > 1)
    values = quick_sample(rows, drawn).values
    if looks_like_labels(info, values):
        return Appearance(full_range(values), drawn, LABELS)
    return Appearance(first_levels(info, drawn, values), drawn)


def auto_levels(
    info: ImageInfo, drawn: ComponentChoice, values: npt.NDArray[Any], percentiles: tuple[float, float] = (0.5, 99.5)
) -> Levels:
    """Choose levels for a sample: the whole turn for angles, else percentiles of the finite values."""
    if drawn.kind is ComponentMode.PHASE:
        return _PHASE_LEVELS
    return rounded(robust_levels(values, *percentiles))


def redrawn(appearance: Appearance, info: ImageInfo, drawn: ComponentChoice, values: npt.NDArray[Any]) -> Appearance:
    """Return the appearance for another number of the pixels: new levels, and a cyclic map for angles.

    Parameters
    ----------
    appearance : Appearance
        The present one.
    info : ImageInfo
    drawn : Drawn
        What is to be drawn.
    values : numpy.ndarray
        A sample of that.
    """
    chosen = appearance.colour_map
    if drawn.kind is ComponentMode.PHASE:
        chosen = CYCLIC if chosen == GREY else chosen
    elif appearance.drawn.kind is ComponentMode.PHASE and chosen == CYCLIC:
        chosen = GREY
    return replace(appearance, drawn=drawn, levels=first_levels(info, drawn, values), colour_map=chosen)


def first_levels(info: ImageInfo, drawn: ComponentChoice, values: npt.NDArray[Any]) -> Levels:
    """Choose levels for what is drawn for the first time: 8-bit colours as they are."""
    if drawn.kind is ComponentMode.COLOUR and info.dtype == "uint8":
        return Levels(0.0, 255.0)
    return auto_levels(info, drawn, values)


def looks_like_labels(info: ImageInfo, values: npt.NDArray[Any]) -> bool:
    """Tell whether the numbers are names of regions: whole, few, and the file says so."""
    if info.channels > 1 or values.dtype.kind not in "iub" or not says_labels(info):
        return False
    return bool(np.unique(values).size <= _MOST_LABELS)


def says_labels(info: ImageInfo) -> bool:
    """Tell whether a file calls itself a segmentation: by name, NIfTI intent, segment keys, or DICOM modality."""
    keys = info.metadata
    return (
        info.path.name.lower().endswith(".seg.nrrd")
        or any(key.startswith("Segment0_") for key in keys)
        or keys.get("intent_code", "").strip() == _NIFTI_INTENT_LABEL
        or keys.get(MODALITY, "").strip() == "SEG"
    )
