"""All that differs between two images."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from itk_inspector.core.compare.geometry_difference import GeometryDifference, Sameness, geometry_difference
from itk_inspector.core.compare.label_overlap import LabelOverlap, label_overlap
from itk_inspector.core.compare.value_difference import ValueDifference, value_difference
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.pixels.pixel_access import PixelAccess


class Opened(Protocol):
    """An open image: a document, for example."""

    @property
    def info(self) -> ImageInfo:
        """What its header says."""
        ...

    @property
    def access(self) -> PixelAccess:
        """The guarded way to its pixels."""
        ...


@dataclass(frozen=True, slots=True)
class MetadataDifference:
    """How the metadata of two images differ.

    Parameters
    ----------
    only_in_a, only_in_b : tuple of str
        Names of entries.
    changed : tuple of tuple of str
        Name, and the value in each.
    """

    only_in_a: tuple[str, ...]
    only_in_b: tuple[str, ...]
    changed: tuple[tuple[str, str, str], ...]

    @property
    def count(self) -> int:
        """Entries that differ."""
        return len(self.only_in_a) + len(self.only_in_b) + len(self.changed)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two images differ.

    Parameters
    ----------
    a, b : ImageInfo
    geometry : GeometryDifference
    values : ValueDifference or None
        None where sizes or components differ: then no pixel has its counterpart.
    labels : tuple of LabelOverlap or None
        None where one image holds no labels, or values were not compared.
    metadata : MetadataDifference or None
        None where it was not compared.
    tolerance : float or None
        Differences of values up to it, and of geometry by rounding, make no other image; None where every bit and
        every number of the geometry counts.
    """

    a: ImageInfo
    b: ImageInfo
    geometry: GeometryDifference
    values: ValueDifference | None
    labels: tuple[LabelOverlap, ...] | None = None
    metadata: MetadataDifference | None = None
    tolerance: float | None = None

    @property
    def has_same_type(self) -> bool:
        """Tell whether the pixels are of one type: of numbers, of pixels, and how many components."""
        return self._type_of(self.a) == self._type_of(self.b)

    @property
    def is_identical(self) -> bool:
        """Tell whether all numbers of the geometry, the type and every bit of the pixels are the same, and whole."""
        is_whole = not (self.a.is_truncated or self.b.is_truncated)
        same = self.geometry.sameness is Sameness.EXACT and self.has_same_type and is_whole
        return same and self.values is not None and self.values.is_identical

    @property
    def differing(self) -> tuple[str, ...]:
        """Which of size, geometry, type, values, truncation and metadata differ, as far as that counts.

        Of a truncated file the rest is made up, and may be the very pixels that another file holds.
        """
        found = {
            "size": not self.geometry.has_same_size,
            "geometry": self._geometry_counts,
            "type": not self.has_same_type,
            "values": self.values is not None and self._values_count(self.values),
            "truncation": self.a.is_truncated != self.b.is_truncated,
            "metadata": self.metadata is not None and self.metadata.count > 0,
        }
        return tuple(name for name, differs in found.items() if differs)

    @property
    def _geometry_counts(self) -> bool:
        if not set(self.geometry.differing) - {"size", "dimension"}:
            return False
        return self.tolerance is None or self.geometry.sameness is not Sameness.ROUNDED

    def _values_count(self, values: ValueDifference) -> bool:
        if self.tolerance is not None:
            return values.beyond > 0
        return values.unequal > 0 or any(component.other_bits for component in values.components)

    @staticmethod
    def _type_of(info: ImageInfo) -> tuple[str, str, int]:
        return info.dtype, info.pixel_type, info.channels


def compare(
    a: Opened,
    b: Opened,
    *,
    tolerance: float | None = None,
    with_metadata: bool = False,
    told: Callable[[float], None] = lambda _: None,
) -> Comparison:
    """Compare two open images: geometry, type, and, where each pixel has its counterpart, values index by index.

    Parameters
    ----------
    a, b : Opened
    tolerance : float, optional
        See `Comparison`; not negative.
    with_metadata : bool
        Compare the files' metadata, too.
    told : callable
        Called with how much of the values is done, from 0 to 1.

    Raises
    ------
    PixelsGoneError
        If pixels cannot be read any more.
    """
    one, other = a.info, b.info
    geometry = geometry_difference(one.geometry, other.geometry, (one.space.unit, other.space.unit))
    metadata = metadata_difference(one.metadata, other.metadata) if with_metadata else None
    if not geometry.has_same_size or one.channels != other.channels:
        return Comparison(one, other, geometry, None, None, metadata, tolerance)
    ways = (a.access, b.access)

    def go_on() -> bool:
        return all(way.is_whole for way in ways)

    x, y = (way.all() for way in ways)
    values = value_difference(x, y, has_components=one.channels > 1, tolerance=tolerance or 0.0, go_on=go_on, told=told)
    labels = label_overlap(x, y, go_on=go_on) if one.channels == 1 else None
    for way in ways:
        way.all()  # raises where they were cut short meanwhile
    return Comparison(one, other, geometry, values, labels, metadata, tolerance)


def metadata_difference(a: Mapping[str, str], b: Mapping[str, str]) -> MetadataDifference:
    """Compare metadata by name."""
    only_in_a, only_in_b = (tuple(sorted(x.keys() - y.keys())) for x, y in ((a, b), (b, a)))
    both = sorted(a.keys() & b.keys())
    return MetadataDifference(
        only_in_a, only_in_b, tuple((name, a[name], b[name]) for name in both if a[name] != b[name])
    )
