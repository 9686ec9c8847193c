"""The fields of a NIfTI or Analyze header, taken apart here: to load nibabel for that takes a third of ``info``'s time.

Layouts: nifti1.h and nifti2.h of the NIfTI data format working group, and dbh.h of Analyze 7.5 as SPM fills it.
"""

from __future__ import annotations

import math
import struct
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.geometry import Matrix
from itk_inspector.itkio.second.second_reader import SecondReaderError

LONGEST = 540
"""Bytes of a NIfTI-2 header; the others have 348."""


_Field: TypeAlias = "tuple[int, str, int]"
"""Where it begins, its type as NumPy writes it, and how many of it follow each other; 0: one that stands alone."""
_CODES = MappingProxyType({"i1": "b", "u1": "B", "i2": "h", "i4": "i", "i8": "q", "f4": "f", "f8": "d"})
"""By type of a number the letter by which `struct` knows it."""


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Where the fields of a header lie.

    Parameters
    ----------
    fields : mapping of str to tuple
    itemsize : int
        Bytes of all of them.
    """

    fields: Mapping[str, _Field]
    itemsize: int

    def type_of(self, name: str) -> str:
        """Return the type of a field's numbers."""
        return self.fields[name][1]


def _layout(text: str) -> Layout:
    """Return fields that lie without gaps: ``name:type``, ``name:type*count``."""
    fields: dict[str, _Field] = {}
    at = 0
    for word in text.split():
        name, _, kind = word.partition(":")
        kind, _, count = kind.partition("*")
        fields[name] = at, kind, int(count or 0)
        at += int(kind[1:]) * int(count or 1)
    return Layout(MappingProxyType(fields), at)


NIFTI_1 = _layout(
    "sizeof_hdr:i4 data_type:S10 db_name:S18 extents:i4 session_error:i2 regular:S1 dim_info:u1 dim:i2*8"
    " intent_p1:f4 intent_p2:f4 intent_p3:f4 intent_code:i2 datatype:i2 bitpix:i2 slice_start:i2 pixdim:f4*8"
    " vox_offset:f4 scl_slope:f4 scl_inter:f4 slice_end:i2 slice_code:u1 xyzt_units:u1 cal_max:f4 cal_min:f4"
    " slice_duration:f4 toffset:f4 glmax:i4 glmin:i4 descrip:S80 aux_file:S24 qform_code:i2 sform_code:i2"
    " quatern_b:f4 quatern_c:f4 quatern_d:f4 qoffset_x:f4 qoffset_y:f4 qoffset_z:f4"
    " srow_x:f4*4 srow_y:f4*4 srow_z:f4*4 intent_name:S16 magic:S4"
)
NIFTI_2 = _layout(
    "sizeof_hdr:i4 magic:S4 eol_check:i1*4 datatype:i2 bitpix:i2 dim:i8*8 intent_p1:f8 intent_p2:f8 intent_p3:f8"
    " pixdim:f8*8 vox_offset:i8 scl_slope:f8 scl_inter:f8 cal_max:f8 cal_min:f8 slice_duration:f8 toffset:f8"
    " slice_start:i8 slice_end:i8 descrip:S80 aux_file:S24 qform_code:i4 sform_code:i4"
    " quatern_b:f8 quatern_c:f8 quatern_d:f8 qoffset_x:f8 qoffset_y:f8 qoffset_z:f8"
    " srow_x:f8*4 srow_y:f8*4 srow_z:f8*4 slice_code:i4 xyzt_units:i4 intent_code:i4 intent_name:S16"
    " dim_info:u1 unused_str:S15"
)
ANALYZE = _layout(
    "sizeof_hdr:i4 data_type:S10 db_name:S18 extents:i4 session_error:i2 regular:S1 hkey_un0:S1 dim:i2*8"
    " vox_units:S4 cal_units:S8 unused1:i2 datatype:i2 bitpix:i2 dim_un0:i2 pixdim:f4*8"
    " vox_offset:f4 scl_slope:f4 scl_inter:f4 funused3:f4 cal_max:f4 cal_min:f4 compressed:i4 verified:i4"
    " glmax:i4 glmin:i4 descrip:S80 aux_file:S24 orient:S1 origin:i2*5 generated:S10 scannum:S10 patient_id:S10"
    " exp_date:S10 exp_time:S10 hist_un0:S3 views:i4 vols_added:i4 start_field:i4 field_skip:i4"
    " omax:i4 omin:i4 smax:i4 smin:i4"
)
_OF_ANALYZE = MappingProxyType({2: "u1", 4: "i2", 8: "i4", 16: "f4", 32: "c8", 64: "f8", 128: "u1"})
_OF_NIFTI = MappingProxyType(
    {**_OF_ANALYZE, 256: "i1", 512: "u2", 768: "u4", 1024: "i8", 1280: "u8", 1792: "c16", 2304: "u1"}
)
"""By data type code the NumPy type of a number, of a colour that of its components."""
_HALF_TURN = MappingProxyType({"f4": 3 * 2.0**-23, "f8": 3 * 2.0**-52})
"""By type of its numbers: a quaternion that is this much longer than 1, or shorter, squared, is a half turn."""


@dataclass(frozen=True, slots=True)
class NiftiFields:
    """A header's fields by the names that its standard gives them.

    Parameters
    ----------
    head : bytes
        All of the header.
    layout : Layout
        `NIFTI_1`, `NIFTI_2` or `ANALYZE`.
    order : {"<", ">"}
        The byte order, of the pixels too.
    """

    head: bytes
    layout: Layout
    order: Literal["<", ">"]

    def __getitem__(self, name: str) -> Any:
        """Return a number, or several, or the bytes of a text."""
        start, kind, count = self.layout.fields[name]
        if kind[0] == "S":
            return self.bytes_of(name)
        found = struct.unpack_from(f"{self.order}{count or 1}{_CODES[kind]}", self.head, start)
        return found if count else found[0]

    def __iter__(self) -> Iterator[str]:
        return iter(self.layout.fields)

    def bytes_of(self, name: str) -> bytes:
        """Return a field as it lies in the header."""
        start, kind, count = self.layout.fields[name]
        return self.head[start : start + int(kind[1:]) * (count or 1)]

    @property
    def is_analyze(self) -> bool:
        """Tell whether it is no NIfTI header."""
        return self.layout is ANALYZE

    @property
    def intent(self) -> int:
        """The intent code; 0 in Analyze."""
        return 0 if self.is_analyze else int(self["intent_code"])

    @property
    def number(self) -> str | None:
        """The type of one stored number, of one component of a colour, as NumPy writes it; None for no known one."""
        return (_OF_ANALYZE if self.is_analyze else _OF_NIFTI).get(self["datatype"])

    def sform(self) -> Matrix:
        """Return the sform, 3 × 4: index → point, in RAS (nifti1.h, method 3)."""
        return tuple(self[f"srow_{axis}"] for axis in "xyz")

    def qform(self) -> Matrix:
        """Return the qform, 3 × 4: index → point, in RAS (nifti1.h, method 2).

        The quaternion may be a little longer than 1, and the handedness any number: what counts is its sign. NaN where
        it is much longer.

        Raises
        ------
        SecondReaderError
            If a spacing is below 0, which then has no meaning.
        """
        pixdim = [float(step) for step in self["pixdim"][:4]]
        for axis in (1, 2, 3):
            if pixdim[axis] < 0:
                raise SecondReaderError(f"pixdim[{axis}] is {pixdim[axis]:g} beside a qform")
        b, c, d = (float(self[f"quatern_{letter}"]) for letter in "bcd")
        rest = 1.0 - (b * b + c * c + d * d)
        near = _HALF_TURN[self.layout.type_of("quatern_b")]
        a = 0.0 if abs(rest) < near else math.sqrt(rest) if rest >= 0 else math.nan
        n = a * a + b * b + c * c + d * d
        turn = (
            (a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)),
            (2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)),
            (2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c),
        )
        steps = (pixdim[1], pixdim[2], -pixdim[3] if pixdim[0] < 0 else pixdim[3])
        offset = (float(self[f"qoffset_{axis}"]) for axis in "xyz")
        rows = ((one / n * step for one, step in zip(row, steps, strict=True)) for row in turn)
        return tuple((*row, last) for row, last in zip(rows, offset, strict=True))


def fields_of(head: bytes, *, is_pair: bool) -> NiftiFields | None:
    """Take a header apart; None for what begins with no header's length.

    Parameters
    ----------
    head : bytes
        The first `LONGEST` bytes of its file, or fewer.
    is_pair : bool
        The pixels lie in a file of their own, which those of Analyze do.
    """
    lengths = {struct.unpack_from(f"{order}i", head)[0] for order in "<>"} if len(head) >= 4 else set()
    if 540 in lengths and len(head) >= LONGEST and head[4:7] in (b"n+2", b"ni2"):
        layout = NIFTI_2
    elif len(head) >= 348 and head[344:347] in (b"n+1", b"ni1"):  # ITK goes by that alone
        layout = NIFTI_1
    elif 348 in lengths and len(head) >= 348 and is_pair:
        layout = ANALYZE
    else:
        return None
    own: Literal["<", ">"] = "<" if sys.byteorder == "little" else ">"
    found = NiftiFields(head[: layout.itemsize], layout, own)
    axes = found["dim"][0]
    length = layout.itemsize.to_bytes(4, sys.byteorder)[::-1]
    is_swapped = head[:4] == length if axes == 0 else not 1 <= axes <= 7  # nifti1.h, of dim[0]
    return replace(found, order="<" if own == ">" else ">") if is_swapped else found
