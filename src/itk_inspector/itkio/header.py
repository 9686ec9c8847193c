"""What a file says of itself, before any pixel is read."""

from __future__ import annotations

import errno
import math
import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

from itk_inspector.core.errors import OpenError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.pixels.dtype_names import itemsize_of
from itk_inspector.core.pixels.itk_types import itk_type_for
from itk_inspector.core.pixels.pixel_types import COMPLEX_PARTS, COMPONENT_TYPES, DTYPES, READ_AS
from itk_inspector.core.system.kept_locale import kept_locale
from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.itkio import blocks, second_opinion
from itk_inspector.itkio.engine import bare_objects, engine
from itk_inspector.itkio.engine.header_record import Header, RawPlace
from itk_inspector.itkio.engine.itk_names import itk_path
from itk_inspector.itkio.engine.metadata_values import value_of
from itk_inspector.itkio.files import file_names, named_files
from itk_inspector.itkio.formats import dicom, dicom_keys, truncation
from itk_inspector.itkio.formats.kind_of_file import kind_by_name, kind_of_file
from itk_inspector.itkio.formats.known_formats import facts_of
from itk_inspector.itkio.raw import file_system, numpy_file, raw_layout
from itk_inspector.itkio.refusals import RefusedError, itk_sentence, refused


def check_file(path: Path) -> None:
    """Refuse what is not a readable, non-empty file, each with its own sentence.

    Raises
    ------
    OpenError
    """
    name = visible_text(path.name or str(path))
    itk_path(path)
    try:
        kind = path.stat()
    except FileNotFoundError as e:
        raise OpenError(f"{name} does not exist.", advice="Check the name and the folder.") from e
    except (OSError, ValueError) as e:
        circle = isinstance(e, OSError) and e.errno == errno.ELOOP
        advice = "It is a symbolic link that leads in a circle." if circle else str(e)
        raise OpenError(f"{name} cannot be reached.", advice=advice) from e
    if stat.S_ISDIR(kind.st_mode):
        raise OpenError(f"{name} is a folder, not an image file.", advice="Open one of the files in it.")
    if not stat.S_ISREG(kind.st_mode):
        raise OpenError(f"{name} is not a regular file.", advice="Save the data to a file first.")
    if not os.access(path, os.R_OK):
        raise OpenError(f"No permission to read {name}.", advice="Check the permissions of the file.")
    if kind.st_size == 0:
        raise OpenError(f"{name} is empty (0 bytes).", advice="It was probably not saved completely.")


def read_header(path: Path, read_as: str = "") -> Header:
    """Read a file's header through ITK; that of an array that NumPy saved through NumPy.

    Parameters
    ----------
    path : pathlib.Path
    read_as : str
        A name of `READ_AS`, or ``""`` for the stored type.

    Raises
    ------
    OutsideError
        If it takes its pixels from outside its own folder, and may not.
    OpenError
        If the file is not an image that ITK knows, or its header makes no sense.
    """
    return read_requested(OpenRequest(path, read_as))


@kept_locale()
def read_requested(request: OpenRequest) -> Header:
    """Read the header of a requested file in every way that the request says; otherwise as `read_header`."""
    header = _read(request)
    if header.info.part != request.part:
        count = len(header.info.parts)
        holds = f"it holds {count} images, counted from 0" if count > 1 else "it holds one image"
        raise OpenError(f"{request.path.name} has no image number {request.part}: {holds}.")
    return header


def _read(request: OpenRequest) -> Header:
    path = request.path
    check_file(path)
    if numpy_file.is_numpy(path):
        return _of_numpy(request)
    named = named_files.data_files(path)
    named_files.check(request, named)
    stamp = FileStamp.of(path)
    stamps = tuple(FileStamp.of(data) for data in named)
    try:
        header = second_opinion.settled(_by_itk(path, request.read_as), request)
    except RefusedError as e:
        header = second_opinion.standing_in(kind_of_file(path), request, e)
    if header.info.format == "GDCMImageIO":  # where data files mean the slices of a series
        named, stamps = (), ()
    header = replace(header, info=replace(header.info, stamp=stamp, data_files=named, data_stamps=stamps))
    header = blocks.chosen(header, request)
    if header.place is not None and header.place.path not in (path, *named):  # read otherwise than ITK reads it
        return replace(header, info=replace(header.info, mapping="scratch"), place=None)
    return header


def _by_itk(path: Path, read_as: str) -> Header:
    """Let ITK read a header.

    Raises
    ------
    RefusedError
        If it does not.
    OpenError
        If nobody should try.
    """
    named = kind_by_name(path)
    facts_of(named if named == "TIFFImageIO" else kind_of_file(path)).check(path)
    if facts_of(named).hangs(path):
        raise refused(path, named, "")
    try:
        io = file_names.image_io_for(path)
    except RuntimeError as e:  # GDCM reads all of the header before it says whether the file is its own
        raise refused(path, kind_of_file(path), str(e)) from e
    if io is None:
        raise refused(path, kind_of_file(path), "")
    _read_information(path, io)
    return _described(path, io, read_as)


def _read_information(path: Path, io: Any) -> None:
    """Let an ImageIO read its header; a sheared NIfTI placement, refused at first, is taken as near as can be."""
    name = io.GetFileName()
    try:
        try:
            io.ReadImageInformation()
        except RuntimeError:
            if io.GetNameOfClass() != "NiftiImageIO":
                raise
            engine.nifti_io().cast(io).SetSFORM_Permissive(True)
            io.ReadImageInformation()
    except RuntimeError as e:
        raise refused(path, io.GetNameOfClass(), str(e)) from e
    finally:
        io.SetFileName(name)  # Siemens Vision's has the name of the last file of the folder by now
    facts_of(io.GetNameOfClass()).correct(path, io)


def _of_numpy(request: OpenRequest) -> Header:
    path = request.path
    stamp = FileStamp.of(path)
    file = numpy_file.read_numpy(path)
    info = replace(numpy_file.described(file, request.read_as), stamp=stamp)
    header = Header(info, file, file.full_size, file.dtype.newbyteorder("=").name, info.bytes)
    header = blocks.chosen(header, request)
    info, file = header.info, replace(file, block=header.info.part)
    place = RawPlace(path, file.offset + info.part * info.bytes) if info.mapping == "file" else None
    return replace(header, info=_told_of_mapping(info, place), io=file, place=place)


def _described(path: Path, io: Any, read_as: str) -> Header:
    axes = io.GetNumberOfDimensions()
    full_size = tuple(int(io.GetDimensions(i)) for i in range(axes))
    component_type = io.GetComponentTypeAsString(io.GetComponentType())
    pixel_type = io.GetPixelTypeAsString(io.GetPixelType())
    components = int(io.GetNumberOfComponents())
    if component_type not in DTYPES:
        raise RefusedError(f"{path.name} stores {component_type} pixels, which NumPy has no type for here.")
    if not full_size or min(full_size) < 1 or components < 1:
        shown = " × ".join(str(n) for n in full_size)
        raise OpenError(f"{path.name} holds no pixels: its size is {shown}.")
    if io.GetNameOfClass() == "MetaImageIO" and max(full_size) >= 2**31:  # MetaIO counts in 32 bits with a sign
        raise OpenError(f"{path.name} claims a negative size.")
    if math.prod(full_size) * components >= 2**62:
        raise OpenError(f"{path.name} claims an impossible size.", advice="Its header is wrong.")
    stored = DTYPES[component_type]
    cut = truncation.note_on(path, io, math.prod(full_size) * components * itemsize_of(stored))
    facts = facts_of(io.GetNameOfClass())
    notes = [*([cut] if cut else []), *facts.notes(path, io)]
    if len(full_size) == 1:
        full_size = (*full_size, 1)
    dtype, shown_components = stored, components
    if pixel_type == "complex" and components == 2 and stored.startswith("float"):
        dtype = next(whole for whole, part in COMPLEX_PARTS.items() if part == stored)
    if read_as and (READ_AS[read_as] != stored or components > 1):
        notes.append(_conversion_note(stored, pixel_type, components, read_as))
        dtype, shown_components, pixel_type = READ_AS[read_as], 1, "scalar"
        component_type = COMPONENT_TYPES[dtype]
    geometry = _geometry(path, io, full_size)
    geometry = geometry.turned_about_z() if facts.is_ras else geometry
    if len(full_size) > 4:
        rest = math.prod(full_size[4:])
        notes.append(f"{len(full_size)}-D: the first 4-D block of {rest} is shown.")
    elif len(full_size) == 4:
        notes.append(f"4-D: {full_size[3]} volumes, one shown at a time.")
    chosen = itk_type_for(dtype, shown_components, pixel_type, geometry.dimension)
    info = ImageInfo(
        path=path,
        format=io.GetNameOfClass(),
        pixel_type=pixel_type,
        component_type=component_type,
        components=shown_components,
        dtype=dtype,
        geometry=geometry,
        itk_type=chosen.name if chosen else "",
        metadata=facts.metadata(path, metadata_of(io)),
        notes=tuple(notes),
        read_as=read_as,
        is_truncated=bool(cut),
        space=facts.space(path, io),
    )
    whole = math.prod(full_size) * itemsize_of(dtype) * info.channels
    header = Header(info, io, full_size, stored, whole)
    place = raw_layout.find(header)
    return replace(header, info=_told_of_mapping(info, place), place=place)


def _told_of_mapping(info: ImageInfo, place: RawPlace | None) -> ImageInfo:
    """Say whether the pixels are mapped where they lie, and why not although they could be."""
    if place is None:
        return replace(info, mapping="scratch")
    reason = file_system.why_not_mapped(place.path)
    note = (f"The pixels are read, not mapped: {reason}.",) if reason else ()
    return replace(info, mapping="scratch" if reason else "file", notes=(*info.notes, *note))


def _conversion_note(stored: str, pixel_type: str, components: int, read_as: str) -> str:
    several = f"{components} × " if components > 1 else ""
    return f"Read as {READ_AS[read_as]} ({read_as}); stored as {several}{stored} ({pixel_type})."


def _geometry(path: Path, io: Any, full_size: tuple[int, ...]) -> Geometry:
    """Take the geometry that ``itk.imread`` would give, flips for negative spacing included."""
    dimension = min(len(full_size), 4)
    name = io.GetFileName()
    try:
        start, origin, spacing, direction = bare_objects.placement(io, dimension)
    except RuntimeError as e:
        if io.GetNameOfClass() == "GDCMImageIO" and (placed := dicom.geometry_of(io, full_size)).is_sound:
            return placed
        raise RefusedError(
            f"{path.name} has a geometry that ITK refuses.", advice=itk_sentence(str(e)), detail=str(e)
        ) from e
    finally:
        io.SetFileName(name)
    if len(full_size) > dimension:  # of which ITK's reader drops the direction
        columns = [io.GetDirection(axis)[:dimension] for axis in range(dimension)]
        direction = tuple(tuple(float(column[row]) for column in columns) for row in range(dimension))
    geometry = Geometry(full_size[:dimension], start, origin, spacing, direction)
    if not geometry.is_sound:
        raise RefusedError(
            f"{path.name} has a geometry without meaning (spacing, origin or direction).",
            advice="Write it again with the program that made it.",
            detail=f"spacing {geometry.spacing}, origin {geometry.origin}, direction {geometry.direction}",
        )
    return geometry


_ITKS_OWN_KEYS = frozenset({"ITK_InputFilterName", "ITK_original_direction", "ITK_original_spacing"})


def metadata_of(io: Any) -> dict[str, str]:
    """Return the file's own keys as text."""
    if io.GetNameOfClass() == "GDCMImageIO":
        return dicom_keys.metadata_of(io)
    dictionary = io.GetMetaDataDictionary()
    found = {}
    for key in dictionary.GetKeys():
        if key in _ITKS_OWN_KEYS:
            continue
        try:
            text = str(value_of(dictionary, key))
        except (RuntimeError, TypeError, UnicodeDecodeError):
            continue  # a value type that itk does not wrap
        found[str(key)] = text.encode("utf-8", "replace").decode().rstrip("\0").strip()
    return found
