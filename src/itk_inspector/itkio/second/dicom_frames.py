"""What the frames of a DICOM file say of themselves, in functional groups or for all of them (PS3.3, C.7.6.16)."""

from __future__ import annotations

import functools
from dataclasses import replace
from pathlib import Path

import numpy as np
from pydicom import datadict

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.dicom.slice_header import direction_of
from itk_inspector.core.geometry.geometry import Matrix
from itk_inspector.itkio.second import dicom_spacing
from itk_inspector.itkio.second.dicom_data_set import Elements, asking_pydicom, read_data_set
from itk_inspector.itkio.second.second_reader import SecondReaderError

_MOST_FRAMES = 1 << 20
_DIMENSIONS = (
    ("Stack", "FrameContentSequence", "StackID", None),
    ("Time", "FrameContentSequence", "TemporalPositionIndex", None),
    ("Echo time", "MREchoSequence", "EffectiveEchoTime", " ms"),
    ("b-value", "MRDiffusionSequence", "DiffusionBValue", ""),
    ("Quantity", "RealWorldValueMappingSequence", "LUTLabel", None),
)
_direction = functools.lru_cache(maxsize=64)(direction_of)
_NM = "1.2.840.10008.5.1.4.1.1.20"

Point = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """What one frame says of itself.

    Parameters
    ----------
    position : tuple of float or None
        Of its first pixel, LPS.
    direction : Matrix or None
        Row-major; the columns point along columns, rows and across.
    spacing : tuple of float or None
        Between columns, then rows.
    rescale : tuple of float
        Slope and intercept.
    segment : int
        Which segment of a segmentation it shows; 0 for none.
    dimensions : tuple of (str, str)
        What else tells frames at one place apart: a name and a value each.
    """

    position: Point | None = None
    direction: Matrix | None = None
    spacing: tuple[float, float] | None = None
    rescale: tuple[float, float] = (1.0, 0.0)
    segment: int = 0
    dimensions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Frames:
    """All frames of a file.

    Parameters
    ----------
    each : tuple of Frame
    across : float or None
        The distance of neighbouring ones, negative against the normal; None where it is not stated, or follows from
        the positions.
    segments : mapping of int to str
        What the segments are called.
    """

    each: tuple[Frame, ...]
    across: float | None
    segments: dict[int, str]


def frames_of(elements: Elements, count: int) -> Frames:
    """Return what a file says of its frames.

    Raises
    ------
    SecondReaderError
        If it claims more of them than any file has.
    """
    if count > _MOST_FRAMES:
        raise SecondReaderError(f"it claims {count:,} frames")
    per_frame = elements.items("PerFrameFunctionalGroupsSequence")
    if len(per_frame) >= count:
        shared = _Groups(elements.first("SharedFunctionalGroupsSequence"))
        indices = _indices(elements)
        named = {one.integer("SegmentNumber"): one.text("SegmentLabel") for one in elements.items("SegmentSequence")}
        across = abs(_Groups(per_frame[0], shared)["PixelMeasuresSequence"].number("SpacingBetweenSlices") or 0.0)
        spacing = dicom_spacing.stated(elements)
        frames = tuple(_of_groups(_Groups(own, shared), indices) for own in per_frame[:count])
        if spacing is not None:
            frames = tuple(replace(one, spacing=one.spacing or spacing) for one in frames)
        return Frames(frames, across or None, named)
    return _of_whole(elements, count)


def first_frame(path: Path) -> Frame:
    """Return what a file says of its first frame; an empty one if it cannot be followed."""
    try:
        with asking_pydicom():
            elements = read_data_set(path).elements
            shared = _Groups(elements.first("SharedFunctionalGroupsSequence"))
            if elements.has("PerFrameFunctionalGroupsSequence"):
                return _of_groups(_Groups(elements.first("PerFrameFunctionalGroupsSequence"), shared))
            return _of_whole(elements, 1).each[0]
    except SecondReaderError:
        return Frame()


class _Groups:
    """The functional groups of one frame, or those that all frames share."""

    __slots__ = ("_found", "_own", "_shared")

    def __init__(self, own: Elements, shared: _Groups | None = None) -> None:
        self._own, self._shared = own, shared
        self._found: dict[str, Elements] = {}

    def __getitem__(self, keyword: str) -> Elements:
        if keyword not in self._found:
            is_shared = self._shared is not None and not self._own.has(keyword)
            found = self._shared[keyword] if is_shared and self._shared is not None else self._own.first(keyword)
            self._found[keyword] = found
        return self._found[keyword]


def _indices(elements: Elements) -> tuple[str, ...]:
    """Return what the dimension indices of the frames are called (PS3.3, C.7.6.17)."""
    found = []
    for count, one in enumerate(elements.items("DimensionIndexSequence"), 1):
        label = one.text("DimensionDescriptionLabel")
        tag = one.integer("DimensionIndexPointer")
        is_known = datadict.dictionary_has_tag(tag)
        found.append(label or (datadict.dictionary_description(tag) if is_known else f"Index {count}"))
    return tuple(found)


def _of_groups(groups: _Groups, indices: tuple[str, ...] = ()) -> Frame:
    found = [
        (name, f"{groups[group].number(keyword) or 0.0:g}{unit}" if unit is not None else value)
        for name, group, keyword, unit in _DIMENSIONS
        if (value := groups[group].text(keyword))
    ]
    found += zip(indices, groups["FrameContentSequence"].texts("DimensionIndexValues"), strict=False)
    return Frame(
        position=_position(groups["PlanePositionSequence"].numbers("ImagePositionPatient")),
        direction=_direction(groups["PlaneOrientationSequence"].numbers("ImageOrientationPatient")),
        spacing=dicom_spacing.pair(groups["PixelMeasuresSequence"].numbers("PixelSpacing")),
        rescale=_rescale(groups["PixelValueTransformationSequence"]),
        segment=groups["SegmentIdentificationSequence"].integer("ReferencedSegmentNumber"),
        dimensions=tuple(found),
    )


def _of_whole(elements: Elements, count: int) -> Frames:
    """Place frames by what is said once for all of them."""
    placed = elements if elements.has("ImageOrientationPatient") else elements.first("DetectorInformationSequence")
    one = Frame(
        position=_position(placed.numbers("ImagePositionPatient")),
        direction=_direction(placed.numbers("ImageOrientationPatient")),
        spacing=dicom_spacing.stated(elements),
        rescale=_rescale(elements),
    )
    offsets = _offsets(elements, one, count)
    if offsets is not None and one.position is not None and one.direction is not None:
        points = np.array(one.position) + np.outer(offsets, np.array(one.direction)[:, 2])
        return Frames(tuple(replace(one, position=(x, y, z)) for x, y, z in points.tolist()), None, {})
    across = elements.number("SpacingBetweenSlices") or 0.0
    if elements.text("SOPClassUID") != _NM:  # of nuclear medicine alone the sign means something (PS3.3, C.8.4.15)
        across = abs(across)
    return Frames((one,) * count, across if np.isfinite(across) and across else None, {})


def _offsets(elements: Elements, one: Frame, count: int) -> tuple[float, ...] | None:
    """Return how far along the normal the planes of a dose lie (PS3.3, C.8.8.3.2)."""
    found = elements.numbers("GridFrameOffsetVector")
    if len(found) != count or not np.isfinite(found).all() or one.direction is None or one.position is None:
        return None
    is_absolute = found[0] != 0.0 and found[0] == one.position[2] and abs(one.direction[2][2]) > 1 - 1e-6
    sign = -1.0 if is_absolute and one.direction[2][2] < 0 else 1.0
    start = found[0] if is_absolute else 0.0
    return tuple(sign * (offset - start) for offset in found)


def _rescale(elements: Elements) -> tuple[float, float]:
    slope, intercept = elements.number("RescaleSlope"), elements.number("RescaleIntercept")
    slope, intercept = 1.0 if slope is None else slope, intercept or 0.0
    return (slope, intercept) if np.isfinite((slope, intercept)).all() and slope != 0 else (1.0, 0.0)


def _position(numbers: tuple[float, ...]) -> Point | None:
    is_placed = len(numbers) == 3 and bool(np.isfinite(numbers).all())
    return (numbers[0], numbers[1], numbers[2]) if is_placed else None
