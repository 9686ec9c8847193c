"""What a store of changed chunks says of itself: which chunks they are, and of which image."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import OpenError, UsageError
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.stores import kinds
from itk_inspector.itkio.stores.ome_zarr import MARK

NOTE = "changed_chunks"
"""Attribute of such a store."""
_MOST_BYTES = 1 << 26


@dataclass(frozen=True, slots=True)
class SavedChanges:
    """What such a store says of itself.

    Parameters
    ----------
    name : str
    of : str
        What the image was called.
    image : int
        Which of several in it.
    chunks : tuple of tuple of int
        The places of the changed chunks, NumPy order.
    pixels : int
        How many were changed.
    """

    name: str
    of: str
    image: int
    chunks: tuple[tuple[int, ...], ...]
    pixels: int


def saved_changes(path: Path) -> SavedChanges:
    """Read what a store of changed chunks says.

    Raises
    ------
    OpenError
        If it is none, or what it says makes no sense.
    """
    mark = kinds.folder_of(path) / MARK
    try:
        with mark.open("rb") as file:
            told = json.loads(file.read(_MOST_BYTES))
        told = told.get(NOTE) if isinstance(told, dict) else None
    except (OSError, ValueError, RecursionError) as e:
        raise OpenError(f"{path.name} holds no changed chunks that can be read.", detail=str(e)) from e
    if told is None:
        advice = "They are saved by File › Save changed chunks."
        raise OpenError(f"{path.name} holds no changed chunks.", advice=advice)
    try:
        chunks = tuple(tuple(map(_whole, place)) for place in told["chunks"])
        return SavedChanges(path.name, str(told["of"]), _whole(told["image"]), chunks, _whole(told["pixels"]))
    except (KeyError, TypeError, ValueError) as e:
        sentence = f"{path.name} does not say in order which chunks were changed."
        raise OpenError(sentence, advice="It may be damaged.", detail=f"{type(e).__name__}: {e}") from e


def _whole(said: Any) -> int:
    if type(said) is not int or said < 0:
        raise ValueError(f"{said!r} is no number of a chunk, or of an image")
    return said


def request_for(saved: SavedChanges, request: OpenRequest) -> OpenRequest:
    """Return the request of the image that was changed.

    Raises
    ------
    UsageError
        If a level or a box of it is requested, or another image.
    """
    if request.level or request.box:
        raise UsageError("Changed chunks belong to all of an image: leave --box and --pyramid-level out.")
    if request.part not in (0, saved.image):
        raise UsageError(f"{saved.name} holds changes of image {saved.image}, not {request.part}.")
    return replace(request, part=saved.image)
