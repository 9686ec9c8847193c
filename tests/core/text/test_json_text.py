"""Nothing that comes from a file steers a terminal or turns the reading direction."""

from __future__ import annotations

import json
import os

import pytest

from itk_inspector.core.text.visible_text import json_text, visible_text

STEERING = [
    "\x1b]0;title\x07",
    "\x1b[2J",
    "\x9b31m",
    "\x7f",
    "\x00",
    "\r",
    "\u202e",
    "\u2066",
    "\u2028",
    "\u200f",
    "\ufeff",
]


@pytest.mark.parametrize("text", STEERING, ids=repr)
def test_what_steers_is_shown_by_its_number(text: str) -> None:
    shown = visible_text(f"a{text}b")

    assert shown.isprintable()
    assert shown.startswith("a\\")
    assert shown.endswith("b")


def test_numbers_are_python_s() -> None:
    assert visible_text("\x1b \x9b \u202e \U000e0041 \n") == "\\x1b \\x9b \\u202e \\U000e0041 \\n"
    assert visible_text(os.fsdecode(b"\xe9")) == "\\xe9"


@pytest.mark.parametrize("text", ["Müller 中 Schädel", "α × β − 10\u2009000 µm", "שלום عربي", "C:\\x1b", "👩‍⚕️"])
def test_other_text_stays(text: str) -> None:
    assert visible_text(text) == text


def test_our_own_lines_stay() -> None:
    assert visible_text("a\n\tb\r", lines=True) == "a\n\tb\\r"


@pytest.mark.parametrize("text", [*STEERING, "\ud800", "\U000e0041", '\n\t"\\'], ids=repr)
def test_json_means_the_same_and_steers_nothing(text: str) -> None:
    written = json_text({"key": text})

    assert json.loads(written) == {"key": text}
    assert all(line.isprintable() for line in written.splitlines())
    assert len(written.splitlines()) == 3
