"""The locale is given back, whatever changed it."""

from __future__ import annotations

import locale
from collections.abc import Iterator

import pytest

from itk_inspector.core.system.kept_locale import kept_locale


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    before = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, "C.UTF-8")
    except locale.Error:
        pytest.skip("the system has no locale C.UTF-8")
    yield
    locale.setlocale(locale.LC_ALL, before)


def read_and_fail() -> None:
    locale.setlocale(locale.LC_ALL, "C")
    raise ZeroDivisionError


def test_what_changes_inside_is_taken_back_also_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError):
        kept_locale()(read_and_fail)()
    assert locale.setlocale(locale.LC_CTYPE) == "C.UTF-8"


def test_a_function_can_be_wrapped() -> None:
    @kept_locale()
    def read() -> str:
        return locale.setlocale(locale.LC_ALL, "C")

    assert read() == "C"
    assert locale.setlocale(locale.LC_CTYPE) == "C.UTF-8"
