"""Zarr, OME-Zarr, N5 and Neuroglancer precomputed, from disk and network, read by tensorstore."""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorstore

from itk_inspector.core.chunked.budget import CHUNKS
from itk_inspector.core.chunked.level import Level
from itk_inspector.core.chunked.pyramid import Pyramid
from itk_inspector.core.errors import ChunkError, OpenError
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.text.remote_address import address_of
from itk_inspector.itkio.stores import kinds
from itk_inspector.itkio.stores.axes import ShownAxes, part_channels, part_names, shown_axes
from itk_inspector.itkio.stores.described import StoredArray, described, levels_of
from itk_inspector.itkio.stores.kinds import Kind
from itk_inspector.itkio.stores.remote import kvstore_of
from itk_inspector.itkio.stores.stored_image import StoredImage, stored_image
from itk_inspector.itkio.stores.tensorstore_failure import failure

TIME_OUT = 25.0
"""Seconds for the chunks of one box: less than after which a silent child counts as hung."""
_METADATA = 4.0
"""Seconds for one step of the metadata, of which there are two."""
_MOST_COUNTED = 4096
_DRIVERS = MappingProxyType({Kind.ZARR3: "zarr3", Kind.ZARR2: "zarr", Kind.N5: "n5"})
_CONTEXT = MappingProxyType(
    {
        "cache_pool": {"total_bytes_limit": CHUNKS},
        "http_request_retries": {"max_retries": 3, "initial_delay": "100ms", "max_delay": "1s"},
        "s3_request_retries": {"max_retries": 3, "initial_delay": "100ms", "max_delay": "1s"},
        "gcs_request_retries": {"max_retries": 3, "initial_delay": "100ms", "max_delay": "1s"},
    }
)


class TensorstoreEngine:
    """Reads one image of a store.

    Parameters
    ----------
    path : pathlib.Path
        A folder, the file in it that describes it, or an address in the network.
    part : int
        Which of the images along axes that are not shown.
    time_out : float
        Seconds for the chunks of one box.

    Raises
    ------
    OpenError
        If it holds no image.
    ChunkError
        If it cannot be reached.
    """

    def __init__(self, path: Path, part: int = 0, time_out: float = TIME_OUT) -> None:
        self._path, self._time_out = path, time_out
        self._name = path.name or str(path)
        self._folder = kinds.folder_of(path)
        self._context = tensorstore.Context(dict(_CONTEXT))
        with self._told():
            opened = tensorstore.KvStore.open(kvstore_of(self._folder), context=self._context)
            self._files = opened.result(timeout=_METADATA)
            self._marks = {mark: self._files.read(mark) for mark in kinds.MARKS}  # all asked for at once
            self._check_found()
            image = stored_image(self._said, self._name)
            levels = [self._opened(image, number) for number in range(len(image.levels))]
            self._stores = [self._turned(image, level.result(timeout=_METADATA)) for level in levels]
        self._pyramid = self._described(image, part)

    @property
    def pyramid(self) -> Pyramid:
        """What is known without reading a chunk."""
        return self._pyramid

    def read(self, level: int, box: Region) -> npt.NDArray[Any]:
        """Return the pixels of a box."""
        return self._read(level, box, self._chosen)

    def read_parts(self, level: int, box: Region) -> npt.NDArray[Any]:
        """Return the pixels of a box of each image."""
        return np.stack([self._read(level, box, each) for each in self._chosen.each()], axis=-1)

    def _read(self, level: int, box: Region, chosen: ShownAxes) -> npt.NDArray[Any]:
        with self._told(f"The chunks of level {level}"):
            pixels = self._selected(level, box, chosen).read().result(timeout=self._time_out)
        return np.ascontiguousarray(np.asarray(pixels).transpose(chosen.order))

    def missing(self, level: int, box: Region) -> int | None:
        """Return how many chunks that a box touches were never written; None where nobody can tell."""
        one = self._pyramid.levels[level]
        places = list(one.places(box)) if _count(one, box) <= _MOST_COUNTED else None
        if places is None:
            return None
        try:
            if self._statistics(level, box).fully_stored:
                return 0
            return sum(bool(self._statistics(level, one.chunk(place)).not_stored) for place in places)
        except (ValueError, NotImplementedError, TimeoutError):
            return None

    def close(self) -> None:
        """Let go of files and connections."""
        self._stores.clear()

    def _statistics(self, level: int, box: Region) -> Any:
        asked = self._selected(level, box, self._chosen).storage_statistics(
            query_not_stored=True, query_fully_stored=True
        )
        return asked.result(timeout=self._time_out)

    def _selected(self, level: int, box: Region, chosen: ShownAxes) -> Any:
        store = self._stores[level]
        origin = store.domain.inclusive_min
        starts = [origin[axis] for axis in chosen.shown]
        slices = [slice(s + o, s + o + n) for s, o, n in zip(box.start, starts, box.shape, strict=True)]
        selection = list(chosen.selection(slices))
        for axis in chosen.fixed:
            selection[axis] += origin[axis]  # counted from the first one
        return store[tuple(selection)]

    def _said(self, key: str) -> Any:
        """Return what a file of the store says as JSON; None where there is none."""
        asked = self._marks[key] if key in self._marks else self._files.read(key)
        found = asked.result(timeout=_METADATA)
        if found.state != "value":
            return None
        try:
            return json.loads(found.value)
        except (ValueError, RecursionError) as e:
            raise OpenError(f"{self._name}: {key} is no JSON.", detail=str(e)) from e

    def _check_found(self) -> None:
        """Tell an address where nothing is from one with something else."""
        if not address_of(self._path) or any(
            one.result(timeout=_METADATA).state == "value" for one in self._marks.values()
        ):
            return
        advice = "Check the address. It should be that of an OME-Zarr, Zarr, N5 or precomputed image."
        raise ChunkError(f"No image in chunks was found at {self._name}.", advice=advice)

    def _opened(self, image: StoredImage, number: int) -> Any:
        """Begin to open a level; return the promise of it."""
        if image.kind is Kind.PRECOMPUTED:
            spec: dict[str, Any] = {"driver": "neuroglancer_precomputed", "scale_index": number}
        else:
            spec = {"driver": _DRIVERS[image.kind]}
        spec |= {
            "kvstore": kvstore_of(self._folder, image.levels[number].path),
            "recheck_cached_data": "open",
            "recheck_cached_metadata": "open",
        }
        return tensorstore.open(spec, read=True, context=self._context)

    def _turned(self, image: StoredImage, store: Any) -> Any:
        """Return a level with the fastest axis last, which in some formats is the first."""
        return store.T if image.kind in (Kind.N5, Kind.PRECOMPUTED) else store

    def _described(self, image: StoredImage, part: int) -> Pyramid:
        first = self._stores[0]
        if any(store.rank != first.rank for store in self._stores) or len(image.axes) not in (0, first.rank):
            raise OpenError(f"{self._name}: its levels, or its metadata, have different numbers of axes.")
        arrays = [
            StoredArray(
                tuple(store.shape),
                tuple(store.chunk_layout.read_chunk.shape or store.shape),
                stored.scale,
                stored.translation,
                tuple(store.domain.inclusive_min),
            )
            for store, stored in zip(self._stores, image.levels, strict=True)
        ]
        axes = image.axes or image.plain_axes(tuple(first.domain.labels))
        self._chosen, _ = shown_axes(axes, arrays[0].shape, part, self._name)
        levels, notes = levels_of(arrays, self._chosen, self._name)
        fill = first.fill_value
        return described(
            self._path,
            image.format,
            _type_of(first, self._name),
            levels,
            self._chosen,
            fill=None if fill is None or np.size(fill) != 1 else np.asarray(fill).item(),
            parts=part_names(self._chosen, arrays[0].shape, image.channels),
            part=part,
            notes=(*image.notes, *notes),
            channels=part_channels(self._chosen, image.channels),
        )

    @contextlib.contextmanager
    def _told(self, what: str = "") -> Iterator[None]:
        """Turn what tensorstore says into a sentence."""
        subject = f"{what} of {self._name}" if what else self._name
        try:
            yield
        except TimeoutError as e:
            advice = "The network or the server is slow, or the disk is; try again."
            limit = self._time_out if what else _METADATA
            raise ChunkError(f"{subject} did not come in {limit:g} seconds.", advice=advice) from e
        except (ValueError, RuntimeError, PermissionError, OSError, NotImplementedError) as e:
            raise failure(subject, str(e), is_part=bool(what)) from e


def _count(level: Level, box: Region) -> int:
    ends = zip(box.slices, level.chunks, strict=True)
    return math.prod(-(-s.stop // c) - s.start // c for s, c in ends)


def _type_of(store: Any, name: str) -> np.dtype[Any]:
    dtype: np.dtype[Any] | None = store.dtype.numpy_dtype
    if dtype is None or dtype.kind not in "biufc":
        raise OpenError(f"{name} stores {store.dtype.name} pixels, which cannot be shown.")
    return dtype
