"""What is made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # no picture waits for it to be loaded
    from itk_inspector.control.beside import Beside


class Later:
    """What stands beside the picture, made when it is first asked for.

    Parameters
    ----------
    compose : callable
    """

    def __init__(self, compose: Callable[[], Beside]) -> None:
        self._compose = compose
        self._beside: Beside | None = None

    @property
    def beside(self) -> Beside:
        """All of it."""
        if self._beside is None:
            self._beside = self._compose()
        return self._beside
