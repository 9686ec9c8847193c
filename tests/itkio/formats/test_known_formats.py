"""The formats of which more is known than ITK's reader says."""

from __future__ import annotations

import pytest

from itk_inspector.core.header.read_formats import READ_FORMATS, ReadFormat
from itk_inspector.itkio.formats.format_facts import FormatFacts
from itk_inspector.itkio.formats.known_formats import facts_of

NOTHING = FormatFacts()


def test_what_is_not_known_of_a_format_is_left_to_its_reader() -> None:
    assert facts_of("NoSuchImageIO") == NOTHING


@pytest.mark.parametrize("row", READ_FORMATS, ids=lambda row: row.name)
def test_the_formats_that_can_be_mapped_tell_where_their_pixels_lie(row: ReadFormat) -> None:
    for name in row.image_io.split():
        if name != "NumPy":
            assert (facts_of(name).place is not NOTHING.place) == row.is_mapped, name


@pytest.mark.parametrize("row", READ_FORMATS, ids=lambda row: row.name)
def test_the_formats_whose_lack_is_told_tell_how_much_there_must_be(row: ReadFormat) -> None:
    for name in row.image_io.split():
        known = facts_of(name)
        is_told = known.span is not NOTHING.span or known.ends_early is not NOTHING.ends_early
        assert is_told == ("truncation" in row.told), name
