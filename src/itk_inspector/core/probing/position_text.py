"""A position as people type or paste it: an index in either order, a physical point, or a value to look for."""

from __future__ import annotations

import math
import re
from typing import TypeAlias

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import ProbeError
from itk_inspector.core.geometry.axes import SPATIAL_AXES, array_names, axis_name, itk_names
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ArrayIndex, ItkIndex, PhysicalPoint, nearest_to_point, to_array, to_itk
from itk_inspector.core.header.space import Space
from itk_inspector.core.probing.order import SEARCHES, Order, Sought
from itk_inspector.core.text.typed_numbers import read_real, read_whole


@dataclass(frozen=True, slots=True)
class Search:
    """A pixel that is to be found by its value.

    Parameters
    ----------
    sought : Sought
    label : int
        The whole number to look for, with `Sought.LABEL`.
    value : int or float
        The finite number to look for, with `Sought.VALUE`.
    component : int, optional
        The one that holds it; by default, any of a pixel's components may.
    """

    sought: Sought
    label: int = 0
    value: int | float = 0
    component: int | None = None

    def __str__(self) -> str:
        if self.sought is Sought.VALUE:
            return str(self.value)
        return f"label {self.label}" if self.sought is Sought.LABEL else self.sought.value


@dataclass(frozen=True, slots=True)
class Position:
    """A pixel that was named, and how.

    Parameters
    ----------
    index : ItkIndex
        Inside the image.
    order : Order
        In which the numbers were taken.
    """

    index: ItkIndex
    order: Order

    def echo(self, geometry: Geometry) -> str:
        """Write the index in both orders, and how the numbers were taken."""
        both = f"ITK {self.index} · NumPy {to_array(self.index, geometry.start_index)}"
        return both if self.order in (Order.ITK, Order.NUMPY) else f"{self.order.value} → {both}"


Typed: TypeAlias = "Position | Search"

_NUMBER = r"[-+\N{MINUS SIGN}]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+\N{MINUS SIGN}]?\d+)?"
_SCALAR = rf"(?:np\.|numpy\.)?(?:u?int\d*|float\d*)\(\s*{_NUMBER}\s*\)"
_LIST = rf"(?:{_SCALAR}|{_NUMBER})(?:[\s,]+(?:{_SCALAR}|{_NUMBER}))*"
_IN_BRACKETS = rf"[(\[]\s*(?P<numbers>{_LIST})[\s,]*[)\]]"
_UP_TO = r"[^\w(\[]*(?:of\s*)?[(\[\s]*?"
_ARRAYS = rf"(?:array\(\s*\[?\s*{_NUMBER}\s*\]?\s*(?:,\s*dtype=\w+\s*)?\)[\s,]*)+"
# texts, which `re` compiles when they are first used and keeps: compiling all of them takes 11 ms of each start

_PASTED: tuple[tuple[str, Order], ...] = (
    (rf"\bitk[ _]?index\w*{_UP_TO}{_IN_BRACKETS}", Order.ITK),
    (rf"\b(?:numpy|array)[ _]?index{_UP_TO}{_IN_BRACKETS}", Order.NUMPY),
    (rf"\b[GS]etPixel(?:Component)?\s*\(\s*{_IN_BRACKETS}", Order.ITK),
    (rf"\bTransformIndexToPhysicalPoint\s*\(\s*{_IN_BRACKETS}", Order.ITK),
    (rf"\bTransformPhysicalPointTo(?:Continuous)?Index\s*\(\s*{_IN_BRACKETS}", Order.POINT),
    (rf"\b(?:physical(?:[ _]?point)?|itkPoint\w*){_UP_TO}{_IN_BRACKETS}", Order.POINT),
    (rf"\bindex{_UP_TO}{_IN_BRACKETS}", Order.ITK),
    (rf"\bnp\.array\s*\(\s*{_IN_BRACKETS}", Order.NUMPY),
    (rf"(?<![\w.])array\s*\(\s*{_IN_BRACKETS}", Order.NUMPY),
    (rf"[A-Za-z_]\w*\s*\[\s*(?P<numbers>{_LIST})\s*\]", Order.NUMPY),
)
"""Lines of logs and programs, with the order that their writers use; the first that fits counts."""

_NAMED = rf"(?P<name>itk|numpy|np|index|array|p|point|lps|ras)\s*[:=]\s*(?:(?P<bare>[^(\[]+)|{_IN_BRACKETS})"
_ORDERS = {
    "itk": Order.ITK,
    "index": Order.ITK,
    "numpy": Order.NUMPY,
    "np": Order.NUMPY,
    "array": Order.NUMPY,
    "p": Order.POINT,
    "point": Order.POINT,
    "lps": Order.LPS,
    "ras": Order.RAS,
}
_LABEL = r"label\s+(\S+)"
_LONGEST = 2000
_OTHER_END = {"(": ")", "[": "]"}


def read_position(
    text: str,
    geometry: Geometry,
    space: Space | None = None,
    *,
    bare: Order = Order.ITK,
    here: ItkIndex | None = None,
) -> Typed:
    """Read what was typed or pasted.

    Parameters
    ----------
    text : str
        ``(x, y[, z])`` is ITK's order, counted from the start index; ``[slice, row, col]`` NumPy's, negative
        numbers from the end; bare numbers are in the order ``bare``; ``p:``, ``lps:`` and ``ras:`` stand before
        a physical point; ``max``, ``min``, ``nan`` and ``label 7`` look for a value. A line of Python, or of
        copied text, counts in the order that belongs to it: ``GetPixel`` ITK's, a subscript NumPy's.
    geometry : Geometry
    space : Space, optional
        Whether the axes are a patient's, which ``lps:`` and ``ras:`` need.
    bare : Order
    here : ItkIndex, optional
        Where a point of three numbers finds its place on the axes after z.

    Raises
    ------
    ProbeError
        If it is nothing of this, or lies outside; the sentence gives the valid range.
    """
    whole = text.strip()
    if len(whole) > _LONGEST:
        raise _refusal(whole, geometry)
    search = _search(whole)
    if search is not None:
        return search
    order, words = _numbers(whole, bare, geometry)
    if order in (Order.ITK, Order.NUMPY):
        index = _index(words, order, geometry, whole)
    else:
        index = _at_point(words, order, geometry, space or Space(), here, whole)
    if not geometry.contains(index):
        raise ProbeError(f"{_shown(whole)} lies outside the image: {bounds_text(geometry, order)}.")
    return Position(index, order)


def bounds_text(geometry: Geometry, order: Order = Order.ITK) -> str:
    """Write which indices lie inside, in the names of an order."""
    if order is Order.NUMPY:
        names = array_names(geometry.dimension).split(", ")
        return ", ".join(f"{name} 0 to {count - 1}" for name, count in zip(names, geometry.shape, strict=True))
    bounds = zip(geometry.start_index, geometry.size, strict=True)
    return ", ".join(f"{axis_name(axis)} {start} to {start + count - 1}" for axis, (start, count) in enumerate(bounds))


def _search(whole: str) -> Search | None:
    sought = SEARCHES.get(whole.casefold())
    if sought is not None:
        return Search(sought)
    label = re.fullmatch(_LABEL, whole, re.IGNORECASE)
    if label is None:
        return None
    try:
        return Search(Sought.LABEL, read_whole(label[1]))
    except ValueError as e:
        raise ProbeError("A label is a whole number, e.g. label 7.") from e


def _numbers(whole: str, bare: Order, geometry: Geometry) -> tuple[Order, list[str]]:
    """Return the order that a text stands for, and its numbers as they were typed."""
    named = re.fullmatch(_NAMED, whole, re.IGNORECASE)
    if named is not None:
        return _ORDERS[named["name"].casefold()], _words(named["bare"] or named["numbers"], whole, geometry)
    if whole[:1] in _OTHER_END and "array(" not in whole:
        order = Order.ITK if whole[0] == "(" else Order.NUMPY
        if "int" in whole:
            order = Order.NUMPY  # a tuple of NumPy's own numbers, as unravel_index and argwhere return it
        return order, _words(_without_brackets(whole, whole, geometry), whole, geometry)
    arrays = re.search(_ARRAYS, whole)
    if arrays is not None and whole.count("array(") == geometry.dimension:  # as numpy.where returns it
        return Order.NUMPY, re.findall(rf"array\(\s*\[?\s*({_NUMBER})", whole)
    joined = re.sub(r"\]\s*\[", ", ", whole)  # a[3][7] is a[3, 7]
    for pattern, order in _PASTED:
        found = re.search(pattern, joined, re.IGNORECASE)
        if found is not None:
            return order, _words(found["numbers"], whole, geometry)
    return bare, _words(whole, whole, geometry)


def _without_brackets(text: str, whole: str, geometry: Geometry) -> str:
    if text[:1] not in _OTHER_END:
        return text
    if text[-1:] != _OTHER_END[text[0]]:
        raise _refusal(whole, geometry)
    return text[1:-1]


def _words(numbers: str, whole: str, geometry: Geometry) -> list[str]:
    """Cut a list of numbers into words; two commas with nothing between them are no list."""
    plain = re.sub(rf"(?:np\.|numpy\.)?(?:u?int\d*|float\d*)\(\s*({_NUMBER})\s*\)", r"\1", numbers)
    parts = [part.split() for part in plain.split(",")] if plain.strip() else []
    if any(not part for part in parts):
        raise _refusal(whole, geometry)
    return [word for part in parts for word in part]


def _index(words: list[str], order: Order, geometry: Geometry, whole: str) -> ItkIndex:
    try:
        numbers = [read_whole(word) for word in words]
    except ValueError as e:
        raise _refusal(whole, geometry) from e
    if not numbers:
        raise ProbeError(f"Enter {_what_to_type(geometry)}.")
    if len(numbers) != geometry.dimension:
        said = f"This image has {geometry.dimension} axes, not {len(numbers)}"
        raise ProbeError(f"{said}. Enter {_what_to_type(geometry)}.")
    if order is Order.ITK:
        return ItkIndex(tuple(numbers))
    return to_itk(_from_the_end(ArrayIndex(numbers), geometry, whole), geometry.start_index)


def _from_the_end(index: ArrayIndex, geometry: Geometry, whole: str) -> ArrayIndex:
    """Count negative numbers from the end, as NumPy does; one that lies before the beginning is refused."""
    counted = ArrayIndex(c + n if c < 0 else c for c, n in zip(index, geometry.shape, strict=True))
    if any(not 0 <= c < n for c, n in zip(counted, geometry.shape, strict=True)):
        raise ProbeError(f"{_shown(whole)} lies outside the image: {bounds_text(geometry, Order.NUMPY)}.")
    return counted


def _at_point(
    words: list[str], order: Order, geometry: Geometry, space: Space, here: ItkIndex | None, whole: str
) -> ItkIndex:
    try:
        numbers = [read_real(word) for word in words]
    except ValueError as e:
        raise _refusal(whole, geometry) from e
    if order is not Order.POINT and not space.has_letters:
        raise ProbeError("This image states no patient axes. Enter p: and the point in the image’s own axes.")
    if order is Order.RAS:
        numbers = [-value for value in numbers[:2]] + numbers[2:]
    if len(numbers) == SPATIAL_AXES < geometry.dimension and here is not None:
        numbers += geometry.point_of(here).components[SPATIAL_AXES:]
    if len(numbers) != geometry.dimension:
        raise ProbeError(f"This image has {geometry.dimension} axes; the point has {len(numbers)} numbers.")
    if not all(map(math.isfinite, numbers)):
        raise ProbeError("A physical point needs finite numbers.")
    continuous = geometry.continuous_index_of(PhysicalPoint(tuple(numbers)))
    if not all(map(math.isfinite, continuous.components)):
        raise ProbeError(f"{_shown(whole)} lies outside the image: {bounds_text(geometry)}.")
    return nearest_to_point(continuous)


def _shown(typed: str) -> str:
    return f"{typed[:40]}{'…' if len(typed) > 40 else ''}"


def _refusal(typed: str, geometry: Geometry) -> ProbeError:
    return ProbeError(f"“{_shown(typed)}” is not a position. Enter {_what_to_type(geometry)}.")


def _what_to_type(geometry: Geometry) -> str:
    dimension = geometry.dimension
    return f"({itk_names(dimension)}) for ITK, or [{array_names(dimension)}] for NumPy"
