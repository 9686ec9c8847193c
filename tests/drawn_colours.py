"""The colour of one pixel, reckoned plainly in Python: the oracle for the fast kernels."""

from __future__ import annotations

import colorsys
import decimal
import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from itk_inspector.core.display.display_settings import ComponentMode, DisplaySettings
from itk_inspector.core.display.window_level import NAN_RGB, Levels

GREY = [0xFF000000 | v << 16 | v << 8 | v for v in range(256)]


def tone(value: Any, levels: Levels) -> int:
    """Return floor(255 (v - low) / (high - low) + 0.5) within 0 ... 255, each operation rounded to a double."""
    v = float(value)
    if math.isnan(v):
        return 0
    if levels.low >= levels.high:
        return 255 if v > levels.low else 0
    low, high = levels.low, levels.high
    if math.isinf((high - low) * 255.0):
        v, low, high = v / 4096, low / 4096, high / 4096
    share = (v - low) * 255.0 / (high - low)
    return 0 if share <= 0 else 255 if share >= 255 else math.floor(share + 0.5)


def tones(value: Any, settings: DisplaySettings) -> set[int]:
    """Return the tone of a value in any scale; two where it lies so near to the next that rounding decides.

    The formulas are written out here again, with 50 digits, and not those of double precision.
    """
    levels, scale = settings.levels, settings.scale.value
    if scale in ("linear", "symmetric") or levels.low >= levels.high or math.isnan(value):
        return {tone(value, levels)}
    with decimal.localcontext(prec=50):
        if math.isinf(value):
            part = Decimal(int(value > 0))
        else:
            low, high = Decimal(levels.low), Decimal(levels.high)
            share = (Decimal(float(value)) - low) / (high - low)
            part = _spread(share, scale, settings.gamma)
        exact = 255 * part + Decimal("0.5")
        return {math.floor(exact - _ROUNDING), math.floor(exact + _ROUNDING)} & set(range(256))


_ROUNDING = Decimal("1e-9")


def _spread(share: Decimal, scale: str, gamma: float) -> Decimal:
    if scale == "sigmoid":
        return 1 / (1 + (-4 * (max(min(share, Decimal(300)), Decimal(-300)) - Decimal("0.5"))).exp())
    share = max(min(share, Decimal(1)), Decimal(0))
    if scale == "log":
        return (1000 * share + 1).ln() / Decimal(1001).ln()
    return share ** Decimal(gamma) if share else Decimal(0)


def label_colour(value: Any) -> int:
    """Return the colour of a label: golden section of the hue circle, five shades."""
    if isinstance(value, float):
        value = math.floor(min(max(value, -(2.0**63)), 2.0**63 - 1024))
    number = value % 2**64
    if number >= 512:
        number = (number * 0x9E3779B97F4A7C15 % 2**64 >> 32) % 511 + 1
    if number == 0:
        return 0xFF1C1F22
    saturation, brightness = ((0.72, 0.95), (0.50, 0.80), (0.95, 0.72), (0.35, 1.00), (0.80, 0.55))[number % 5]
    rgb = colorsys.hsv_to_rgb(number * 0.6180339887498949 % 1.0, saturation, brightness)
    return packed([math.floor(255.0 * c + 0.5) for c in rgb])


def packed(rgb: Sequence[int]) -> int:
    return 0xFF000000 | rgb[0] << 16 | rgb[1] << 8 | rgb[2]


def drawn_colour(pixel: Any, settings: DisplaySettings, table: Sequence[int] = GREY) -> int:
    """Return ``0xffRRGGBB`` of a pixel: a NumPy scalar, or a vector of components."""
    pixel = np.asarray(pixel)
    if settings.component.kind is ComponentMode.COLOUR:
        return _mixed(pixel, settings)
    value = pixel[settings.component.component] if pixel.ndim else pixel[()]
    if pixel.dtype.kind == "c":
        value = np.abs(value)
    if value != value:
        return packed(NAN_RGB)
    if settings.colour_map == "labels":
        return label_colour(value.item())
    return min(possible_colours(value, settings, table))


def possible_colours(value: Any, settings: DisplaySettings, table: Sequence[int] = GREY) -> set[int]:
    """Return ``0xffRRGGBB`` of a number between levels; two where it lies so near to both that rounding decides."""
    return {int(table[255 - found if settings.is_inverted else found]) for found in tones(value, settings)}


def _mixed(pixel: np.ndarray, settings: DisplaySettings) -> int:
    channels = [tone(c, settings.levels) for c in pixel[:3]]
    if settings.is_inverted:
        channels = [255 - c for c in channels]
    if pixel.size == 4:
        top = float(np.iinfo(pixel.dtype).max) if pixel.dtype.kind in "iu" else 1.0
        alpha = float(pixel[3]) / top
        alpha = 0.0 if alpha != alpha else min(max(alpha, 0.0), 1.0)
        channels = [math.floor(c * alpha + 128.0 * (1.0 - alpha) + 0.5) for c in channels]
    return packed(channels)
