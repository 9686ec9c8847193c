"""The JSON that the command line prints, and the same facts as text."""

from __future__ import annotations

import math
from typing import Any

from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.pixels.probe import Probe
from itk_inspector.core.pixels.values import json_value


def _number(value: float) -> float | str:
    return value if math.isfinite(value) else json_value(value)


def info_dict(info: ImageInfo) -> dict[str, Any]:
    """Return the header as JSON values; ITK names in x, y, z order, ``shape`` in NumPy order."""
    geometry = info.geometry
    names = {"metadata_names": dict(info.metadata_names)} if info.metadata_names else {}
    return {
        "path": str(info.path),
        "format": info.format,
        "dimension": geometry.dimension,
        "size": list(geometry.size),
        "shape": list(info.shape),
        "pixel_type": info.pixel_type,
        "component_type": info.component_type,
        "components": info.components,
        "dtype": info.dtype,
        "itk_type": info.itk_type,
        "start_index": list(geometry.start_index),
        "spacing": [_number(v) for v in geometry.spacing],
        "origin": [_number(v) for v in geometry.origin],
        "direction": [[_number(v) for v in row] for row in geometry.direction],
        "bytes": info.bytes,
        "mapping": info.mapping,
        "metadata": dict(info.metadata),
        **names,
        "notes": list(info.notes),
    }


def probe_dict(found: Probe) -> dict[str, Any]:
    """Return a probe as JSON values; ``stored_value`` only where the file stores another number."""
    stored = {} if found.stored is None else {"stored_value": found.stored}
    return {
        "itk_index": list(found.itk_index.components),
        "array_index": list(found.array_index),
        "physical_point": [_number(v) for v in found.physical_point.components],
        "itk_value": json_value(found.itk_value),
        "array_value": json_value(found.array_value),
        "same_numbers": None if found.twin_index is None else json_value(found.twin_value),
        **stored,
    }
