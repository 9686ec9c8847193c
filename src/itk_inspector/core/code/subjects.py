"""A pixel, a region and the geometry of an image as Python for a library."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from itk_inspector.core.code.reading import reading_lines
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex, to_array
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.geometry_rows import first_point, geometry_rows, ras_affine
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.read_by import Library
from itk_inspector.core.pixels.probe import Probe

_NIFTI_AXES = 4
"""Axes of a NIfTI file before that of the components."""


def pixel_code(found: Probe, info: ImageInfo, library: Library, *, is_edited: bool = False) -> str:
    """Write code that reads a pixel; its value is said beside it.

    Parameters
    ----------
    found : Probe
    info : ImageInfo
    library : Library
        One that reads the image: see `core.header.read_by.why_not`.
    is_edited : bool
        What is shown is a copy with unsaved edits.
    """
    lines = reading_lines(info, library, is_edited=is_edited)
    return _text([*lines, f"{_PIXEL[library](found.itk_index, info)}  # {found.value_text}"])


def region_code(box: Region, info: ImageInfo, library: Library, *, is_edited: bool = False) -> str:
    """Write code that takes the pixels of a box; the last line is what holds them.

    Parameters
    ----------
    box : Region
        In NumPy's order.
    info, library, is_edited
        As of `pixel_code`.
    """
    return _text([*reading_lines(info, library, is_edited=is_edited), *_REGION[library](box, info)])


def geometry_code(info: ImageInfo, library: Library, *, is_edited: bool = False) -> str:
    """Write code that states the geometry as it is shown, to the last digit: on an image, or as arrays.

    Parameters
    ----------
    info, library, is_edited
        As of `pixel_code`; NumPy and nibabel need no file.
    """
    return _text(_GEOMETRY[library](info, is_edited))


def _text(lines: Sequence[str]) -> str:
    return "\n".join(lines) + "\n"


def _counted_from_0(index: ItkIndex, geometry: Geometry) -> list[int]:
    return list(to_array(index, geometry.start_index)[::-1])


# a pixel ------------------------------------------------------------------------


def _numpy_pixel(index: ItkIndex, info: ImageInfo) -> str:
    return f"array{to_array(index, info.geometry.start_index)}"


def _itk_pixel(index: ItkIndex, info: ImageInfo) -> str:
    return f"image.GetPixel({list(index.components)})"


def _simpleitk_pixel(index: ItkIndex, info: ImageInfo) -> str:
    return f"image.GetPixel({_counted_from_0(index, info.geometry)})"


def _nibabel_pixel(index: ItkIndex, info: ImageInfo) -> str:
    places = [str(i) for i in _counted_from_0(index, info.geometry)]
    return _typed(f"image.dataobj[{', '.join(_padded(places, info))}]", info)


def _padded(places: list[str], info: ImageInfo) -> list[str]:
    """Take the first pixel along the axes that the file has besides."""
    axes = _NIFTI_AXES if info.channels > 1 and not info.is_colour else int(info.metadata.get("dim[0]", "0") or 0)
    return [*places, *["0"] * (axes - len(places))]


def _typed(text: str, info: ImageInfo) -> str:
    """Convert what nibabel rescales in double precision to the type that is shown."""
    return text if info.is_colour else f"{text}.astype({info.dtype!r})"


# a region -----------------------------------------------------------------------


def _ranges(starts: Sequence[int], counts: Sequence[int]) -> list[str]:
    return [f"{start}:{start + count}" for start, count in zip(starts, counts, strict=True)]


def _numpy_region(box: Region, info: ImageInfo) -> list[str]:
    return [f"region = array[{', '.join(_ranges(box.start, box.shape))}]"]


def _itk_region(box: Region, info: ImageInfo) -> list[str]:
    if info.is_colour and info.dtype == "uint8":  # ITK's filters of regions are not wrapped for RGB
        return [f"region = itk.array_view_from_image(image)[{', '.join(_ranges(box.start, box.shape))}]"]
    start = [i + s for i, s in zip(box.start[::-1], info.geometry.start_index, strict=True)]
    return [
        f"box = itk.ImageRegion[{len(start)}]()",
        f"box.SetIndex({start})",
        f"box.SetSize({list(box.shape[::-1])})",
        "region = itk.region_of_interest_image_filter(image, region_of_interest=box)",
    ]


def _simpleitk_region(box: Region, info: ImageInfo) -> list[str]:
    return [f"region = image[{', '.join(_ranges(box.start[::-1], box.shape[::-1]))}]"]


def _nibabel_region(box: Region, info: ImageInfo) -> list[str]:
    places = _padded(_ranges(box.start[::-1], box.shape[::-1]), info)
    return ["region = " + _typed(f"image.dataobj[{', '.join(places)}]", info)]


# the geometry -------------------------------------------------------------------


def _numpy_geometry(info: ImageInfo, is_edited: bool) -> list[str]:
    return ["import numpy as np", "", *(row.array_code for row in geometry_rows(info))]


def _set(info: ImageInfo, origin: Sequence[float]) -> list[str]:
    return [f"image.SetSpacing({list(info.geometry.spacing)})", f"image.SetOrigin({list(origin)})"]


def _itk_geometry(info: ImageInfo, is_edited: bool) -> list[str]:
    geometry = info.geometry
    head, *read = reading_lines(info, Library.ITK, is_edited=is_edited)
    imports = ["import numpy as np"] if head.startswith("import") else ["import itk", "import numpy as np", ""]
    lines = [head, *imports, *read] if head.startswith("import") else [*imports, head]
    lines += _set(info, geometry.origin)
    lines.append(f"image.SetDirection(itk.matrix_from_array(np.array({[list(row) for row in geometry.direction]})))")
    if any(geometry.start_index):
        lines += [
            "region = image.GetLargestPossibleRegion()",
            f"region.SetIndex({list(geometry.start_index)})",
            "image.SetRegions(region)",
        ]
    return lines


def _simpleitk_geometry(info: ImageInfo, is_edited: bool) -> list[str]:
    flat = [number for row in info.geometry.direction for number in row]
    lines = reading_lines(info, Library.SIMPLEITK, is_edited=is_edited)
    return [*lines, *_set(info, first_point(info.geometry)), f"image.SetDirection({flat})"]


def _nibabel_geometry(info: ImageInfo, is_edited: bool) -> list[str]:
    rows = [list(row) for row in ras_affine(info.geometry)]
    return ["import numpy as np", "", f"affine = np.array({rows})  # RAS, as of nibabel.Nifti1Image(pixels, affine)"]


_PIXEL: dict[Library, Callable[[ItkIndex, ImageInfo], str]] = {
    Library.NUMPY: _numpy_pixel,
    Library.ITK: _itk_pixel,
    Library.SIMPLEITK: _simpleitk_pixel,
    Library.NIBABEL: _nibabel_pixel,
}
_REGION: dict[Library, Callable[[Region, ImageInfo], list[str]]] = {
    Library.NUMPY: _numpy_region,
    Library.ITK: _itk_region,
    Library.SIMPLEITK: _simpleitk_region,
    Library.NIBABEL: _nibabel_region,
}
_GEOMETRY: dict[Library, Callable[[ImageInfo, bool], list[str]]] = {
    Library.NUMPY: _numpy_geometry,
    Library.ITK: _itk_geometry,
    Library.SIMPLEITK: _simpleitk_geometry,
    Library.NIBABEL: _nibabel_geometry,
}
