"""The table of tests that the portable way has nothing for names tests that there are."""

from __future__ import annotations

import pytest

from data_folders import REPOSITORY
from native_only import NATIVE_ONLY, why_not


@pytest.mark.parametrize("place", NATIVE_ONLY)
def test_each_row_is_of_a_test(place: str) -> None:
    path = REPOSITORY / "tests" / place
    assert path.is_dir() if place.endswith("/") else path.is_file()
    for name in filter(None, NATIVE_ONLY[place]):
        function, _, parameter = name.partition("[")
        text = path.read_text(encoding="utf-8")
        assert f"def {function}(" in text
        assert parameter.rstrip("]") in text


def test_a_row_is_of_all_of_a_test_or_of_one_parameter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(NATIVE_ONLY, "a/test_b.py", {"test_c": "all of it", "test_d[1]": "one of it"})
    monkeypatch.setitem(NATIVE_ONLY, "a/e/", {"": "nothing here"})

    names = ("test_c", "test_c[1]", "test_d[1]", "test_d[2]", "test_cd")
    assert [why_not("a/test_b.py", name) for name in names] == ["all of it", "all of it", "one of it", None, None]
    assert (why_not("a/e/test_f.py", "test_g"), why_not("a/test_e.py", "test_g")) == ("nothing here", None)
