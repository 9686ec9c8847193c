"""NumPy, loaded when something of it is first asked for: to read, check and print a header takes less time than that.

Rooms that a header goes through, and of which only a part is about pixels, import ``np`` from here.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__all__ = ["np"]

if TYPE_CHECKING:
    import numpy as np
else:

    class _Late:
        """Has each name of NumPy's from the first time it is asked for on."""

        def __getattr__(self, name: str) -> Any:
            found = getattr(importlib.import_module("numpy"), name)
            setattr(self, name, found)
            return found

    np = _Late()
