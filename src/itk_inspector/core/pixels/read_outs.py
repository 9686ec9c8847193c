"""What is read out at a pixel, once for the panel, for the copied text and for JSON: to add one is to add a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.axes import SPATIAL_AXES
from itk_inspector.core.geometry.coordinate_text import fixed_text, short_text
from itk_inspector.core.geometry.indexing import PhysicalPoint
from itk_inspector.core.pixels.json_values import json_value

if TYPE_CHECKING:
    from itk_inspector.core.pixels.probe import Probe

Text: TypeAlias = "Callable[[Probe, str], str]"
"""Writes a part of a probe; the second argument is the unit of physical points, or ``""``."""


@dataclass(frozen=True, slots=True)
class ReadOut:
    """One fact about a pixel.

    Parameters
    ----------
    id : str
        Object name of its label.
    name : str
        Accessible name.
    tip : str
    text : callable
        What the panel shows; ``""`` where there is nothing to say.
    heading : str or callable
        What stands before it in the copied text; ``""`` where it is not copied.
    copied : callable, optional
        What is copied, where that is not what the panel shows.
    key : str
        In JSON; ``""`` where it is not told.
    json : callable
        Its value in JSON.
    is_optional : bool
        Left out of JSON where it is None.
    is_of_itk : bool
        Known when ITK has answered.
    """

    id: str
    name: str
    tip: str
    text: Text
    heading: str | Callable[[Probe], str] = ""
    copied: Text | None = None
    key: str = ""
    json: Callable[[Probe], Any] = lambda _: None
    is_optional: bool = False
    is_of_itk: bool = False


def _label(found: Probe) -> str | list[str | None] | None:
    names = found.label_names
    return list(names) if len(names) > 1 else names[0] if names else None


def _numbers(found: Probe, _: str = "") -> str:
    return f"array[{str(found.itk_index)[1:-1]}]"


def _agreement(found: Probe, _: str) -> str:
    if found.absent:
        return ""
    if found.awaits_itk:
        return "waiting for ITK"
    if found.itk_value is None:
        return "ITK wraps no such pixel type here"
    return "✓ same value" if found.agree else "✗ they differ"


def _point(found: Probe, unit: str) -> str:
    point = found.point_texts(fixed_text, 3)
    text = f"({', '.join(point[:SPATIAL_AXES])}) {unit}"
    for time in point[SPATIAL_AXES:]:
        text += f" · t {time}"
    return text


def _ras_point(found: Probe, unit: str) -> str:
    x, y, *others = found.physical_point.components
    turned = replace(found, physical_point=PhysicalPoint((-x, -y, *others)))
    return _point(turned, unit.replace("LPS", "RAS"))


def _copied_point(found: Probe, unit: str) -> str:
    return f"({', '.join(found.point_texts(short_text, 6))}){' ' + unit if unit else ''}"


def _continuous(found: Probe, _: str) -> str:
    where = found.continuous.components if found.continuous else found.itk_index.components
    return f"({', '.join([f'{c:.2f}' for c in where])})"


READ_OUTS = (
    ReadOut(
        "itkIndexValue",
        "ITK index",
        "ITK index, fastest axis first.",
        lambda found, _: str(found.itk_index),
        "ITK index",
        key="itk_index",
        json=lambda found: list(found.itk_index.components),
    ),
    ReadOut(
        "arrayIndexValue",
        "NumPy index",
        "NumPy index, slowest axis first.",
        lambda found, _: str(found.array_index),
        "NumPy index",
        key="array_index",
        json=lambda found: list(found.array_index),
    ),
    ReadOut(
        "itkPixelValue",
        "Pixel value through ITK",
        "The stored value, as ITK's GetPixel reads it.",
        lambda found, _: found.itk_value_text,
        key="itk_value",
        json=lambda found: json_value(found.itk_value),
        is_of_itk=True,
    ),
    ReadOut(
        "pixelValue",
        "Pixel value",
        "The stored value, as NumPy reads it, and what it stands for as a label.",
        lambda found, _: found.named_value_text,
        "value",
        key="array_value",
        json=lambda found: json_value(found.array_value),
    ),
    ReadOut("agreement", "Agreement", "Whether ITK and NumPy gave the same value.", _agreement, is_of_itk=True),
    ReadOut(
        "storedValue",
        "Stored number",
        "The number in the file, before slope and intercept.",
        lambda found, _: "" if found.stored is None else f"in file: {found.stored}",
        "stored",
        lambda found, _: "" if found.stored is None else str(found.stored),
        key="stored_value",
        json=lambda found: found.stored,
        is_optional=True,
    ),
    ReadOut(
        "physicalPointValue",
        "Physical point",
        "Physical point of the pixel's centre.",
        _point,
        "physical",
        _copied_point,
        key="physical_point",
        json=lambda found: [json_value(c) for c in found.physical_point.components],
    ),
    ReadOut(
        "rasPointValue",
        "Physical point in RAS",
        "The same point with x to the right and y to the front, as in NIfTI and 3D Slicer.",
        _ras_point,
    ),
    ReadOut(
        "continuousIndexValue",
        "Continuous index",
        "Continuous ITK index under the cursor; an integer is a pixel centre.",
        _continuous,
    ),
    ReadOut(
        "sameNumbersExpression",
        "Same numbers",
        "The ITK numbers used as a NumPy index without reversing their order.",
        _numbers,
    ),
    ReadOut(
        "sameNumbersValue",
        "Value at the same numbers",
        "What NumPy has at the same numbers: another pixel, marked by the hollow diamond.",
        lambda found, _: found.twin_text,
        _numbers,
        key="same_numbers",
        json=lambda found: None if found.twin_index is None else json_value(found.twin_value),
    ),
)

HEADING_WIDTH = 11
"""Characters of the copied text before what is told."""

JSON_KEYS = (
    "itk_index",
    "array_index",
    "physical_point",
    "itk_value",
    "array_value",
    "same_numbers",
    "stored_value",
)
"""The order in which programs have always been told the facts; others come after them."""


def probe_text(found: Probe, *, unit: str = "") -> str:
    """Write a probe as plain text, one fact a line."""
    lines = []
    for row in READ_OUTS:
        heading = row.heading if isinstance(row.heading, str) else row.heading(found)
        text = (row.copied or row.text)(found, unit) if heading else ""
        if text:
            lines.append(f"{heading:<{HEADING_WIDTH}}  {text}\n")
    return "".join(lines)


def probe_dict(found: Probe) -> dict[str, Any]:
    """Return a probe as JSON values; ``stored_value`` only where the file stores another number.

    ``label`` is what the value stands for; a list of several components, and null where that is not known.
    """
    rows = {row.key: row for row in READ_OUTS if row.key}
    told = {key: rows[key].json(found) for key in (*JSON_KEYS, *rows)}
    kept = {key: value for key, value in told.items() if not (rows[key].is_optional and value is None)}
    return {**kept, "label": _label(found)}
