"""Numbers as typed: plain digits only."""

from __future__ import annotations

import math

import pytest

from itk_inspector.core.text.typed_numbers import complex_words, is_finite_word, read_real, read_whole

STRANGE = ["1_0", "١٢", "１２", "²", "", " ", "+", "-", "--1", "1 2", "0x1F", "1,5", "１"]


@pytest.mark.parametrize(("word", "number"), [("0", 0), ("-12", -12), ("\u221212", -12), ("+7", 7), ("007", 7)])
def test_whole(word: str, number: int) -> None:
    assert read_whole(word) == number


@pytest.mark.parametrize("word", [*STRANGE, "1.0", "1e3", "inf", "nan", "9" * 5000])
def test_not_whole(word: str) -> None:
    with pytest.raises(ValueError, match="is not a whole number"):
        read_whole(word)


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("1", 1.0),
        ("-1.5", -1.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e-3", 0.001),
        ("1E+3", 1000.0),
        ("INF", math.inf),
        ("-infinity", -math.inf),
        ("1e400", math.inf),
        ("−0.5", -0.5),
    ],
)
def test_real(word: str, number: float) -> None:
    assert read_real(word) == number


@pytest.mark.parametrize("word", [*STRANGE, ".", "e5", "1e", "1e5.5", "infinit", "nan1", "1_0.5", "1e1_0", "1j"])
def test_not_real(word: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        read_real(word)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("1+2j", ("1", "+2")),
        ("-1.5e-3-2e5J", ("-1.5e-3", "-2e5")),
        ("3", ("3", "0")),
        ("2j", ("0", "2")),
        ("12j", ("0", "12")),
        ("-j", ("0", "-1")),
        ("j", ("0", "1")),
        ("1+j", ("1", "+1")),
        ("nan-infj", ("nan", "-inf")),
        ("1e400+2j", ("1e400", "+2")),
    ],
)
def test_complex(word: str, parts: tuple[str, str]) -> None:
    assert complex_words(word) == parts
    if "400" not in word:
        assert repr(complex(*map(float, parts))) == repr(complex(word))


@pytest.mark.parametrize("word", [*STRANGE, "1+2", "1 + 2j", "1j2", "1_0j", "١j", "jj", "1+-2j"])
def test_not_complex(word: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        complex_words(word)


def test_what_was_typed_as_digits() -> None:
    assert [is_finite_word(w) for w in ("1e400", "-0", "inf", "NaN", "-Infinity")] == [True, True, False, False, False]
