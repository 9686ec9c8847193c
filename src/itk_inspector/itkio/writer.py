"""Writing an image, and proving that what was written is what was to be written."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import ExportError, OpenError, UnreadableError
from itk_inspector.core.export import kept_metadata
from itk_inspector.core.export.consents import permit
from itk_inspector.core.export.conversion import KEEP, WHOLE_TYPES
from itk_inspector.core.export.converting import MisfitError, cast, converted
from itk_inspector.core.export.format_rules import Writer
from itk_inspector.core.export.header_fields import missed
from itk_inspector.core.export.installed_itk import itk_name
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.export.segment_keys import segment_keys
from itk_inspector.core.export.unharmed import UNTOUCHED
from itk_inspector.core.export.write_format import WriteFormat
from itk_inspector.core.export.written_part import part_pixels, place_in_image
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header import remembered
from itk_inspector.core.header.file_stamp import bytes_of
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.pixels.pixel_types import COMPONENT_TYPES
from itk_inspector.core.pixels.values import value_text
from itk_inspector.itkio import bridge, read_back
from itk_inspector.itkio.draft import Draft, Meanwhile, OtherWriter, Verified, told_nobody
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.engine.header_record import Header
from itk_inspector.itkio.engine.itk_names import itk_path
from itk_inspector.itkio.engine.pixel_types import itk_type_of
from itk_inspector.itkio.formats.known_formats import facts_of
from itk_inspector.itkio.header import read_header
from itk_inspector.itkio.reader import read_settled

_RUN = 1 << 17
"""Values that are compared at once."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file that is ready, verified under its final name, in a folder of its own.

    Parameters
    ----------
    path : pathlib.Path
        The file, or the header of two.
    data : pathlib.Path or None
        The second file.
    bytes : int
        Of both.
    notes : tuple of str
        What to know about them.
    verified_by : str
        Who has read them back.
    """

    path: Path
    data: Path | None
    bytes: int
    notes: tuple[str, ...]
    verified_by: str = ""


def write(
    pixels: npt.NDArray[Any],
    info: ImageInfo,
    request: ExportRequest,
    folder: Path,
    *,
    data: str = "",
    meanwhile: Meanwhile = lambda paths: nullcontext(),
    other: OtherWriter | None = None,
    tell: Callable[[float], None] = told_nobody,
) -> Written:
    """Write into a folder of its own, read back, compare; putting it in place is another's work.

    Parameters
    ----------
    pixels : numpy.ndarray
        Shape ``info.shape``.
    info : ImageInfo
        Of ``pixels``.
    request : ExportRequest
    folder : pathlib.Path
        Empty; the file gets the target's name in it.
    data : str
        Name of the second file, where the header says it; that of the header with another suffix by default.
    meanwhile : callable
        Given the files that are written; returns a context in which they are read back and compared.
    other : callable, optional
        Writes a format that neither ITK nor NumPy writes, or types of one that the installed ITK gets wrong.
    tell : callable, optional
        Called with the part that is done, 0 to 1.

    Raises
    ------
    ExportError
        If the format refuses, the disk is full, or what was read back differs.
    """
    permit(info, request)
    row = request.row
    assert row is not None
    part = request.part_of(info)
    pixels, told = _converted(pixels, info, part, request, row)
    geometry = row.states.placed(part.geometry, info.space)
    path = folder / request.target.name
    out = replace(
        part,
        path=path,
        geometry=geometry,
        dtype=pixels.dtype.name,
        component_type=COMPONENT_TYPES[pixels.dtype.name],
    )
    try:
        second: Path | None = None
        if other is not None and row.writer is not Writer.ITK:
            seen = other(Draft(pixels, replace(out, metadata={}), info, request, row, meanwhile, tell))
        elif row.writer is Writer.NUMPY:
            _write_numpy(pixels, path)
            with meanwhile((path,)):
                seen = _verified_numpy(pixels, path)
        else:
            metadata = kept_metadata.writable(part.metadata, row) if request.metadata else {}
            if row.holds_segments:
                metadata = segment_keys(pixels, part.labels, metadata, has_layers=part.has_layers)
            out = replace(out, metadata=metadata)
            try:
                second, back, seen = _written(pixels, out, request, row, data, meanwhile, other)
            except UnreadableError:
                if not metadata or row.holds_segments:
                    raise
                for file in folder.iterdir():
                    file.unlink()
                plain = replace(out, metadata={})
                second, back, seen = _written(pixels, plain, request, row, data, meanwhile, other)
            seen = replace(seen, notes=(*seen.notes, *_told_of_metadata(part, out, back, request, row)))
        size = bytes_of(path) + (second.stat().st_size if second else 0)
    except (OSError, RuntimeError) as e:
        raise ExportError(
            f"{request.target.name} could not be written.",
            advice=f"{UNTOUCHED} Check free space and permissions of its folder.",
            detail=str(e),
        ) from e
    return Written(path, second, size, (*told, *seen.notes), seen.by)


def _told_of_metadata(
    part: ImageInfo, out: ImageInfo, back: Mapping[str, str], request: ExportRequest, row: WriteFormat
) -> tuple[str, ...]:
    """Say which of the file's own keys did not come back; refuse it of those that say what the labels are."""
    segments = {key: value for key, value in out.metadata.items() if key.startswith("Segment") and row.holds_segments}
    if segments and (lost := kept_metadata.not_kept(segments, back)):
        raise ExportError(f"{row.name}: {lost[:-1]}; nothing was kept.")
    wanted = missed(part.metadata, part.format)
    wanted = wanted if row.keeps_metadata else kept_metadata.holdable(wanted, row)
    own = {key: value for key, value in wanted.items() if key not in segments}
    lost = kept_metadata.not_kept(own, back) if request.metadata else ""
    return (lost,) if lost else ()


def _written(
    pixels: npt.NDArray[Any],
    out: ImageInfo,
    request: ExportRequest,
    row: WriteFormat,
    data: str,
    meanwhile: Meanwhile,
    other: OtherWriter | None,
) -> tuple[Path | None, Mapping[str, str], Verified]:
    """Write and read back; return the second file, the metadata as it was read, and who has read it."""
    second, told = None, tuple[str, ...]()
    if row.companion:  # ITK makes odd things of odd names: they are given afterwards
        plain = out.path.with_name(f"image{row.suffixes[0]}")
        _write_itk(pixels, replace(out, path=plain), request, row)
        second = _named(plain, out.path, row, data)
    elif other is not None and facts_of(row.image_io).misread(out.dtype):
        told = other(Draft(pixels, out, out, request, row, meanwhile)).notes
    else:
        _write_itk(pixels, out, request, row)
    with meanwhile((out.path, second) if second else (out.path,)):
        back, seen = _verified_itk(pixels, out, row)
    return second, back, replace(seen, notes=(*told, *seen.notes))


def _named(plain: Path, header: Path, row: WriteFormat, data: str) -> Path:
    """Give a header and its file of pixels their names, the latter's also in the one line that names it."""
    old = plain.with_suffix(row.companion)
    new = header.with_name(data) if data else header.with_suffix(row.companion)
    if not row.fixed_companion:
        lines = plain.read_bytes().splitlines(keepends=True)
        at = [i for i, line in enumerate(lines) if line.lower().startswith((b"elementdatafile =", b"data file: "))][-1]
        lines[at] = lines[at].replace(os.fsencode(old.name), os.fsencode(new.name))
        plain.write_bytes(b"".join(lines))
    plain.rename(header)
    return old.rename(new)


def _converted(
    pixels: npt.NDArray[Any], info: ImageInfo, part: ImageInfo, request: ExportRequest, row: WriteFormat
) -> tuple[npt.NDArray[Any], tuple[str, ...]]:
    """Return the pixels that are written, in the part's shape, and what to tell of them.

    They are C-contiguous, but for a writer that takes plane after plane: for that one no part is copied.
    """
    view = part_pixels(pixels, info, request.crop, request.component)
    made, told = view, tuple[str, ...]()
    if request.conversion != KEEP:
        try:
            allowed = WHOLE_TYPES if row.holds_any_type else row.types_of(part.components)
            made, told = converted(view, request.conversion, allowed)
        except MisfitError as e:
            at = place_in_image(info.geometry, request.crop, e.first)
            raise ExportError(f"{e.message[:-1]} at {at}; nothing was written.", advice=e.advice) from e
    elif request.dtype and view.dtype != np.dtype(request.dtype):
        made, told = cast(view, request.dtype, may_change=request.allow_loss)
    whole = made if row.writer is Writer.OME_TIFF else np.ascontiguousarray(made)
    return whole.reshape(part.shape), told


def _write_numpy(pixels: npt.NDArray[Any], temporary: Path) -> None:
    with temporary.open("xb") as file:
        np.save(file, pixels, allow_pickle=False)


def _verified_numpy(pixels: npt.NDArray[Any], temporary: Path) -> Verified:
    back = np.load(temporary, mmap_mode="r", allow_pickle=False)
    if back.dtype != pixels.dtype or back.shape != pixels.shape or _differing(back, pixels):
        raise ExportError("What was read back differs from what was written; nothing was kept.")
    return Verified("NumPy")


def _write_itk(pixels: npt.NDArray[Any], out: ImageInfo, request: ExportRequest, row: WriteFormat) -> None:
    chosen = itk_type_of(out)
    assert chosen is not None
    aligned = np.require(pixels, requirements="A")  # those of a file may lie at any byte
    image = bridge.wrap(aligned, chosen, out.geometry.turned_about_z() if row.is_ras else out.geometry)
    if out.metadata:
        dictionary = image.GetMetaDataDictionary()
        for key, value in out.metadata.items():
            dictionary.Set(key, engine.text_metadata(value))
        image.SetMetaDataDictionary(dictionary)
    if row.is_dicom:
        engine.prepare_dicom_writing()
    writer = engine.made(getattr(engine.writers(), f"itkImageFileWriter{chosen.suffix}"))
    writer.SetFileName(itk_path(out.path))
    writer.SetInput(image)
    has_level = request.level is not None and row.has_levels
    writer.SetUseCompression(bool(request.compress and (row.compresses or has_level)))
    if has_level:
        writer.SetCompressionLevel(request.level)
    writer.Update()
    facts_of(row.image_io).finish(out.path, out.geometry)


def _verified_itk(pixels: npt.NDArray[Any], out: ImageInfo, row: WriteFormat) -> tuple[Mapping[str, str], Verified]:
    remembered.forget()  # what was found while it was being written
    plain = pixels.view({8: np.float32, 16: np.float64}[pixels.itemsize]) if pixels.dtype.kind == "c" else pixels
    back: npt.NDArray[np.uint8] | None = None
    try:
        header = read_header(out.path)
        if header.info.is_truncated:
            raise ExportError("The file was not written wholly; nothing was kept.", detail=header.info.notes[0])
        if not read_back.gives_back(header, plain):
            back = np.empty(header.nbytes, dtype=np.uint8)
            header, _ = read_settled(header, back)
    except OpenError as e:
        raise UnreadableError(
            f"{out.path.name}: what was written cannot be read back; nothing was kept.",
            advice="Choose another format or name.",
            detail=f"{e.message} {e.detail}",
        ) from e
    wanted = out.geometry.leading(row.kept_axes(out.geometry))
    if header.info.geometry.shape != wanted.shape or header.nbytes != pixels.nbytes:
        raise ExportError(
            f"{row.name} gave an image of another size back "
            f"({header.info.geometry.size}, not {wanted.size}); nothing was kept."
        )
    if header.stored_dtype != plain.dtype.name:
        raise ExportError(f"{row.name} changed the pixel type to {header.stored_dtype}; nothing was kept.")
    notes = _compared(back.view(header.stored_dtype).reshape(plain.shape), plain, row) if back is not None else ()
    _compare_geometry(wanted, header.info.geometry, row)
    return header.info.metadata, Verified(_readers_of(header), (*notes, *_why_not_by_itk(header, row)))


def _why_not_by_itk(header: Header, row: WriteFormat) -> tuple[str, ...]:
    """Return what is noted of ITK where another reader stood in, unless that was known before it was written."""
    if not header.stands_in or facts_of(row.image_io).misread(header.stored_dtype):
        return ()
    return tuple(note for note in header.info.notes if note.startswith(itk_name()))


def _readers_of(header: Header) -> str:
    """Name who has read a file back: ITK, and who was asked for samples, or alone where ITK reads wrongly."""
    if header.second is None:
        return "ITK"
    return header.second.name if header.stands_in else f"ITK, and samples by {header.second.name}"


def _compared(back: npt.NDArray[Any], plain: npt.NDArray[Any], row: WriteFormat) -> tuple[str, ...]:
    """Say how far values differ in a format that may change them; refuse it in others."""
    changed = _differing(back, plain)
    if not changed:
        return ()
    if not row.changes_values:
        raise ExportError(f"{changed:,} values differ after reading back; nothing was kept.")
    span = np.abs(back.astype(np.float64) - plain.astype(np.float64)).max()
    return (f"{changed:,} values differ after compression, by {value_text(float(span))} at the most.",)


def _differing(left: npt.NDArray[Any], right: npt.NDArray[Any]) -> int:
    """Count values that differ; NaN equals NaN. Works in runs that the cache holds."""
    count = 0
    a, b = left.reshape(-1), right.reshape(-1)
    for start in range(0, a.size, _RUN):
        p, q = a[start : start + _RUN], b[start : start + _RUN]
        unequal = p != q
        if p.dtype.kind in "fc":
            unequal &= ~((p != p) & (q != q))
        count += int(np.count_nonzero(unequal))
    return count


def _compare_geometry(wanted: Geometry, found: Geometry, row: WriteFormat) -> None:
    tolerance = 2e-6 if row.single_precision else 1e-9
    scale = max(1.0, *(abs(v) for v in wanted.origin), *wanted.spacing)
    lost = []
    if row.keeps_origin and not np.allclose(wanted.origin, found.origin, rtol=tolerance, atol=tolerance * scale):
        lost.append("origin")
    digits = row.digits_of(wanted.spacing)
    kept = 10.0**-digits * 6 if digits else tolerance
    if wanted.dimension in row.keeps_spacing and not np.allclose(wanted.spacing, found.spacing, rtol=kept, atol=0):
        lost.append("spacing")
    is_turned = not np.allclose(wanted.direction, found.direction, atol=max(tolerance, 1e-6))
    if is_turned and row.gives_back_direction(wanted):
        lost.append("direction")
    if lost:
        raise ExportError(f"{row.name} did not give the {' and '.join(lost)} back; nothing was kept.")
