"""Operations that make labels of an image, or measure from them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from itk_inspector.core.editing.operations import names
from itk_inspector.core.editing.operations.expected import Expected
from itk_inspector.core.editing.operations.parameter import Choice, Number, Parameter
from itk_inspector.core.editing.operations.row import Given, OperationRow, Others
from itk_inspector.core.editing.operations.working_type import refuse_several
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.axes import SPATIAL_AXES
from itk_inspector.core.header.image_info import ImageInfo


def _count(info: ImageInfo) -> int:
    return int(np.prod(info.geometry.shape, dtype=np.int64))


def _components_parameters(info: ImageInfo, others: Others) -> tuple[Parameter, ...]:
    near = {"face": "share a face", "full": "share a face, an edge or a corner"}
    order = {"found": "in the order they are found", "size": "by size, the largest first"}
    types = {"uint8": "uint8", "uint16": "uint16", "uint32": "uint32"}
    return (
        Choice("connected", "Connected are pixels that", "face", near),
        Choice("order", "Numbered", "size", order),
        Number("smallest", "Leave out smaller than", 1, 1, is_whole=True, unit="pixels"),
        Choice("type", "Pixel type", "uint16", types),
    )


def _components_expected(info: ImageInfo, given: Given, others: Others) -> Expected:
    refuse_several(info, "Connected components")
    most = np.iinfo(given["type"]).max
    notes = ("The object is every pixel that is not 0.", f"More than {most:,} components are refused.")
    working = _count(info) * 12
    return replace(Expected.like(info), dtype=given["type"], notes=notes, working_bytes=working)


def _components_script(given: Given) -> tuple[str, ...]:
    return (
        "mask = (pixels != 0).astype(np.uint8)",
        "image = image_of(mask, start, origin, spacing, direction)",
        "kind = type(image), itk.Image[itk.UL, len(start)]",
        f"found = itk.ConnectedComponentImageFilter[kind].New(image, FullyConnected={given['connected'] == 'full'})",
        "found.Update()",
        "numbers = itk.array_from_image(found.GetOutput()).astype(np.int64)",
        f"pixels = renumbered(numbers, by_size={given['order'] == 'size'}, smallest={given['smallest']})"
        f'.astype("{given["type"]}")',
    )


COMPONENTS = OperationRow(
    names.COMPONENTS,
    parameters=_components_parameters,
    expected=_components_expected,
    text=lambda given: f"connected components ({given['connected']}), {given['type']}",
    script=_components_script,
)


def _distance_parameters(info: ImageInfo, others: Others) -> tuple[Parameter, ...]:
    kinds = {
        "outside": "distance to the object, 0 inside",
        "negative": "signed, negative inside",
        "positive": "signed, positive inside",
    }
    return (
        Choice("kind", "Distance", "negative", kinds),
        Choice(
            "unit", "Measured in", "physical", {"physical": f"spacing {info.space.unit}".rstrip(), "pixels": "pixels"}
        ),
    )


def _distance_expected(info: ImageInfo, given: Given, others: Others) -> Expected:
    refuse_several(info, "Distance map")
    if info.geometry.dimension > SPATIAL_AXES:
        raise EditError("Distance map: time is no distance.", advice="Crop to one volume in a new tab first.")
    notes = ("The object is every pixel that is not 0.", "Distances are between pixel centres.")
    return replace(Expected.like(info), dtype="float32", notes=notes, working_bytes=_count(info) * 10)


def _distance_script(given: Given) -> tuple[str, ...]:
    lines = (
        "mask = (pixels != 0).astype(np.uint8)",
        "image = image_of(mask, start, origin, spacing, direction)",
        "kind = type(image), itk.Image[itk.F, len(start)]",
        "distance = itk.SignedMaurerDistanceMapImageFilter[kind].New(",
        f"    image, SquaredDistance=False, UseImageSpacing={given['unit'] == 'physical'},",
        f"    InsideIsPositive={given['kind'] == 'positive'},",
        ")",
        "distance.Update()",
        "pixels = itk.array_from_image(distance.GetOutput())",
    )
    return (*lines, "pixels = np.maximum(pixels, np.float32(0))") if given["kind"] == "outside" else lines


DISTANCE = OperationRow(
    names.DISTANCE,
    parameters=_distance_parameters,
    expected=_distance_expected,
    text=lambda given: f"distance map, {given['kind']}",
    script=_distance_script,
)
