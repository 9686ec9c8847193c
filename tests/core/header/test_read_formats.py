"""The tables of formats."""

from __future__ import annotations

from itk_inspector.core.export.format_table import markdown_table as written_table
from itk_inspector.core.export.write_formats import DICOM_SERIES, WRITE_FORMATS
from itk_inspector.core.header.read_formats import READ_FORMATS, markdown_table, second_table


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


def test_every_format_that_is_read_has_a_row() -> None:
    found = rows(markdown_table())

    assert [row[0] for row in found] == [one.name for one in READ_FORMATS]
    assert [row[3] == "mapped" for row in found] == [one.is_mapped for one in READ_FORMATS]
    assert all(len(row) == 5 for row in found)


def test_every_second_opinion_has_a_row_and_the_rest_is_named() -> None:
    *found, rest = rows(second_table())

    assert [row[0] for row in found] == [one.name for one in READ_FORMATS if one.second]
    assert all(row[1:] != ["", "", ""] for row in found)
    assert rest[1] == "nobody"
    assert all(one.name in rest[0] for one in READ_FORMATS if not one.second and one.image_io != "NumPy")


def test_every_format_that_is_written_has_a_row() -> None:
    found = rows(written_table())

    assert [row[0].removesuffix(" (lossy)") for row in found] == [one.name for one in (*WRITE_FORMATS, DICOM_SERIES)]
    assert {row[0]: row[7] for row in found}["NRRD"] == "yes"
    assert {row[0]: row[2] for row in found}["NumPy"] == "any"
    assert {row[0]: row[5] for row in found}["TIFF"] == "no"
