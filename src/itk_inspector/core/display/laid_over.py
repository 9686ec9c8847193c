"""How an image comes over another one: as an image or as labels, and why not as labels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from itk_inspector.core.display.layer_look import IMAGE_LOOK, LABELS_LOOK, PLAIN_LOOK, LayerLook, LayerStyle
from itk_inspector.core.display.placing import Placing
from itk_inspector.core.errors import UsageError
from itk_inspector.core.header.image_info import ImageInfo


def can_be_labels(info: ImageInfo) -> bool:
    """Tell whether every pixel of an image is one whole number."""
    return info.channels == 1 and np.dtype(info.dtype).kind in "iub"


def can_be_measured(image: ImageInfo, labels: ImageInfo) -> bool:
    """Tell whether there are statistics of one image under the labels of another one."""
    return image.channels == 1 and image.geometry.dimension > 1 and can_be_labels(labels)


def why_no_labels(info: ImageInfo) -> str:
    """Say why an image cannot be laid over another one as labels; empty where it can."""
    if can_be_labels(info):
        return ""
    kind = f"{info.dtype} values" if info.channels == 1 else f"{info.channels} components a pixel"
    return f"{info.name} has {kind}, labels are whole numbers: shown as an image."


def check_can_be_measured(image: ImageInfo, labels: ImageInfo) -> None:
    """Refuse images of which there are no statistics of one under the labels of the other.

    Raises
    ------
    UsageError
    """
    if can_be_measured(image, labels):
        return
    reason = why_no_labels(labels).partition(":")[0]
    raise UsageError(f"{reason}." if reason else f"{image.name} needs one number a pixel, and two axes or more.")


def look_over(info: ImageInfo, placing: Placing) -> LayerLook:
    """Return how an image is laid over another one: as labels where that is wanted, and it can be."""
    if placing is Placing.TAB:
        return PLAIN_LOOK
    return LABELS_LOOK if placing is Placing.LABELS and can_be_labels(info) else IMAGE_LOOK


def fitting_look(info: ImageInfo, look: LayerLook) -> LayerLook:
    """Return how an image is laid over another one when it is not drawn as labels that it does not hold."""
    return look if can_be_labels(info) else replace(look, style=LayerStyle.IMAGE)
