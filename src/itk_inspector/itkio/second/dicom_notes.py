"""What is to be said of a DICOM image whoever reads it: what its third axis is, its doses, its orientation."""

from __future__ import annotations

import math

from pydicom.datadict import dictionary_description

from itk_inspector.core.dicom.slice_header import direction_of
from itk_inspector.core.header.note_kinds import AS_STORED
from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.itkio.second.dicom_data_set import Elements
from itk_inspector.itkio.second.dicom_frames import Frames

_THROUGH_SPACE = frozenset((0x00540080, 0x3004000C, 0x00209165, 0x00200032, 0x52009230))
"""What a frame increment pointer names when the frames are slices: a slice vector, offsets of doses, their groups."""
_TIMES = frozenset((0x00181063, 0x00181065))
_LONGEST = 16


def image_notes(elements: Elements, frames: Frames) -> list[str]:
    """List what a reader of the image should know."""
    notes = [
        _axis_note(elements, frames),
        _dose_note(elements),
        _table_note(elements),
        *_number_notes(elements),
        _mosaic_note(elements),
        _orientation_note(elements, frames),
    ]
    return [note for note in notes if note]


def _axis_note(elements: Elements, frames: Frames) -> str:
    """Say that the third axis is not one of space, or that its spacing is not stated."""
    count = len(frames.each)
    if count < 2:
        return ""
    columns, rows = elements.integer("TotalPixelMatrixColumns"), elements.integer("TotalPixelMatrixRows")
    if columns and rows:
        return f"The frames are tiles of one picture of {columns:,} × {rows:,} pixels, not slices."
    places = {one.position for one in frames.each}
    if elements.has("PerFrameFunctionalGroupsSequence") and None not in places:
        is_one = len(places) == 1
        return f"All {count:,} frames lie at one position: the third axis is not one of space." if is_one else ""
    tags = [int(tag) for tag in elements.numbers("FrameIncrementPointer")]
    if _TIMES.intersection(tags):
        duration = elements.number("FrameTime")
        is_known = duration is not None and math.isfinite(duration) and duration > 0
        return f"The third axis is time{f', {duration:g} ms a frame' if is_known else ''}; its spacing is made up."
    if tags and not _THROUGH_SPACE.intersection(tags):
        return f"The third axis is not one of space: its frames follow {', '.join(_named(tag) for tag in tags)}."
    is_placed = frames.across is not None or (len(places) > 1 and None not in places)
    return "" if is_placed else "The file states no distance between its frames; the one shown is made up."


def _named(tag: int) -> str:
    try:
        return dictionary_description(tag).removesuffix(" Vector").lower()
    except KeyError:
        return f"({tag >> 16:04x},{tag & 0xFFFF:04x})"


def _dose_note(elements: Elements) -> str:
    scaling = elements.number("DoseGridScaling")
    if scaling is None or elements.text("Modality") != "RTDOSE":
        return ""
    unit = " Gy" if elements.text("DoseUnits") == "GY" else ""
    return f"Dose = value × {scaling:.10g}{unit} (DoseGridScaling); the numbers shown are the stored ones."


def _number_notes(elements: Elements) -> list[str]:
    """Tell of a rescale that is text, of which GDCM takes what it can."""
    notes = []
    for keyword, name in (("RescaleSlope", "slope"), ("RescaleIntercept", "intercept")):
        text, number = elements.text(keyword), elements.number(keyword)
        if text and (number is None or not math.isfinite(number)):
            notes.append(f"The file’s rescale {name}, “{visible_text(text[:_LONGEST])}”, is no number.")
    return notes


def _table_note(elements: Elements) -> str:
    table = elements.first("ModalityLUTSequence").text("ModalityLUTType")
    if not elements.items("ModalityLUTSequence"):
        return ""
    unit = f" to {table}" if table not in ("", "US", "UNSPECIFIED") else ""
    return f"{AS_STORED}the file’s modality look-up table{unit} is not applied."


def _mosaic_note(elements: Elements) -> str:
    return "A mosaic: its slices lie side by side in one plane." if "MOSAIC" in elements.texts("ImageType") else ""


def _orientation_note(elements: Elements, frames: Frames) -> str:
    if any(one.direction is not None for one in frames.each):
        return ""
    stated = elements.numbers("ImageOrientationPatient")
    if stated and direction_of(stated) is None:
        return "The orientation that the file states is not that of two perpendicular axes."
    return "The file states no orientation in the patient."
