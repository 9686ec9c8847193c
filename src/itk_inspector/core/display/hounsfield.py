"""Whether an image is a computed tomography in Hounsfield units."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.value_unit import MODALITY, keeps_values

_AIR = (-1050.0, -950.0)
_LEAST_AIR = 0.02
_HOUNSFIELD = (-4096.0, 32767.0)


def is_hounsfield(info: ImageInfo, values: npt.NDArray[Any]) -> bool:
    """Tell whether values are likely Hounsfield units.

    A file that states its modality is believed; a CT that is read as another
    integer type has to look like one, as all files that state none: only
    volumes of signed numbers count, whose values reach no further than a
    scanner's and of which at least 2 % are air, −1000 ± 50.

    Parameters
    ----------
    info : ImageInfo
    values : numpy.ndarray
        A sample of the image, 1-D.
    """
    if info.channels > 1 or info.is_complex:
        return False
    modality = info.metadata.get(MODALITY, "").strip()
    if modality and (modality != "CT" or keeps_values(info)):
        return modality == "CT"
    if values.dtype.kind not in "if" or values.dtype.itemsize < 2 or info.geometry.dimension < 3 or not values.size:
        return False
    # NaN compares as False, and is not in the range
    in_range = bool(((values >= _HOUNSFIELD[0]) & (values <= _HOUNSFIELD[1])).all())
    air = np.count_nonzero((values >= _AIR[0]) & (values <= _AIR[1]))
    return in_range and bool(air >= _LEAST_AIR * values.size)
