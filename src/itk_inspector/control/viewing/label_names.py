"""Names and colours of labels that the user chooses for the image on screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.core.display.colour_map_names import LABELS
from itk_inspector.core.labels.label_table import LabelTable


class LabelNames:
    """Gives the image on screen a label table.

    Parameters
    ----------
    images : OpenImages
    changed : callable
        Called when the image is drawn in another way; shows it.
    say : callable
        Shows one line about what has just happened.
    """

    def __init__(self, images: OpenImages, changed: Callable[[], None], say: Callable[[str], None]) -> None:
        self._images = images
        self._changed = changed
        self._say = say

    def use(self, table: LabelTable) -> None:
        """Name the values of the image on screen by a table, and draw them as labels."""
        image = self._images.current
        if image is None or not image.info.takes_labels:
            return
        image.set_labels(table)
        image.settings = replace(image.settings, colour_map=LABELS)
        self._changed()
        count = len(table.labels)
        self._say(" ".join([f"{count:,} label{'s' if count != 1 else ''}: {table.source}.", *table.notes]))
