"""What the user asks for about how the image is drawn."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class LevelRequests(QObject):
    """The signals of the levels panel; its controls, which are made late, emit them."""

    levels_requested = Signal(object)
    auto_requested = Signal()
    percentiles_requested = Signal(float, float)
    full_range_requested = Signal()
    count_all_requested = Signal()
    stop_counting_requested = Signal()
    scope_requested = Signal(object)
    window_requested = Signal(int)
    scale_requested = Signal(object, float)
    component_requested = Signal(object)
    colour_map_requested = Signal(str)
    inverted_requested = Signal(bool)
