"""Who answers the left button on the image, and Esc: what measures, or what edits."""

from __future__ import annotations

from collections.abc import Callable

from itk_inspector.control.editing.edit_controller import EditController
from itk_inspector.control.measure.measure_controller import MeasureController
from itk_inspector.control.viewing.pixel_keeper import PixelKeeper


class LeftButton:
    """Hands presses, drags and releases to the controller of the tool in hand.

    Parameters
    ----------
    edit : EditController
    measure : MeasureController
    keeper : PixelKeeper
    add_point : callable
        Adds the pixel to the list of points.
    """

    def __init__(
        self, edit: EditController, measure: MeasureController, keeper: PixelKeeper, add_point: Callable[[], None]
    ) -> None:
        self._edit = edit
        self._measure = measure
        self._keeper = keeper
        self._add_point = add_point
        self._measures = False

    def press(self, horizontal: float, vertical: float) -> None:
        """Begin a gesture at view coordinates."""
        kind = self._edit.tool.draws
        self._measures = kind is not None
        if kind is not None:
            self._measure.press(kind, horizontal, vertical)
        else:
            self._edit.press(horizontal, vertical)

    def grab(self, number: int, handle: int) -> None:
        """Take hold of a handle of a shape."""
        self._measures = True
        self._measure.grab(number, handle)

    def drag(self, horizontal: float, vertical: float) -> None:
        """Go on with it."""
        (self._measure if self._measures else self._edit).drag(horizontal, vertical)

    def release(self, horizontal: float, vertical: float) -> None:
        """End it."""
        (self._measure if self._measures else self._edit).release(horizontal, vertical)
        self._measures = False

    def escape(self) -> None:
        """Take back the shape that is being drawn; where there is none, let go of the kept pixel."""
        if not self._edit.give_up() and not self._measure.abandon():
            self._keeper.let_go()

    def enter(self) -> None:
        """Draw the shape that is being drawn by clicks; where there is none, keep the pixel in the list of points."""
        if not self._edit.finish():
            self._add_point()

    def take_back(self) -> None:
        """Take the last corner back of the shape that is being drawn."""
        self._edit.take_corner_back()
