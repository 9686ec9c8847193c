"""Whole statements, and names to be completed."""

from __future__ import annotations

import pytest

from itk_inspector.core.text.python_input import is_complete, word_before


@pytest.mark.parametrize(
    "text",
    [
        "1",
        "",
        "x = 3",
        "a; b",
        "f(1,\n 2)",
        "for i in range(3):\n  print(i)\n",
        "x = 1\ny = 2",
        "1 +",
        "'open",
        "é = '∑'",
    ],
)
def test_what_runs(text: str) -> None:
    assert is_complete(text)


@pytest.mark.parametrize(
    "text", ["for i in x:", "for i in x:\n  print(i)", "f(1,", "'''", "x = [", "if a:\n  b\nelse:\n  c", "x = \\"]
)
def test_what_waits_for_more(text: str) -> None:
    assert not is_complete(text)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("image.GetSp", "image.GetSp"),
        ("print(arr", "arr"),
        ("x = np.", "np."),
        ("f().re", ""),
        ("1 + ", ""),
        ("3.", ""),
        ("'a'.up", ""),
        ("a[0].b", ""),
        ("", ""),
    ],
)
def test_what_is_completed(text: str, word: str) -> None:
    assert word_before(text) == word
