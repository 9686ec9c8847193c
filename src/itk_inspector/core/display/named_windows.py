"""Windows with a name: those that a DICOM file states, and the usual ones of computed tomography."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.changed_settings import with_scale
from itk_inspector.core.display.display_settings import ComponentMode, DisplaySettings
from itk_inspector.core.display.scales import Scale
from itk_inspector.core.display.window_level import Levels, from_window, is_usable
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.note_kinds import AS_STORED
from itk_inspector.core.header.value_unit import value_unit
from itk_inspector.core.text.typed_numbers import read_real
from itk_inspector.core.text.visible_text import visible_text

_CENTER, _WIDTH, _NAMES, _FUNCTION = "0028|1050", "0028|1051", "0028|1055", "0028|1056"
_PHOTOMETRIC = "0028|0004"
_MOST = 32
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class NamedWindow:
    """A window for one kind of tissue, in the unit of the values.

    Parameters
    ----------
    name : str
    window, level : float
        Width and centre, as they are stated.
    levels : Levels
        The values that are drawn in the first and the last colour; of a sigmoid, half the width to either side.
    scale : Scale
    is_of_file : bool
        The file states it.
    unit : str
        Of the values; ``""`` where it is not known.
    """

    name: str
    window: float
    level: float
    levels: Levels
    scale: Scale = Scale.LINEAR
    is_of_file: bool = False
    unit: str = ""

    @property
    def label(self) -> str:
        """The name with width, centre and unit."""
        return f"{self.name}   {self.window:g} / {self.level:g} {self.unit}".rstrip()

    def is_used(self, settings: DisplaySettings) -> bool:
        """Tell whether an image is drawn by it."""
        return settings.levels == self.levels and settings.scale is self.scale and settings.has_levels

    def applied(self, settings: DisplaySettings) -> DisplaySettings:
        """Return settings with its levels and its scale."""
        spread = with_scale(settings, self.scale, settings.gamma)
        return replace(spread, levels=self.levels, is_automatic=False)


def preset(name: str, window: float, level: float) -> NamedWindow:
    """Return a window in Hounsfield units that reaches from ``level − window / 2`` to ``level + window / 2``."""
    return NamedWindow(name, window, level, from_window(window, level), unit="HU")


CT_PRESETS = (
    preset("Soft tissue", 400, 40),
    preset("Lung", 1500, -600),
    preset("Bone", 2500, 480),
    preset("Brain", 80, 40),
    preset("Stroke", 40, 40),
    preset("Liver", 150, 30),
    preset("Mediastinum", 350, 50),
    preset("Abdomen", 400, 50),
)
"""Typical values in Hounsfield units of Radiopaedia's article “Windowing (CT)” (radiopaedia.org/articles/windowing-ct);
soft tissue and bone as in the OHIF viewer's default presets."""


def file_windows(info: ImageInfo) -> tuple[NamedWindow, ...]:
    """Return the windows that a DICOM file states for its values, in its order, as PS3.3 C.11.2.1 defines them.

    They apply to rescaled values, which ITK gives; for MONOCHROME1, whose values ITK inverts, they are inverted alike.
    Of a series only what all slices state is known here. Nothing is returned for colours, for values of another type
    than stored, and for numbers that a modality look-up table makes values of, which ITK leaves as they are.
    A linear window 1 wide is a threshold, no range of levels, and is left out.
    """
    keys = info.metadata
    if info.format != "GDCMImageIO" or info.channels > 1 or info.is_complex or info.read_as:
        return ()
    photometric = keys.get(_PHOTOMETRIC, "").strip()
    around = _mirror(info) if photometric == "MONOCHROME1" else None
    is_known = photometric in ("", "MONOCHROME2") or around is not None
    if not is_known or any(AS_STORED in note for note in info.notes):
        return ()
    centers, widths, names = (keys.get(key, "").split("\\")[:_MOST] for key in (_CENTER, _WIDTH, _NAMES))
    function = keys.get(_FUNCTION, "").strip() or "LINEAR"
    found, unit = [], value_unit(info)
    for number, (center, width) in enumerate(zip(centers, widths, strict=False)):
        name = visible_text(names[number].strip()[:_LONGEST]) if number < len(names) else ""
        made = _of_file(name or f"Window {number + 1}", center, width, function)
        if made is not None:
            made = replace(made, unit=unit)
            found.append(made if around is None else _mirrored(made, around))
    return tuple(found)


def _mirror(info: ImageInfo) -> float | None:
    """Return what a value of MONOCHROME1 and the one that ITK makes of it add up to; None where slices differ.

    ITK gives slope · (least + greatest number − stored) + intercept instead of slope · stored + intercept.
    """
    first, *others = info.rescale or (None,)
    if first is None or any(other != first for other in others):
        return None
    return 2.0 * first.intercept + first.slope * (first.low + first.high)


def _mirrored(window: NamedWindow, around: float) -> NamedWindow:
    low, high = window.levels.low, window.levels.high
    return replace(window, levels=Levels(around - high, around - low))


def _of_file(name: str, center: str, width: str, function: str) -> NamedWindow | None:
    try:
        middle, wide = read_real(center.strip()), read_real(width.strip())
    except ValueError:
        return None
    if not (math.isfinite(middle) and math.isfinite(wide)):
        return None
    match function:
        case "LINEAR":
            levels, scale = from_window(wide - 1.0, middle - 0.5), Scale.LINEAR
        case "LINEAR_EXACT":
            levels, scale = from_window(wide, middle), Scale.LINEAR
        case "SIGMOID":
            levels, scale = from_window(wide, middle), Scale.SIGMOID
        case _:
            return None
    return NamedWindow(name, wide, middle, levels, scale, is_of_file=True) if is_usable(levels) else None


def windows_for(info: ImageInfo, *, is_hounsfield: bool) -> tuple[NamedWindow, ...]:
    """Return all windows that suit an image, those of its file first."""
    return (*file_windows(info), *(CT_PRESETS if is_hounsfield else ()))


def window_in_use(windows: Sequence[NamedWindow], settings: DisplaySettings) -> int:
    """Return the number of the window that an image is drawn by; −1 when it is drawn by none."""
    if settings.component.kind is ComponentMode.COLOUR:
        return -1
    return next((number for number, one in enumerate(windows) if one.is_used(settings)), -1)
