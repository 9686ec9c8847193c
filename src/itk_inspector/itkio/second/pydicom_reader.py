"""DICOM: pydicom’s opinion on placement, frames, rescale and uncompressed pixels."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from pydicom.uid import UID

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import OpenError
from itk_inspector.core.header.space import Space
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.pixels.rescale import Rescale
from itk_inspector.itkio.second import dicom_notes, dicom_spacing
from itk_inspector.itkio.second.dicom_data_set import (
    NAME,
    NATIVE,
    DicomFile,
    asking_pydicom,
    begins_like_dicom,
    read_data_set,
)
from itk_inspector.itkio.second.dicom_frames import Frames, frames_of
from itk_inspector.itkio.second.dicom_parts import Part, counted, parts_of
from itk_inspector.itkio.second.dicom_pixels import Layout, NativePixels, check_length, native_pixels
from itk_inspector.itkio.second.dicom_placement import Placement, placed
from itk_inspector.itkio.second.rescale_note import range_text, rescale_note
from itk_inspector.itkio.second.second_reader import Piece, SecondReaderError, StoredImage

_DIRECTORY = "1.2.840.10008.1.3.10"
_JPEG = "1.2.840.10008.1.2.4"
_DECODED = frozenset(
    (
        *NATIVE,
        "1.2.840.10008.1.2.5",
        *(f"{_JPEG}.{n}" for n in (50, 51, 52, 53, 54, 55, 57, 70, 80, 81, 90, 91, 92, 93, 201, 202, 203)),
    )
)
"""Transfer syntaxes that GDCM, with the libraries it brings, decodes or tries to."""
_IMAGES = ("Segmentation", "Parametric Map", "RT Dose")


def open_file(request: OpenRequest) -> PydicomReader | None:
    """Read the header of a file; None for one that only its name calls DICOM.

    Raises
    ------
    SecondReaderError
        If pydicom cannot, or it is no image.
    OpenError
        If its pixels are not all there, or nobody decodes them, or there is no such part.
    """
    if not begins_like_dicom(request.path):
        return None
    with asking_pydicom():
        file = read_data_set(request.path)
        _check_kind(file)
        check_length(file)
        layout = Layout.of(file.elements)
        frames = frames_of(file.elements, layout.frames)
        parts, reason = parts_of(frames)
        if not 0 <= request.part < len(parts):
            held = counted(len(parts), "image")
            raise OpenError(f"{request.path.name} holds {held}, numbered from 0; none is {request.part}.")
        chosen = parts[request.part]
        placement = placed(frames, chosen.frames, (layout.columns, layout.rows))
        native = native_pixels(file, frames)
        stored = _stored(file, frames, placement, parts, reason, native)
        return PydicomReader(stored, frames, placement.order, native)


def _check_kind(file: DicomFile) -> None:
    """Refuse what holds no pixels by what it is.

    Raises
    ------
    SecondReaderError
    """
    if file.is_truncated:
        raise SecondReaderError("it ends inside an element", advice="Copy or download it again.")
    if file.pixels is not None:
        _check_syntax(file)
        return
    sop_class = UID(file.sop_class)
    if sop_class == _DIRECTORY:
        raise SecondReaderError("it is a DICOM directory, a list of other files", advice="Open its folder.")
    name = sop_class.name.partition(" Storage")[0] if sop_class.name != sop_class else ""
    if file.elements.has("Rows") or not sop_class or name.endswith(("Image", *_IMAGES)):
        raise SecondReaderError("pydicom finds no pixels in it")
    kind = f" ({name})" if name else ""
    raise SecondReaderError(f"it is DICOM without pixels{kind}", advice="Open the images that it belongs to.")


def _check_syntax(file: DicomFile) -> None:
    """Refuse a coding of pixels that ITK does not know by its name.

    Raises
    ------
    OpenError
    """
    syntax = UID(file.syntax)
    if syntax.is_transfer_syntax and syntax not in _DECODED:
        raise OpenError(
            f"{file.path.name} cannot be read: its pixels are stored as {syntax.name}, which ITK does not decode.",
            advice="Convert it to another transfer syntax.",
        )


def _stored(
    file: DicomFile,
    frames: Frames,
    placement: Placement,
    parts: list[Part],
    reason: str,
    native: NativePixels | None,
) -> StoredImage:
    first, layout = frames.each[placement.order[0]], Layout.of(file.elements)
    spacing = dicom_spacing.told(file.elements, first.spacing)
    rescales = [frames.each[at].rescale for at in placement.order]
    differs = any(one != frames.each[0].rescale for one in rescales)
    wrong = ""
    if len(parts) > 1:
        wrong = f"{reason} as one stack"
    elif placement.is_sorted:
        wrong = "with its frames in the file’s order, not in that of their positions"
    elif differs:
        wrong = "with the rescale of the first frame for all"
    own = _rescale_notes(rescales, layout) if wrong else []
    dtype = native.dtype if native is not None else "float64" if differs else ""
    is_patient = any(one.direction is not None for one in frames.each)
    return StoredImage(
        size=placement.geometry.size,
        dtype=dtype,
        components=layout.samples if native is not None else 0,
        pixel_type="rgb" if layout.samples == 3 else "scalar",
        geometry=placement.geometry,
        notes=(*placement.notes, *spacing.notes, *dicom_notes.image_notes(file.elements, frames), *own),
        parts=tuple(part.text for part in parts) if len(parts) > 1 else (),
        misread=wrong,
        is_explained=spacing.is_choice,
        space=Space("mm" if is_patient or first.spacing else "", is_patient=is_patient),
        rescale=_rescales(rescales, layout),
    )


def _rescale_notes(pairs: list[tuple[float, float]], layout: Layout) -> list[str]:
    """Say how the values were made of the stored numbers, where ITK's reader does not do it."""
    inverted = ["MONOCHROME1: the stored values are inverted first."] if layout.photometric == "MONOCHROME1" else []
    if len(set(pairs)) > 1:
        slopes, intercepts = (range_text([pair[n] for pair in pairs]) for n in (0, 1))
        return [*inverted, f"Rescaled frame by frame: slopes {slopes}, intercepts {intercepts}."]
    return inverted if pairs[0] == (1.0, 0.0) else [*inverted, rescale_note("as the file says", *pairs[0])]


def _rescales(pairs: list[tuple[float, float]], layout: Layout) -> tuple[Rescale | None, ...]:
    if layout.photometric == "MONOCHROME1":
        ends = sum(layout.limits)
        pairs = [(-slope, slope * ends + intercept) for slope, intercept in pairs]
    found = [Rescale.of_bits(*pair, layout.stored_bits, signed=layout.is_signed) for pair in pairs]
    if len(set(found)) > 1:
        return tuple(found)
    return () if found[0] is None else (found[0],)


@dataclass(frozen=True, slots=True)
class PydicomReader:
    """A file whose header pydicom has read.

    Parameters
    ----------
    stored : StoredImage
    frames : Frames
        All of the file.
    order : tuple of int
        Those shown.
    native : NativePixels or None
        None where only ITK decodes the pixels.
    """

    stored: StoredImage
    frames: Frames
    order: tuple[int, ...]
    native: NativePixels | None

    @property
    def name(self) -> str:
        """Its name and version."""
        return NAME

    def vouches_for(self, memory: npt.NDArray[np.uint8]) -> bool:
        """Tell that there is no checksum in DICOM."""
        return False

    def pieces(self) -> Iterator[Piece]:
        """Yield a sample of uncompressed values.

        Raises
        ------
        SecondReaderError
        """
        if self.native is not None:
            with asking_pydicom():
                yield from self.native.pieces()

    @property
    def arranges(self) -> bool:
        """Tell whether ITK has to decode the pixels first."""
        return self.native is None

    def arrange(self, decoded: npt.NDArray[np.generic], memory: npt.NDArray[np.uint8]) -> None:
        """Take the frames that are shown from all that ITK has decoded, and rescale each by its own numbers.

        Parameters
        ----------
        decoded : numpy.ndarray
            1-D, all frames in the file's order, rescaled by the numbers of the first.
        memory : numpy.ndarray
            Writable uint8.
        """
        each = decoded.reshape(len(self.frames.each), -1)
        slope, intercept = self.frames.each[0].rescale
        shown = memory.reshape(len(self.order), -1).view(self.stored.dtype or decoded.dtype)
        for place, at in zip(shown, self.order, strict=True):
            own = self.frames.each[at].rescale
            if own == (slope, intercept):
                place[...] = each[at]
            else:
                place[...] = np.rint((each[at].astype(np.float64) - intercept) / slope) * own[0] + own[1]

    def read_into(self, memory: npt.NDArray[np.uint8]) -> None:
        """Decode uncompressed pixels.

        Raises
        ------
        SecondReaderError
        """
        if self.native is None:
            raise SecondReaderError("its pixels are compressed")
        shown = memory.reshape(len(self.order), -1).view(self.native.dtype)
        with asking_pydicom():
            for place, at in zip(shown, self.order, strict=True):
                place[...] = self.native.frame(at)
