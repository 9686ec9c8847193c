"""DICOM: what ITK's reader does to its pixels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.formats import dicom_keys
from itk_inspector.itkio.formats.format_facts import FormatFacts
from itk_inspector.itkio.second.rescale_note import rescale_note


def _notes(path: Path, io: Any) -> list[str]:
    dicom = engine.dicom_io().cast(io)
    keys = dicom.GetMetaDataDictionary()
    slope, intercept = float(dicom.GetRescaleSlope()), float(dicom.GetRescaleIntercept())
    blank = dicom_keys.blank_rescale(keys)
    if blank:
        return [f"The {blank} is blank: ITK takes any number for it."]
    is_rescaled = (slope, intercept) != (1.0, 0.0)
    bits = dicom_keys.integer(keys, "0028|0101")
    if dicom_keys.text(keys, "0028|0004") != "MONOCHROME1":
        return [rescale_note("by ITK", slope, intercept)] if is_rescaled else []
    if bits is None:
        return ["MONOCHROME1: ITK inverts the stored values."]
    ends = -1 if dicom_keys.text(keys, "0028|0103") == "1" else (1 << bits) - 1
    inverted = f"{ends} − stored"
    if is_rescaled:
        inverted = f"{slope:g} × ({inverted}) {'−' if intercept < 0 else '+'} {abs(intercept):g}"
    return [f"MONOCHROME1, inverted by ITK: value = {inverted}."]


def geometry_of(io: Any, size: tuple[int, ...]) -> Geometry:
    """Return the placement that GDCM gives, with a made-up distance of frames that lie at one place.

    ``itk.ImageFileReader`` refuses a distance of 0.
    """
    axes = range(len(size))
    columns = [[float(v) for v in io.GetDirection(axis)] for axis in axes]
    return Geometry(
        size=size,
        start_index=(0,) * len(size),
        origin=tuple(float(io.GetOrigin(axis)) for axis in axes),
        spacing=tuple(float(io.GetSpacing(axis)) or 1.0 for axis in axes),
        direction=tuple(zip(*columns, strict=True)),
    )


FACTS = FormatFacts(notes=_notes)
