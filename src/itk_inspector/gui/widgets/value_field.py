"""A field for the value of a pixel."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

_LETTERS = frozenset("aefijnty")
"""Of numbers, ``nan``, ``inf``, ``infinity`` and imaginary parts."""
_BEFORE_EXPONENT = tuple("0123456789.")
_TRUTH = frozenset("aeflrstu")
"""Of ``True`` and ``False``."""


class ValueField(QLineEdit):
    """Takes letters that a value may have; the others are shortcuts, of tools for example, as on the image."""

    takes_truth = False
    """Whether values may be ``True`` and ``False``."""

    def event(self, event: QEvent) -> bool:
        """Leave keys to the shortcuts that mean nothing here."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_foreign(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Write nothing that no value has."""
        if self._is_foreign(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _is_foreign(self, event: QKeyEvent) -> bool:
        letter = event.text().casefold()
        if letter == "e" and not self.takes_truth:
            place = self.selectionStart() if self.hasSelectedText() else self.cursorPosition()
            return not self.text()[:place].endswith(_BEFORE_EXPONENT)
        taken = _LETTERS | _TRUTH if self.takes_truth else _LETTERS
        return letter.isascii() and letter.isalpha() and letter not in taken
