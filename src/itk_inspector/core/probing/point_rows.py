"""What is told of a point: both indices, the physical point, the value and what it was before an edit."""

from __future__ import annotations

from collections.abc import Sequence

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ArrayIndex, ContinuousIndex, ItkIndex, PhysicalPoint, to_array
from itk_inspector.core.geometry.other_lattice import index_in
from itk_inspector.core.pixels.pixel_access import PixelAccess
from itk_inspector.core.pixels.values import Value, same, value_text
from itk_inspector.core.probing.points import Point, Points


@dataclass(frozen=True, slots=True)
class PointLayer:
    """Another image at the same place.

    Parameters
    ----------
    name : str
    geometry : Geometry
    access : PixelAccess
        Of what is shown of it.
    position : tuple of int
        ITK index at which it stands.
    """

    name: str
    geometry: Geometry
    access: PixelAccess
    position: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LayerValue:
    """What another image holds at the physical point of a point.

    Parameters
    ----------
    name : str
        Of the layer.
    itk_index : ItkIndex or None
        None outside it.
    array_index : ArrayIndex or None
    value : Value or None
        None outside it, and where its pixels cannot be read any more.
    dtype : str
        NumPy's name of one component.
    """

    name: str
    itk_index: ItkIndex | None
    array_index: ArrayIndex | None
    value: Value | None
    dtype: str

    @property
    def text(self) -> str:
        """The value, exact, or ``outside``; ``""`` where it cannot be read."""
        if self.itk_index is None:
            return "outside"
        return "" if self.value is None else value_text(self.value, self.dtype)


@dataclass(frozen=True, slots=True)
class PointRow:
    """A point with what is stored at it.

    Parameters
    ----------
    point : Point
    array_index : ArrayIndex
    physical_point : PhysicalPoint
    value : Value or None
        All components; None where the pixels cannot be read any more.
    before : Value or None
        In the original, where an edit made another value of it.
    dtype : str
        NumPy's name of one component.
    layers : tuple of LayerValue
        What the other images of the place hold.
    """

    point: Point
    array_index: ArrayIndex
    physical_point: PhysicalPoint
    value: Value | None
    before: Value | None
    dtype: str
    layers: tuple[LayerValue, ...] = ()

    @property
    def itk_index(self) -> ItkIndex:
        """The same pixel in ITK's order."""
        return self.point.index

    @property
    def name(self) -> str:
        """What the user calls it; ``""`` for nothing."""
        return self.point.name

    @property
    def note(self) -> str:
        """What the user wrote down of it."""
        return self.point.note

    def order(self, column: str) -> tuple[object, ...]:
        """Return by what it is sorted: ``number``, ``name``, ``index`` (slowest axis first), ``value`` or ``note``.

        Values that have no order, NaN among them, come last.
        """
        match column:
            case "name":
                return (self.point.name.casefold(), self.point.number)
            case "index":
                return tuple(self.array_index)
            case "value":
                return (not self._has_order, self.value if self._has_order else 0, self.point.number)
            case "note":
                return (self.point.note.casefold(), self.point.number)
            case _:
                return (self.point.number,)

    @property
    def _has_order(self) -> bool:
        values = self.value if isinstance(self.value, tuple) else (self.value,)
        return all(isinstance(value, int | float) and value == value for value in values)

    @property
    def value_text(self) -> str:
        """The value, exact; ``""`` where it cannot be read."""
        return "" if self.value is None else value_text(self.value, self.dtype)

    @property
    def before_text(self) -> str:
        """What it was before; ``""`` where nothing changed it."""
        return "" if self.before is None else value_text(self.before, self.dtype)

    @property
    def change_text(self) -> str:
        """The value, with what it was before an edit."""
        return f"{self.before_text} → {self.value_text}" if self.before is not None else self.value_text


def point_rows(
    points: Points,
    geometry: Geometry,
    access: PixelAccess,
    original: PixelAccess,
    layers: Sequence[PointLayer] = (),
) -> tuple[PointRow, ...]:
    """Return what is told of each point, in their order.

    Parameters
    ----------
    points : Points
        Inside the image.
    geometry : Geometry
    access : PixelAccess
        Of what is shown: the edited copy, or the original.
    original : PixelAccess
    layers : sequence of PointLayer
        The other images of the place.
    """
    return tuple(_row(point, geometry, access, original, layers) for point in points.all)


def _row(
    point: Point, geometry: Geometry, access: PixelAccess, original: PixelAccess, layers: Sequence[PointLayer]
) -> PointRow:
    value = access.pixel(point.index) if access.is_whole else None
    before = None
    if access is not original and original.is_whole and value is not None:
        there = index_in(geometry, original.geometry, ContinuousIndex(point.index.components))
        stored = original.pixel(there) if there is not None else value
        before = None if same(stored, value) else stored
    index = to_array(point.index, geometry.start_index)
    others = tuple(_value(layer, point.index, geometry) for layer in layers)
    return PointRow(point, index, geometry.point_of(point.index), value, before, access.dtype.name, others)


def _value(layer: PointLayer, at: ItkIndex, main: Geometry) -> LayerValue:
    dtype = layer.access.dtype.name
    index = index_in(main, layer.geometry, ContinuousIndex(at.components), layer.position)
    if index is None:
        return LayerValue(layer.name, None, None, None, dtype)
    value = layer.access.pixel(index) if layer.access.is_whole else None
    return LayerValue(layer.name, index, to_array(index, layer.geometry.start_index), value, dtype)
