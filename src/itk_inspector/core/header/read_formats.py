"""Which files can be opened, by which ImageIO of itk, and how their pixels get into memory."""

from __future__ import annotations

from itk_inspector.core.data_class import dataclass


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
    second : str
        Who holds a second opinion; ``""`` where nobody does.
    header, pixels : str
        What of the header and of the pixels is compared.
    """

    name: str
    image_io: str
    files: str
    is_mapped: bool = False
    told: str = ""
    second: str = ""
    header: str = ""
    pixels: str = ""


_OWN = "our own arithmetic"
_ALL = "size, type, components, placement"
_SAMPLE = "a sample"

READ_FORMATS: tuple[ReadFormat, ...] = (
    ReadFormat("MetaImage", "MetaImageIO", ".mha .mhd", True, "intensity rescale, orientation against matrix",
               _OWN, "length, lists and patterns of files, keys", "checksum of the compressed; digits"),
    ReadFormat("NRRD", "NrrdImageIO", ".nrrd .nhdr", True, "axes beside the space",
               _OWN, _ALL, "gzip checksum, else a sample"),
    ReadFormat("NIfTI, Analyze 7.5", "NiftiImageIO", ".nii .nii.gz .hdr + .img", True,
               "rescaling, sform against qform, shear, truncation",
               f"{_OWN}; nibabel where ITK is contradicted", _ALL, "gzip checksum, else a sample"),
    ReadFormat("NumPy", "NumPy", ".npy", True, "Fortran order, the other byte order"),
    ReadFormat("DICOM", "GDCMImageIO", ".dcm, or by content; folders of slices", False,
               "rescaling, MONOCHROME1, problems of a series, spacing made up",
               "pydicom", "placement of every frame, spacing, rescale, text, length", "a sample of the uncompressed"),
    ReadFormat("TIFF", "TIFFImageIO", ".tif .tiff", False, "palette, few bits, orientation, white as 0, left-out pages",
               "tifffile", "pages, size, type, components, axes", _SAMPLE),
    ReadFormat("Zeiss LSM", "LSMImageIO", ".lsm", False, "times and channels", "tifffile", "as TIFF", _SAMPLE),
    ReadFormat("PNG", "PNGImageIO", ".png", False, "palette, pHYs, Exif orientation",
               _OWN, "sBIT, pHYs", "checksums, by libpng"),
    ReadFormat("JPEG", "JPEGImageIO", ".jpg .jpeg", False, "truncation, Exif orientation, CMYK",
               _OWN, "bits, colours, end"),
    ReadFormat("JPEG 2000", "JPEG2000ImageIO", ".jp2 .j2k", False, "16-bit components",
               _OWN, "bits and signs of components"),
    ReadFormat("BMP", "BMPImageIO", ".bmp", False, "palette, truncation", _OWN, _ALL, _SAMPLE),
    ReadFormat("VTK, legacy", "VTKImageIO", ".vtk", False, "values of cells, truncation", _OWN, _ALL, _SAMPLE),
    ReadFormat("HDF5", "HDF5ImageIO", ".h5 .hdf5"),
    ReadFormat("MINC", "MINCImageIO", ".mnc", False, "RAS turned to LPS", _OWN, "axes"),
    ReadFormat("MRC", "MRCImageIO", ".mrc .rec", False, "sign of bytes, truncation", _OWN, _ALL, _SAMPLE),
    ReadFormat("GIPL", "GiplImageIO", ".gipl .gipl.gz", False, "truncation", _OWN, _ALL, _SAMPLE),
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


def second_table() -> str:
    """Return the table of docs/formats.md: who decides what."""
    rows = ["| format | second opinion | of the header | of the pixels |", "|---|---|---|---|"]
    for row in READ_FORMATS:
        if row.second:
            rows.append(f"| {row.name} | {row.second} | {row.header or '–'} | {row.pixels or '–'} |")
    others = ", ".join(row.name for row in READ_FORMATS if not row.second and row.image_io != "NumPy")
    return "\n".join([*rows, f"| {others} | nobody | – | – |"])
