"""How one image is laid over another."""

from __future__ import annotations

from enum import Enum

from itk_inspector.core.data_class import dataclass


class LayerStyle(Enum):
    """What is drawn of a layer."""

    IMAGE = "image"
    FILL = "fill"
    OUTLINE = "outline"

    @property
    def is_of_labels(self) -> bool:
        """Tell whether values are labels: what lies under label 0 shows through."""
        return self is not LayerStyle.IMAGE


@dataclass(frozen=True, slots=True)
class LayerLook:
    """How one image is laid over another; its colours and levels are its own `DisplaySettings`.

    Parameters
    ----------
    is_visible : bool
    opacity : float
        From 0, nothing of it is seen, to 1, nothing of what lies below.
    style : LayerStyle
    """

    is_visible: bool = True
    opacity: float = 1.0
    style: LayerStyle = LayerStyle.IMAGE


PLAIN_LOOK = LayerLook()
"""Of an image that stands alone."""

IMAGE_LOOK = LayerLook(opacity=0.5)
"""Of an image that comes over another one."""

LABELS_LOOK = LayerLook(opacity=0.5, style=LayerStyle.FILL)
"""Of labels that come over an image."""
