"""The unit of values, as files state it."""

from __future__ import annotations

from pathlib import Path

import pytest

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.value_unit import value_unit

CT, RESCALED = {"0008|0060": "CT"}, {"0028|1052": "-1024 "}


@pytest.mark.parametrize(
    ("metadata", "unit"),
    [
        ({}, ""),
        (CT, ""),  # stored numbers, as of a screenshot of a CT
        (CT | RESCALED, "HU"),
        ({"0008|0060": "MR"} | RESCALED, ""),
        (CT | RESCALED | {"0028|1054": "HU"}, "HU"),
        (CT | RESCALED | {"0028|1054": "Z_EFF"}, "effective Z"),
        (CT | RESCALED | {"0028|1054": "US"}, ""),
        (CT | {"0028|1054": "HU"}, ""),
        ({"0008|0060": "PT", "0054|1001": "BQML"}, "Bq/mL"),
        ({"0008|0060": "PT", "0054|1001": " bqml\0"} | RESCALED, "Bq/mL"),
        ({"0054|1001": "NONE"}, ""),
    ],
)
def test_the_unit_is_the_one_that_the_file_states(metadata: dict[str, str], unit: str) -> None:
    info = ImageInfo(
        Path("a.dcm"), "GDCMImageIO", "scalar", "short", 1, "int16", Geometry.identity((2, 2)), metadata=metadata
    )

    assert value_unit(info) == unit


@pytest.mark.parametrize(
    ("read_as", "unit"),
    [("", "HU"), ("F", "HU"), ("D", "HU"), ("UC", ""), ("US", ""), ("SS", ""), ("UI", ""), ("SI", ""), ("ULL", "")],
)
def test_values_that_were_cast_to_another_integer_type_have_none(read_as: str, unit: str) -> None:
    info = ImageInfo(
        Path("a.dcm"), "GDCMImageIO", "scalar", "x", 1, "x", Geometry.identity((2, 2)), metadata=CT | RESCALED,
        read_as=read_as,
    )  # fmt: skip

    assert value_unit(info) == unit
