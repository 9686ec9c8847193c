"""The pixels of a DICOM file as it stores them, where they are not compressed (PS3.5, 8)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import OpenError
from itk_inspector.itkio.second.dicom_data_set import DicomFile, Elements
from itk_inspector.itkio.second.dicom_frames import Frames
from itk_inspector.itkio.second.second_reader import Piece, SecondReaderError

_SMALL = 1 << 18
_PIECES = 6
_PIECE = 3 * 2048
_FLOATS = {"FloatPixelData": "f4", "DoubleFloatPixelData": "f8"}
_HALVED = ("YBR_FULL_422", "YBR_PARTIAL_422")
_ROUNDED = 1e-12

Array = npt.NDArray[np.generic]


@dataclass(frozen=True, slots=True)
class Layout:
    """How many pixels there are, and how each is stored.

    Parameters
    ----------
    columns, rows, frames, samples : int
    bits, stored_bits, high_bit : int
        Allocated for a sample, used of them, and the last one used.
    is_signed : bool
    photometric : str
    is_planar : bool
        The samples of a frame follow each other, not those of a pixel.
    """

    columns: int
    rows: int
    frames: int
    samples: int
    bits: int
    stored_bits: int
    high_bit: int
    is_signed: bool
    photometric: str
    is_planar: bool

    @classmethod
    def of(cls, elements: Elements) -> Layout:
        """Take it from the elements."""
        bits = elements.integer("BitsAllocated")
        stored = elements.integer("BitsStored") or bits
        return cls(
            columns=elements.integer("Columns"),
            rows=elements.integer("Rows"),
            frames=max(1, elements.integer("NumberOfFrames", 1)),
            samples=elements.integer("SamplesPerPixel", 1) or 1,
            bits=bits,
            stored_bits=stored,
            high_bit=elements.integer("HighBit", stored - 1),
            is_signed=elements.integer("PixelRepresentation") == 1,
            photometric=elements.text("PhotometricInterpretation"),
            is_planar=elements.integer("PlanarConfiguration") == 1,
        )

    @property
    def in_frame(self) -> int:
        """Numbers in a frame."""
        return self.columns * self.rows * self.samples

    @property
    def limits(self) -> tuple[int, int]:
        """The least and the greatest number that can be stored."""
        if self.is_signed:
            return -(1 << (self.stored_bits - 1)), (1 << (self.stored_bits - 1)) - 1
        return 0, (1 << self.stored_bits) - 1


def check_length(file: DicomFile) -> None:
    """Refuse a file that holds fewer bytes of uncompressed pixels than its header says.

    Raises
    ------
    OpenError
        With both figures.
    """
    if file.pixels is None or not file.is_native or file.pixels.length is None:
        return
    layout = Layout.of(file.elements)
    bits = {"f4": 32, "f8": 64}.get(_FLOATS.get(file.pixels.keyword, ""), layout.bits)
    samples = 2 if layout.photometric in _HALVED and layout.samples == 3 else layout.samples
    needed = (layout.columns * layout.rows * layout.frames * samples * bits + 7) // 8
    present = max(0, min(file.pixels.length, file.path.stat().st_size - file.pixels.start))
    if present < needed:
        raise OpenError(
            f"{file.path.name} is truncated: {present:,} of {needed:,} bytes are there.",
            advice="Copy or download it again.",
        )


class NativePixels:
    """Reads frames as they are to be shown: unused bits cleared, inverted and rescaled as the file says."""

    def __init__(self, file: DicomFile, layout: Layout, frames: Frames) -> None:
        assert file.pixels is not None
        self._file, self._layout, self._frames = file, layout, frames
        self._kind = _FLOATS.get(file.pixels.keyword, "")
        self._start = file.pixels.start
        self.dtype = self._kind.replace("f4", "float32").replace("f8", "float64") or self._shown_type()

    @property
    def components(self) -> int:
        """Numbers a pixel."""
        return self._layout.samples

    def _shown_type(self) -> str:
        """Return the type of the values: the stored one, else the smallest that holds all, as GDCM chooses it."""
        layout = self._layout
        rescales = {one.rescale for one in self._frames.each}
        if layout.bits == 1:
            return "uint8"
        if rescales == {(1.0, 0.0)}:
            return f"{'' if layout.is_signed else 'u'}int{layout.bits}"
        ends = [slope * end + intercept for slope, intercept in rescales for end in layout.limits]
        if not all(float(n).is_integer() for pair in rescales for n in pair):
            return "float64"
        names = ("uint8", "uint16", "uint32") if min(ends) >= 0 else ("int8", "int16", "int32")
        return next((n for n in names if np.iinfo(n).min <= min(ends) and max(ends) <= np.iinfo(n).max), "float64")

    def frame(self, number: int) -> Array:
        """Return the values of a frame, 1-D.

        Raises
        ------
        SecondReaderError
            If the file does not hold it.
        """
        return self._run(number, 0, self._layout.in_frame)

    def _run(self, number: int, first: int, count: int) -> Array:
        layout = self._layout
        if layout.bits == 1:
            return self._bits(number * layout.in_frame + first, count)
        if self._kind:
            return self._read(number, first, count, np.dtype(self._kind))
        kind = np.dtype(f"{'i' if layout.is_signed else 'u'}{layout.bits // 8}")
        if layout.samples == 3 and layout.is_planar:
            plane = layout.columns * layout.rows
            stored = np.stack([self._read(number, n * plane + first // 3, count // 3, kind) for n in range(3)], -1)
            stored = stored.reshape(-1)
        else:
            stored = self._read(number, first, count, kind)
        return self._shown(self._cleared(stored), number)

    def _read(self, number: int, first: int, count: int, kind: np.dtype[np.generic]) -> Array:
        at = self._start + (number * self._layout.in_frame + first) * kind.itemsize
        with self._file.path.open("rb") as file:
            file.seek(at)
            data = file.read(count * kind.itemsize)
        if len(data) < count * kind.itemsize:
            raise SecondReaderError("it ends before its pixels do")
        order = kind.newbyteorder("<") if self._file.is_little_endian else kind.newbyteorder(">")
        return np.frombuffer(data, order).astype(kind)

    def _bits(self, first: int, count: int) -> Array:
        begin, end = first // 8, (first + count + 7) // 8
        with self._file.path.open("rb") as file:
            file.seek(self._start + begin)
            data = np.frombuffer(file.read(end - begin), np.uint8)
        found = np.unpackbits(data, bitorder="little")[first - 8 * begin :][:count]
        if found.size < count:
            raise SecondReaderError("it ends before its pixels do")
        return found * np.uint8(255)  # as ITK shows them

    def _cleared(self, stored: Array) -> Array:
        """Leave out the bits that are not used."""
        layout = self._layout
        if layout.stored_bits >= layout.bits:
            return stored
        moved = np.left_shift(stored, stored.dtype.type(layout.bits - 1 - layout.high_bit))
        return np.asarray(np.right_shift(moved, stored.dtype.type(layout.bits - layout.stored_bits)))

    def _shown(self, stored: Array, number: int) -> Array:
        slope, intercept = self._frames.each[number].rescale
        if (slope, intercept) == (1.0, 0.0) and self._layout.photometric != "MONOCHROME1":
            return stored.astype(self.dtype)
        values = stored.astype(np.int64)
        if self._layout.photometric == "MONOCHROME1":
            values = sum(self._layout.limits) - values
        if (slope, intercept) == (1.0, 0.0):
            return values.astype(self.dtype)
        return (values * slope + intercept).astype(self.dtype)

    def pieces(self) -> Iterator[Piece]:
        """Yield all values of a small image; of others the first, the last and some between."""
        layout = self._layout
        for number in range(layout.frames) if layout.frames * layout.in_frame <= _SMALL else self._some_frames():
            whole = layout.in_frame <= _SMALL // _PIECES
            middle = layout.in_frame // 2
            starts = (0,) if whole else (0, middle - middle % layout.samples, layout.in_frame - _PIECE)
            for first in starts:
                count = layout.in_frame if whole else _PIECE
                yield Piece(number * layout.in_frame + first, self._run(number, first, count), _ROUNDED)

    def _some_frames(self) -> list[int]:
        last = self._layout.frames - 1
        return sorted({last * n // (_PIECES - 1) for n in range(_PIECES)})


def _is_clear(elements: Elements) -> bool:
    """Tell whether sign and rescale are stated as the standard has them: of others readers make different things.

    A number that is blank is none (PS3.5 6.2, DS: spaces are padding).
    """
    numbers = (name for name in ("RescaleSlope", "RescaleIntercept") if elements.text(name))
    is_signed = elements.integer("PixelRepresentation")
    return is_signed in (0, 1) and all(elements.number(name) is not None for name in numbers)


def native_pixels(file: DicomFile, frames: Frames) -> NativePixels | None:
    """Return a reader of uncompressed pixels of usual kinds; None for others, whose decoding is left to ITK."""
    layout = Layout.of(file.elements)
    if not file.is_native or file.pixels is None:
        return None
    if file.pixels.keyword in _FLOATS:
        return NativePixels(file, layout, frames) if layout.samples == 1 else None
    if not _is_clear(file.elements):
        return None
    is_grey = layout.samples == 1 and layout.photometric in ("MONOCHROME1", "MONOCHROME2")
    is_colour = layout.samples == 3 and layout.photometric == "RGB" and layout.bits == 8
    fits = 0 < layout.stored_bits <= layout.bits and layout.stored_bits - 1 <= layout.high_bit < layout.bits
    is_plain = is_grey and layout.photometric != "MONOCHROME1" and {one.rescale for one in frames.each} == {(1.0, 0.0)}
    if layout.bits not in (1, 8, 16, 32, *((64,) if is_plain else ())) or not (is_grey or is_colour) or not fits:
        return None
    return NativePixels(file, layout, frames)
