"""What nibabel makes of a header: asked before something is said against ITK's reader in its name."""

from __future__ import annotations

from typing import Any

import nibabel
import numpy as np
from nibabel.nifti1 import Nifti1Header
from nibabel.nifti2 import Nifti2Header
from nibabel.spatialimages import HeaderDataError
from nibabel.spm2analyze import Spm2AnalyzeHeader

from itk_inspector.itkio.second.nifti_fields import ANALYZE, NIFTI_1, NIFTI_2, Layout, NiftiFields

NAME = f"nibabel {nibabel.__version__}"
_KINDS: dict[Layout, Any] = {ANALYZE: Spm2AnalyzeHeader, NIFTI_1: Nifti1Header, NIFTI_2: Nifti2Header}
_COLOURS = (128, 2304)
_NEAR = 1e-6
"""How far the placements may be apart, as a part of their largest number."""


def bears_out(fields: NiftiFields) -> bool:
    """Tell whether nibabel finds the same in the same bytes: every field, the byte order, the type, the placements."""
    theirs = _KINDS[fields.layout](fields.head, check=False)
    same = theirs.endianness == fields.order and list(theirs.keys()) == list(fields)
    same = same and all(theirs[name].tobytes() == fields.bytes_of(name) for name in fields)
    return bool(same and _has_its_type(fields, theirs) and (fields.is_analyze or _has_its_place(fields, theirs)))


def _has_its_type(fields: NiftiFields, theirs: Any) -> bool:
    try:
        found = theirs.get_data_dtype()
    except (HeaderDataError, KeyError):
        return fields.number is None
    if int(fields["datatype"]) in _COLOURS:
        found = np.dtype("u1") if all(found[name] == "u1" for name in found.names) else np.dtype("V")
    return bool(fields.number is not None and np.dtype(f"{fields.order}{fields.number}") == found)


def _has_its_place(fields: NiftiFields, theirs: Any) -> bool:
    with np.errstate(all="ignore"):
        pairs = []
        if int(fields["sform_code"]) > 0:
            pairs.append((np.array(fields.sform()), theirs.get_sform(coded=False)[:3]))
        if int(fields["qform_code"]) > 0:
            pairs.append((np.array(fields.qform()), _qform(theirs)))
        return all(_is_near(one, other) for one, other in pairs)


def _qform(theirs: Any) -> Any:
    """Return nibabel's qform; its quaternion may be a little longer than 1, and its handedness any number."""
    theirs["pixdim"][0] = -1.0 if theirs["pixdim"][0] < 0 else 1.0
    try:
        return theirs.get_qform(coded=False)[:3]
    except ValueError:  # what nibabel says of one that is much longer
        return np.full((3, 4), np.nan)


def _is_near(one: Any, other: Any) -> bool:
    if not (np.all(np.isfinite(one)) and np.all(np.isfinite(other))):
        return bool(np.all(np.isfinite(one)) == np.all(np.isfinite(other)))
    return bool(np.abs(one - other).max() <= _NEAR * max(1.0, float(np.abs(one).max())))
