"""Which conversions are offered for a format."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.export.conversion import NARROWEST, Conversion, ConversionKind
from itk_inspector.core.export.offers import offers
from itk_inspector.core.export.preflight import ExportRequest, Severity, check
from itk_inspector.core.export.write_formats import WRITE_FORMATS, format_for
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo

DTYPES = ("bool", "int8", "uint8", "int16", "uint16", "int32", "int64", "uint64", "float16", "float32", "float64")
INFO = ImageInfo(Path("/d/a.nrrd"), "NrrdImageIO", "scalar", "short", 1, "int16", Geometry.identity((4, 3)))
CT = Levels(-160.0, 240.0)


def conversions(dtype: str, suffix: str, levels: Levels | None = CT) -> list[tuple[ConversionKind, str]]:
    row = format_for(Path(f"a{suffix}"))
    assert row is not None
    return [
        (offer.conversion.kind, offer.dtype or offer.conversion.dtype)
        for offer in offers(replace(INFO, dtype=dtype), row, levels)
    ]


@pytest.mark.parametrize(
    ("dtype", "suffix", "kinds"),
    [
        ("uint8", ".nrrd", ["keep"]),
        ("int16", ".nrrd", ["keep", "window"]),
        ("int64", ".nii", ["keep", "narrowest", "clip", "window"]),
        ("int8", ".nii.gz", ["keep", "narrowest", "clip", "window"]),
        ("float32", ".nii", ["keep", "round", "window"]),
        ("float32", ".png", ["keep", "round", "clip", "window"]),
        ("float16", ".mha", ["keep", "keep", "round", "clip", "window"]),
        ("int16", ".jpg", ["keep", "narrowest", "clip", "window"]),
        ("int64", ".npy", ["keep", "narrowest", "window"]),
    ],
)
def test_what_helps_is_offered(dtype: str, suffix: str, kinds: list[str]) -> None:
    assert [kind.value for kind, _ in conversions(dtype, suffix)] == kinds


def test_no_window_without_levels() -> None:
    assert ConversionKind.WINDOW not in [kind for kind, _ in conversions("int16", ".png", None)]


def test_complex_pixels_are_converted_to_nothing() -> None:
    assert conversions("complex64", ".npy") == [(ConversionKind.KEEP, "")]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("row", WRITE_FORMATS, ids=lambda row: row.suffixes[0])
def test_what_is_offered_beside_the_stored_type_is_not_refused_for_its_type(dtype: str, row: object) -> None:
    suffix = row.suffixes[0]  # type: ignore[attr-defined]  # it is a row
    about = replace(INFO, dtype=dtype)

    for offer in offers(about, row, CT)[1:]:  # type: ignore[arg-type]  # it is a row
        request = ExportRequest(Path(f"/o/x{suffix}"), conversion=offer.conversion, dtype=offer.dtype)
        refused = [f.text for f in check(about, request) if f.severity is Severity.REFUSED]
        assert all("-D" in text for text in refused), offer


def test_only_what_changes_no_value_says_so() -> None:
    kept = {NARROWEST: True, Conversion(ConversionKind.WINDOW, low=-160.0, high=240.0): False}
    row = format_for(Path("a.nii"))
    assert row is not None

    found = {offer.conversion: offer.keeps_values for offer in offers(replace(INFO, dtype="int64"), row, CT)}

    assert kept.items() <= found.items()
