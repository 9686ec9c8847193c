"""Which of the pixel spacings that a DICOM file may state holds, and what is to be said of it (PS3.3, 10.7)."""

from __future__ import annotations

import math

from itk_inspector.core.data_class import dataclass
from itk_inspector.itkio.second.dicom_data_set import Elements

_TISSUE = 1
_CM = 3
_SAME = 1e-4


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be said of a spacing.

    Parameters
    ----------
    notes : tuple of str
        Whoever reads the file.
    is_choice : bool
        There are several to choose from, and ITK chooses otherwise.
    """

    notes: tuple[str, ...] = ()
    is_choice: bool = False


def pair(numbers: tuple[float, ...]) -> tuple[float, float] | None:
    """Return a spacing as ITK orders it, from rows and columns as DICOM has it; None for one that cannot be."""
    if len(numbers) < 2 or not all(math.isfinite(n) and n > 0 for n in numbers[:2]):
        return None
    return numbers[1], numbers[0]


def stated(elements: Elements) -> tuple[float, float] | None:
    """Return the spacing of columns and rows in mm that a file states for all of its frames."""
    return (
        pair(elements.numbers("PixelSpacing"))
        or pair(elements.numbers("ImagerPixelSpacing"))
        or pair(elements.numbers("NominalScannedPixelSpacing"))
        or pair(elements.numbers("ImagePlanePixelSpacing"))
        or _of_regions(elements)
    )


def told(elements: Elements, spacing: tuple[float, float] | None) -> Told:
    """Say where a spacing comes from, unless it is the patient's.

    Parameters
    ----------
    elements : Elements
    spacing : tuple of float or None
        That is shown, of columns and rows.
    """
    own, detector = pair(elements.numbers("PixelSpacing")), pair(elements.numbers("ImagerPixelSpacing"))
    regions = _regions(elements)
    if spacing is None:
        found = sorted(set(regions))
        if found:
            sizes = ", ".join(f"{_shown(one)} mm" for one in found[:3]) + (", …" if len(found) > 3 else "")
            return Told((f"The ultrasound regions have pixels of {len(found)} sizes ({sizes}); none is used.",))
        return Told((_missing(elements),))
    if own and detector and not _same(own, detector):
        used = f"{_shown(own)} mm is the calibrated pixel spacing; at the detector it is {_shown(detector)} mm"
        return Told((f"{used} (ImagerPixelSpacing).",), is_choice=True)
    if detector and not own and spacing == detector:
        return Told(("The pixel spacing is that at the detector, not corrected for magnification.",))
    if not own and regions and _same(spacing, regions[0]):
        note = f"The pixel spacing of {_shown(spacing)} mm is that of the ultrasound regions, which ITK does not use."
        return Told((note,), is_choice=True)
    return Told()


def _missing(elements: Elements) -> str:
    if elements.value("PixelSpacing") is not None:
        return "The pixel spacing that the file states is not valid."
    ratio = elements.numbers("PixelAspectRatio")
    if len(ratio) == 2 and min(ratio) > 0 and ratio[0] != ratio[1]:
        shown = f"{ratio[0]:g} : {ratio[1]:g}"
        return f"The file states no pixel spacing, only the ratio {shown} of height to width; the one shown is made up."
    return "The file states no pixel spacing; the one shown is made up."


def _of_regions(elements: Elements) -> tuple[float, float] | None:
    found = _regions(elements)
    return found[0] if found and all(_same(one, found[0]) for one in found) else None


def _regions(elements: Elements) -> list[tuple[float, float]]:
    """Return the pixel sizes in mm of the regions of an ultrasound image that show tissue (PS3.3, C.8.5.5)."""
    found = []
    for one in elements.items("SequenceOfUltrasoundRegions"):
        units = one.integer("PhysicalUnitsXDirection"), one.integer("PhysicalUnitsYDirection")
        deltas = one.number("PhysicalDeltaX") or 0.0, one.number("PhysicalDeltaY") or 0.0
        is_flat = one.integer("RegionSpatialFormat", _TISSUE) == _TISSUE
        if is_flat and units == (_CM, _CM) and all(math.isfinite(d) and d != 0 for d in deltas):
            found.append((round(abs(deltas[0]) * 10, 12), round(abs(deltas[1]) * 10, 12)))
    return found


def _same(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return all(abs(a - b) <= _SAME * max(a, b) for a, b in zip(one, other, strict=True))


def _shown(spacing: tuple[float, float]) -> str:
    return f"{spacing[0]:.6g} × {spacing[1]:.6g}"
