"""Which format, and which conversion, to propose for an image: its own, or the nearest that keeps all."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.export.conversion import KEEP, NARROWEST, WHOLE_TYPES, Conversion
from itk_inspector.core.export.dicom_options import DicomOptions
from itk_inspector.core.export.preflight import ExportRequest, Finding, Severity, check
from itk_inspector.core.export.write_format import WriteFormat
from itk_inspector.core.export.write_formats import PROPOSED, WRITE_FORMATS, format_for, suffix_of
from itk_inspector.core.header.image_info import ImageInfo


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to propose.

    Parameters
    ----------
    suffix : str
    conversion : Conversion
        Keeps all values, if perhaps in another type.
    dtype : str
        A wider type that keeps all values; ``""`` for the stored one.
    reason : str
        In a sentence, why not the image's own format, or its own type; empty where it is both.
    dicom : DicomOptions, optional
        For DICOM: a series, in a folder, where the suffix is empty.
    """

    suffix: str
    conversion: Conversion = KEEP
    dtype: str = ""
    reason: str = ""
    dicom: DicomOptions | None = None


_DICOM = "GDCMImageIO"
_NOWHERE = Path("/dev/null")
"""A folder in which nothing is."""


def own_suffix(info: ImageInfo) -> str:
    """Return the suffix of the image's own format, as far as ITK writes it; ``""`` where it does not.

    A name that says another format than the reader has found does not count, nor one that ITK does not write.
    """
    if info.is_series:  # a folder
        return ""
    suffix, row = suffix_of(info.path), format_for(info.path)
    if row is not None and info.format == row.image_io:
        return suffix
    found = next((one for one in WRITE_FORMATS if one.image_io and one.image_io == info.format), None)
    return found.suffixes[0] if found is not None else ""


def proposal(info: ImageInfo) -> Proposal:
    """Return the own format unless pixels or geometry would be lost, else the nearest that keeps them, and why.

    A type that the format does not hold is widened before another format is taken. Where no format keeps all, it is
    the own one, if it can be written at all.
    """
    own = own_suffix(info)
    if info.format == _DICOM and not _lost(info, own, dicom=DicomOptions()):
        return Proposal(own, dicom=DicomOptions())
    suffixes = dict.fromkeys((*((own,) if own else ()), *_others(own)))
    tried = [(suffix, *kept) for suffix in suffixes for kept in _types(info, suffix)]
    for suffix, conversion, dtype in tried:
        if not _lost(info, suffix, conversion, dtype):
            return Proposal(suffix, conversion, dtype, _reason(info, own, suffix, conversion, dtype))
    for suffix, conversion, dtype in tried:
        lost = _lost(info, suffix, conversion, dtype)
        if all(f.severity is not Severity.REFUSED for f in lost):
            return Proposal(suffix, conversion, dtype, _reason(info, own, suffix, conversion, dtype))
    return Proposal(PROPOSED[-1])


def _types(info: ImageInfo, suffix: str) -> list[tuple[Conversion, str]]:
    """Return in which types all values are kept: as stored, and where a format does not hold that type, in others.

    Whole numbers of 64 bits are seldom as large as that; where they are, nothing is written.
    """
    row, kind = _row(suffix), np.dtype(info.dtype)
    assert row is not None
    if info.dtype == "float16":
        return [(KEEP, ""), (KEEP, "float32")]
    allowed = holdable_whole(row, info.components)
    fits = any(np.can_cast(kind, name, "safe") for name in allowed)
    may_fit = kind.itemsize == 8 and any(np.dtype(name).kind == "i" for name in allowed)
    return [(KEEP, ""), (NARROWEST, "")] if kind.kind in "iub" and (fits or may_fit) else [(KEEP, "")]


def _others(own: str) -> tuple[str, ...]:
    row = _row(own)
    return tuple(dict.fromkeys((*(row.nearest if row is not None else ()), *PROPOSED)))


def _row(suffix: str) -> WriteFormat | None:
    return format_for(Path(f"x{suffix}")) if suffix else None


def _lost(
    info: ImageInfo, suffix: str, conversion: Conversion = KEEP, dtype: str = "", dicom: DicomOptions | None = None
) -> list[Finding]:
    """Return what forbids a format, or would be lost of pixels and geometry."""
    request = ExportRequest(_NOWHERE / f"x{suffix}", conversion=conversion, dtype=dtype, dicom=dicom)
    return [f for f in check(info, request) if f.severity is not Severity.NOTE]


def _reason(info: ImageInfo, own: str, suffix: str, conversion: Conversion, dtype: str) -> str:
    """Say why it is not the own format in the stored type."""
    row, named = _row(own), _row(suffix)
    assert named is not None
    if suffix == own:
        lost = _lost(info, own)
        if not lost or (conversion == KEEP and not dtype):
            return ""
        written = f"as {dtype}" if dtype else "in the smallest type that holds all values"
        return f"{named.name} holds no {info.dtype}; the pixels are written {written}."
    if row is None and not info.is_on_disk:
        return ""
    if row is None and not info.is_series:
        return f"{named.name} is proposed because ITK does not write {info.format.removesuffix('ImageIO')} files."
    dicom = DicomOptions() if info.format == _DICOM else None
    why = _lost(info, own, dicom=dicom)[0].text.split(";")[0].rstrip(".")
    return f"{named.name} is proposed because {'a' if why.startswith('A ') else why[0]}{why[1:]}."


def holdable_whole(row: WriteFormat, components: int) -> tuple[str, ...]:
    """Return the types of whole numbers that a format takes."""
    return tuple(name for name in WHOLE_TYPES if row.holds_any_type or name in row.types_of(components))
