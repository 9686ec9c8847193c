"""What a store says of the image in it: where its levels are, and how they lie in space."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from itk_inspector.core.chunked.channel import Channel
from itk_inspector.core.chunked.stored_axis import StoredAxis
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import OpenError
from itk_inspector.itkio.stores.axes import axis_named
from itk_inspector.itkio.stores.kinds import MARKS, Kind, kind_by
from itk_inspector.itkio.stores.ome_zarr import Multiscale, StoredScale, multiscale_of

Said: TypeAlias = Callable[[str], Any]
"""Returns what a file of the store says as JSON; None where there is none."""
_MOST_LEVELS = 32


@dataclass(frozen=True, slots=True)
class StoredImage:
    """One image of a store.

    Parameters
    ----------
    kind : Kind
    format : str
    levels : tuple of StoredScale
    axes : tuple of StoredAxis
        Slowest first; empty where only the arrays can say.
    """

    kind: Kind
    format: str
    levels: tuple[StoredScale, ...]
    axes: tuple[StoredAxis, ...] = ()
    channels: tuple[Channel, ...] = ()
    notes: tuple[str, ...] = ()

    def plain_axes(self, labels: tuple[str, ...]) -> tuple[StoredAxis, ...]:
        """Return the axes as the array itself names them."""
        return tuple(axis_named(label) for label in labels) if any(labels) else (StoredAxis(),) * len(labels)


def stored_image(said: Said, name: str) -> StoredImage:
    """Find the image of a store.

    Raises
    ------
    OpenError
        If it holds none.
    """
    for mark in MARKS:
        content = said(mark)
        match kind_by(mark, content):
            case Kind.ZARR3:
                return _zarr3(content, name)
            case Kind.ZARR2:
                return _zarr2(content, said, mark, name)
            case Kind.N5:
                return _n5(content, said, name)
            case Kind.PRECOMPUTED:
                return _precomputed(content, name)
    raise OpenError(
        f"{name} is no image in chunks that is known.", advice="It should be OME-Zarr, Zarr, N5 or precomputed."
    )


def _zarr3(content: dict[str, Any], name: str) -> StoredImage:
    if content.get("node_type") == "array":
        names = tuple(each or "" for each in content.get("dimension_names") or ())
        axes = tuple(axis_named(each) for each in names) if any(names) else ()
        return StoredImage(Kind.ZARR3, "Zarr 3", (StoredScale(""),), axes)
    attributes = content.get("attributes") or {}
    return _ome(multiscale_of(attributes, name), Kind.ZARR3, attributes, name)


def _zarr2(content: dict[str, Any], said: Said, mark: str, name: str) -> StoredImage:
    if mark == ".zarray":
        attributes = said(".zattrs") or {}
        names = attributes.get("_ARRAY_DIMENSIONS") or ()
        axes = tuple(axis_named(str(each)) for each in names)
        return StoredImage(Kind.ZARR2, "Zarr 2", (StoredScale(""),), axes)
    attributes = content if mark == ".zattrs" else said(".zattrs") or {}
    return _ome(multiscale_of(attributes, name), Kind.ZARR2, attributes, name)


def _ome(found: Multiscale | None, kind: Kind, attributes: dict[str, Any], name: str) -> StoredImage:
    if found is None:
        kinds = {"plate": "a plate", "well": "a well of a plate", "bioformats2raw.layout": "several images"}
        ome = attributes.get("ome", attributes)
        held = next(
            (word for key, word in kinds.items() if isinstance(ome, dict) and key in ome), "no image of its own"
        )
        raise OpenError(f"{name} is a Zarr group with {held}.", advice="Open one of the folders in it.")
    version = f" {found.version}" if found.version else ""
    return StoredImage(kind, f"OME-Zarr{version}", found.levels[:_MOST_LEVELS], found.axes, found.channels, found.notes)


def _n5(content: dict[str, Any], said: Said, name: str) -> StoredImage:
    if "dimensions" in content:
        return StoredImage(Kind.N5, "N5", (_n5_scale("", content, content),), _n5_axes(content))
    levels = []
    first: dict[str, Any] = {}
    for number in range(_MOST_LEVELS):
        level = said(f"s{number}/attributes.json")
        if level is None or "dimensions" not in level:
            break
        first = first or level
        levels.append(_n5_scale(f"s{number}", {**content, **level}, {**content, **first}))
    if not levels:
        raise OpenError(f"{name} is an N5 group without an image of its own.", advice="Open one of the folders in it.")
    return StoredImage(Kind.N5, "N5", tuple(levels), _n5_axes({**content, **first}))


def _n5_axes(attributes: dict[str, Any]) -> tuple[StoredAxis, ...]:
    names, units = attributes.get("axes") or (), attributes.get("units") or ()
    count = len(attributes["dimensions"])
    resolution = attributes.get("pixelResolution")
    unit = str(resolution.get("unit", "")) if isinstance(resolution, dict) else ""
    if len(names) != count:
        return tuple(StoredAxis(unit=unit) for _ in range(count))
    stated = units if len(units) == count else (unit,) * count
    return tuple(axis_named(str(n), unit=str(u)) for n, u in zip(names, stated, strict=True))[::-1]


def _n5_scale(path: str, own: dict[str, Any], first: dict[str, Any]) -> StoredScale:
    """Return where a level lies: each pixel is the mean of ``downsamplingFactors`` of level 0, whose centre it has."""
    stated = own.get("pixelResolution") or first.get("resolution")
    numbers = stated.get("dimensions") if isinstance(stated, dict) else stated
    count = len(own["dimensions"])
    if not numbers or len(numbers) != count:
        numbers = (1.0,) * count
    factors = own.get("downsamplingFactors") or (1,) * count
    scale = tuple(float(n) * float(f) for n, f in zip(numbers, factors, strict=True))
    shift = tuple(float(n) * (float(f) - 1) / 2 for n, f in zip(numbers, factors, strict=True))
    return StoredScale(path, scale[::-1], shift[::-1])


def _precomputed(content: dict[str, Any], name: str) -> StoredImage:
    """Read an ``info`` file, in whose space a voxel reaches from its index to the next.

    Source: the description of Neuroglancer's precomputed volume format.
    """
    try:
        levels = []
        for scale in content["scales"][:_MOST_LEVELS]:
            nm = tuple(float(n) for n in scale["resolution"])[::-1]
            levels.append(StoredScale("", (1.0, *nm), (0.0, *(n / 2 for n in nm))))
    except (KeyError, TypeError, ValueError) as e:
        raise OpenError(f"{name} has an info file that makes no sense.", detail=str(e)) from e
    space = tuple(StoredAxis(axis, "space", "nm") for axis in "zyx")
    axes = (StoredAxis("c", "channel"), *space)
    return StoredImage(Kind.PRECOMPUTED, "Neuroglancer precomputed", tuple(levels), axes)
