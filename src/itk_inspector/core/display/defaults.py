"""How an image is first drawn, and how it is drawn when something else of its pixels is."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.display.changed_settings import with_found_levels
from itk_inspector.core.display.colour_map_names import GREY, LABELS
from itk_inspector.core.display.components import choices, first_drawn
from itk_inspector.core.display.display_settings import PERCENTILES, ComponentChoice, ComponentMode, DisplaySettings
from itk_inspector.core.display.first_look import FirstLook
from itk_inspector.core.display.hounsfield import is_hounsfield
from itk_inspector.core.display.named_windows import file_windows
from itk_inspector.core.display.sample import Sample, as_rows, sample
from itk_inspector.core.display.window_level import Levels, full_range, robust_levels, rounded
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.value_unit import MODALITY

CYCLIC = "CET-C1"
"""The map for angles: its two ends are one colour."""
_PHASE_LEVELS = Levels(-math.pi, math.pi)
_QUICK = 2**17
_MOST_LABELS = 256
_FEWEST_OFFERED, _MOST_OFFERED = 3, 64
_LEAST_LABELLED = 1024
_FLAT, _FLAT_EACH, _MOST_ARE_FLAT = 0.9, 0.5, 0.75
_NIFTI_INTENT_LABEL = "1002"


def quick_sample(rows: npt.NDArray[Any], drawn: ComponentChoice) -> Sample:
    """Take at most 131,072 pixels, which costs the same few milliseconds for every image."""
    taken = sample(rows, drawn, _QUICK)
    assert taken is not None  # nobody said that it is not wanted
    return taken


def first_look(info: ImageInfo, pixels: npt.NDArray[Any]) -> FirstLook:
    """Take a sample of an image, and choose how it is first drawn."""
    component = first_drawn(info)
    values = quick_sample(as_rows(pixels, has_components=info.channels > 1), component).values
    settings = _settings_for(info, component, values)
    is_offered = settings.colour_map != LABELS and (info.labels is not None or is_like_labels(info, values))
    return FirstLook(settings, is_hounsfield(info, values), is_offered)


def first_settings(info: ImageInfo, pixels: npt.NDArray[Any]) -> DisplaySettings:
    """Choose how an image is first drawn: labels in colours of their own, all else in grey."""
    return first_look(info, pixels).settings


def _settings_for(info: ImageInfo, component: ComponentChoice, values: npt.NDArray[Any]) -> DisplaySettings:
    if looks_like_labels(info, values):
        return DisplaySettings(full_range(values), component, LABELS)
    stated = next(iter(file_windows(info)), None)
    if stated is not None and _shows(stated.levels, values):
        return stated.applied(DisplaySettings(stated.levels, component))
    levels = first_levels(info, component, values)
    return DisplaySettings(levels, component, is_automatic=not _is_shown_as_stored(info, component))


def _shows(levels: Levels, values: npt.NDArray[Any]) -> bool:
    """Tell whether any value lies between levels, so that they show more than black and white."""
    return bool(np.any((values > levels.low) & (values < levels.high)))


def suitable_settings(info: ImageInfo, pixels: npt.NDArray[Any], wanted: DisplaySettings | None) -> DisplaySettings:
    """Return the wanted settings where an image can be drawn so, else those to begin with."""
    if wanted is not None and wanted.component in dict(choices(info)):
        return wanted
    return first_settings(info, pixels)


def auto_levels(
    info: ImageInfo, drawn: ComponentChoice, values: npt.NDArray[Any], percentiles: tuple[float, float] = PERCENTILES
) -> Levels:
    """Choose levels for a sample: the whole turn for angles, else percentiles of the finite values."""
    if drawn.kind is ComponentMode.PHASE:
        return _PHASE_LEVELS
    return rounded(robust_levels(values, *percentiles))


def with_component(
    settings: DisplaySettings, info: ImageInfo, component: ComponentChoice, values: npt.NDArray[Any]
) -> DisplaySettings:
    """Return the settings for another number of the pixels: new levels, and a cyclic map for angles.

    Parameters
    ----------
    settings : DisplaySettings
        The present ones.
    info : ImageInfo
    component : ComponentChoice
        What is to be drawn.
    values : numpy.ndarray
        A sample of that.
    """
    chosen = settings.colour_map
    if component.kind is ComponentMode.PHASE:
        chosen = CYCLIC if chosen == GREY else chosen
    elif settings.component.kind is ComponentMode.PHASE and chosen == CYCLIC:
        chosen = GREY
    is_automatic = not _is_shown_as_stored(info, component)
    changed = replace(settings, component=component, colour_map=chosen)
    return with_found_levels(changed, first_levels(info, component, values), is_automatic=is_automatic)


def first_levels(info: ImageInfo, drawn: ComponentChoice, values: npt.NDArray[Any]) -> Levels:
    """Choose levels for what is drawn for the first time: 8-bit colours as they are."""
    return Levels(0.0, 255.0) if _is_shown_as_stored(info, drawn) else auto_levels(info, drawn, values)


def _is_shown_as_stored(info: ImageInfo, component: ComponentChoice) -> bool:
    return component.kind is ComponentMode.COLOUR and info.dtype == "uint8"


def looks_like_labels(info: ImageInfo, values: npt.NDArray[Any]) -> bool:
    """Tell whether the numbers are names of regions: whole, few, and the file says so; a table of its own is enough."""
    if info.labels is not None and info.labels.is_in_header:
        return bool((np.floor(values) == values).all())
    if info.channels > 1 or values.dtype.kind not in "iub" or not says_labels(info):
        return False
    return bool(np.unique(values).size <= _MOST_LABELS)


def is_like_labels(info: ImageInfo, values: npt.NDArray[Any]) -> bool:
    """Tell whether numbers may be labels although the file does not say so: few, whole, not negative, in flat areas.

    Flat is what has the number of its neighbour: nine of ten pixels, and half of the pixels of most numbers. A mask of
    two numbers is as good in black and white.

    Parameters
    ----------
    info : ImageInfo
    values : numpy.ndarray
        A sample in runs of neighbours, 1-D.
    """
    if info.channels > 1 or values.dtype.kind not in "iuf" or values.size < _LEAST_LABELLED:
        return False
    same = values[1:] == values[:-1]
    if np.count_nonzero(same) < _FLAT * values.size:
        return False
    found = np.unique(values)  # the few images that come so far are cheap to sort
    if not (_FEWEST_OFFERED <= found.size <= _MOST_OFFERED) or not np.isfinite(found).all():
        return False
    if found[0] < 0 or not (np.floor(found) == found).all():
        return False
    which = np.searchsorted(found, values[:-1])
    flat = np.bincount(which, same, found.size) >= _FLAT_EACH * np.bincount(which, minlength=found.size)
    return bool(np.count_nonzero(flat) >= _MOST_ARE_FLAT * found.size)


def says_labels(info: ImageInfo) -> bool:
    """Tell whether a file calls itself a segmentation: by name, NIfTI intent, segment keys, or DICOM modality."""
    keys = info.metadata
    return (
        info.path.name.lower().endswith(".seg.nrrd")
        or any(key.startswith("Segment0_") for key in keys)
        or keys.get("intent_code", "").strip() == _NIFTI_INTENT_LABEL
        or keys.get(MODALITY, "").strip() == "SEG"
    )
