"""What the metadata of OME-Zarr say of levels, axes and their placement.

Source: the OME-NGFF specification, versions 0.1 to 0.5, ``multiscales`` and ``omero``.
"""

from __future__ import annotations

import math
import re
from typing import Any

from itk_inspector.core.chunked.channel import Channel
from itk_inspector.core.chunked.stored_axis import StoredAxis
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import OpenError
from itk_inspector.itkio.stores.axes import axis_named

MARK = ".zattrs"
"""The file of a store of Zarr 2 that says what the others say."""
_COLOUR = re.compile("[0-9A-Fa-f]{6}")


@dataclass(frozen=True, slots=True)
class StoredScale:
    """Where the array of a level is, and how its indices lead to points, in the order of the array's axes."""

    path: str
    scale: tuple[float, ...] = ()
    translation: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Multiscale:
    """An image as its metadata describe it."""

    version: str
    axes: tuple[StoredAxis, ...]
    levels: tuple[StoredScale, ...]
    channels: tuple[Channel, ...] = ()
    notes: tuple[str, ...] = ()


def multiscale_of(attributes: dict[str, Any], name: str) -> Multiscale | None:
    """Return what the attributes of a group say; None where they describe no image.

    Raises
    ------
    OpenError
        If they are not as the specification wants them.
    """
    ome = attributes.get("ome", attributes)
    if not isinstance(ome, dict) or not ome.get("multiscales"):
        return None
    try:
        return _read(ome)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as e:
        raise OpenError(f"{name} has OME-Zarr metadata that make no sense.", detail=f"{type(e).__name__}: {e}") from e


def _read(ome: dict[str, Any]) -> Multiscale:
    several = ome["multiscales"]
    one = several[0]
    axes = tuple(_axis(axis) for axis in one.get("axes", ("t", "c", "z", "y", "x")))
    around = _transform(one.get("coordinateTransformations", ()), len(axes))
    levels = []
    for data in one["datasets"]:
        scale, translation = _transform(data.get("coordinateTransformations", ()), len(axes))
        if around[0]:
            scale = tuple(a * b for a, b in zip(scale or (1.0,) * len(axes), around[0], strict=True))
            translation = tuple(a * b for a, b in zip(translation or (0.0,) * len(axes), around[0], strict=True))
        if around[1]:
            translation = tuple(a + b for a, b in zip(translation or (0.0,) * len(axes), around[1], strict=True))
        levels.append(StoredScale(str(data["path"]).strip("/"), scale, translation))
    if not levels:
        raise ValueError("no datasets")
    notes = () if len(several) == 1 else (f"The first of {len(several)} multiscale images is shown.",)
    omero = ome.get("omero") or {}
    channels = tuple(map(_channel, omero.get("channels", ())))
    version = str(ome.get("version") or one.get("version") or "")
    return Multiscale(version, axes, tuple(levels), channels, notes)


def _channel(said: dict[str, Any]) -> Channel:
    """Return what is said of a channel; a colour or a window that is none counts as not said."""
    name, colour, window = str(said.get("label") or ""), str(said.get("color") or ""), said.get("window")
    ends = [_pair(window, *keys) if isinstance(window, dict) else () for keys in (("start", "end"), ("min", "max"))]
    return Channel(name, colour.upper() if _COLOUR.fullmatch(colour) else "", *ends)


def _pair(window: dict[str, Any], first: str, last: str) -> tuple[float, ...]:
    values = window.get(first), window.get(last)
    numbers = tuple(each for each in values if isinstance(each, int | float) and math.isfinite(each))
    return numbers if len(numbers) == len(values) else ()


def channels_written(channels: tuple[Channel, ...]) -> dict[str, Any]:
    """Return what the metadata of a store say of channels."""
    told = []
    for each in channels:
        window = dict(zip(("start", "end"), each.window, strict=False)) | dict(
            zip(("min", "max"), each.ends, strict=False)
        )
        said = {"label": each.name, "color": each.colour, "window": window}
        told.append({key: value for key, value in said.items() if value} | {"active": True})
    return {"version": "0.4", "channels": told}


def _axis(said: Any) -> StoredAxis:
    if isinstance(said, str):
        return axis_named(said)
    return axis_named(str(said["name"]), str(said.get("type") or ""), str(said.get("unit") or ""))


def _transform(said: Any, axes: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return scale and translation; each is empty where it is not said."""
    scale: tuple[float, ...] = ()
    translation: tuple[float, ...] = ()
    for one in said:
        kind = one["type"]
        if kind == "identity":
            continue
        numbers = tuple(float(number) for number in one[kind])
        if len(numbers) != axes:
            raise ValueError(f"a {kind} of {len(numbers)} numbers for {axes} axes")
        if kind == "scale":
            scale = numbers
        elif kind == "translation":
            translation = numbers
        else:
            raise ValueError(f"a transformation called {kind}")
    return scale, translation
