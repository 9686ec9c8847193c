"""The JSON that the command line prints, and the same facts as text."""

from __future__ import annotations

from typing import Any

from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.labels.label_table import LabelTable
from itk_inspector.core.pixels.json_values import json_value


def labels_dict(table: LabelTable) -> dict[str, Any]:
    """Return a label table as JSON values; ``layer`` is the component that holds a value, null where any can."""
    return {
        "source": table.source,
        "values": [
            {
                "value": label.value,
                "name": label.name,
                "color": None if label.colour is None else f"#{label.colour:06x}",
                "layer": label.layer if table.is_layered else None,
            }
            for label in table.labels
        ],
    }


def _levels(info: ImageInfo) -> dict[str, Any]:
    """Return the levels of an image in chunks; ITK order."""
    if not info.levels:
        return {}
    levels = [
        {"size": list(one.size), "chunks": list(one.chunks), "spacing": [json_value(v) for v in one.spacing]}
        for one in info.levels
    ]
    return {"levels": levels, "level": info.level}


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
        "spacing": [json_value(v) for v in geometry.spacing],
        "origin": [json_value(v) for v in geometry.origin],
        "direction": [[json_value(v) for v in row] for row in geometry.direction],
        "bytes": info.bytes,
        "mapping": info.mapping,
        "metadata": dict(info.metadata),
        **names,
        "notes": list(info.notes),
        "parts": list(info.parts),
        "part": info.part,
        **_levels(info),
        "labels": None if info.labels is None else labels_dict(info.labels),
        "unit": info.space.unit or None,
        "space": "LPS" if info.has_letters else None,
        "space_is_by_convention": info.has_letters and not info.is_patient_space,
    }
