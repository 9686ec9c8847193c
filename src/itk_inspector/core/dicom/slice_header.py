"""One DICOM image and where it lies."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.geometry import Matrix
from itk_inspector.core.late_numpy import np

if TYPE_CHECKING:
    import numpy.typing as npt

_SKEW = 0.01


@dataclass(frozen=True, slots=True)
class SliceHeader:
    """What one DICOM file says of itself.

    Parameters
    ----------
    path : pathlib.Path
    uid : str
        SeriesInstanceUID.
    size : tuple of int
        Columns, rows, frames.
    spacing : tuple of float
        Between columns, rows and frames, in mm.
    position : tuple of float or None
        Centre of the first pixel, LPS; None when the file does not say.
    direction : Matrix or None
        Row-major direction cosines as ITK has them: the columns point along
        columns, rows and slices. None when the file does not say.
    pixels : str
        Kind of pixels that can share a volume, such as ``scalar × 1``.
    instance : int or None
        InstanceNumber.
    number : int or None
        SeriesNumber.
    patient, description, modality : str
    """

    path: Path
    uid: str
    size: tuple[int, int, int]
    spacing: tuple[float, float, float]
    position: tuple[float, float, float] | None
    direction: Matrix | None
    pixels: str = "scalar × 1"
    instance: int | None = None
    number: int | None = None
    patient: str = ""
    description: str = ""
    modality: str = ""

    @property
    def is_placed(self) -> bool:
        """Tell whether the file says where its image lies."""
        return self.position is not None and self.direction is not None


def direction_of(cosines: tuple[float, ...]) -> Matrix | None:
    """Return the directions of a row and a column as a matrix, with their cross product; None where they are none.

    Parameters
    ----------
    cosines : tuple of float
        The six of ImageOrientationPatient: no unit vectors, or not at right angles, are None.
    """
    if len(cosines) != 6 or not all(math.isfinite(c) for c in cosines):
        return None
    along, down = np.array(cosines[:3]), np.array(cosines[3:])
    lengths = float(np.linalg.norm(along)), float(np.linalg.norm(down))
    if max(abs(length - 1.0) for length in lengths) > _SKEW or abs(float(along @ down)) > _SKEW:
        return None
    across = np.cross(along, down)
    return tuple(tuple(row) for row in np.column_stack([along, down, across / np.linalg.norm(across)]).tolist())


def normal_of(one: SliceHeader) -> npt.NDArray[np.float64]:
    """Return the unit vector across a slice: row direction × column direction."""
    assert one.direction is not None
    matrix = np.asarray(one.direction, dtype=np.float64)
    across = np.cross(matrix[:, 0], matrix[:, 1])
    return np.asarray(across / np.linalg.norm(across), dtype=np.float64)


def by_number(one: SliceHeader) -> tuple[float, str]:
    """Return what sorts slices by InstanceNumber, then by name."""
    return (math.inf if one.instance is None else one.instance, str(one.path))


def orientation_text(one: SliceHeader) -> str:
    """Name the anatomical plane of a slice, and by how much it is turned away from it."""
    if one.direction is None:
        return "not stated"
    across = np.abs(normal_of(one))
    axis = int(np.argmax(across))
    angle = math.degrees(math.acos(min(1.0, float(across[axis]))))
    name = ("sagittal", "coronal", "axial")[axis]
    return name if angle < 0.5 else f"{name} (oblique {angle:.0f}°)"
