"""A DICOM series as one volume: its header."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.dicom.slice_header import normal_of
from itk_inspector.core.dicom.stacking import Stack, stacked
from itk_inspector.core.errors import OpenError
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.pixels.itk_types import itk_type_for
from itk_inspector.core.pixels.pixel_types import COMPONENT_TYPES
from itk_inspector.core.pixels.rescale import Rescale
from itk_inspector.itkio.dicom import dicom_header
from itk_inspector.itkio.dicom.slice_kinds import SliceFacts, SliceKinds, common_keys
from itk_inspector.itkio.formats import dicom_keys
from itk_inspector.itkio.header import check_file, read_header
from itk_inspector.itkio.second.rescale_note import range_text


@dataclass(frozen=True, slots=True)
class Series:
    """A volume whose pixels are still in its files.

    Parameters
    ----------
    info : ImageInfo
        ``data_files`` are in order of position.
    slices : tuple of SliceFacts
        In the same order.
    """

    info: ImageInfo
    slices: tuple[SliceFacts, ...]

    @property
    def samples(self) -> tuple[int, ...]:
        """The numbers of the slices that stand for all in checks: the middle, the first and the last."""
        last = len(self.slices) - 1
        return tuple(dict.fromkeys((last // 2, 0, last)))


def read_series_header(folder: Path, files: Sequence[Path], read_as: str = "") -> Series:
    """Read the headers of all slices and put them in order of position.

    Parameters
    ----------
    folder : pathlib.Path
        What the volume is named after.
    files : sequence of pathlib.Path
        Single-frame DICOM files of one size, in any order.
    read_as : str
        A name of `pixel_types.READ_AS`, or ``""`` for the stored type.

    Raises
    ------
    OpenError
        If a file cannot be read, or does not fit the others.
    """
    stack, slices = _in_order(folder, files, SliceKinds(keys=True))
    samples = {last // 2 for last in (0, len(slices) - 1, 2 * (len(slices) - 1))}
    if not all(slices[at].is_by_gdcm or _agrees(slices[at]) for at in samples):
        stack, slices = _in_order(folder, files, SliceKinds(keys=True, trusts=False))
    order = [one.header.path for one in slices]
    first = read_header(order[0], read_as)
    in_order = tuple(one.dtype for one in slices)
    dtype = first.info.dtype if read_as else widest(in_order, folder.name)
    metadata = _decoded(common_keys(slices), order)
    rescales, stamps = [one.rescale for one in slices], tuple(one.stamp for one in slices)
    info = _volume(folder, stack, first.info, dtype, metadata, rescales, stamps)
    if not read_as and len(set(in_order)) > 1:
        kinds = " and ".join(sorted(set(in_order)))
        info = replace(info, notes=(*info.notes, f"ITK gives {kinds} slices; all are shown as {dtype}."))
    return Series(info, slices)


def slice_info(series: Series, number: int) -> ImageInfo:
    """Describe one slice as the part of the volume that it is: at its index along the third axis."""
    info, path = series.info, series.slices[number].header.path
    plane = info.geometry
    start = (*plane.start_index[:2], plane.start_index[2] + number)
    count = len(series.slices)
    note = f"Slice {number} of {count}, counted from 0; the others are still being read."
    return replace(
        info,
        geometry=replace(plane, size=(*plane.size[:2], 1), start_index=start),
        notes=(note, *info.notes),
        data_files=(path,),
        data_stamps=(series.slices[number].stamp,),
        rescale=info.rescale if len(info.rescale) < 2 else (info.rescale[number],),
    )


def _in_order(folder: Path, files: Sequence[Path], kinds: SliceKinds) -> tuple[Stack, tuple[SliceFacts, ...]]:
    found: dict[Path, SliceFacts] = {}
    for path in files:
        check_file(path)
        one = kinds.look(path)
        if one is None:
            raise OpenError(f"{path.name} is no DICOM image any more.", advice="Open the folder again.")
        found[path] = one
    headers = [found[path].header for path in files]
    if len({(one.size[:2], one.pixels) for one in headers}) > 1 or any(one.size[2] > 1 for one in headers):
        raise OpenError(f"The slices of {folder.name} do not have one size.", advice="Open the folder again.")
    stack = stacked(headers)
    return stack, tuple(found[one.path] for one in stack.slices)


def _agrees(one: SliceFacts) -> bool:
    """Tell whether GDCM says of a file what was taken over from another one of its kind."""
    judged = SliceKinds(keys=False, trusts=False).look(one.header.path)
    return judged is not None and (judged.header, judged.dtype, judged.rescale, judged.stamp) == (
        *(one.header, one.dtype, one.rescale),
        one.stamp,
    )


def _decoded(common: dict[str, str], order: list[Path]) -> dict[str, str]:
    """Return what slices have in common in the character sets of the first and the last, which stand for all."""
    first, last = (dicom_keys.with_texts(common, path) for path in (order[0], order[-1]))
    return {key: value for key, value in first.items() if last[key] == value}


def widest(dtypes: Sequence[str], name: str) -> str:
    """Return the smallest type that holds the values of all slices exactly.

    Raises
    ------
    OpenError
        If there is none.
    """
    kinds = [np.dtype(word) for word in dict.fromkeys(dtypes)]
    found = np.result_type(*kinds)
    exact = found.kind != "f" or all(kind.kind == "f" or kind.itemsize <= found.itemsize // 2 for kind in kinds)
    if not exact or found.name not in COMPONENT_TYPES:
        words = ", ".join(kind.name for kind in kinds)
        raise OpenError(
            f"No pixel type holds all slices of {name} exactly ({words}).",
            advice="Open the files one by one, or choose a type in “Read as”.",
        )
    return found.name


def _volume(
    folder: Path,
    stack: Stack,
    first: ImageInfo,
    dtype: str,
    metadata: dict[str, str],
    rescales: list[Rescale | None],
    stamps: tuple[FileStamp, ...],
) -> ImageInfo:
    """Describe the volume: in the plane it is as its first slice, across it as the positions are."""
    count = len(stack.slices)
    plane = first.geometry
    geometry = replace(plane, size=(*plane.size[:2], count), spacing=(*plane.spacing[:2], stack.slice_spacing))
    notes = [*stack.problems, *first.notes]
    if len(set(rescales)) > 1:
        notes = [note for note in notes if not note.startswith("Rescaled by ITK")]
        slopes = range_text([one.slope if one is not None else 1.0 for one in rescales])
        intercepts = range_text([one.intercept if one is not None else 0.0 for one in rescales])
        notes.append(f"Rescaled by ITK, slice by slice: slopes {slopes}, intercepts {intercepts}.")
    normal = normal_of(stack.slices[0]) if stack.slices[0].direction is not None else None
    matrix = np.array(plane.direction, dtype=np.float64)
    if normal is not None and float(normal @ matrix[:, 2]) < 0:  # the positions decide, which ascend along the normal
        matrix[:, 2] *= -1.0
        geometry = replace(geometry, direction=tuple(tuple(row) for row in matrix.tolist()))
    chosen = itk_type_for(dtype, first.components, first.pixel_type, geometry.dimension)
    return replace(
        first,
        path=folder,
        component_type=first.component_type if first.read_as else COMPONENT_TYPES[dtype],
        dtype=dtype,
        geometry=geometry,
        itk_type=chosen.name if chosen else "",
        metadata=metadata,
        metadata_names=dicom_header.names_of(metadata),
        notes=tuple(notes),
        stamp=None,
        data_files=tuple(one.path for one in stack.slices),
        data_stamps=stamps,
        rescale=_rescales(rescales),
    )


def _rescales(rescales: list[Rescale | None]) -> tuple[Rescale | None, ...]:
    """Return nothing when no slice was rescaled, one for all where it is the same, else one a slice."""
    if len(set(rescales)) > 1:
        return tuple(rescales)
    return () if rescales[0] is None else (rescales[0],)
