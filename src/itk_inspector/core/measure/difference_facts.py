"""What is told of the difference of two images: one fact a row, one column a component."""

from __future__ import annotations

from collections.abc import Callable

from itk_inspector.core.compare.difference import difference_type
from itk_inspector.core.compare.place_difference import PlaceDifference
from itk_inspector.core.compare.value_difference import ComponentDifference
from itk_inspector.core.geometry.indexing import ItkIndex, to_itk
from itk_inspector.core.measure.facts import Fact
from itk_inspector.core.pixels.values import scalar_text

_NOTHING = "–"


def difference_facts(found: PlaceDifference, start: tuple[int, ...]) -> tuple[Fact, ...]:
    """Return what is told, in order.

    Parameters
    ----------
    found : PlaceDifference
    start : tuple of int
        ITK index of the main image's first pixel.
    """
    return (*_whole(found), *_of_components(found, start))


def component_names(found: PlaceDifference) -> tuple[str, ...]:
    """Return the headings of the columns; none where a pixel is one number."""
    count = len(found.values.components)
    return tuple(map(str, range(count))) if count > 1 else ()


def _whole(found: PlaceDifference) -> tuple[Fact, ...]:
    values = found.values
    rows = [Fact("pixels compared", (f"{values.pixels:,}",))]
    if found.is_sampled:
        rows.append(Fact("lattices differ", ("nearest pixels taken",)))
    if found.outside:
        rows.append(Fact("outside, left out", (f"{found.outside:,}",)))
    if not values.pixels:
        return (*rows, Fact("result", ("no overlap",)))
    if found.is_identical:
        return (*rows, Fact("identical", ("every bit is the same",)))
    if not values.unequal:
        return (*rows, Fact("equal values", (_reason(found),)))
    share = 100 * values.unequal / values.pixels
    return (*rows, Fact("unequal", (f"{values.unequal:,} ({share:.3g} %)",)))


def _reason(found: PlaceDifference) -> str:
    """Say why equal values are not identical."""
    if not _have_one_type(found):
        return " and ".join(found.values.dtypes)
    if any(part.other_bits for part in found.values.components):
        return "other bits"
    return "other lattices"


def _have_one_type(found: PlaceDifference) -> bool:
    """Tell whether both are stored in one type."""
    return found.values.dtypes[0] == found.values.dtypes[1]


def _of_components(found: PlaceDifference, start: tuple[int, ...]) -> list[Fact]:
    parts, kinds = found.values.components, found.values.dtypes

    def row(label: str, text: Callable[[ComponentDifference], str]) -> list[Fact]:
        texts = tuple(map(text, parts))
        return [] if set(texts) <= {_NOTHING} else [Fact(label, texts)]

    rows: list[Fact] = []
    if any(part.largest for part in parts):
        places = tuple(_place(part, start) for part in parts)
        rows.append(Fact("largest difference", tuple(_magnitude(part) for part in parts), places))
        rows.append(Fact("there, ITK", tuple(map(_itk_text, places)), places))
        rows.append(Fact("there, NumPy", tuple(map(_array_text, parts)), places))
        rows += row("values there", lambda part: _pair(part, kinds))
        rows += row("smallest to greatest", _ends)
        rows.append(Fact("type", (difference_type(*kinds).text,)))
        rows += row("mean of magnitudes", lambda part: _short(part.mean_absolute))
        rows += row("root mean square", lambda part: _short(part.rms))
    rows += row("NaN in both", lambda part: _count(part.nan_equal))
    rows += row("NaN in one", lambda part: _count(part.nan_unequal))
    rows += row("infinite", lambda part: _count(part.infinite))
    rows += row("equal, other bits", lambda part: _count(part.other_bits))
    return rows


def _place(part: ComponentDifference, start: tuple[int, ...]) -> ItkIndex | None:
    return None if part.largest is None else to_itk(part.largest.array_index, start)


def _itk_text(place: ItkIndex | None) -> str:
    return _NOTHING if place is None else str(place)


def _array_text(part: ComponentDifference) -> str:
    return _NOTHING if part.largest is None else str(part.largest.array_index)


def _magnitude(part: ComponentDifference) -> str:
    return _NOTHING if part.largest is None else scalar_text(part.largest.magnitude)


def _pair(part: ComponentDifference, kinds: tuple[str, str]) -> str:
    if part.largest is None:
        return _NOTHING
    return f"{scalar_text(part.largest.a, kinds[0])}, {scalar_text(part.largest.b, kinds[1])}"


def _ends(part: ComponentDifference) -> str:
    if part.smallest is None or part.greatest is None:
        return _NOTHING
    return f"{scalar_text(part.smallest)} to {scalar_text(part.greatest)}"


def _short(value: float | None) -> str:
    return _NOTHING if value is None else f"{value:.6g}"


def _count(value: int | None) -> str:
    return f"{value:,}" if value else _NOTHING
