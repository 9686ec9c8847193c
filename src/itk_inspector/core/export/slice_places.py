"""Where the slices of a volume lie, as single DICOM images say it (PS3.3, C.7.6.2)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.axes import SPATIAL_AXES
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex

_RIGHT = 1e-5
"""By how much the products of two directions may differ from those of right angles: float32 keeps no more."""

Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class SlicePlaces:
    """The slices of one volume; all lengths in mm, all directions LPS.

    Parameters
    ----------
    positions : tuple of triple
        ImagePositionPatient: the centre of the first pixel of each slice, in the order of the third axis.
    orientation : tuple of float
        ImageOrientationPatient: the direction of increasing x index, then that of increasing y index.
    pixel_spacing : tuple of float
        PixelSpacing: between rows (along y), then between columns (along x).
    between : float
        Between neighbouring slices.
    """

    positions: tuple[Triple, ...]
    orientation: tuple[float, float, float, float, float, float]
    pixel_spacing: tuple[float, float]
    between: float

    def __iter__(self) -> Iterator[Triple]:
        return iter(self.positions)


def is_right_angled(geometry: Geometry) -> bool:
    """Tell whether the first three axes are unit vectors at right angles, as those of DICOM slices are."""
    axes = min(geometry.dimension, SPATIAL_AXES)
    matrix = np.asarray(geometry.direction)[:axes, :axes]
    return bool(np.allclose(matrix.T @ matrix, np.eye(axes), atol=_RIGHT))


def slice_places(geometry: Geometry) -> SlicePlaces:
    """Return where the slices of a 3-D image, or a 2-D image as a slice at z = 0, lie.

    Parameters
    ----------
    geometry : Geometry
        `is_right_angled`; of more than three axes, of which the first three count.
    """
    volume = geometry.leading(SPATIAL_AXES) if geometry.dimension > SPATIAL_AXES else geometry
    matrix = np.eye(SPATIAL_AXES)
    matrix[: volume.dimension, : volume.dimension] = volume.direction
    count = volume.size[2] if volume.dimension == SPATIAL_AXES else 1
    spacing = (*volume.spacing, 1.0)[:SPATIAL_AXES]
    start = volume.start_index
    positions = []
    for k in range(count):
        index = ItkIndex((*start[:2], *((start[2] + k,) if volume.dimension == SPATIAL_AXES else ())))
        x, y, z = (*volume.point_of(index).components, 0.0)[:SPATIAL_AXES]
        positions.append((x, y, z))
    along, down = matrix[:, 0].tolist(), matrix[:, 1].tolist()
    return SlicePlaces(
        tuple(positions),
        (along[0], along[1], along[2], down[0], down[1], down[2]),
        (spacing[1], spacing[0]),
        spacing[2],
    )
