"""What each file format that is written here keeps of an image.

Measured with itk 5.4.7 by writing and reading back every combination of
pixel type, dimension and direction; a format is listed only where ITK can
read its own file again. A row here is all that a format needs to be written:
every rule elsewhere hangs on its fields, and none on its name.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from itk_inspector.core.export.format_rules import KeptKey, KeyRule, LostDirection, Writer
from itk_inspector.core.export.statement import ANGSTROM, LPS_VOLUME, MM, MM_LPS
from itk_inspector.core.export.write_format import WriteFormat
from itk_inspector.core.pixels.pixel_types import ITK_NAMES, WRAPPED_VECTORS

INTEGER_8_16 = ("uint8", "int16", "uint16")
FLOATS = ("float32", "float64")
ALL_SCALARS = tuple(ITK_NAMES)
VECTORS = WRAPPED_VECTORS

_NIFTI_KEYS = (KeptKey("descrip", "ITK_FileNotes", 79), KeptKey("aux_file", "aux_file", 23))
"""Fields of the header that ITK writes; one byte of each ends it."""


NUMPY_FORMAT = WriteFormat(
    "NumPy",
    (".npy",),
    (),
    (),
    keeps_origin=False,
    keeps_direction=False,
    keeps_spacing=(),
    image_io="NumPy",
    writer=Writer.NUMPY,
)
"""Written by NumPy, and not by ITK."""

DICOM_SERIES = WriteFormat(
    "DICOM series",
    (),
    (2, 3, 4),
    (*ALL_SCALARS, "int8", "int64", "float16"),
    ("uint8",),
    (3,),
    drops_last_axis=4,
    lost_direction=LostDirection.LEFT_HANDED,
    states=MM_LPS,
    writer=Writer.DICOM,
    is_folder=True,
)
"""Written when a request has `DicomOptions`; its target is a folder."""
DICOM_IMAGE = replace(DICOM_SERIES, name="DICOM image", suffixes=(".dcm",), is_folder=False)
"""The same, when the target is named as a file: of one slice."""

WRITE_FORMATS: tuple[WriteFormat, ...] = (
    WriteFormat(
        "NRRD",
        (".nrrd",),
        (2, 3, 4),
        ALL_SCALARS,
        VECTORS,
        compresses=True,
        has_levels=True,
        keeps_metadata=True,
        key_rule=KeyRule.NRRD,
        states=LPS_VOLUME,
        image_io="NrrdImageIO",
    ),
    WriteFormat(
        "NRRD, detached",
        (".nhdr",),
        (2, 3, 4),
        ALL_SCALARS,
        VECTORS,
        companion=".raw",
        keeps_metadata=True,
        key_rule=KeyRule.NRRD,
        states=LPS_VOLUME,
        image_io="NrrdImageIO",
    ),
    WriteFormat(
        "MetaImage",
        (".mha",),
        (2, 3, 4),
        ALL_SCALARS,
        VECTORS,
        compresses=True,
        has_levels=True,
        keeps_metadata=True,
        key_rule=KeyRule.METAIO,
        states=LPS_VOLUME,
        image_io="MetaImageIO",
    ),
    WriteFormat(
        "MetaImage, detached",
        (".mhd",),
        (2, 3, 4),
        ALL_SCALARS,
        VECTORS,
        companion=".raw",
        keeps_metadata=True,
        key_rule=KeyRule.METAIO,
        states=LPS_VOLUME,
        image_io="MetaImageIO",
    ),
    WriteFormat(
        "NIfTI",
        (".nii.gz", ".nii"),
        (2, 3, 4),
        ALL_SCALARS,
        VECTORS,
        single_precision=True,
        loses_nan=True,
        kept_keys=_NIFTI_KEYS,
        flat_vectors=False,
        drops_last_axis=4,
        lost_direction=LostDirection.MIXED,
        states=MM_LPS,
        image_io="NiftiImageIO",
    ),
    WriteFormat(
        "HDF5",
        (".h5", ".hdf5"),
        (2, 3, 4),
        ALL_SCALARS,
        VECTORS,
        keeps_metadata=True,
        key_rule=KeyRule.HDF5,
        has_levels=True,
        image_io="HDF5ImageIO",
    ),
    WriteFormat(
        "VTK",
        (".vtk",),
        (2, 3),
        ALL_SCALARS,
        VECTORS,
        keeps_direction=False,
        drops_last_axis=3,
        image_io="VTKImageIO",
    ),
    WriteFormat(
        "MINC",
        (".mnc",),
        (2, 3),
        (*INTEGER_8_16, "int32", "uint32", *FLOATS),
        VECTORS,
        kept_keys=(KeptKey("history", "history", 10_000),),
        is_ras=True,
        states=MM_LPS,
        image_io="MINCImageIO",
    ),
    WriteFormat(
        "TIFF",
        (".tif", ".tiff"),
        (2, 3),
        (*INTEGER_8_16, "int32", "uint32", "float32"),
        ("uint8", "int16", "uint16", "float32"),
        (3,),
        keeps_origin=False,
        keeps_direction=False,
        keeps_spacing=(2,),
        single_precision=True,
        spacing_digits=5,
        spacing_digits_below=0.01,
        compresses=True,
        drops_last_axis=3,
        states=MM,
        image_io="TIFFImageIO",
        nearest=(".png",),
    ),
    WriteFormat(
        "PNG",
        (".png",),
        (2,),
        ("uint8", "uint16"),
        ("uint8", "uint16"),
        (3, 4),
        keeps_origin=False,
        keeps_direction=False,
        spacing_digits=5,
        has_levels=True,
        image_io="PNGImageIO",
    ),
    WriteFormat(
        "JPEG",
        (".jpg", ".jpeg"),
        (2,),
        ("uint8",),
        ("uint8",),
        (3,),
        keeps_origin=False,
        keeps_direction=False,
        keeps_spacing=(),
        changes_values=True,
        image_io="JPEGImageIO",
        nearest=(".png",),
    ),
    WriteFormat(
        "BMP",
        (".bmp",),
        (2,),
        (),
        ("uint8",),
        (3, 4),
        keeps_origin=False,
        keeps_direction=False,
        keeps_spacing=(),
        image_io="BMPImageIO",
        nearest=(".png",),
    ),
    WriteFormat(
        "JPEG 2000",
        (".jp2", ".j2k"),
        (2,),
        ("uint8", "uint16"),
        ("uint8",),
        (3,),
        keeps_origin=False,
        keeps_direction=False,
        keeps_spacing=(),
        least_size=2,
        image_io="JPEG2000ImageIO",
        nearest=(".png",),
    ),
    WriteFormat(
        "GIPL",
        (".gipl", ".gipl.gz"),
        (3, 4),
        (*INTEGER_8_16, *FLOATS),
        keeps_direction=False,
        single_precision=True,
        drops_last_axis=4,
        image_io="GiplImageIO",
    ),
    WriteFormat(
        "MRC",
        (".mrc", ".rec"),
        (3,),
        (*INTEGER_8_16, "float32"),
        keeps_direction=False,
        single_precision=True,
        states=ANGSTROM,
        image_io="MRCImageIO",
    ),
    WriteFormat(
        "DICOM",
        (".dcm",),
        (3,),
        ("uint8", "uint16"),
        ("uint8",),
        (3,),
        lost_direction=LostDirection.LEFT_HANDED,
        is_dicom=True,
        states=MM_LPS,
        image_io="GDCMImageIO",
    ),
    WriteFormat(
        "NIfTI pair",
        (".hdr",),
        (2, 3, 4),
        ALL_SCALARS,
        VECTORS,
        single_precision=True,
        loses_nan=True,
        kept_keys=_NIFTI_KEYS,
        flat_vectors=False,
        companion=".img",
        fixed_companion=True,
        drops_last_axis=4,
        lost_direction=LostDirection.MIXED,
        states=MM_LPS,
        image_io="NiftiImageIO",
    ),
    WriteFormat(
        "Bio-Rad",
        (".pic",),
        (2, 3),
        ("uint8",),
        keeps_origin=False,
        keeps_direction=False,
        keeps_spacing=(),
        drops_last_axis=3,
        image_io="BioRadImageIO",
    ),
    NUMPY_FORMAT,
    WriteFormat("NumPy archive", (".npz",), (), (), compresses=True, writer=Writer.NUMPY_ARCHIVE),
    WriteFormat(
        "Segmentation",
        (".seg.nrrd",),
        (3,),
        (*INTEGER_8_16, "uint32", "int32"),
        INTEGER_8_16,
        compresses=True,
        has_levels=True,
        keeps_metadata=True,
        key_rule=KeyRule.NRRD,
        states=LPS_VOLUME,
        image_io="NrrdImageIO",
        holds_segments=True,
    ),
    WriteFormat(
        "OME-TIFF",
        (".ome.tif", ".ome.tiff"),
        (2, 3, 4),
        ("uint8", "int8", "uint16", "int16", "uint32", "int32", *FLOATS),
        ("uint8", "int8", "uint16", "int16", "uint32", "int32", *FLOATS),
        keeps_origin=False,
        keeps_direction=False,
        compresses=True,
        has_levels=True,
        states=MM,
        image_io="TIFFImageIO",
        writer=Writer.OME_TIFF,
    ),
)

PROPOSED = (".nrrd", ".npy")
"""What to propose where the image's own format would lose something: the first that holds its pixels."""


def suffix_of(path: Path) -> str:
    """Return the suffix that decides the format, lower case, compound suffixes whole."""
    name = path.name.lower()
    known = [s for row in WRITE_FORMATS for s in row.suffixes if name.endswith(s) and len(name) > len(s)]
    return max(known, key=len) if known else path.suffix.lower()


def format_for(path: Path) -> WriteFormat | None:
    """Return the row that writes ``path``, by its suffix; None when ITK cannot write it here."""
    suffix = suffix_of(path)
    return next((row for row in WRITE_FORMATS if suffix in row.suffixes), None)
