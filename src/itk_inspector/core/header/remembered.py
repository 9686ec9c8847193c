"""What is found out of a file several times in one task, and must not be believed in the next one.

That a file was written again is not always seen: its clock is coarse, and a copy may bring the time of its original.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Found = TypeVar("Found")
_forgets: list[Callable[[], None]] = []


def remembered(find: Callable[Asked, Found]) -> Callable[Asked, Found]:
    """Let a function remember what it found last, until `forget`."""
    found = functools.lru_cache(maxsize=1)(find)
    _forgets.append(found.cache_clear)
    return functools.wraps(find)(lambda *args, **names: found(*args, **names))


def forget() -> None:
    """Find everything out anew from now on: a task has ended."""
    for forget_one in _forgets:
        forget_one()
