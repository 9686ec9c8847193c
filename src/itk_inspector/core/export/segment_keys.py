"""The keys of a ``.seg.nrrd``, by which 3D Slicer knows the segments of a label map.

Source: ``vtkMRMLSegmentationStorageNode.cxx`` of 3D Slicer 5, and files that it has written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.label_colours import label_colours
from itk_inspector.core.errors import ExportError
from itk_inspector.core.labels.label_numbers import whole_number
from itk_inspector.core.labels.label_table import Label, LabelTable

MOST_SEGMENTS = 10_000
_KEY = re.compile(r"Segment([0-9]{1,6})_(\w+)", re.ASCII)
_ALWAYS = MappingProxyType(
    {
        "Segmentation_ContainedRepresentationNames": "Binary labelmap|",
        "Segmentation_MasterRepresentation": "Binary labelmap",
        "Segmentation_ReferenceImageExtentOffset": "0 0 0",
    }
)
_NOWHERE = "0 -1 0 -1 0 -1"


@dataclass(slots=True)
class _Box:
    """Where a value occurs: the least and the greatest index along each axis, slowest first."""

    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)

    def take(self, low: list[int], high: list[int]) -> None:
        """Grow so that another box is inside."""
        self.low = list(map(min, self.low or low, low))
        self.high = list(map(max, self.high or high, high))

    @property
    def text(self) -> str:
        """As 3D Slicer writes it, x first."""
        return " ".join(f"{low} {high}" for low, high in zip(self.low[::-1], self.high[::-1], strict=True))


def segment_keys(
    pixels: npt.NDArray[Any], table: LabelTable | None, own: Mapping[str, str], *, has_layers: bool = False
) -> dict[str, str]:
    """Return what a ``.seg.nrrd`` says of a label map: its own keys, with the segments as the pixels have them.

    Parameters
    ----------
    pixels : numpy.ndarray
        Whole numbers, shape ``[slice, row, col]``, with layers ``[slice, row, col, layer]``; 0 is no segment.
    table : LabelTable, optional
        Names and colours. Values that it does not name are named after their number.
    own : mapping of str to str
        Keys of the file that the image is of; segments that they state keep what else is said of them.
    has_layers : bool

    Raises
    ------
    ExportError
        If there are too many different values.
    """
    layers = np.moveaxis(pixels, -1, 0) if has_layers else pixels[np.newaxis]
    found = {(layer, value): box for layer, one in enumerate(layers) for value, box in _boxes(one).items()}
    if len(found) > MOST_SEGMENTS:
        raise ExportError(f"A .seg.nrrd holds labels; more than {MOST_SEGMENTS:,} different values are none.")
    keys = {key: value for key, value in own.items() if not _KEY.fullmatch(key)} | dict(_ALWAYS)
    named: set[tuple[int, int]] = set()
    if table is not None and table.is_in_header and table.is_layered:
        for number, (place, stated) in enumerate(_stated(own)):
            named.add(place)
            box = found.get(place)
            said = {"LabelValue": str(place[1]), "Layer": str(place[0]), "Extent": box.text if box else _NOWHERE}
            keys.update({f"Segment{number}_{name}": text for name, text in (stated | said).items()})
    labels = [] if table is None else [label for label in table.labels if label.value]
    places = dict.fromkeys([*((label.layer if has_layers else 0, label.value) for label in labels), *sorted(found)])
    for number, place in enumerate((place for place in places if place not in named), start=len(named)):
        label = None if table is None else table.at(place[1], place[0])
        keys.update(_new(number, place, label, found.get(place), has_layers=has_layers))
    return keys


def _stated(own: Mapping[str, str]) -> Iterator[tuple[tuple[int, int], dict[str, str]]]:
    """Yield layer and value of each segment that a file states, with all that it says of it."""
    stated: dict[int, dict[str, str]] = {}
    for key, text in own.items():
        match = _KEY.fullmatch(key)
        if match is not None:
            stated.setdefault(int(match[1]), {})[match[2]] = text
    seen: set[tuple[int, int]] = set()
    for number in sorted(stated):
        value = whole_number(stated[number].get("LabelValue", "1"))
        layer = whole_number(stated[number].get("Layer", str(number)))
        if value is not None and layer is not None and (layer, value) not in seen:
            seen.add((layer, value))
            yield (layer, value), stated[number]


def _new(
    number: int, place: tuple[int, int], label: Label | None, box: _Box | None, *, has_layers: bool
) -> dict[str, str]:
    layer, value = place
    colour = label.colour if label is not None else None
    if colour is None:
        colour = int(label_colours(np.array([value]))[0]) & 0xFFFFFF
    parts = [(colour >> shift & 0xFF) / 255 for shift in (16, 8, 0)]
    name = label.name if label is not None else ""
    said = {
        "Color": " ".join(f"{part:.6g}" for part in parts),
        "ColorAutoGenerated": "0" if label is not None and label.colour is not None else "1",
        "Extent": box.text if box else _NOWHERE,
        "ID": f"Segment_{layer}_{value}" if has_layers else f"Segment_{value}",
        "LabelValue": str(value),
        "Layer": str(layer),
        "Name": name or f"Segment_{value}",
        "NameAutoGenerated": "0" if name else "1",
    }
    return {f"Segment{number}_{key}": text for key, text in said.items()}


def _boxes(volume: npt.NDArray[Any]) -> dict[int, _Box]:
    """Return where each value but 0 occurs; of too many values no more than tells that they are."""
    found: dict[int, _Box] = {}
    for at, one in enumerate(volume):
        for value in np.unique(one):
            if value == 0:
                continue
            inside = one == value
            rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
            low, high = [at, int(rows[0]), int(columns[0])], [at, int(rows[-1]), int(columns[-1])]
            found.setdefault(int(value), _Box()).take(low, high)
            if len(found) > MOST_SEGMENTS:
                return found
    return found
