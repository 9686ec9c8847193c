"""The locale is given back, whatever changed it."""

from __future__ import annotations

import locale

import pytest

from itk_inspector.core.system.kept_locale import kept_locale


def read_and_fail() -> None:
    locale.setlocale(locale.LC_ALL, "C")
    raise ZeroDivisionError


def test_what_changes_inside_is_taken_back_also_after_an_error(users_locale: str) -> None:
    with pytest.raises(ZeroDivisionError):
        kept_locale()(read_and_fail)()
    assert locale.setlocale(locale.LC_ALL) == users_locale


def test_a_function_can_be_wrapped(users_locale: str) -> None:
    @kept_locale()
    def read() -> str:
        return locale.setlocale(locale.LC_ALL, "C")

    assert read() == "C"
    assert locale.setlocale(locale.LC_ALL) == users_locale
