"""By what the pixels of an image become colours."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display import colour_tables
from itk_inspector.core.display.components import drawn_layer
from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.display.label_colours import OWN_COLOURS, LabelColours
from itk_inspector.core.display.pixel_marks import PixelMarks
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.labels.label_table import LabelTable


class Coloured(Protocol):
    """What draws by settings."""

    def set_settings(
        self,
        settings: DisplaySettings,
        table: npt.NDArray[np.uint32],
        marks: PixelMarks,
        labels: LabelColours,
        *,
        is_outlined: bool,
    ) -> None:
        """Set how is drawn, as for `Renderer.set_settings`."""


@dataclass(frozen=True, slots=True)
class Colouring:
    """By what the pixels of an image become colours; where two are equal, so are the colours.

    Parameters
    ----------
    settings : DisplaySettings
    marks : PixelMarks
    labels : LabelTable or None
        That colours are taken from.
    is_outlined : bool
        Only the borders of labels are drawn.
    """

    settings: DisplaySettings
    marks: PixelMarks
    labels: LabelTable | None
    is_outlined: bool

    @classmethod
    def of(
        cls, info: ImageInfo, settings: DisplaySettings, marks: PixelMarks, *, is_outlined: bool = False
    ) -> Colouring:
        """Return that of an image."""
        return cls(settings, marks, None if settings.has_levels else info.labels, is_outlined)

    def give(self, to: Coloured) -> None:
        """Have something drawn by it."""
        labels = OWN_COLOURS
        if self.labels is not None:
            hides = self.marks.zero_is_clear
            labels = LabelColours(self.labels, drawn_layer(self.settings.component), hides=hides)
        table = colour_tables.table(self.settings.colour_map)
        to.set_settings(self.settings, table, self.marks, labels, is_outlined=self.is_outlined)
