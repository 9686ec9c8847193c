"""Writing through the gate, as a child does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy.typing as npt
import pytest

from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.worker.child import save_image
from itk_inspector.worker.parent.save_under_way import SaveUnderWay
from itk_inspector.worker.parent.watchdog import Limits
from itk_inspector.worker.tasks.export import ExportReply
from itk_inspector.worker.wire.pixel_source import PixelSource

Save = Callable[..., ExportReply]


@pytest.fixture
def save() -> Save:
    """Write an image to a path; options are those of an `ExportRequest`."""

    def written(pixels: npt.NDArray[Any], info: ImageInfo, path: Path, **options: Any) -> ExportReply:
        under_way = SaveUnderWay(1, info, ExportRequest(path, **options), Limits())
        try:
            task = under_way.begin(PixelSource(pixels.nbytes))
            return save_image.put(save_image.prepare(pixels, task), task)
        finally:
            under_way.close()

    return written
