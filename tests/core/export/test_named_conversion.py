"""Conversions as they are typed."""

from __future__ import annotations

import pytest

from itk_inspector.core.errors import UsageError
from itk_inspector.core.export.conversion import KEEP, NARROWEST, Conversion, ConversionKind
from itk_inspector.core.export.named_conversion import conversion_of


@pytest.mark.parametrize(
    ("text", "conversion"),
    [
        ("", KEEP),
        ("narrowest", NARROWEST),
        ("Round", Conversion(ConversionKind.ROUND)),
        ("round:int16", Conversion(ConversionKind.ROUND, "int16")),
        ("clip:uint8", Conversion(ConversionKind.CLIP, "uint8")),
        ("window:-160:240.5", Conversion(ConversionKind.WINDOW, low=-160.0, high=240.5)),
    ],
)
def test_what_can_be_typed(text: str, conversion: Conversion) -> None:
    assert conversion_of(text) == conversion


@pytest.mark.parametrize(
    "text", ["nonsense", "round:float32", "clip", "clip:int16:2", "window:1", "window:a:b", "window:1_0:2", "keep", ":"]
)
def test_what_cannot(text: str) -> None:
    with pytest.raises(UsageError, match="is no conversion"):
        conversion_of(text)
