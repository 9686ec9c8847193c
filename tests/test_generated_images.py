"""The generated files are of the kinds that the program reads, and of the kinds that the real ones are."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_folders import SHARED
from generated_images import ROWS
from itk_inspector.core.header.read_formats import READ_FORMATS


def test_every_format_is_generated() -> None:
    known = {name for row in READ_FORMATS for name in row.image_io.split()}
    generated = {row.imageio for row in ROWS} | {"GDCMImageIO"}

    assert known <= generated


def test_each_row_has_its_file(generated_data: Path) -> None:
    for row in ROWS:
        assert (generated_data / "images" / row.path).stat().st_size > 0
    assert len(list((generated_data / "images" / "dcm").iterdir())) >= 9
    assert len(list((generated_data / "cases").iterdir())) >= 12
    assert len(list((generated_data / "crashers").iterdir())) >= 10


@pytest.mark.skipif(not (SHARED / "MANIFEST.tsv").is_file(), reason="there is nothing to compare with")
def test_what_stands_for_a_real_file_has_a_real_file(generated_data: Path) -> None:
    """A place of the generated folder that tests name is one of the shared folder as well."""
    named = {path.relative_to(generated_data) for path in (generated_data / "crashers").iterdir()}

    assert [str(path) for path in sorted(named) if not (SHARED / path).exists()] == []
