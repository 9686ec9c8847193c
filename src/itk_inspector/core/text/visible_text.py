"""Text that came from outside, so that every character of it is seen and none acts.

A file name or a metadata value may hold an escape sequence (which a terminal obeys), a line break (which forges a
second line) or a bidirectional override (which shows the rest backwards). Here they become what Python writes for them.
"""

from __future__ import annotations

import json
import re
from typing import Any

# Unicode categories Cc, Cs, Zl and Zp, and the format characters that reorder (UAX #9) or hide. Joiners stay: words
# need them.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_LINES = "\n\t"


def visible_text(text: str, *, lines: bool = False) -> str:
    r"""Return text with each character that acts or cannot be seen written as Python's escape of it.

    Parameters
    ----------
    text : str
        A name, a value or a sentence that holds one. A backslash in it stays as it is.
    lines : bool, optional
        Whether line breaks and tabs stay, for a place that has several lines. Otherwise they are ``\n`` and ``\t``.

    Returns
    -------
    str
        The text without a control character (C0, C1), a surrogate, a line separator or a bidirectional control.
    """
    return _UNSEEN.sub(lambda found: _escaped(found.group(), lines=lines), text)


def short_name(text: str, most: int) -> str:
    """Return a name of so many characters at most, as `visible_text`: what is left out is so in its middle."""
    seen = visible_text(text)
    if len(seen) <= most:
        return seen
    end = (most - 1) // 2
    return f"{seen[: most - 1 - end]}…{seen[-end:]}"


def json_text(value: Any, indent: int | None = 2) -> str:
    """Return a value as JSON for people and programs: nothing in it acts on a terminal; one line without an indent."""
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    return _UNSEEN.sub(lambda found: found[0] if found[0] in _LINES else json.dumps(found[0])[1:-1], text)


def _escaped(character: str, *, lines: bool) -> str:
    if lines and character in _LINES:
        return character
    number = ord(character)
    if 0xDC80 <= number <= 0xDCFF:  # how Python keeps a byte of a name that is not UTF-8
        return f"\\x{number - 0xDC00:02x}"
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
