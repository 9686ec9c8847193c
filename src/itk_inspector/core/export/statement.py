"""What a written file will state of its space, against what the original states."""

from __future__ import annotations

from dataclasses import replace

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.axes import SPATIAL_AXES
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.space import POWERS_OF_TEN, Space


@dataclass(frozen=True, slots=True)
class Statement:
    """What ITK's writer of a format puts into every file.

    Parameters
    ----------
    unit : str
        Of lengths; ``""`` for none.
    axes : tuple of int
        Dimensions of images of which it says that their axes are the patient's.
    """

    unit: str = ""
    axes: tuple[int, ...] = ()

    def factor(self, space: Space) -> float:
        """Return by what lengths are multiplied so that they are in the unit that is stated; 1 where none is known."""
        if space.unit not in POWERS_OF_TEN or self.unit not in POWERS_OF_TEN:
            return 1.0
        shift = POWERS_OF_TEN[space.unit] - POWERS_OF_TEN[self.unit]
        return 10.0**shift if shift >= 0 else 1.0 / 10.0**-shift

    def placed(self, geometry: Geometry, space: Space) -> Geometry:
        """Return a geometry in the unit that is stated; time stays."""
        factor = self.factor(space)
        if factor == 1.0:
            return geometry
        spatial = [factor if axis < SPATIAL_AXES else 1.0 for axis in range(geometry.dimension)]
        return replace(
            geometry,
            origin=tuple(v * f for v, f in zip(geometry.origin, spatial, strict=True)),
            spacing=tuple(v * f for v, f in zip(geometry.spacing, spatial, strict=True)),
        )

    def claims(self, name: str, space: Space, dimension: int) -> str:
        """Say what a file of the format states that the original does not; ``""`` where that is nothing."""
        unit = bool(self.unit) and not space.unit and not space.is_by_convention
        axes = dimension in self.axes and not space.has_letters
        if not unit and not axes:
            return ""
        stated = " and ".join([*([self.unit] if unit else []), *(["the patient’s axes (LPS)"] if axes else [])])
        return f"{name} states {stated}, which the original does not."

    def converts(self, name: str, space: Space) -> str:
        """Say that lengths are written in another unit; ``""`` where they are not."""
        return (
            f"Lengths are converted from {space.unit} to {self.unit} for {name}." if self.factor(space) != 1.0 else ""
        )

    def contradicts(self, name: str, space: Space) -> str:
        """Say that a file of the format states a unit which the lengths do not have; ``""`` where it does not."""
        is_another = bool(self.unit and space.unit) and self.unit != space.unit
        if not is_another or {self.unit, space.unit} <= POWERS_OF_TEN.keys():
            return ""
        return f"{name} states {self.unit}; the lengths are in {space.unit}."

    def drops(self, name: str, space: Space, dimension: int, *, keeps_direction: bool) -> str:
        """Say what of the original's statement is lost; ``""`` for nothing, and for millimetres, the usual unit."""
        unit = not self.unit and space.unit not in ("", "mm")
        axes = keeps_direction and dimension >= SPATIAL_AXES and space.is_patient and dimension not in self.axes
        lost = [*([f"the unit ({space.unit})"] if unit else []), *(["that the axes are the patient’s"] if axes else [])]
        return f"{name} does not state {' and '.join(lost)}." if lost else ""


SILENT = Statement()
LPS_VOLUME = Statement(axes=(3,))
MM_LPS = Statement("mm", (3, 4))
MM = Statement("mm")
ANGSTROM = Statement("Å")
