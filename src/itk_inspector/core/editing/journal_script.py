"""A journal as a Python script that needs itk and numpy only, and repeats the edits on the original."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from itk_inspector.core.editing.journal import JournalEntry
from itk_inspector.core.editing.operations.script import PRELUDE
from itk_inspector.core.editing.script_steps import HELPERS, step_lines
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.read_by import NUMPY_FILE, wrapped_type
from itk_inspector.core.pixels.pixel_types import COMPLEX_PARTS, DTYPES
from itk_inspector.core.text.visible_text import visible_text

_HEAD = '''\
"""{title}

Usage: python {name} [INPUT [OUTPUT]]

It needs itk and numpy. OUTPUT is an image, or a file of NumPy's with the geometry beside the pixels if it ends in .npz.
Indices in brackets are NumPy's, slowest axis first; those after ITK are ITK's.
"""

import base64
import math
import os
import sys
import zlib

import itk
import numpy as np

'''

_WRITE = '''\
def written(pixels, start, origin, spacing, direction, kind, target):
    """Write the result, with its geometry."""
    if target.endswith(".npz"):
        np.savez(target, pixels=pixels, start=start, origin=origin, spacing=spacing, direction=direction)
        return
    if kind is None:
        sys.exit(f"ITK has no image of {pixels.dtype} pixels of this kind; give an OUTPUT that ends in .npz.")
    result = itk.image_from_array(np.ascontiguousarray(pixels), ttype=kind)
    result.SetOrigin([float(n) for n in origin])
    result.SetSpacing([float(n) for n in spacing])
    result.SetDirection(itk.matrix_from_array(np.array(direction, dtype=float)))
    region = result.GetLargestPossibleRegion()
    region.SetSize(size_of(pixels, start))
    region.SetIndex([int(n) for n in start])
    result.SetRegions(region)
    itk.imwrite(result, target)
'''


def journal_script(entries: Iterable[JournalEntry], opened: ImageInfo, now: ImageInfo, *, maker: str) -> str:
    """Write what was done and not undone as a script.

    Parameters
    ----------
    entries : iterable of JournalEntry
    opened, now : ImageInfo
        Of the image that the edits began with, and of the copy as it is.
    maker : str
        Name and version of the program.

    Raises
    ------
    EditError
        If ITK would not read the image as it was read, or a step cannot be written; with its number.
    """
    read = _reading(opened)
    lines = [*_setting_out(opened), *read]
    geometry, count = opened.geometry, 0
    for entry in entries:
        if entry.is_undone:
            continue
        count += 1
        try:
            record = entry.record
            made = step_lines(record)
        except EditError as e:
            sentence = f"Step {entry.number}, “{entry.label}”, cannot be written as Python. {e.message}"
            raise EditError(sentence, detail=e.detail) from e
        lines += ["", f"# {count}: {_comment(entry, geometry)}", *made]
        if record["kind"] == "version":
            geometry = _moved(geometry, record["size"], record["start_index"])
    lines += ["", *_ending(now)]
    title = f"Repeats {count} edits of {opened.path.name}; written by {maker}."
    head = _HEAD.format(title=_plain(title), name="edits.py")
    return "\n\n".join((head + "\n" + HELPERS, PRELUDE, _WRITE)) + "\n\n" + "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Return text that ends no comment and no docstring."""
    return visible_text(text).replace("\\", "/").replace('"', "'")


def _comment(entry: JournalEntry, geometry: Geometry) -> str:
    said = f"{entry.label}; {entry.before} to {entry.after}"
    region = entry.region
    if region is None:
        return _plain(said)
    bounds = [region.along(axis, geometry) for axis in range(geometry.dimension)]
    first, last = tuple(a for a, _ in bounds), tuple(b for _, b in bounds)
    where = f"ITK {first}" if first == last else f"ITK {first} to {last}"
    return _plain(f"{said}; {where}")


def _moved(geometry: Geometry, size: Sequence[int], start: Sequence[int]) -> Geometry:
    """Return a lattice for the indices of comments."""
    identity = Geometry.identity(tuple(size))
    return Geometry(identity.size, tuple(start), identity.origin, identity.spacing, identity.direction)


def _setting_out(opened: ImageInfo) -> list[str]:
    has_file = not opened.is_held
    source = repr(_source(opened)) if has_file else "sys.exit(__doc__)"
    target = f"{Path(opened.path.name.split('.')[0] or 'image').name}-edited.nrrd"
    return [
        f"source = sys.argv[1] if len(sys.argv) > 1 else {source}",
        f"target = sys.argv[2] if len(sys.argv) > 2 else {target!r}",
        "",
    ]


def _reading(opened: ImageInfo) -> list[str]:
    """Return lines that read the original as it was read.

    Raises
    ------
    EditError
        If ITK does not.
    """
    name, chosen = visible_text(opened.path.name), wrapped_type(opened)
    if len(opened.parts) > 1:
        raise EditError(f"{name} holds several images: a script would read another one of them.")
    if opened.format == NUMPY_FILE:
        raise EditError(f"ITK does not read {name}, which NumPy wrote.")
    if opened.levels:
        raise EditError(f"ITK does not read {name}, which is stored in chunks.")
    if opened.is_truncated:
        raise EditError(f"{name} is cut short: a script would not read the same pixels.")
    if chosen is None:
        what = f"{opened.components} × {opened.dtype}" if opened.components > 1 else opened.dtype
        raise EditError(f"itk has no image of {opened.geometry.dimension} axes with {what} in Python.")
    lines = ["# the original"]
    files = "source"
    if opened.is_series:
        lines += _series_lines(opened)
        files = "files"
    elif not opened.read_as:
        lines += _type_check(opened)
    lines.append(f"image = itk.imread({files}, pixel_type={chosen.pixel_code})")
    if opened.read_as:
        lines[-1] += "  # read as this type, as it was when it was edited"
    lines.append("original = itk.array_from_image(image)")
    if opened.dtype != chosen.dtype:
        lines.append(f"original = original.view({opened.dtype!r})")
        if opened.dtype in COMPLEX_PARTS and opened.channels == 1:
            lines.append("original = original[..., 0]")
    lines += [
        f"if original.shape != {opened.shape}:",
        f'    sys.exit(f"The edits were made on an image of shape {opened.shape}, not {{original.shape}}.")',
        'pixels = np.array(original, order="C")',
        "start = [int(n) for n in image.GetLargestPossibleRegion().GetIndex()]",
        "origin = [float(n) for n in image.GetOrigin()]",
        "spacing = [float(n) for n in image.GetSpacing()]",
        "direction = np.asarray(image.GetDirection()).tolist()",
    ]
    placement = _placement(opened.geometry)
    if opened.is_held:
        return [*lines, "# as it lay in memory", *placement]
    shown = (
        f"if os.path.abspath(source) == {_source(opened)!r}:  # where it was shown, also where ITK places it elsewhere"
    )
    return [*lines, shown, *(f"    {line}" for line in placement)]


def _placement(geometry: Geometry) -> list[str]:
    """Return lines that place an image as the one that was edited."""
    return [
        f"start = {list(geometry.start_index)}",
        f"origin = {list(geometry.origin)}",
        f"spacing = {list(geometry.spacing)}",
        f"direction = {[list(row) for row in geometry.direction]}",
    ]


def _type_check(opened: ImageInfo) -> list[str]:
    """Return lines that refuse a file of another type, which ITK would convert in silence."""
    stored = opened.component_type
    if stored not in DTYPES:
        return []
    same = sorted(name for name, dtype in DTYPES.items() if dtype == DTYPES[stored])
    return [
        "reader = itk.ImageIOFactory.CreateImageIO(source, itk.CommonEnums.IOFileMode_ReadMode)",
        "if reader is None:",
        '    sys.exit(f"ITK cannot read {source}.")',
        "reader.SetFileName(source)",
        "reader.ReadImageInformation()",
        f"if reader.GetComponentTypeAsString(reader.GetComponentType()) not in {same}:",
        f'    sys.exit("The edits were made on an image of {stored} pixels.")',
    ]


def _source(opened: ImageInfo) -> str:
    """Return the path that is read: of the file, or of the folder of a series."""
    return os.path.abspath(_folder(opened) if opened.is_series else opened.path)  # links stay


def _folder(opened: ImageInfo) -> Path:
    """Return the folder that holds all files of a series."""
    return Path(os.path.commonpath([file.parent for file in opened.data_files]))


def _series_lines(opened: ImageInfo) -> list[str]:
    """Return lines that find the slices of a series below the folder that is given."""
    folder = _folder(opened)
    names = [os.fspath(file.relative_to(folder)) for file in opened.data_files]
    return [
        "names = [",
        *(f"    {name!r}," for name in names),
        "]",
        "files = [os.path.join(source, name) for name in names]  # source is their folder",
    ]


def _ending(now: ImageInfo) -> list[str]:
    chosen = wrapped_type(now)
    if chosen is None or chosen.dtype != now.dtype:
        kind = "None"
    else:
        kind = chosen.name.replace("Image[", "Image[itk.", 1).replace("Pixel[UC]", "Pixel[itk.UC]")
        kind = f"itk.{kind}"
    return [f"written(pixels, start, origin, spacing, direction, {kind}, target)"]
