"""What a tool asks to be changed in the edited copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from itk_inspector.core.data_class import dataclass

if TYPE_CHECKING:  # the window is on screen before NumPy is loaded
    import numpy as np
    import numpy.typing as npt

    from itk_inspector.core.geometry.indexing import ItkIndex
    from itk_inspector.core.geometry.planes import Plane
    from itk_inspector.core.geometry.regions import Region
    from itk_inspector.core.measure.area import Area


@dataclass(frozen=True, slots=True)
class SetPixel:
    """One pixel."""

    index: ItkIndex


@dataclass(frozen=True, slots=True, eq=False)
class Paint:
    """Flat positions in the C-ordered array, as part of the stroke under way."""

    positions: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fill:
    """A box."""

    region: Region


@dataclass(frozen=True, slots=True, eq=False)
class Draw:
    """An area of the image, by what it is called."""

    area: Area
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Erase:
    """Flat positions at which the original's pixels are put back, as part of the stroke under way."""

    positions: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class FloodFill:
    """The pixels that hang together with one, of its value or as near to it as was typed, along some ITK axes."""

    index: ItkIndex
    axes: tuple[int, ...]
    tolerance: str = ""


@dataclass(frozen=True, slots=True)
class Paste:
    """The copied region, its pixel of the least indices at one of a plane; it may lie outside."""

    first: ItkIndex
    plane: Plane


Change: TypeAlias = SetPixel | Paint | Fill | Draw | Erase | FloodFill | Paste
