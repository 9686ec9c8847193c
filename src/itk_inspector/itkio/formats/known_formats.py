"""Every format of which more is known than ITK's reader says: one row and one module each."""

from __future__ import annotations

from itk_inspector.itkio.formats import (
    bmp,
    dicom,
    gipl,
    hdf5,
    jpeg,
    jpeg2000,
    metaimage,
    minc,
    mrc,
    nifti,
    nrrd,
    png,
    tiff_chain,
    vtk,
)
from itk_inspector.itkio.formats.format_facts import FormatFacts

_KNOWN = {
    "BMPImageIO": bmp.FACTS,
    "GDCMImageIO": dicom.FACTS,
    "GiplImageIO": gipl.FACTS,
    "HDF5ImageIO": hdf5.FACTS,
    "JPEG2000ImageIO": jpeg2000.FACTS,
    "JPEGImageIO": jpeg.FACTS,
    "LSMImageIO": tiff_chain.FACTS,
    "MINCImageIO": minc.FACTS,
    "MRCImageIO": mrc.FACTS,
    "MetaImageIO": metaimage.FACTS,
    "NiftiImageIO": nifti.FACTS,
    "NrrdImageIO": nrrd.FACTS,
    "PNGImageIO": png.FACTS,
    "TIFFImageIO": tiff_chain.FACTS,
    "VTKImageIO": vtk.FACTS,
}
_NOTHING = FormatFacts()


def facts_of(name: str) -> FormatFacts:
    """Return what is known of the format that an ImageIO reads, by the name of its class."""
    return _KNOWN.get(name, _NOTHING)
