"""What is to be said of formats that ITK does not write, and of label maps, before they are written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from itk_inspector.core.export.dicom_options import DicomOptions
from itk_inspector.core.export.format_rules import Writer
from itk_inspector.core.export.installed_itk import is_known_to_misread_wide, note, why_not_read
from itk_inspector.core.export.slice_places import is_right_angled
from itk_inspector.core.export.stored_numbers import PLAIN_TYPES
from itk_inspector.core.export.write_format import WriteFormat
from itk_inspector.core.geometry.axes import SPATIAL_AXES
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo

MOST_ROWS = 65_535
"""Rows and columns of a DICOM image are numbers of 16 bits."""

Words: TypeAlias = tuple[list[str], list[str], list[str]]
"""Why it is refused, what is lost, and what is to know."""


def words(info: ImageInfo, row: WriteFormat, dtype: str, geometry: Geometry, dicom: DicomOptions | None) -> Words:
    """Return what the rules of one format say of an image.

    Parameters
    ----------
    info : ImageInfo
        Of the part that is written.
    row : WriteFormat
    dtype : str
        That is written; ``""`` where the values decide.
    geometry : Geometry
        In the unit that the format states.
    dicom : DicomOptions, optional
    """
    refused, lost, noted = list[str](), list[str](), list[str]()
    if row.holds_segments and (info.is_colour or not (info.channels == 1 or info.has_layers)):
        refused.append("A .seg.nrrd holds labels, one a pixel or one a layer of segments.")
    if info.is_complex and row.writer in (Writer.OME_TIFF, Writer.DICOM):
        refused.append(f"{row.name} cannot hold complex pixels; .npz can.")
    match row.writer:
        case Writer.OME_TIFF:
            if geometry.dimension > SPATIAL_AXES and geometry.spacing[SPATIAL_AXES] != 1.0:
                lost.append("OME-TIFF does not keep the time step, whose unit is not known.")
            if geometry.dimension > 2:
                noted.append("ITK reads the pixel size of an OME-TIFF in the plane only.")
        case Writer.DICOM:
            assert dicom is not None
            refused += _refused_by_dicom(row, dtype, geometry, dicom)
            noted += _noted_of_dicom(info, dtype, dicom)
        case Writer.ITK | Writer.NUMPY | Writer.NUMPY_ARCHIVE:
            pass
    if dtype in row.types_of(info.components):
        why_not = why_not_read(row.image_io, dtype, misreads_wide=is_known_to_misread_wide())
        noted += [note(why_not)] if why_not else []
    return refused, lost, noted


def _refused_by_dicom(row: WriteFormat, dtype: str, geometry: Geometry, dicom: DicomOptions) -> Iterator[str]:
    if dicom.refusal:
        yield dicom.refusal
    if geometry.dimension > SPATIAL_AXES and geometry.size[SPATIAL_AXES] > 1:
        yield f"A DICOM series holds one volume, not {geometry.size[SPATIAL_AXES]} times; choose one of them."
    slices = geometry.size[2] if geometry.dimension >= SPATIAL_AXES else 1
    if not row.is_folder and slices > 1:
        yield f"A DICOM image holds one slice, not {slices}; choose one, or write a series into a folder."
    if not is_right_angled(geometry):
        yield "DICOM slices have axes at right angles; those of this image are not."
    if max(geometry.size[:2]) > MOST_ROWS:
        yield f"A DICOM image has at most {MOST_ROWS:,} rows and columns."


def _noted_of_dicom(info: ImageInfo, dtype: str, dicom: DicomOptions) -> Iterator[str]:
    if dtype and info.channels == 1 and dtype not in PLAIN_TYPES:
        yield (
            f"{dtype} values are stored as 16-bit numbers with slope and intercept where that gives every one back "
            "exactly; otherwise nothing is written."
        )
    if dicom.anonymise:
        yield (
            "Anonymised after DICOM’s Basic Application Confidentiality Profile. Faces, and text that is part of the "
            "pixels, are not removed."
        )
    elif is_of_dicom(info):
        yield "Patient and study are those of the original; its other tags are not kept."
    else:
        yield "The original is not DICOM: name and ID of the patient are left empty."


def is_of_dicom(info: ImageInfo) -> bool:
    """Tell whether an image was opened from DICOM files."""
    return info.format == "GDCMImageIO" and info.is_on_disk
