"""A volume as a DICOM series, or one slice as a DICOM image: written by pydicom, read back by GDCM."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy.typing as npt
from pydicom.dataset import Dataset

from itk_inspector.core.dicom.slice_header import SliceHeader
from itk_inspector.core.errors import ExportError
from itk_inspector.core.export.conversion import KEEP
from itk_inspector.core.export.dicom_options import DicomOptions
from itk_inspector.core.export.slice_places import SlicePlaces, slice_places
from itk_inspector.core.export.stored_numbers import StoredNumbers, stored_numbers
from itk_inspector.core.header.file_stamp import DiskState
from itk_inspector.core.header.value_unit import is_measured
from itk_inspector.itkio.draft import Draft, Verified
from itk_inspector.itkio.second.dicom_data_set import asking_pydicom
from itk_inspector.itkio.second.second_reader import SecondReaderError
from itk_inspector.itkio.written.dicom_check import check_stack, checked
from itk_inspector.itkio.written.dicom_file import SliceFiles
from itk_inspector.itkio.written.dicom_objects import one_slice, series
from itk_inspector.itkio.written.dicom_source import PERSONAL, TECHNICAL, WINDOW, Source, read_source, source_file

_TOGETHER = 64
"""Files that are brought to the disk at once, each of which is open meanwhile."""
_FEWEST_DIGITS = 4


def write(draft: Draft) -> Verified:
    """Write each slice, read it back, compare, and then look at them all as a volume.

    Raises
    ------
    ExportError
        If values cannot be stored exactly, or what was read back differs.
    """
    options, pixels, info = draft.request.dicom, draft.pixels, draft.info
    assert options is not None
    numbers = stored_numbers(pixels)
    if numbers is None:
        raise ExportError(
            f"No numbers of 16 bits give all these {pixels.dtype.name} values back exactly; nothing was written.",
            advice="Convert them first: round them, or rescale them to 8 bit.",
        )
    source, notes = _source(draft)
    places = slice_places(info.geometry)
    is_colour, has_unit = info.channels == 3, is_measured(draft.source)
    common = series(source, options, places, numbers, datetime.now(UTC), colours=is_colour, has_unit=has_unit)
    volume = pixels.reshape(len(places.positions), *pixels.shape[-3 if info.channels > 1 else -2 :])
    headers = _written(draft, _paths(draft, len(volume)), volume, common, places, numbers)
    check_stack(headers, places)
    if not numbers.is_plain:
        notes.insert(0, f"Stored with slope {numbers.slope:.9g} and intercept {numbers.intercept:.9g}.")
    return Verified("ITK (GDCM)", tuple(notes))


def _source(draft: Draft) -> tuple[Source, list[str]]:
    """Return the original's tags, and what to tell of them."""
    options, path = draft.request.dicom, source_file(draft.source)
    assert options is not None
    if path is None:
        return Source(), []
    try:
        if dict(draft.source.stamped_files)[path].compare(path) is not DiskState.SAME:
            raise SecondReaderError("it is another file by now")
        source = read_source(path, _keywords(draft, options))
    except (SecondReaderError, LookupError, OSError) as e:
        if not (options.anonymise or draft.request.allow_loss):
            raise ExportError(
                f"{path.name} is not as it was; patient and study would be missing. Nothing was written.",
                advice="Put the original back, write an anonymous series, or agree to the loss.",
                detail=str(e),
            ) from e
        return Source(), [f"{path.name} is not as it was; nothing was taken over from the original."]
    return source, [source.note] if source.note else []


def _keywords(draft: Draft, options: DicomOptions) -> tuple[str, ...]:
    request = draft.request
    is_kept = request.conversion == KEEP and not request.dtype and is_measured(draft.source)
    return (*TECHNICAL, *(WINDOW if is_kept else ()), *(() if options.anonymise else PERSONAL))


def _paths(draft: Draft, count: int) -> list[Path]:
    if not draft.row.is_folder:
        return [draft.info.path]
    draft.info.path.mkdir()
    digits = max(_FEWEST_DIGITS, len(str(count)))
    return [draft.info.path / f"{number + 1:0{digits}}.dcm" for number in range(count)]


def _written(
    draft: Draft,
    paths: list[Path],
    volume: npt.NDArray[Any],
    common: Dataset,
    places: SlicePlaces,
    numbers: StoredNumbers,
) -> list[SliceHeader]:
    """Write and check the slices, some at a time."""
    headers: list[SliceHeader] = []
    with _pydicom_for(draft.info.path):
        files = SliceFiles(common)
    for start in range(0, len(paths), _TOGETHER):
        several = range(start, min(start + _TOGETHER, len(paths)))
        for number in several:
            own = one_slice(common, numbers.of(volume[number]), places, number)
            _write_one(paths[number], files, own)
        with draft.meanwhile(tuple(paths[number] for number in several)):
            for number in several:
                uid = str(common.SeriesInstanceUID)
                headers.append(checked(paths[number], volume[number], draft.info, places, number, uid))
        draft.tell(len(headers) / len(paths))
    return headers


def _write_one(path: Path, files: SliceFiles, own: Dataset) -> None:
    with _pydicom_for(path):
        encoded = files.file(own)
    with path.open("xb") as file:
        file.write(encoded)


@contextmanager
def _pydicom_for(path: Path) -> Iterator[None]:
    """Let pydicom encode what is written to a path.

    Raises
    ------
    ExportError
    """
    try:
        with asking_pydicom():
            yield
    except SecondReaderError as e:
        raise ExportError(f"{path.name} could not be written: {e}.") from e
