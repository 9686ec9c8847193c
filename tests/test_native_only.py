"""The table of tests that the portable way has nothing for names tests that there are."""

from __future__ import annotations

import pytest

from data_folders import REPOSITORY
from native_only import NATIVE_ONLY


@pytest.mark.parametrize("place", NATIVE_ONLY)
def test_each_row_is_of_a_test(place: str) -> None:
    path = REPOSITORY / "tests" / place
    assert path.is_dir() if place.endswith("/") else path.is_file()
    for name in filter(None, NATIVE_ONLY[place]):
        assert f"def {name}(" in path.read_text(encoding="utf-8")
