"""How an image comes over another one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from itk_inspector.core.display.laid_over import can_be_labels, fitting_look, look_over, why_no_labels
from itk_inspector.core.display.layer_look import IMAGE_LOOK, LABELS_LOOK, PLAIN_LOOK, LayerStyle
from itk_inspector.core.display.placing import Placing
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo


def info(dtype: str, components: int = 1, pixel_type: str = "scalar") -> ImageInfo:
    return ImageInfo(Path("a.nrrd"), "", pixel_type, "", components, dtype, Geometry.identity((2, 2)))


WHOLE = [info(dtype) for dtype in ("bool", "uint8", "int16", "uint64")]
OTHERS = [info("float32"), info("uint8", 3, "rgb"), info("complex64", 2, "complex"), info("int16", 2, "vector")]


@pytest.mark.parametrize("image", WHOLE)
def test_whole_numbers_can_be_labels(image: ImageInfo) -> None:
    assert can_be_labels(image)
    assert why_no_labels(image) == ""
    assert look_over(image, Placing.LABELS) == LABELS_LOOK
    assert fitting_look(image, LABELS_LOOK) == LABELS_LOOK


@pytest.mark.parametrize("image", OTHERS)
def test_all_else_is_an_image(image: ImageInfo) -> None:
    assert not can_be_labels(image)
    assert why_no_labels(image).endswith("labels are whole numbers: shown as an image.")
    assert look_over(image, Placing.LABELS) == IMAGE_LOOK
    assert fitting_look(image, replace(LABELS_LOOK, opacity=0.2)) == replace(
        LABELS_LOOK, opacity=0.2, style=LayerStyle.IMAGE
    )


@pytest.mark.parametrize("image", [*WHOLE, *OTHERS])
def test_an_image_is_seen_through(image: ImageInfo) -> None:
    assert look_over(image, Placing.LAYER) == IMAGE_LOOK
    assert look_over(image, Placing.TAB) == PLAIN_LOOK
