"""Entries of the metadata that say what every written file says anew, or nothing: nobody misses them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_NIFTI_ANEW = (
    "ITK_", "bitpix", "datatype", "dim[", "pixdim[", "nifti_type", "qfac", "qoffset_", "qto_xyz", "quatern_",
    "qform_code", "sform_code_name", "srow_", "scl_", "vox_offset", "xyzt_units",
)  # fmt: skip
"""Size, type, placement and scaling, which is applied to the values (nifti1.h)."""
_DICOM_ANEW = (
    "0002|", "0008|0005", "0008|0018", "0018|0050", "0018|0088", "0020|0032", "0020|0037", "0020|1041", "0028|0002",
    "0028|0004", "0028|0006", "0028|0008", "0028|0010", "0028|0011", "0028|0030", "0028|0100", "0028|0101", "0028|0102",
    "0028|0103", "0028|0106", "0028|0107", "0028|1052", "0028|1053", "0028|1054", "7fe0|",
)  # fmt: skip
"""The file's own header, its number, size, type and placement of the pixels, and the rescaling that is applied."""
_ANEW = MappingProxyType(
    {
        "NiftiImageIO": _NIFTI_ANEW,
        "GDCMImageIO": _DICOM_ANEW,
        "TIFFImageIO": ("Software",),
        "MINCImageIO": ("dimension_order", "storage_data_type"),
    }
)
"""Beginnings of keys, by the reader that makes them; it tells empty fields, too."""
_OF_NIFTI_SLICES = ("slice_start", "slice_end")
"""Of an acquisition; they say nothing where no order of slices is stated."""
_ALIGNED = ("1", "2")
"""Codes of ``sform_code`` that say no more than that there is a placement; others name an atlas."""
_NO_MODALITY = ("Modality", "MET_MOD_UNKNOWN")
"""What ITK says of every MetaImage that names none."""
_OF_ITK = ("ITK_", "NRRD_")
"""Beginnings of keys under which ITK keeps what it writes from the image itself."""


def is_made_up(key: str, value: str) -> bool:
    """Tell whether ITK's reader makes an entry up itself."""
    return key.startswith(_OF_ITK) or (key, value) == _NO_MODALITY


def missed(metadata: Mapping[str, str], image_io: str) -> dict[str, str]:
    """Return the entries that a reader of another file would miss.

    Parameters
    ----------
    metadata : mapping
    image_io : str
        ITK's class that read them.
    """
    anew = _ANEW.get(image_io)
    found = {
        key: value
        for key, value in metadata.items()
        if not is_made_up(key, value) and (anew is None or (value.strip() and not key.startswith(anew)))
    }
    return _of_nifti(found) if image_io == "NiftiImageIO" else found


def _of_nifti(metadata: dict[str, str]) -> dict[str, str]:
    """Leave out fields that are not set."""
    has_slices = metadata.get("slice_code", "0") != "0"
    return {
        key: value
        for key, value in metadata.items()
        if not _is_zero(value)
        and (has_slices or key not in _OF_NIFTI_SLICES)
        and not (key == "sform_code" and value in _ALIGNED)
    }


def _is_zero(value: str) -> bool:
    try:
        return float(value) == 0.0
    except ValueError:
        return False
