"""What to write where, and what the chosen format would lose."""

from __future__ import annotations

import os
from enum import Enum
from pathlib import Path
from types import MappingProxyType

import numpy as np

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import ExportError
from itk_inspector.core.export import format_words
from itk_inspector.core.export.conversion import KEEP, WHOLE_TYPES, Conversion, ConversionKind
from itk_inspector.core.export.dicom_options import DicomOptions
from itk_inspector.core.export.format_rules import KeyRule, Writer
from itk_inspector.core.export.header_fields import missed
from itk_inspector.core.export.kept_metadata import not_holdable
from itk_inspector.core.export.write_format import WriteFormat
from itk_inspector.core.export.write_formats import DICOM_IMAGE, DICOM_SERIES, WRITE_FORMATS, format_for, suffix_of
from itk_inspector.core.export.written_part import cropped_geometry, keeps_direction, kept_axes, part_info
from itk_inspector.core.geometry.axes import SPATIAL_AXES, axis_name
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.pixels.pixel_types import COMPLEX_PARTS
from itk_inspector.core.text.utf_8 import is_utf_8


class Severity(Enum):
    """How bad a finding is."""

    REFUSED = "refused"
    LOSS = "loss"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the format would not keep, or that forbids writing."""

    severity: Severity
    text: str


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What to write where.

    Parameters
    ----------
    target : pathlib.Path
    compress : bool
        Where the format has the choice.
    crop : Region, optional
        Part of the image, NumPy order.
    dtype : str
        NumPy name to convert to, or ``""`` to keep the stored type.
    allow_loss : bool
        The user has seen the findings and agreed.
    overwrite : bool
        An existing target may be replaced.
    overwrite_source : bool
        The separate yes for the very file that was opened.
    metadata : bool
        Write the file's own keys too, where the format keeps them.
    replaces : FileStamp, optional
        The very file that the user agreed to replace, as it was then; any by default.
    protected : tuple of FileStamp
        Files of other images that are open; replacing one needs the separate yes too.
    component : int, optional
        The only one of several components that is written, counted from 0.
    squeeze : bool
        Leave out axes of size 1, down to two: a volume of one slice is written as a 2-D image.
    conversion : Conversion
        What becomes of the values; instead of ``dtype``.
    level : int, optional
        Of the compression, 1 (fast) to 9 (small), where the format has such levels; ITK's own by default.
    dicom : DicomOptions, optional
        Write DICOM: a series into the folder ``target``, or one slice where that is named ``.dcm``.
    """

    target: Path
    compress: bool = True
    crop: Region | None = None
    dtype: str = ""
    allow_loss: bool = False
    overwrite: bool = False
    overwrite_source: bool = False
    metadata: bool = True
    replaces: FileStamp | None = None
    protected: tuple[FileStamp, ...] = ()
    component: int | None = None
    squeeze: bool = False
    conversion: Conversion = KEEP
    level: int | None = None
    dicom: DicomOptions | None = None

    @property
    def row(self) -> WriteFormat | None:
        """What is written; None for a suffix that is not known."""
        if self.dicom is None:
            return format_for(self.target)
        return DICOM_IMAGE if suffix_of(self.target) in DICOM_IMAGE.suffixes else DICOM_SERIES

    def part_of(self, info: ImageInfo) -> ImageInfo:
        """Return what is to know of the part that is written, before its values are converted.

        Raises
        ------
        ExportError
            If there is no such part.
        """
        return part_info(info, self.crop, self.component, squeeze=self.squeeze, in_space=self.dicom is not None)

    @property
    def keeps_all(self) -> bool:
        """Tell whether the whole image is written with all its values, as far as the format keeps them."""
        is_whole = self.crop is None and self.component is None and not self.dtype
        return is_whole and self.conversion.kind in (ConversionKind.KEEP, ConversionKind.NARROWEST)

    def type_of(self, dtype: str) -> str:
        """Return the type that is written of one that is stored; ``""`` where the values decide."""
        return self.conversion.type_of(self.dtype or dtype)


_HIGHEST_LEVEL = 9
_MEANINGS = MappingProxyType(
    {
        "1004": "matrices (NIfTI intent 1004)",
        "1005": "symmetric matrices (NIfTI intent 1005)",
        "1006": "displacements along the RAS axes (NIfTI intent 1006)",
    }
)
"""What vectors of a NIfTI file mean, by its intent code, where no format that is written says so."""


def check(info: ImageInfo, request: ExportRequest) -> tuple[Finding, ...]:
    """List what the format would lose, worst first, before anything is written.

    Parameters
    ----------
    info : ImageInfo
        Of the image that is to be written.
    request : ExportRequest
    """
    row = request.row
    if row is None:
        return (Finding(Severity.REFUSED, _unknown_format(request.target)),)
    suffix = suffix_of(request.target)
    if row.writer is Writer.ITK and not request.target.name.endswith(suffix):
        return (Finding(Severity.REFUSED, f"ITK finds {row.name} files by a lower-case “{suffix}” only."),)
    by_numpy = row.writer in (Writer.NUMPY, Writer.NUMPY_ARCHIVE)
    if not by_numpy and not is_utf_8(str(request.target.absolute())):
        return (Finding(Severity.REFUSED, "ITK takes names of files and folders in UTF-8 only; choose another one."),)
    try:
        whole, info = info, request.part_of(info)
    except ExportError as e:
        return (Finding(Severity.REFUSED, e.message),)
    dtype = request.type_of(info.dtype)
    geometry = row.states.placed(info.geometry, info.space)
    if row.holds_any_type:
        found = _numpy_findings(row, geometry)
    else:
        found = [*_type_findings(info, row, dtype, geometry), *_geometry_findings(row, geometry)]
        found.extend(_space_findings(info, row))
        if row.loses_nan and dtype and np.dtype(dtype).kind in "fc":
            found.append(Finding(Severity.NOTE, f"ITK reads NaN and Inf back as 0 from {row.name}."))
        if row.changes_values:
            found.append(Finding(Severity.LOSS, f"{row.name} compression changes pixel values."))
        if info.is_complex:
            found.append(
                Finding(Severity.LOSS, f"{row.name} holds no complex pixels; they would be written as two components.")
            )
        if row.companion:
            found.append(_pair_finding(row, request.target))
    if request.dtype and not np.can_cast(info.dtype, request.dtype, "safe"):
        text = f"{info.dtype} values that {request.dtype} cannot hold would be rounded or clipped."
        found.append(Finding(Severity.NOTE, text))
    is_dicom = row.writer is Writer.DICOM  # what becomes of tags is said there
    if request.metadata and not is_dicom and (text := not_holdable(missed(info.metadata, info.format), row)):
        found.append(Finding(Severity.NOTE, text))
    found.extend(_conversion_findings(info, row, request))
    found.extend(_squeeze_findings(whole, request))
    for severity, said in zip(Severity, format_words.words(info, row, dtype, geometry, request.dicom), strict=True):
        found.extend(Finding(severity, text) for text in said)
    meaning = _MEANINGS.get(info.metadata.get("intent_code", "")) if info.channels > 1 else None
    if meaning is not None:
        found.append(Finding(Severity.NOTE, f"The pixels are {meaning}; they are written as plain vectors."))
    labels = info.labels
    if (
        labels is not None and labels.is_in_header and not (labels.is_layered or row.holds_segments)
    ):  # segments are metadata
        found.append(
            Finding(Severity.NOTE, f"The {labels.source} is not written: {len(labels.labels):,} names and colours.")
        )
    if info.is_truncated:
        found.append(Finding(Severity.NOTE, "The image was opened from a truncated file; part of it is made up."))
    order = list(Severity)
    return tuple(sorted(found, key=lambda f: order.index(f.severity)))


def _conversion_findings(info: ImageInfo, row: WriteFormat, request: ExportRequest) -> list[Finding]:
    """Say by which rule values are converted, or why they cannot be."""
    found, conversion = [], request.conversion
    if conversion != KEEP and request.dtype:
        found.append(Finding(Severity.REFUSED, "Choose either a pixel type or a conversion."))
    elif refusal := conversion.refusal(info.dtype):
        found.append(Finding(Severity.REFUSED, refusal))
    elif rule := conversion.rule(info.dtype):
        found.append(Finding(Severity.NOTE, rule))
    if request.level is not None and not 1 <= request.level <= _HIGHEST_LEVEL:
        found.append(Finding(Severity.REFUSED, f"Compression levels are 1 (fast) to {_HIGHEST_LEVEL} (small)."))
    elif request.level is not None and not row.has_levels:
        found.append(Finding(Severity.NOTE, f"{row.name} has no compression levels."))
    return found


def _squeeze_findings(whole: ImageInfo, request: ExportRequest) -> list[Finding]:
    """Say what is not written with the axes that are left out."""
    geometry = cropped_geometry(whole.geometry, request.crop)
    axes = kept_axes(geometry)
    if not request.squeeze or request.dicom is not None or len(axes) == geometry.dimension:
        return []
    gone = [axis_name(axis) for axis in range(geometry.dimension) if axis not in axes]
    more = "" if keeps_direction(geometry) else ", and the direction"
    text = f"Written as a {len(axes)}-D image: position and spacing along {' and '.join(gone)} are left out{more}."
    return [Finding(Severity.NOTE, text)]


def _pair_finding(row: WriteFormat, target: Path) -> Finding:
    """Say where the pixels of a pair go, or why they cannot go anywhere."""
    second = target.with_suffix(row.companion)
    if row.fixed_companion and (os.path.exists(target) or os.path.exists(second)):
        text = f"A {row.name} cannot be replaced in one step. Choose a name that is free, or .nii."
        return Finding(Severity.REFUSED, text)
    name = second.name
    if not row.fixed_companion and _is_taken_otherwise(name, row):
        text = f"A {row.name} header takes “{name}” for something else than a file’s name. Choose another name."
        return Finding(Severity.REFUSED, text)
    if row.key_rule is KeyRule.METAIO and "%" in str(target.absolute().parent):
        return Finding(Severity.REFUSED, f"ITK writes no {row.name} below a folder with “%” in its name. Choose .mha.")
    if os.path.exists(second):
        name = f"a new {row.companion} file beside the one that is there"
    return Finding(Severity.NOTE, f"Two files are written; the pixels go into {name}.")


def _is_taken_otherwise(name: str, row: WriteFormat) -> bool:
    """Tell whether a header that names a file so names another one, or none."""
    if name.upper().startswith("LIST") or "%" in name or name != name.strip() or name.splitlines() != [name]:
        return True
    if row.key_rule is KeyRule.NRRD:
        return ":" in name
    return name.startswith(("~", "=", ":")) or "\\" in name  # to MetaIO a folder of the user's, a sign, a separator


def _numpy_findings(row: WriteFormat, geometry: Geometry) -> list[Finding]:
    found = []
    if not row.keeps_origin and geometry != Geometry.identity(geometry.size):
        found.append(Finding(Severity.LOSS, "A .npy file has no origin, spacing or direction; .npz keeps them."))
    return found


def _unknown_format(target: Path) -> str:
    suffix = suffix_of(target)
    usual = " ".join(row.suffixes[0] for row in WRITE_FORMATS)
    named = f"ITK cannot write “{suffix}” files here" if suffix else "The name has no file type"
    return f"{named}; choose one of {usual}."


def _type_findings(info: ImageInfo, row: WriteFormat, dtype: str, geometry: Geometry) -> list[Finding]:
    found: list[Finding] = []
    components = info.components
    plain = COMPLEX_PARTS.get(dtype, dtype)
    allowed = row.types_of(components)
    several = f" × {components} components" if components > 1 else ""
    if not dtype and not set(allowed) & set(WHOLE_TYPES):  # the smallest one, which is not known yet
        found.append(Finding(Severity.REFUSED, f"{row.name} cannot hold whole numbers{several}; .npy can."))
    elif dtype and np.dtype(dtype).kind == "c" and not info.is_complex:
        found.append(Finding(Severity.REFUSED, f"{row.name} cannot hold real pixels as complex ones; .npy can."))
    elif dtype and plain not in allowed:
        how = " as ITK writes it" if row.writer is Writer.ITK else ""
        found.append(Finding(Severity.REFUSED, f"{row.name} cannot hold {dtype}{several}{how}; .npy can."))
    elif components > 1 and row.component_counts and components not in row.component_counts:
        counts = " or ".join(str(n) for n in row.component_counts)
        found.append(Finding(Severity.REFUSED, f"{row.name} holds {counts} components, not {components}."))
    is_vector = components > 1 and not (info.is_colour and dtype == "uint8")
    is_flat = geometry.dimension <= SPATIAL_AXES and geometry.size[-1] == 1
    if is_vector and is_flat and not row.flat_vectors:
        text = f"{row.name} drops a last axis of size 1 where a pixel has several components; leave that axis out."
        found.append(Finding(Severity.REFUSED, text))
    if min(geometry.size) < row.least_size:
        text = f"{row.name} as ITK writes it needs {row.least_size} pixels along each axis."
        found.append(Finding(Severity.REFUSED, text))
    if geometry.dimension not in row.dimensions:
        dimensions = " or ".join(f"{d}-D" for d in row.dimensions)
        found.append(Finding(Severity.REFUSED, f"{row.name} holds {dimensions} images, not {geometry.dimension}-D."))
    return found


def _geometry_findings(row: WriteFormat, geometry: Geometry) -> list[Finding]:
    plain = Geometry.identity(geometry.size)
    lost = []
    if not row.keeps_origin and geometry.origin != plain.origin:
        lost.append("origin")
    if geometry.dimension not in row.keeps_spacing and geometry.spacing != plain.spacing:
        lost.append("spacing")
    if not row.keeps_direction and geometry.direction != plain.direction:
        lost.append("direction")
    found = []
    if lost:
        words = lost[0] if len(lost) == 1 else f"{', '.join(lost[:-1])} and {lost[-1]}"
        found.append(Finding(Severity.LOSS, f"{row.name} does not keep the {words}."))
    if row.keeps_direction and not row.gives_back_direction(geometry):
        found.append(Finding(Severity.LOSS, f"{row.name} does not keep a {row.lost_direction.value}."))
    axes = row.kept_axes(geometry)
    if axes < geometry.dimension:
        found.append(Finding(Severity.LOSS, f"{row.name} drops a last axis of size 1: {axes}-D is read back."))
    digits = row.digits_of(geometry.spacing)
    if digits and any(float(f"{v:.{digits - 1}e}") != v for v in geometry.spacing):
        found.append(Finding(Severity.NOTE, f"{row.name} rounds the spacing to about {digits} digits."))
    elif row.single_precision:
        directions = tuple(v for line in geometry.direction for v in line)
        kept = {"origin": geometry.origin, "spacing": geometry.spacing, "direction": directions}
        numbers = [v for name, values in kept.items() if name not in lost for v in values]
        keeps_other_spacing = "spacing" not in lost and geometry.spacing != plain.spacing
        as_quotient = row.spacing_digits > 0 and keeps_other_spacing  # TIFF keeps pixels per centimetre
        if as_quotient or any(float(np.float32(v)) != v for v in numbers):
            found.append(Finding(Severity.NOTE, f"{row.name} rounds the geometry to about 7 digits."))
    return found


def _space_findings(info: ImageInfo, row: WriteFormat) -> list[Finding]:
    """Say where the file will state another unit or other axes than the original, or none."""
    if not row.keeps_spacing:
        return []
    states, dimension, space = row.states, info.geometry.dimension, info.space
    notes = (
        states.claims(row.name, space, dimension),
        states.converts(row.name, space),
        states.drops(row.name, space, dimension, keeps_direction=row.keeps_direction),
    )
    found = [Finding(Severity.NOTE, text) for text in notes if text]
    contradiction = states.contradicts(row.name, space)
    return [*found, *([Finding(Severity.LOSS, contradiction)] if contradiction else [])]
