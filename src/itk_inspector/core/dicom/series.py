"""DICOM series as they are listed, before any volume is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.grey_levels import tones
from itk_inspector.core.display.window_level import robust_levels
from itk_inspector.core.errors import OpenError, UsageError
from itk_inspector.core.text.decimal_text import decimal_text
from itk_inspector.core.text.visible_text import visible_text

_THUMBNAIL = 72


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A small picture.

    Parameters
    ----------
    shape : tuple of int
        ``(rows, columns)``, or ``(rows, columns, 3)`` for colour.
    rows : bytes
        uint8, row after row.
    """

    shape: tuple[int, ...]
    rows: bytes


@dataclass(frozen=True, slots=True)
class DicomSeries:
    """Files that make one volume.

    Parameters
    ----------
    uid : str
        SeriesInstanceUID.
    patient, description, modality : str
        As the first file says.
    number : int or None
        SeriesNumber.
    size : tuple of int
        Columns, rows, slices.
    spacing : tuple of float
        Between columns, rows and slices, in mm.
    orientation : str
        Such as ``axial`` or ``axial (oblique 12°)``.
    files : tuple of pathlib.Path
        In order of position.
    problems : tuple of str
        One sentence each.
    thumbnail : Thumbnail or None
        Of the middle slice.
    part : int
        Counted from 1 when images of one UID do not make one volume; else 0.
    """

    uid: str
    patient: str
    description: str
    modality: str
    number: int | None
    size: tuple[int, int, int]
    spacing: tuple[float, float, float]
    orientation: str
    files: tuple[Path, ...]
    problems: tuple[str, ...] = ()
    thumbnail: Thumbnail | None = None
    part: int = 0

    @property
    def folder(self) -> Path:
        """Where the files lie; that of the first, if they lie in several."""
        return self.files[0].parent

    @property
    def key(self) -> str:
        """What tells this series from the others of its folder: the UID, and the part if there are several."""
        return f"{self.uid}:{self.part}" if self.part else self.uid


@dataclass(frozen=True, slots=True)
class SeriesCatalog:
    """What a folder holds.

    Parameters
    ----------
    folder : pathlib.Path
    series : tuple of DicomSeries
    passed_over : int
        Files that hold no DICOM image.
    subfolders : tuple of str
        Names of subfolders that hold DICOM images and were not looked through.
    obstacles : tuple of str
        Names of entries that could not be looked at, each with the reason.
    """

    folder: Path
    series: tuple[DicomSeries, ...]
    passed_over: int = 0
    subfolders: tuple[str, ...] = ()
    obstacles: tuple[str, ...] = ()

    @property
    def remarks(self) -> tuple[str, ...]:
        """What else there is to say of the folder."""
        said = []
        if self.subfolders:
            names = ", ".join(self.subfolders[:3]) + (", …" if len(self.subfolders) > 3 else "")
            verb = "subfolder holds" if len(self.subfolders) == 1 else "subfolders hold"
            said.append(f"{len(self.subfolders)} {verb} DICOM images too: {names}.")
        if self.passed_over:
            said.append(_skipped(self.passed_over))
        if self.obstacles:
            named = "; ".join(self.obstacles[:3]) + ("; …" if len(self.obstacles) > 3 else "")
            said.append(f"Could not be read: {files_text(len(self.obstacles))} ({named}).")
        return tuple(said)

    @property
    def obvious(self) -> DicomSeries | None:
        """The only series, where there is nothing to say of it or of the folder first; else None: somebody chooses."""
        first = self.series[0] if len(self.series) == 1 else None
        return first if first is not None and not first.problems and not self.subfolders else None

    def only(self, wanted: str = "") -> DicomSeries:
        """Return the series named, or the only one.

        Parameters
        ----------
        wanted : str
            A `DicomSeries.key`, or a UID that names one series only.

        Raises
        ------
        UsageError
            If there are several to choose from, or none of that name.
        OpenError
            If there is none at all.
        """
        found = [s for s in self.series if not wanted or wanted in (s.key, s.uid)]
        exact = [s for s in found if s.key == wanted]
        if len(exact or found) == 1:
            return (exact or found)[0]
        if not self.series:
            raise OpenError(f"{self.folder.name} itself holds no DICOM images.", advice=" ".join(self.remarks))
        named = "".join("\n" + visible_text(f"  {s.key}  {line_of(s)}") for s in found or self.series)
        if found:
            raise UsageError(f"{self.folder.name} holds {len(found)} series; choose one with --series UID:{named}")
        raise UsageError(f"{self.folder.name} has no series {wanted}; it holds:{named}")


def line_of(series: DicomSeries) -> str:
    """Return a series as one line of text."""
    size = " × ".join(str(n) for n in series.size)
    said = (series.modality, series.description, size, series.orientation, files_text(len(series.files)))
    return ", ".join(word for word in said if word)


def _skipped(count: int) -> str:
    return (
        "Skipped 1 file that is not a DICOM image."
        if count == 1
        else f"Skipped {count} files that are not DICOM images."
    )


def files_text(count: int) -> str:
    """Return a number of files in words."""
    return "1 file" if count == 1 else f"{count} files"


def series_dict(series: DicomSeries) -> dict[str, Any]:
    """Return a series as JSON values; sizes in x, y, z order."""
    return {
        "uid": series.uid,
        "key": series.key,
        "patient": series.patient,
        "description": series.description,
        "modality": series.modality,
        "number": series.number,
        "size": list(series.size),
        "spacing": list(series.spacing),
        "orientation": series.orientation,
        "files": [str(path) for path in series.files],
        "problems": list(series.problems),
    }


def catalog_dict(catalog: SeriesCatalog) -> dict[str, Any]:
    """Return what a folder holds as JSON values."""
    return {
        "path": str(catalog.folder),
        "series": [series_dict(series) for series in catalog.series],
        "passed_over": catalog.passed_over,
        "subfolders": list(catalog.subfolders),
        "obstacles": list(catalog.obstacles),
    }


def catalog_lines(catalog: SeriesCatalog) -> list[str]:
    """Return what a folder holds as lines for people."""
    lines = []
    for series in catalog.series:
        lines.append(visible_text(f"{series.key}  {line_of(series)}"))
        spacing = " × ".join(map(decimal_text, series.spacing))
        lines.append(visible_text(f"  patient {series.patient or 'not named'}, spacing {spacing} mm"))
        lines.extend(f"  problem: {problem}" for problem in series.problems)
    return [*lines, *catalog.remarks]


def thumbnail_of(pixels: npt.NDArray[Any], spacing: tuple[float, float]) -> Thumbnail | None:
    """Reduce a slice to a small 8-bit picture of the right proportions.

    Parameters
    ----------
    pixels : numpy.ndarray
        ``[row, column]``, or ``[row, column, component]`` for colour.
    spacing : tuple of float
        Between columns, then rows.
    """
    height, width = pixels.shape[0] * spacing[1], pixels.shape[1] * spacing[0]
    if not (np.isfinite(height) and np.isfinite(width) and min(height, width) > 0):
        return None
    scale = _THUMBNAIL / max(height, width)
    rows, columns = max(1, round(height * scale)), max(1, round(width * scale))
    row = np.minimum((np.arange(rows) + 0.5) * pixels.shape[0] / rows, pixels.shape[0] - 1).astype(int)
    column = np.minimum((np.arange(columns) + 0.5) * pixels.shape[1] / columns, pixels.shape[1] - 1).astype(int)
    small = pixels[row[:, None], column]
    if small.ndim == 3:
        small = small[..., :3] if small.shape[2] >= 3 else small[..., 0]
    if small.dtype != np.uint8 or small.ndim == 2:
        levels, magnitudes = robust_levels(small), np.abs(small) if small.dtype.kind == "c" else small
        small = np.empty(small.shape, np.uint8)
        tones(magnitudes, levels, small)
    small = np.ascontiguousarray(small)
    return Thumbnail(small.shape, small.tobytes())
