"""Files as they are opened: read by ITK, and held against the second reader of their format."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.header import read_requested
from itk_inspector.itkio.reader import read_settled


def opened(path: Path, part: int = 0) -> tuple[ImageInfo, npt.NDArray[Any]]:
    """Return what is said of an image, and its values, 1-D."""
    header = read_requested(OpenRequest(path, part=part))
    memory = np.zeros(header.nbytes, np.uint8)
    header, _ = read_settled(header, memory)
    return header.info, memory.view(header.stored_dtype)
