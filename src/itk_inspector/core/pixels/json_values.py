"""Pixel values as JSON; free of NumPy, as what the window needs before its first image."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from itk_inspector.core.pixels.values import Value


def json_value(value: Value | None) -> Any:
    """Turn a pixel into JSON: names for NaN and infinities, ``[re, im]`` for complex, a list for components."""
    if isinstance(value, tuple):
        return [json_value(v) for v in value]
    if isinstance(value, complex):
        return [json_value(value.real), json_value(value.imag)]
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else ("inf" if value > 0 else "-inf")
    return value
