"""Whether what was typed is a whole Python statement."""

from __future__ import annotations

import codeop
import warnings


def is_complete(text: str) -> bool:
    """Tell whether Enter at the end of the text would run it at Python's prompt.

    What no further line can mend counts as complete: running it says what is wrong. A block of several lines ends
    with an empty one, as at Python's own prompt.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the compiler, which says it again when the text is run
        try:
            return codeop.compile_command(text, "<typed>", "single") is not None
        except (SyntaxError, ValueError, OverflowError):
            return True


def word_before(text: str) -> str:
    """Return the dotted name that a text ends with, such as ``image.GetSp``; empty where it ends with none."""
    at = len(text)
    while at and (text[at - 1].isalnum() or text[at - 1] in "_."):
        at -= 1
    word = text[at:].lstrip(".")
    return word if word.replace(".", "_").isidentifier() and not text[:at].endswith((")", "]", "'", '"')) else ""
