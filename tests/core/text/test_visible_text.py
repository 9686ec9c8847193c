"""Every character of outside text is seen, and none acts."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from itk_inspector.core.text.visible_text import short_name, visible_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("Müller 中 – “x” \\ \u00a0 100 %", "Müller 中 – “x” \\ \u00a0 100 %"),
        ("\x1b]0;evil\x07", r"\x1b]0;evil\x07"),
        ("a\x9b2Jb\x85", r"a\x9b2Jb\x85"),
        ("gpj.\u202eexe", r"gpj.\u202eexe"),
        ("\u2066x\u2069\u200f\u061c", r"\u2066x\u2069\u200f\u061c"),
        ("one\ntwo\r\n\tthree", r"one\ntwo\r\n\tthree"),
        ("a\u2028b\u2029c", r"a\u2028b\u2029c"),
        ("\ufeffx\u200by", r"\ufeffx\u200by"),
        ("note\udce9.txt", r"note\xe9.txt"),
        ("\x00\x7f", r"\x00\x7f"),
        ("می\u200cخواهم 👩\u200d⚕️", "می\u200cخواهم 👩\u200d⚕️"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_a_character_that_acts_is_written_out(text: str, shown: str) -> None:
    assert visible_text(text) == shown


def test_lines_may_stay_but_nothing_else_does() -> None:
    assert visible_text("one\n\ttwo\r\x1b", lines=True) == "one\n\ttwo\\r\\x1b"


def test_no_control_surrogate_separator_or_direction_is_left_of_all_characters() -> None:
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    left = visible_text(every)
    assert not {unicodedata.category(c) for c in left} & {"Cc", "Cs", "Zl", "Zp"}
    assert not {unicodedata.bidirectional(c) for c in left} & {
        "LRE",
        "RLE",
        "LRO",
        "RLO",
        "PDF",
        "LRI",
        "RLI",
        "FSI",
        "PDI",
    }
    left.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [("abc", 3, "abc"), ("abcd", 3, "a…d"), ("abcdef", 4, "ab…f"), ("abcdefgh", 7, "abc…fgh"), ("a\nb", 4, "a\\nb")],
)
def test_short_name_leaves_out_the_middle(text: str, most: int, short: str) -> None:
    assert short_name(text, most) == short
    assert len(short) <= most
