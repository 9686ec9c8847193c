"""A new OME-Zarr store: its arrays are written by tensorstore, box by box, and each box is read back and compared.

Version 0.4, with arrays of Zarr 2: what most programs read. Source: the OME-NGFF specification, ``multiscales``.
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorstore

from itk_inspector.core.chunked.new_image import CHANNELS, NewImage, NewLevel
from itk_inspector.core.chunked.stored_axis import StoredAxis
from itk_inspector.core.errors import ExportError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.space import unit_of
from itk_inspector.itkio.stores.ome_zarr import MARK, channels_written
from itk_inspector.itkio.stores.remote import kvstore_of

VERSION = "0.4"
CHECKED_BY = "tensorstore, which wrote it"
_OS_ERROR = re.compile(r"(?:os_error_code='|\[OS error )(\d+)")
"""How tensorstore, newer and older, tells what the system said."""
_LETTERS = "tzyx"
_UNITS = MappingProxyType(
    {
        "Å": "angstrom",
        "nm": "nanometer",
        "µm": "micrometer",
        "mm": "millimeter",
        "cm": "centimeter",
        "m": "meter",
        "s": "second",
        "ms": "millisecond",
    }
)
"""Names that the specification wants, by those that are usual."""


class NewOmeZarr:
    """A store that is being written; what its folder holds is whole once each level's pixels were written.

    Parameters
    ----------
    folder : pathlib.Path
        From `create`.
    image : NewImage

    Raises
    ------
    ExportError
        If it is not there.
    """

    def __init__(self, folder: Path, image: NewImage) -> None:
        self._folder, self._image = folder, image
        with told(image.name):
            self._arrays = _all(
                [tensorstore.open(_spec(folder, number), open=True) for number in range(len(image.levels))]
            )

    def write(self, level: int, box: Region, pixels: npt.NDArray[Any]) -> None:
        """Write the pixels of a box, whose edges inside the level are edges of chunks; then read them, and compare.

        Parameters
        ----------
        level : int
        box : Region
        pixels : numpy.ndarray
            ``box.shape``, plus a component axis if there are several.

        Raises
        ------
        ExportError
            If the disk refuses, or other pixels are read.
        """
        stored = self._in_order(pixels)
        with told(self._image.name):
            place = self._arrays[level][self._selection(box)]
            _all([place[part].write(stored[there]) for part, there in _chunks(place)])
            back = np.asarray(place.read().result())
        if not _is_same(back, stored):
            raise ExportError("What was read back differs from what was written; nothing was kept.")

    def read(self, level: int, box: Region, steps: tuple[int, ...]) -> npt.NDArray[Any]:
        """Return every so manieth pixel of a box.

        Raises
        ------
        ExportError
            If they cannot be read.
        """
        with told(self._image.name):
            pixels = np.asarray(self._arrays[level][self._selection(box, steps)].read().result())
        return pixels if self._image.components == 1 else np.moveaxis(pixels, self._image.channel_axis, -1)

    def _in_order(self, pixels: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return pixels if self._image.components == 1 else np.moveaxis(pixels, -1, self._image.channel_axis)

    def _selection(self, box: Region, steps: tuple[int, ...] = ()) -> tuple[slice, ...]:
        every = steps or (1,) * len(box.shape)
        own = (slice(one.start, one.stop, step) for one, step in zip(box.slices, every, strict=True))
        return tuple(self._image.stored(own, slice(None)))


def create(folder: Path, image: NewImage) -> None:
    """Make the folder of a store without a chunk in it: all pixels are the fill value.

    Raises
    ------
    ExportError
        If it cannot be made, or such an image cannot be held.
    """
    with told(image.name):
        folder.mkdir()
        _all(
            [
                tensorstore.open(
                    _spec(folder, number) | {"metadata": _metadata(image, new)}, create=True, delete_existing=False
                )
                for number, new in enumerate(image.levels)
            ]
        )
        _write_json(folder / ".zgroup", {"zarr_format": 2})
        channels = {"omero": channels_written(image.told)} if image.told else {}
        _write_json(folder / MARK, {"multiscales": [_multiscale(image)], **channels})


def _all(begun: Sequence[Any]) -> list[Any]:
    """Return what comes of all that was begun, once nothing of it is under way any more, also where one fails.

    What still came would make a folder anew that was removed meanwhile.
    """
    for each in begun:
        each.exception()
    return [each.result() for each in begun]


def _chunks(place: Any) -> Iterator[tuple[tuple[slice, ...], tuple[slice, ...]]]:
    """Yield where each chunk of a place is, in its array and in the place.

    What writes several at once says that it failed at the first that does, and is still writing the others.
    """
    first = place.domain.origin
    edges = zip(first, place.domain.exclusive_max, place.chunk_layout.write_chunk.shape, strict=True)
    axes = ([slice(at, min(at + step, last)) for at in range(start, last, step)] for start, last, step in edges)
    for part in product(*axes):
        yield part, tuple(slice(one.start - o, one.stop - o) for one, o in zip(part, first, strict=True))


@contextmanager
def told(name: str) -> Iterator[None]:
    """Turn what the system and tensorstore say into a sentence.

    Raises
    ------
    ExportError
    """
    try:
        yield
    except (OSError, ValueError, RuntimeError, NotImplementedError) as e:
        error = ExportError(f"{name} could not be written.", detail=str(e))
        said = _OS_ERROR.search(str(e))
        error.errno = e.errno if isinstance(e, OSError) and e.errno else int(said[1]) if said else None
        raise error from e


def _write_json(path: Path, content: object) -> None:
    with path.open("x", encoding="utf-8") as file:
        json.dump(content, file, indent=2, allow_nan=False)
        file.flush()
        os.fsync(file.fileno())  # as tensorstore does with each chunk


def _spec(folder: Path, number: int) -> dict[str, Any]:
    return {"driver": "zarr", "kvstore": kvstore_of(folder, str(number))}


def _metadata(image: NewImage, new: NewLevel) -> dict[str, Any]:
    dtype = np.dtype(image.dtype)
    compressor = {"id": "blosc", "cname": "lz4", "clevel": image.compression, "shuffle": 1}
    return {
        "shape": image.stored(new.level.shape, image.components),
        "chunks": image.stored(new.level.chunks, 1 if image.are_apart else image.components),
        "dtype": dtype.newbyteorder("<").str,
        "fill_value": _fill(image.fill, dtype),
        "compressor": compressor if image.compression else None,
        "dimension_separator": "/",
        "order": "C",
        "filters": None,
    }


def _fill(fill: complex | None, dtype: np.dtype[Any]) -> Any:
    """Return the fill value as Zarr writes it; 0 where there is none."""
    if dtype.kind == "c":
        return None
    value = np.asarray(0 if fill is None else fill).astype(dtype).item()
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def _multiscale(image: NewImage) -> dict[str, Any]:
    names = _axis_names(image)
    axes = [_axis(name, axis) for name, axis in zip(names, image.axes, strict=True)]
    channels = {"name": _free(image.channels.name, names)}
    if image.channels.kind == CHANNELS.kind:  # any other kind of axis has no type
        channels["type"] = CHANNELS.kind
    return {
        "version": VERSION,
        "name": image.name,
        "axes": image.stored(axes, channels),
        "datasets": [
            {"path": str(number), "coordinateTransformations": _placed(new.level.geometry, image)}
            for number, new in enumerate(image.levels)
        ],
    }


def _axis(name: str, axis: StoredAxis) -> dict[str, str]:
    unit = _UNITS.get(unit_of(axis.unit), axis.unit)
    return {"name": name, "type": axis.kind or "space"} | ({"unit": unit} if unit else {})


def _placed(geometry: Geometry, image: NewImage) -> list[dict[str, Any]]:
    """Return scale and translation; an axis that runs backwards has a negative scale."""
    signs = [geometry.direction[axis][axis] for axis in range(geometry.dimension)]
    scale = [s * sign for s, sign in zip(geometry.spacing, signs, strict=True)]
    return [
        {"type": "scale", "scale": image.stored(scale[::-1], 1.0)},
        {"type": "translation", "translation": image.stored(geometry.origin[::-1], 0.0)},
    ]


def _axis_names(image: NewImage) -> list[str]:
    """Return the names that the axes have, or else those of their places; each only once."""
    usual = _LETTERS[-len(image.axes) :]
    names = [axis.name or letter for axis, letter in zip(image.axes, usual, strict=True)]
    return names if len(set(names)) == len(names) else list(usual)


def _free(name: str, taken: list[str]) -> str:
    """Return the name of an axis beside others."""
    return next(each for each in (name, "c", "channel") if each and each not in taken)


def _is_same(found: npt.NDArray[Any], wanted: npt.NDArray[Any]) -> bool:
    """Tell whether two arrays hold the same bits."""
    if (found.shape, found.dtype) != (wanted.shape, wanted.dtype):
        return False
    one, other = (np.ascontiguousarray(each).view(np.uint8) for each in (found, wanted))
    return np.array_equal(one, other)
