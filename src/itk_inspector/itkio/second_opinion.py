"""Holding ITK's reader against a second one, and letting the second one stand in where ITK is wrong.

ITK is the reader. The second reader is asked for the header of every file of its formats, and for a sample of the
pixels once ITK has put them in place. Where it can prove another content, its pixels and its placement are shown, on
an ``itk.Image`` all the same, and a note says so; where it cannot read the file either, what differs is said.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from itk_inspector.core.errors import OpenError
from itk_inspector.core.export.installed_itk import itk_name
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.pixels.dtype_names import itemsize_of
from itk_inspector.core.pixels.itk_types import itk_type_for
from itk_inspector.core.pixels.pixel_types import COMPLEX_PARTS, COMPONENT_TYPES, READ_AS
from itk_inspector.itkio.engine.header_record import Header
from itk_inspector.itkio.formats.known_formats import facts_of
from itk_inspector.itkio.second import compared
from itk_inspector.itkio.second.readers import libraries_errors, second_reader
from itk_inspector.itkio.second.second_reader import ArrangingReader, SecondReader, SecondReaderError, StoredImage

if TYPE_CHECKING:
    pass

_MOST_AXES = 4


def settled(header: Header, request: OpenRequest) -> Header:
    """Hold a header that ITK has read against the second reader of its format.

    Parameters
    ----------
    header : Header
        As ITK has it.
    request : OpenRequest

    Raises
    ------
    OpenError
        If ITK would misread it, and the second reader cannot decode it.
    """
    misread = facts_of(header.info.format).misread(header.stored_dtype)
    try:
        second = second_reader(header.info.format, request)
    except SecondReaderError as e:
        if misread:
            raise OpenError(f"{request.path.name} cannot be read: ITK reads it {misread}; {e}.", advice=e.advice) from e
        return noted(header, f"No second reader could check this file: {e}.")
    if second is None:
        return header
    if second.stored.is_first_page:
        header = _first_page(header, request)
    itk = _as_itk_has_it(header)
    stored = compared.completed(second.stored, itk).also_misread(misread)
    difference = stored.misread or compared.header_difference(replace(itk, geometry=None), stored)
    if stored.misread and stored.undecodable:
        name = request.path.name
        raise OpenError(f"{name} cannot be read: ITK reads it {stored.misread}; {stored.undecodable}.")
    if difference and stored.undecodable and not request.part:
        told = replace(header.info, notes=(*header.info.notes, *_beside(stored, header), *stored.notes))
        why = f"{itk_name()} reads this file wrongly: {difference}; {stored.undecodable}."
        return noted(replace(header, info=told), why)
    if difference or (request.part and stored.parts):
        why = f"{itk_name()} reads this file wrongly: {difference}; shown as stored ({second.name})."
        return _standing_in(second, stored, request, header, (why,) if difference else ())
    told = replace(header.info, notes=(*header.info.notes, *_beside(stored, header), *stored.notes), parts=stored.parts)
    header = replace(header, info=_spaced(told, stored), second=second)
    if stored.geometry is None or itk.geometry is None:
        return header
    misplaced = compared.geometry_difference(itk.geometry, stored.geometry)
    if not misplaced:
        return header
    placed = replace(header, info=replace(header.info, geometry=stored.geometry))
    if stored.is_explained:
        return placed
    return noted(placed, f"{itk_name()} places this image wrongly: {misplaced}; shown as stored ({second.name}).")


def standing_in(format_name: str, request: OpenRequest, refusal: OpenError) -> Header:
    """Read the header of a file that ITK refuses with the second reader of its format.

    Parameters
    ----------
    format_name : str
        The ImageIO that ought to read the file.
    request : OpenRequest
    refusal : OpenError
        What ITK says, raised when there is no second reader.

    Raises
    ------
    OpenError
    """
    try:
        second = second_reader(format_name, request)
        geometry, notes = _placed(second)
    except SecondReaderError as e:
        name = request.path.name
        raise OpenError(f"{name} cannot be read: {e}.", advice=e.advice, detail=refusal.detail) from e
    if second is None or not second.stored.dtype or leaves_decoding(second):
        raise OpenError(refusal.message, advice=refusal.advice, detail=refusal.detail) from refusal
    space = facts_of(format_name).space(request.path, None)
    info = ImageInfo(request.path, format_name, "", "", 1, "", Geometry.identity((1, 1)), space=space)
    reason = f"{itk_name()} does not read this file; shown as stored ({second.name})."
    stored = compared.completed(second.stored, StoredImage((1, 1), "", pixel_type=""))
    stored = replace(stored, geometry=stored.geometry or geometry, notes=(*notes, *stored.notes))
    header = Header(info, None, (1, 1), "", 0)
    return _standing_in(second, stored, request, header, (reason,))


def _placed(second: SecondReader | None) -> tuple[Geometry | None, tuple[str, ...]]:
    """Return where an image that ITK does not read lies, and what is to be said of that.

    Raises
    ------
    SecondReaderError
    """
    if second is None or second.stored.placed is None:
        return None, ()
    with libraries_errors(second):
        return second.stored.placed()


def _beside(stored: StoredImage, header: Header) -> tuple[str, ...]:
    """Return what a second reader says of ITK's placement, where there is one."""
    return stored.notes_on(header.info.geometry) if stored.notes_on is not None and header.io is not None else ()


def _first_page(header: Header, request: OpenRequest) -> Header:
    """Return the header of the first of the pages that ITK takes for slices.

    Raises
    ------
    OpenError
        If another type is asked for: ITK converts all pages or none.
    """
    if request.read_as:
        raise OpenError(f"{request.path.name} holds several images; read it in its stored type.")
    info, size = header.info, header.full_size[:2]
    chosen = itk_type_for(info.dtype, info.components, info.pixel_type, 2)
    info = replace(info, geometry=info.geometry.leading(2), itk_type=chosen.name if chosen else "")
    nbytes = math.prod(size) * itemsize_of(info.dtype) * info.channels
    return replace(header, info=info, full_size=size, nbytes=nbytes)


def noted(header: Header, note: str) -> Header:
    """Return a header with one more note."""
    return replace(header, info=replace(header.info, notes=(*header.info.notes, note)))


def _as_itk_has_it(header: Header) -> StoredImage:
    components, geometry = int(header.io.GetNumberOfComponents()), header.info.geometry
    return StoredImage(header.full_size, header.stored_dtype, components, header.info.pixel_type, geometry)


def _spaced(info: ImageInfo, stored: StoredImage) -> ImageInfo:
    return info if stored.space is None else replace(info, space=stored.space)


def _standing_in(
    second: SecondReader, stored: StoredImage, request: OpenRequest, header: Header, notes: tuple[str, ...]
) -> Header:
    """Return the header of an image that the second reader will decode."""
    known = header.info
    if stored.undecodable:
        raise OpenError(f"{request.path.name} cannot be read: {stored.undecodable}.")
    size = stored.size if len(stored.size) > 1 else (*stored.size, 1)
    shown = size[:_MOST_AXES]
    dtype, components, pixel_type = stored.dtype, stored.components, stored.pixel_type
    if pixel_type == "complex":
        dtype = next(whole for whole, part in COMPLEX_PARTS.items() if part == dtype)
    told = [*_beside(stored, header), *stored.notes, *notes]
    if request.read_as and (READ_AS[request.read_as] != dtype or components > 1):
        several = f"{components} × " if components > 1 else ""
        if components > 1 and (pixel_type, components) != ("rgb", 3):
            name = request.path.name
            raise OpenError(f"{name} has {components} components a pixel here; read it in its stored type.")
        told.append(
            f"Read as {READ_AS[request.read_as]} ({request.read_as}); stored as {several}{dtype} ({pixel_type})."
        )
        dtype, components, pixel_type = READ_AS[request.read_as], 1, "scalar"
    if len(size) > _MOST_AXES:
        told.append(f"{len(size)}-D: the first 4-D block of {math.prod(size[_MOST_AXES:])} is shown.")
    elif len(size) == _MOST_AXES:
        told.append(f"4-D: {size[3]} volumes, one shown at a time.")
    geometry = stored.geometry or _fitted(known.geometry, shown)
    if not geometry.is_sound:
        raise OpenError(f"{request.path.name} has a geometry without meaning (spacing, origin or direction).")
    chosen = itk_type_for(dtype, components, pixel_type, len(shown))
    info = replace(
        known,
        pixel_type=pixel_type,
        component_type=COMPONENT_TYPES[dtype],
        components=components,
        dtype=dtype,
        geometry=geometry,
        itk_type=chosen.name if chosen else "",
        mapping="scratch",
        metadata=stored.metadata or known.metadata,
        notes=tuple(told),
        read_as=request.read_as,
        is_truncated=False,
        rescale=stored.rescale,
        parts=stored.parts,
        part=request.part,
    )
    nbytes = math.prod(size) * itemsize_of(dtype) * info.channels
    return Header(_spaced(info, stored), header.io, size, stored.dtype, nbytes, second=second, stands_in=True)


def _fitted(known: Geometry, size: tuple[int, ...]) -> Geometry:
    """Return ITK's geometry for an image of another size: only the spacing of its slices, where they are the same."""
    if known.size == size:
        return known
    plain = Geometry.identity(size)
    if known.size[:2] != size[:2] or not known.is_upright:
        return plain
    axes = min(known.dimension, len(size), 3)
    return replace(plain, spacing=(*known.spacing[:axes], *plain.spacing[axes:]))


def leaves_decoding(second: SecondReader) -> bool:
    """Tell whether ITK decodes the pixels for a second reader, which puts them in order."""
    return isinstance(second, ArrangingReader) and second.arranges
