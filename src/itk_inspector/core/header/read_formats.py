"""Which files can be opened, by which ImageIO of itk, and how their pixels get into memory."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadFormat:
    """One row of the table.

    Parameters
    ----------
    name : str
        As shown to people.
    image_io : str
        Name of ITK's class; ``NumPy`` where NumPy reads.
    files : str
        Usual extensions, or what the content is known by.
    is_mapped : bool
        Raw pixels are mapped where they lie.
    told : str
        What is shown as a note where the reader changes something.
    """

    name: str
    image_io: str
    files: str
    is_mapped: bool = False
    told: str = ""


READ_FORMATS: tuple[ReadFormat, ...] = (
    ReadFormat("MetaImage", "MetaImageIO", ".mha .mhd", True),
    ReadFormat("NRRD", "NrrdImageIO", ".nrrd .nhdr", True),
    ReadFormat("NIfTI-1, Analyze 7.5", "NiftiImageIO", ".nii .nii.gz .hdr + .img", True,
               "rescaling, sform against qform, shear, truncation"),
    ReadFormat("NumPy", "NumPy", ".npy", True, "Fortran order, the other byte order"),
    ReadFormat("DICOM", "GDCMImageIO", ".dcm, or by content; folders of slices", False,
               "rescaling, MONOCHROME1, problems of a series"),
    ReadFormat("TIFF", "TIFFImageIO", ".tif .tiff", False, "palette, few bits, orientation, white as 0"),
    ReadFormat("Zeiss LSM", "LSMImageIO", ".lsm"),
    ReadFormat("PNG", "PNGImageIO", ".png", False, "palette"),
    ReadFormat("JPEG", "JPEGImageIO", ".jpg .jpeg", False, "truncation"),
    ReadFormat("JPEG 2000", "JPEG2000ImageIO", ".jp2 .j2k"),
    ReadFormat("BMP", "BMPImageIO", ".bmp", False, "palette, truncation"),
    ReadFormat("VTK, legacy", "VTKImageIO", ".vtk", False, "truncation"),
    ReadFormat("HDF5", "HDF5ImageIO", ".h5 .hdf5"),
    ReadFormat("MINC", "MINCImageIO", ".mnc"),
    ReadFormat("MRC", "MRCImageIO", ".mrc .rec", False, "truncation"),
    ReadFormat("GIPL", "GiplImageIO", ".gipl .gipl.gz", False, "truncation"),
    ReadFormat("Bio-Rad", "BioRadImageIO", ".pic"),
    ReadFormat("Stimulate", "StimulateImageIO", ".spr + .sdt"),
    ReadFormat("Bruker 2dseq", "Bruker2dseqImageIO", "2dseq in its folders"),
    ReadFormat("GE Signa 4, 5 and Advantage", "GE4ImageIO GE5ImageIO GEAdwImageIO", "by content"),
    ReadFormat("Siemens Vision", "SiemensVisionImageIO", "by content"),
)  # fmt: skip


def markdown_table() -> str:
    """Return the table of docs/formats.md: what can be opened, and how."""
    rows = ["| format | files | ITK class | raw pixels | shown as a note |", "|---|---|---|---|---|"]
    for row in READ_FORMATS:
        cells = (row.name, row.files, row.image_io, "mapped" if row.is_mapped else "read", row.told or "–")
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)
