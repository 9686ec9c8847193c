"""The locale of this process, which some readers leave changed."""

from __future__ import annotations

import contextlib
import locale
from collections.abc import Iterator


@contextlib.contextmanager
def kept_locale() -> Iterator[None]:
    """Give back the locale; also as a decorator.

    ITK's reader of VTK files leaves the whole process in that of C, in which the C library knows no UTF-8 and a point
    in every number.
    """
    before = locale.setlocale(locale.LC_ALL)
    try:
        yield
    finally:
        if locale.setlocale(locale.LC_ALL) != before:
            with contextlib.suppress(locale.Error):  # removed from the system meanwhile
                locale.setlocale(locale.LC_ALL, before)
