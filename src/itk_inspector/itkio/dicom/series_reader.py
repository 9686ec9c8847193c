"""A DICOM series as one volume: its pixels, slice by slice."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from itk_inspector.core.errors import OpenError
from itk_inspector.core.header.file_stamp import DiskState
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.pixels.pixel_types import DTYPES
from itk_inspector.core.pixels.rescale import Rescale
from itk_inspector.itkio import settled_pixels
from itk_inspector.itkio.dicom import dicom_header
from itk_inspector.itkio.dicom.series_header import Series
from itk_inspector.itkio.dicom.slice_kinds import SliceFacts
from itk_inspector.itkio.dicom.stored_pixels import StoredForm, read_stored
from itk_inspector.itkio.engine.header_record import Header
from itk_inspector.itkio.engine.itk_names import itk_path
from itk_inspector.itkio.header import read_header
from itk_inspector.itkio.reader import read_into, read_settled
from itk_inspector.itkio.second import readers
from itk_inspector.itkio.second.second_reader import SecondReaderError

_MOST_FORMS = 8

Spread: TypeAlias = Callable[[Sequence[int], Callable[[int], int]], int]
"""Calls a function with each of some numbers, in any order and process; returns the greatest result."""
Store: TypeAlias = Callable[[int, npt.NDArray[np.uint8]], None]
"""Puts bytes into the memory of the volume, so many bytes from its first one."""
Reserve: TypeAlias = Callable[[int, int], None]
"""Makes sure that so many bytes of the memory, from one on, can be touched."""
First: TypeAlias = Callable[[int, float], None]


def in_turn(numbers: Sequence[int], read: Callable[[int], int]) -> int:
    """Call a function with each of some numbers; return the greatest result."""
    return max(map(read, numbers), default=0)


def nobody(number: int, other: float) -> None:
    """Do nothing."""


def read_series_settled(
    series: Series,
    memory: npt.NDArray[np.uint8],
    *,
    spread: Spread = in_turn,
    first: First = nobody,
    store: Store | None = None,
    reserve: Reserve = nobody,
) -> tuple[ImageInfo, int]:
    """Decode the slices, each at its place, and hold some against the second reader; all when one is wrong.

    Parameters
    ----------
    series : Series
    memory : numpy.ndarray
        Writable uint8, shape (``series.info.bytes``,); that of all processes which ``spread`` calls in.
    spread : callable, optional
        Reads the slices that are not looked at here.
    first : callable, optional
        Called with the number of a slice that is in place, and how many seconds reading one takes.
    store : callable, optional
        Puts pixels into the memory where that is not to be touched page by page.
    reserve : callable, optional
        Called before the memory itself is touched where ``store`` has put nothing yet.

    Returns
    -------
    ImageInfo
        With what is to be said of the pixels.
    int
        Number of copies made of every pixel: 0, or 1 where ITK's type is not the volume's.

    Raises
    ------
    OpenError
        If ITK's reader gives up, or a file has changed since its header was read.
    """
    if series.info.read_as:
        reserve(0, memory.size)
        return _converted(series, memory)
    pixels = _Slices(series, memory, store, reserve)
    samples = series.samples
    copies, seconds, told = 0, math.inf, list[str]()
    for number in samples:
        before = time.monotonic()
        copies = max(copies, pixels.read(number))
        seconds = min(seconds, time.monotonic() - before)
    pixels.check_form(samples[0])
    told += pixels.told_of(samples[0])
    first(samples[0], seconds)
    pixels.check_forms(samples)
    for number in samples[1:]:
        told += pixels.told_of(number)
    rest = [number for number in range(len(series.slices)) if number not in samples]
    copies = max(copies, spread(rest, pixels.read))
    if told:
        for number in rest:
            pixels.told_of(number)
    return replace(series.info, notes=(*series.info.notes, *told[:1])), copies


class _Slices:
    """The slices of a volume, and the memory that they are read into.

    Parameters
    ----------
    series : Series
    memory : numpy.ndarray
    store : callable or None
    reserve : callable
        As in `read_series_settled`.
    """

    def __init__(self, series: Series, memory: npt.NDArray[np.uint8], store: Store | None, reserve: Reserve) -> None:
        self._series, self._info = series, series.info
        self._places = memory.reshape(len(series.slices), -1)
        self._store, self._reserve = store, reserve
        self._read_headers: dict[tuple[int, Rescale | None], Header] = {}
        self._values = np.empty(self._places.shape[1], dtype=np.uint8)
        self._forms: set[StoredForm] = set()
        for one in series.slices:
            if one.stored is not None and one.dtype == self._info.dtype and len(self._forms) < _MOST_FORMS:
                self._forms.add(one.stored.form)

    def read(self, number: int) -> int:
        """Read one slice; return how often its pixels were copied on the way."""
        one, place = self._series.slices[number], self._places[number]
        if self._is_stored(one) and self._read_stored(one, number):
            return 0
        self._reserve(number * place.size, place.size)
        header = self._known(one) or self._remembered(one, _header(one, self._info))
        if header.info.dtype == self._info.dtype:
            return read_into(header, place)
        own = np.zeros(header.nbytes, dtype=np.uint8)
        read_into(header, own)
        np.copyto(place.view(self._info.dtype), own.view(header.info.dtype), casting="safe")
        return 1

    def _known(self, one: SliceFacts) -> Header | None:
        """Return the header of a slice without reading it, where that of another one of its kind has been read."""
        known = self._read_headers.get((id(one.keys), one.rescale))
        if known is None or one.is_by_gdcm or one.stamp.compare(one.header.path) is not DiskState.SAME:
            return None
        known.io.SetFileName(itk_path(one.header.path))
        return replace(known, info=replace(known.info, path=one.header.path))

    def _remembered(self, one: SliceFacts, header: Header) -> Header:
        """Keep a header for others of its kind: their elements are the same, and so what GDCM keeps of them to read.

        It keeps slope and intercept, so that these belong to it.
        """
        if one.own:
            self._read_headers[id(one.keys), one.rescale] = header
        return header

    def _is_stored(self, one: SliceFacts) -> bool:
        return one.stored is not None and one.stored.form in self._forms

    def _read_stored(self, one: SliceFacts, number: int) -> bool:
        assert one.stored is not None
        values = self._places[number] if self._store is None else self._values
        if self._store is None:
            self._reserve(number * values.size, values.size)
        try:
            if not read_stored(one.header.path, one.stamp, one.stored, values.view(self._info.dtype)):
                return False
        except OSError:  # which ITK explains better
            return False
        if self._store is not None:
            self._store(number * values.size, values)
        return True

    def check_forms(self, samples: Iterable[int]) -> None:
        """Hold slices that were read from where they lie against ITK's reader, and leave it what it reads otherwise.

        Parameters
        ----------
        samples : iterable of int
            Slices that are in place already, the first of which is checked; of each form that is not among them a slice
            is looked at besides.
        """
        chosen = dict.fromkeys(samples)
        slices = self._series.slices
        seen = {one.stored.form for one in (slices[at] for at in chosen) if one.stored is not None}
        for number, one in enumerate(slices):
            if self._is_stored(one) and one.stored is not None and one.stored.form not in seen:
                seen.add(one.stored.form)
                self.read(number)
                chosen[number] = None
        for number in list(chosen)[1:]:
            self.check_form(number)

    def check_form(self, number: int) -> None:
        """Hold one slice that was read from where it lies against ITK's reader."""
        one, place = self._series.slices[number], self._places[number]
        if one.stored is None or one.dtype != self._info.dtype:
            return
        header = _header(one, self._info)
        judged = np.zeros(header.nbytes, dtype=np.uint8)
        read_into(header, judged)
        if not np.array_equal(judged, place):
            self._forms.discard(one.stored.form)
            place[...] = judged

    def told_of(self, number: int) -> list[str]:
        """Mend a slice where ITK read it wrongly, and return what there is to say."""
        header = _header(self._series.slices[number], self._info)
        if header.info.dtype != self._info.dtype:
            return []
        try:
            second = readers.second_reader(self._info.format, OpenRequest(header.info.path))
        except SecondReaderError:
            return []
        quiet = replace(header, info=replace(header.info, notes=()), second=second)
        return list(settled_pixels.with_settled_pixels(quiet, self._places[number]).info.notes)


def _converted(series: Series, memory: npt.NDArray[np.uint8]) -> tuple[ImageInfo, int]:
    """Read all slices as another type than the stored one, each settled before it is converted."""
    info = series.info
    found: dict[str, None] = {}
    copies = 0
    for one, place in zip(series.slices, memory.reshape(len(series.slices), -1), strict=True):
        header = _header(one, info)
        settled, made = read_settled(header, place)
        copies = max(copies, made)
        found.update(dict.fromkeys(settled.info.notes[len(header.info.notes) :]))
    return replace(info, notes=(*info.notes, *list(found)[:1])), copies


def _header(one: SliceFacts, volume: ImageInfo) -> Header:
    """Return the header of one slice, ready to be read; of ``info`` only path, type and "read as" count."""
    path = one.header.path
    io = dicom_header.opened(path)
    size = volume.geometry.size[:2]
    if io is None or dicom_header.size_of(io) != (*size, 1) or not _fits(io, one, volume):
        raise OpenError(f"{path.name} has changed since the folder was opened.", advice="Open it again.")
    if volume.read_as:
        return read_header(path, volume.read_as)
    nbytes = math.prod(size) * volume.components * np.dtype(one.dtype).itemsize
    return Header(replace(volume, path=path, dtype=one.dtype), io, (*size, 1), one.dtype, nbytes)


def _fits(io: Any, one: SliceFacts, volume: ImageInfo) -> bool:
    """Tell whether a file still is what it was when the volume was described."""
    if volume.read_as:
        return True
    dtype = DTYPES[io.GetComponentTypeAsString(io.GetComponentType())]
    is_same = (dtype, dicom_header.rescale_of(io)) == (one.dtype, one.rescale)
    is_same = is_same and one.stamp.compare(one.header.path) is DiskState.SAME
    return is_same and int(io.GetNumberOfComponents()) == volume.components
