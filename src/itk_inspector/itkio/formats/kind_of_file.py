"""Which format a file is of, by its first bytes or else its extension."""

from __future__ import annotations

import contextlib
from pathlib import Path
from types import MappingProxyType

from itk_inspector.core.header.companions import full_suffix

_MAGIC = (
    (128, b"DICM", "GDCMImageIO"),  # the 128 bytes before it may look like TIFF
    (0, b"II*\0", "TIFFImageIO"),
    (0, b"MM\0*", "TIFFImageIO"),
    (0, b"II+\0", "TIFFImageIO"),
    (0, b"MM\0+", "TIFFImageIO"),
    (0, b"NRRD000", "NrrdImageIO"),
    (0, b"\x89PNG\r\n\x1a\n", "PNGImageIO"),
    (0, b"\xff\xd8\xff", "JPEGImageIO"),
    (4, b"jP  \r\n", "JPEG2000ImageIO"),
    (0, b"\xff\x4f\xff\x51", "JPEG2000ImageIO"),
    (0, b"BM", "BMPImageIO"),
    (0, b"# vtk DataFile", "VTKImageIO"),
    (0, b"\x89HDF\r\n\x1a\n", "HDF5ImageIO"),
    (208, b"MAP ", "MRCImageIO"),
)
"""Where the bytes stand, which they are, and whose they are."""
_LOOKED_AT = 256
_BY_SUFFIX = MappingProxyType(
    {
        ".mha": "MetaImageIO",
        ".mhd": "MetaImageIO",
        ".nrrd": "NrrdImageIO",
        ".nhdr": "NrrdImageIO",
        ".nii": "NiftiImageIO",
        ".nii.gz": "NiftiImageIO",
        ".hdr": "NiftiImageIO",
        ".img": "NiftiImageIO",
        ".hdr.gz": "NiftiImageIO",
        ".img.gz": "NiftiImageIO",
        ".mnc": "MINCImageIO",
        ".h5": "HDF5ImageIO",
        ".hdf5": "HDF5ImageIO",
        ".mrc": "MRCImageIO",
        ".rec": "MRCImageIO",
        ".gipl": "GiplImageIO",
        ".gipl.gz": "GiplImageIO",
        ".spr": "StimulateImageIO",
        ".pic": "BioRadImageIO",
        ".lsm": "LSMImageIO",
        ".tif": "TIFFImageIO",
        ".tiff": "TIFFImageIO",
        ".dcm": "GDCMImageIO",
    }
)


_MORE_EXACT = {("TIFFImageIO", "LSMImageIO"), ("HDF5ImageIO", "MINCImageIO")}
"""What the bytes say, and what the extension says better."""


def kind_by_name(path: Path) -> str:
    """Return the name of the ImageIO that files of a name usually need, without a look at the file; ``""``: unknown."""
    return _BY_SUFFIX.get(full_suffix(path).lower(), "")


def kind_of_file(path: Path) -> str:
    """Return the name of the ImageIO that ought to read a file; ``""`` for a file of no known kind."""
    by_suffix = kind_by_name(path)
    head = b""
    with contextlib.suppress(OSError), path.open("rb") as file:
        head = file.read(_LOOKED_AT)
    for start, magic, name in _MAGIC:
        if head[start : start + len(magic)] == magic:
            return by_suffix if (name, by_suffix) in _MORE_EXACT else name
    return by_suffix
