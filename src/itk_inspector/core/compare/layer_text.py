"""What layers hold at a probed place, as text, as Python and as JSON: what follows the probe of the chosen image."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from itk_inspector.core.compare.layer_probe import LayerProbe
from itk_inspector.core.pixels.json_values import json_value
from itk_inspector.core.pixels.read_outs import HEADING_WIDTH, probe_dict
from itk_inspector.core.text.visible_text import visible_text

_JSON_KEYS = ("itk_index", "array_index", "itk_value", "array_value", "label")


def layers_text(rows: Sequence[LayerProbe]) -> str:
    """Write one line a layer: its name, its index in both orders, its value and the difference, or ``outside``."""
    return "".join(f"{'layer':<{HEADING_WIDTH}}  {visible_text(row.name)}: {_facts(row)}\n" for row in rows)


def _facts(row: LayerProbe) -> str:
    if row.probe is None:
        return row.itk_text
    difference = f", difference {row.difference_text}" if row.difference is not None else ""
    return f"ITK {row.itk_text}, NumPy {row.array_text}, value {row.value_text}{difference}"


def layers_code(rows: Sequence[LayerProbe]) -> str:
    """Write layers as Python that runs where ``image_2`` and ``array_2``, ``image_3`` … are known."""
    return "".join(_code(row, number) for number, row in enumerate(rows, 2))


def _code(row: LayerProbe, number: int) -> str:
    name, found = visible_text(row.name), row.probe
    if found is None:
        return f"# image_{number}, {name}: {row.itk_text}\n"
    value = found.value_text
    return (
        f"image_{number}.GetPixel({found.itk_index})  # {value}, {name}\n"
        f"array_{number}{found.array_index}  # {value}, {name}\n"
    )


def layer_dict(row: LayerProbe) -> dict[str, Any]:
    """Return a layer as JSON values; all but its name are null outside, and the difference where there is none."""
    told = {} if row.probe is None else probe_dict(row.probe)
    return {
        "name": row.name,
        **{key: told.get(key) for key in _JSON_KEYS},
        "difference": None if row.difference is None else json_value(row.difference.value),
        "difference_is_exact": None if row.difference is None else row.difference.is_exact,
    }
