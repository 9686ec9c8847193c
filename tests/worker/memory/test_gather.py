"""What is gathered for the child that writes."""

from __future__ import annotations

from pathlib import Path

import itk
import numpy as np
import pytest

from itk_inspector.core.errors import PixelsGoneError
from itk_inspector.itkio import from_memory
from itk_inspector.worker.memory.gather import gather
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy


def test_pixels_that_an_image_no_longer_has_are_not_read(tmp_path: Path) -> None:
    image = itk.image_from_array(np.arange(12, dtype=np.int16).reshape(3, 4))
    document = from_memory.document(image)
    image.SetRegions([2000, 2000])
    image.Allocate()

    for read in (
        lambda: gather(document, None, ScratchPolicy(tmp_path, tmp_path), "image"),
        lambda: from_memory.of_copy(document),
    ):
        with pytest.raises(PixelsGoneError, match="cannot be read any more"):
            read()
