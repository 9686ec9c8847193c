"""The NumPy expression that gives the pixels of a shape, of an array ``a`` of the whole image."""

from __future__ import annotations

from itk_inspector.core.geometry.axes import axis_name
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import to_array
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.measure.area import area_of
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.core.measure.lengths import steps_between
from itk_inspector.core.measure.profile import samples_between
from itk_inspector.core.measure.shapes import COMPONENTS, Shape


def numpy_text(shape: Shape, geometry: Geometry, *, is_linear: bool = False) -> str:
    """Write runnable lines of which the last one is the expression; ``""`` for an angle, which has no pixels.

    Parameters
    ----------
    shape : Shape
    geometry : Geometry
    is_linear : bool
        Of a line: with interpolation.
    """
    match shape.kind:
        case ShapeKind.LINE:
            return _between(shape, geometry) if is_linear else _nearest(shape, geometry)
        case ShapeKind.CURVE:
            return _curve(shape, geometry)
        case ShapeKind.RECTANGLE:
            return f"a[{_slices(area_of(shape, geometry).box)}]"
        case ShapeKind.ELLIPSE:
            return _masked(shape, geometry, _ellipse(shape, geometry))
        case ShapeKind.POLYGON:
            return _masked(shape, geometry, _polygon(shape, geometry))
        case ShapeKind.ANGLE:
            return ""


def _slices(box: Region, *, kept: tuple[int, ...] = ()) -> str:
    """Write what selects a box; axes of one pixel go, but for those that are ``kept``."""
    return ", ".join(
        str(start) if count == 1 and axis not in kept else f"{start}:{start + count}"
        for axis, (start, count) in enumerate(zip(box.start, box.shape, strict=True))
    )


def _names(shape: Shape) -> tuple[str, str]:
    """Name the slower and the faster axis of the plane."""
    fast, slow = (axis_name(axis).replace(" ", "") for axis in shape.axes)
    return slow, fast


def _masked(shape: Shape, geometry: Geometry, lines: list[str]) -> str:
    """Write a box and the mask ``inside`` of its plane."""
    area = area_of(shape, geometry)
    box, (slow, fast) = area.box, area.axes
    names = _names(shape)
    ranges = ", ".join(f"{box.start[axis]}:{box.start[axis] + box.shape[axis]}" for axis in (slow, fast))
    through = [axis for axis, count in enumerate(box.shape) if count > 1 and axis not in (slow, fast)]
    pixels = f"a[{_slices(box, kept=(slow, fast))}]"
    if through:
        dropped = [axis for axis, count in enumerate(box.shape) if count == 1 and axis not in (slow, fast)]
        place = through[0] - sum(axis < through[0] for axis in dropped)
        pixels = f"np.moveaxis({pixels}, {place}, 0)[:, inside]" if place else f"{pixels}[:, inside]"
    else:
        pixels = f"{pixels}[inside]"
    return "\n".join([f"{names[0]}, {names[1]} = np.ogrid[{ranges}]", *lines, pixels])


def _ellipse(shape: Shape, geometry: Geometry) -> list[str]:
    area = area_of(shape, geometry)
    terms = []
    counts = [area.box.shape[axis] for axis in area.axes]
    for name, axis, other in zip(_names(shape), area.axes, reversed(counts), strict=True):
        middle = 2 * area.box.start[axis] + area.box.shape[axis] - 1
        terms.append(f"((2 * {name} - {middle}) * {other}) ** 2")
    return [f"inside = {' + '.join(terms)} <= {counts[0] * counts[1]} ** 2"]


def _polygon(shape: Shape, geometry: Geometry) -> list[str]:
    area = area_of(shape, geometry)
    slow, fast = area.axes
    corners = [(node[slow], node[fast]) for node in (to_array(n, geometry.start_index) for n in shape.nodes)]
    y, x = _names(shape)
    a, b, c, d = f"{y}1", f"{x}1", f"{y}2", f"{x}2"
    return [
        f"corners = {corners}",
        f"inside = edge = np.zeros(({area.box.shape[slow]}, {area.box.shape[fast]}), bool)",
        f"for ({a}, {b}), ({c}, {d}) in zip(corners, corners[1:] + corners[:1]):",
        f"    side = ({d} - {b}) * ({y} - {a}) - ({x} - {b}) * ({c} - {a})",
        f"    inside = inside ^ ((({a} <= {y}) != ({c} <= {y})) & ((side > 0) == ({c} > {a})))",
        f"    edge = edge | ((side == 0) & (min({a}, {c}) <= {y}) & ({y} <= max({a}, {c}))"
        f" & (min({b}, {d}) <= {x}) & ({x} <= max({b}, {d})))",
        "inside = inside | edge",
    ]


def _nearest(shape: Shape, geometry: Geometry) -> str:
    """Write the pixels of a line: a slice along one axis, else whole numbers that are rounded half up."""
    first, last = shape.nodes[0], shape.nodes[-1]
    steps, count = steps_between(first, last)[::-1], samples_between(first, last)
    begin = to_array(first, geometry.start_index)
    gaps = max(1, count - 1)
    if sum(map(bool, steps)) < 2:
        return f"a[{', '.join(map(_range, begin, steps))}]"
    told = []
    for start, step in zip(begin, steps, strict=True):
        if not step:
            told.append(str(start))
        elif abs(step) == gaps:
            told.append(f"{start} {'+' if step > 0 else '-'} k")
        else:
            told.append(f"{start} + ({2 * step} * k + {gaps}) // {2 * gaps}")
    return f"k = np.arange({count})\na[{', '.join(told)}]"


def _range(start: int, step: int) -> str:
    """Write a slice from one pixel to another, both included; a number where that is one pixel."""
    if not step:
        return str(start)
    if step > 0:
        return f"{start}:{start + step + 1}"
    return f"{start}:{start + step - 1 if start + step else ''}:-1"


def _between(shape: Shape, geometry: Geometry) -> str:
    """Write the interpolated values of a line: two pixels each, along the axis on which places lie between pixels."""
    first, last = shape.nodes[0], shape.nodes[-1]
    steps, count = steps_between(first, last)[::-1], samples_between(first, last)
    begin = to_array(first, geometry.start_index)
    gaps = max(1, count - 1)
    if all(not step or abs(step) == gaps for step in steps):
        return _nearest(shape, geometry)
    low, high, lines = [], [], []
    for start, step in zip(begin, steps, strict=True):
        if not step or abs(step) == gaps:
            text = str(start) if not step else f"{start} {'+' if step > 0 else '-'} k"
            low.append(text)
            high.append(text)
        else:
            lines = [f"low = {start} + {step} * k // {gaps}", f"part = {step} * k % {gaps} / {gaps}"]
            low.append("low")
            high.append("low + (part > 0)")
    one, two = (", ".join(each) for each in (low, high))
    mixed = f"(a[{one}].T * (1 - part) + np.where(part > 0, a[{two}].T * part, 0)).T"
    return "\n".join([f"k = np.arange({count})", *lines, mixed])


def _curve(shape: Shape, geometry: Geometry) -> str:
    told = [str(place) for place in to_array(shape.nodes[0], geometry.start_index)]
    if shape.along != COMPONENTS:
        told[geometry.dimension - 1 - shape.along] = ":"
    return f"a[{', '.join(told)}]"
