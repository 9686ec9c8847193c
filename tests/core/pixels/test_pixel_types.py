"""What can be asked for as a pixel type."""

from __future__ import annotations

import pytest

from itk_inspector.core.errors import UsageError
from itk_inspector.core.pixels.pixel_types import READ_AS, read_as_name


class ItkType:
    """A type as itk has it: ``itk.US.short_name``."""

    short_name = "US"


@pytest.mark.parametrize(("given", "name"), [(None, ""), ("", ""), ("UC", "UC"), ("UL", "ULL"), (ItkType(), "US")])
def test_names_and_itk_types_are_understood(given: object, name: str) -> None:
    assert read_as_name(given) == name


@pytest.mark.parametrize("given", ["uint8", "XX", 3, float])
def test_other_words_are_refused_with_those_that_there_are(given: object) -> None:
    with pytest.raises(UsageError, match=f"choose one of {', '.join(READ_AS)}"):
        read_as_name(given)
