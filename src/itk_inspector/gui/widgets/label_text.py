"""What labels show, apart from them: a widget's attributes are looked up among Qt's properties, too."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

from PySide6.QtGui import QColor

from itk_inspector.gui.widgets.fitted_text import fitted
from itk_inspector.gui.widgets.font_face import FontFace, font_face
from itk_inspector.gui.widgets.text_piece import Piece, Place, ink


class LabelText:
    """The text of a `ValueLabel`, and the pieces in which it is written.

    Parameters
    ----------
    largest : FontFace
        The letters of a text for which there is room.
    """

    def __init__(self, largest: FontFace) -> None:
        self.largest = self.face = largest
        self.plain = ""
        self.pen: QColor | None = None
        """The colour to write in; None where the widget's is to be asked for."""
        self.extent = (0, 0)
        """Width and height of the label."""
        self.inherited_pen: Callable[[], QColor]
        """Asks the widget for its colour, which takes as long as a short text."""
        self.is_settled = True
        """The widget was told what is shown."""
        self.settles_at_once = True
        self.settle: Callable[[], None]
        """Tells it."""
        self._pieces: tuple[Piece, ...] | None = None

    def show(self, text: str) -> None:
        """Show plain text."""
        if text != self.plain:
            self.plain, self._pieces, self.is_settled = text, None, False
            if self.settles_at_once:  # as `unsettle`, which each text under the pointer need not call
                self.settle()

    def unsettle(self) -> None:
        """Take it that the widget shows something else; tell it now, or at rest."""
        self.is_settled = False
        if self.settles_at_once:
            self.settle()

    def forget(self, extent: tuple[int, int]) -> None:
        """Cut the text anew: its colour may be another one, or its size."""
        self._pieces, self.extent = None, extent

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What is written; the same object as long as nothing changes."""
        found = self._pieces
        if found is None:
            if self.pen is None:
                self.pen = self.inherited_pen()
            found = self._pieces = self._cut(self.pen)
        return found

    def written(self) -> str:
        """Return the pieces as text, for Qt's label."""
        return "\n".join([line for line, _, _ in self.pieces])

    def shows_all(self, written: str) -> bool:
        """Tell whether nothing was cut."""
        return written == self.plain

    def _cut(self, pen: QColor) -> tuple[Piece, ...]:
        """Fit the text into the label, and return a piece for each line."""
        self.face, lines, places = fitted(self.plain, self.largest, self.extent)
        return tuple(zip(lines, places, itertools.repeat(pen), strict=False))


class IndexText(LabelText):
    """The text of an `IndexLabel`: components in fixed columns and in the colours of their axes."""

    def __init__(self, largest: FontFace) -> None:
        self._brackets = "()"
        self._width = 3
        self._colours: tuple[QColor, ...] = ()
        self._around: tuple[Piece, ...] = ()
        self._cells: dict[tuple[int, ...], tuple[Place, ...]] = {}
        self._columns: list[tuple[int, int]] = []
        super().__init__(largest)

    def set_columns(self, points: float, brackets: str, width: int, colours: tuple[str, ...]) -> None:
        """Set what `IndexLabel.set_columns` does."""
        self.largest = self.face = font_face(points, True)
        self._brackets, self._width, self._colours = brackets, width, tuple(ink(QColor(c).rgba()) for c in colours)
        self.forget(self.extent)
        self.unsettle()

    def forget(self, extent: tuple[int, int]) -> None:
        """Place brackets and commas anew, too."""
        super().forget(extent)
        self._around, self._cells = (), {}

    def written(self) -> str:
        """Return the components in their columns."""
        padded = ",".join([word.rjust(self._width + 1) for word in self._words()])
        return f"{self._brackets[0]}{padded} {self._brackets[1]}" if padded else ""

    def shows_all(self, written: str) -> bool:
        """Tell that nothing is cut."""
        return True

    def _words(self) -> list[str]:
        """Return the components of the index; empty ones where there is none."""
        return self.plain[1:-1].split(", ") if self.plain else [""] * len(self._colours)

    def _cut(self, pen: QColor) -> tuple[Piece, ...]:
        """Return brackets and commas, and each component in its colour."""
        if not self._around:
            self._lay_out(pen)
        words = self._words()
        lengths = tuple(map(len, words))
        places = self._cells.get(lengths)
        if places is None:
            places = self._cells[lengths] = self._places(lengths)
        return (*self._around, *zip(words, places, self._colours, strict=False))

    def _places(self, lengths: tuple[int, ...]) -> tuple[Place, ...]:
        """Return where components of these lengths stand, each at the right of its column."""
        face, room = self.largest, self._width + 2
        base, font, whole = face.base(self.extent[1]), face.font_of("0"), (0, self.extent[0])
        ends = range(room, room * len(lengths) + 1, room)
        return tuple(
            [
                Place(face.width(" " * (end - length)), base, *(column if length < room else whole), font)
                for end, length, column in zip(ends, lengths, self._columns, strict=False)
            ]
        )

    def _lay_out(self, pen: QColor) -> None:
        """Place brackets and commas; the columns reach from one to the next, unless letters could meet there."""
        face, count, room = self.largest, len(self._colours), self._width + 2
        whole, base = (0, self.extent[0]), face.base(self.extent[1])
        texts = (self._brackets[0], *[","] * (count - 1), self._brackets[1]) if count else ()
        places = [face.width(" " * (room * number + (number == count))) for number in range(count + 1)]
        free = [face.free(text) for text in texts]
        self._around = tuple(
            [(text, Place(x, base, *whole, face.font_of(text)), pen) for text, x in zip(texts, places, strict=False)]
        )
        is_apart = face.is_fixed and all(side >= 1 for sides in free for side in sides)
        between = zip(places, places[1:], free, free[1:], strict=False)
        advance = face.width(" ")
        self._columns = [
            (math.ceil(x + advance - before[1]), math.floor(following + after[0])) if is_apart else whole
            for x, following, before, after in between
        ]
