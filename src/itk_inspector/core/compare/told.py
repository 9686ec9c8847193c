"""A comparison as text and as JSON values."""

from __future__ import annotations

from typing import Any

from itk_inspector.core.compare.comparison import Comparison, MetadataDifference
from itk_inspector.core.compare.difference import difference_type
from itk_inspector.core.compare.geometry_difference import FarthestPixel, Sameness
from itk_inspector.core.compare.value_difference import ComponentDifference, LargestDifference, ValueDifference
from itk_inspector.core.geometry.indexing import to_itk
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.pixels.json_values import json_value
from itk_inspector.core.pixels.values import scalar_text
from itk_inspector.core.text.decimal_text import decimal_text

_WIDTH = 16


def comparison_lines(found: Comparison) -> list[str]:
    """Return what differs, for people; what stands in the files may hold any character."""
    rows = [("A", _image(found.a)), ("B", _image(found.b)), ("geometry", f"{found.geometry.text}."), _type(found)]
    if found.values is None:
        rows.append(("values", f"not compared: {not_compared(found)}"))
    else:
        rows += _values(found, found.values)
    lines = [f"{label:<{_WIDTH}}{text}" for label, text in rows]
    lines += _labels(found)
    if found.metadata is not None:
        lines += _metadata(found, found.metadata)
    cut = [name for name, info in (("A", found.a), ("B", found.b)) if info.is_truncated]
    if cut:
        lines.append(f"{'truncated':<{_WIDTH}}{' and '.join(cut)}: some of the pixels are not in the file")
    return [*lines, f"{'result':<{_WIDTH}}{_result(found)}"]


def comparison_dict(found: Comparison) -> dict[str, Any]:
    """Return it as JSON values; ITK names in x, y, z order, ``array_index`` in NumPy order."""
    kind = difference_type(found.a.dtype, found.b.dtype)
    geometry = found.geometry
    return {
        "same": not found.differing,
        "identical": found.is_identical,
        "differing": list(found.differing),
        "tolerance": found.tolerance if found.tolerance is None else json_value(found.tolerance),
        "geometry": {
            "sameness": geometry.sameness.value,
            "differing": list(geometry.differing),
            "text": f"{geometry.text}.",
            "common_size": list(geometry.common_size),
            "farthest": None if geometry.farthest is None else _farthest_dict(geometry.farthest),
        },
        "difference_type": kind.dtype.name,
        "difference_is_exact": kind.is_exact,
        "values": None if found.values is None else _values_dict(found, found.values),
        "values_not_compared": not_compared(found) or None,
        "labels": None
        if found.labels is None
        else [
            {"label": one.label, "in_a": one.in_a, "in_b": one.in_b, "in_both": one.in_both, "dice": one.dice}
            for one in found.labels
        ],
        "metadata": None
        if found.metadata is None
        else {
            "only_in_a": list(found.metadata.only_in_a),
            "only_in_b": list(found.metadata.only_in_b),
            "changed": {name: [one, other] for name, one, other in found.metadata.changed},
        },
    }


def not_compared(found: Comparison) -> str:
    """Say why no values were compared; ``""`` where they were."""
    if found.values is not None:
        return ""
    if not found.geometry.has_same_size:
        return "the sizes differ"
    return f"a pixel has {found.a.channels} and {found.b.channels} components"


def _image(info: ImageInfo) -> str:
    size = " × ".join(map(str, info.geometry.size))
    return (
        f"{info.path}{f' ({info.part + 1} of {len(info.parts)})' if len(info.parts) > 1 else ''}: {size}, {_kind(info)}"
    )


def _kind(info: ImageInfo) -> str:
    return f"{info.channels} × {info.dtype} ({info.pixel_type})" if info.channels > 1 else info.dtype


def _type(found: Comparison) -> tuple[str, str]:
    if found.has_same_type:
        return "type", f"{_kind(found.a)} in both"
    one, other = _kind(found.a), _kind(found.b)
    if one == other:
        one, other = f"{one} ({found.a.pixel_type})", f"{other} ({found.b.pixel_type})"
    by_value = "" if found.values is None else "; compared by value"
    return "type", f"{one} in A, {other} in B{by_value}"


def _values(found: Comparison, values: ValueDifference) -> list[tuple[str, str]]:
    by_index = "" if found.geometry.sameness is not Sameness.DIFFERENT else ", compared index by index"
    if values.is_identical:
        return [("values", f"every bit of {values.pixels:,} pixels is the same{by_index}")]
    share = f" ({100 * values.unequal / values.pixels:.3g} %)" if values.unequal else ""
    told = f"{_of(values.unequal, values.pixels, 'pixels')}{share}{by_index}"
    if found.tolerance is not None:
        told += f"; {values.beyond:,} by more than {decimal_text(found.tolerance, 17)}"
    rows = [("values", told)]
    several = len(values.components) > 1
    for number, component in enumerate(values.components):
        if several:
            rows.append((f"component {number}", _of(component.unequal, component.count, "values")))
        rows += _component(found, component)
    return rows


def _of(count: int, whole: int, what: str) -> str:
    return f"{count:,} of {whole:,} {what} {'differs' if count == 1 else 'differ'}"


def _component(found: Comparison, component: ComponentDifference) -> list[tuple[str, str]]:
    rows = []
    if component.largest is not None:
        rows.append(("largest", _largest(found, component.largest)))
        if component.smallest is not None and component.greatest is not None:
            kind = difference_type(found.a.dtype, found.b.dtype)
            ends = f"{scalar_text(component.smallest)} to {scalar_text(component.greatest)}"
            rows.append(("A − B", f"{ends} ({kind.text if kind.is_exact else f'an image of it: {kind.text}'})"))
    if component.unequal and component.mean_absolute is not None and component.rms is not None:
        told = f"mean {component.mean_absolute:.6g}, root mean square {component.rms:.6g}"
        rows.append(("|A − B|", told))
    if component.nan_equal or component.nan_unequal:
        rows.append(("NaN", f"{component.nan_equal:,} in both, {component.nan_unequal:,} in one only"))
    if component.infinite:
        rows.append(("infinite", f"{component.infinite:,} difference{'s' * (component.infinite > 1)}, in no mean"))
    if component.other_bits:
        which = "value is" if component.other_bits == 1 else "values are"
        rows.append(("other bits", f"{component.other_bits:,} {which} the same number in other bits (−0.0, NaN)"))
    return rows


def _largest(found: Comparison, largest: LargestDifference) -> str:
    one, other = _itk_indices(found, largest)
    index = f"{one}" if one == other else f"{one} in A, {other} in B"
    a, b = scalar_text(largest.a, found.a.dtype), scalar_text(largest.b, found.b.dtype)
    return f"{scalar_text(largest.magnitude)} at ITK {index}, NumPy {largest.array_index}: {a} in A, {b} in B"


def _itk_indices(found: Comparison, largest: LargestDifference) -> tuple[Any, Any]:
    one, other = (to_itk(largest.array_index, info.geometry.start_index) for info in (found.a, found.b))
    return one, other


def _labels(found: Comparison) -> list[str]:
    """Return a table of the labels that are not the same pixels in both."""
    differing = [one for one in found.labels or () if not one.in_a == one.in_b == one.in_both]
    if not differing:
        return []
    rows = [("label", "pixels in A", "in B", "in both", "Dice")]
    rows += [
        (str(one.label), f"{one.in_a:,}", f"{one.in_b:,}", f"{one.in_both:,}", f"{one.dice:.4f}") for one in differing
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]


def _metadata(found: Comparison, metadata: MetadataDifference) -> list[str]:
    count = metadata.count
    told = "same" if not count else f"{count} {'entry differs' if count == 1 else 'entries differ'}"
    lines = [f"{'metadata':<{_WIDTH}}{told}"]
    lines += [f"  only in A: {name} = {found.a.metadata[name]}" for name in metadata.only_in_a]
    lines += [f"  only in B: {name} = {found.b.metadata[name]}" for name in metadata.only_in_b]
    return [*lines, *(f"  {name} = {one} in A, {other} in B" for name, one, other in metadata.changed)]


def _result(found: Comparison) -> str:
    if found.differing:
        return f"different: {', '.join(found.differing)}"
    if found.is_identical:
        return "identical"
    if found.tolerance is None:
        return "same, as far as the files go"
    rounded = " and to rounding of the geometry" if found.geometry.sameness is Sameness.ROUNDED else ""
    return f"same within a tolerance of {decimal_text(found.tolerance or 0.0, 17)}{rounded}"


def _farthest_dict(found: FarthestPixel) -> dict[str, Any]:
    return {
        "itk_index": list(found.itk_indices[0].components),
        "itk_index_b": list(found.itk_indices[1].components),
        "array_index": list(found.array_index),
        "point_a": [json_value(v) for v in found.points[0].components],
        "point_b": [json_value(v) for v in found.points[1].components],
        "distance": json_value(found.distance),
    }


def _values_dict(found: Comparison, values: ValueDifference) -> dict[str, Any]:
    return {
        "pixels": values.pixels,
        "unequal": values.unequal,
        "beyond_tolerance": values.beyond,
        "components": [_component_dict(found, one) for one in values.components],
    }


def _component_dict(found: Comparison, one: ComponentDifference) -> dict[str, Any]:
    return {
        "count": one.count,
        "unequal": one.unequal,
        "beyond_tolerance": one.beyond,
        "other_bits": one.other_bits,
        "nan_in_both": one.nan_equal,
        "nan_in_one": one.nan_unequal,
        "infinite": one.infinite,
        "smallest": json_value(one.smallest),
        "greatest": json_value(one.greatest),
        "mean_absolute": json_value(one.mean_absolute),
        "rms": json_value(one.rms),
        "largest": None if one.largest is None else _largest_dict(found, one.largest),
    }


def _largest_dict(found: Comparison, largest: LargestDifference) -> dict[str, Any]:
    itk, itk_b = _itk_indices(found, largest)
    return {
        "itk_index": list(itk.components),
        "itk_index_b": list(itk_b.components),
        "array_index": list(largest.array_index),
        "a": json_value(largest.a),
        "b": json_value(largest.b),
        "magnitude": json_value(largest.magnitude),
    }
