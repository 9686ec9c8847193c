"""Which folders and addresses are stores of an image in chunks, by what they hold."""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Any

from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.text.remote_address import address_of
from itk_inspector.itkio.formats.kind_of_file import kind_of_file

_MOST_BYTES = 1 << 26
MARKS = ("zarr.json", ".zarray", ".zgroup", ".zattrs", "attributes.json", "info")
"""Files that say what a store holds, in the order in which they are looked for."""
SLIDES = (".svs", ".svslide", ".ndpi", ".scn", ".mrxs", ".bif", ".vms", ".vmu")
"""Extensions of whole slides, which nobody else reads in levels."""
_LARGE = 1 << 24
_IMAGES = ("neuroglancer_multiscale_volume", "image", "segmentation")


class Kind(Enum):
    """How a store is laid out."""

    ZARR3 = "Zarr 3"
    ZARR2 = "Zarr 2"
    N5 = "N5"
    PRECOMPUTED = "Neuroglancer precomputed"


def folder_of(path: Path) -> Path:
    """Return the folder of a store: the path itself, or that of the file in it that says what it holds."""
    return path.parent if path.name in MARKS and (address_of(path) or path.is_file()) else path


def is_store(path: Path) -> bool:
    """Tell whether a path is a store of chunks: an address in the network, a folder, or the file that describes it."""
    if address_of(path):
        return True
    return kind_of_folder(folder_of(path)) is not None


def may_be_in_chunks(path: Path) -> bool:
    """Tell whether it may take long to read all of an image of which a part could be read: its header says."""
    if is_store(path) or path.suffix.lower() in SLIDES:
        return True
    return path.is_file() and path.stat().st_size > _LARGE and is_tiff(path)


def is_tiff(path: Path) -> bool:
    """Tell whether a path is a TIFF file; a pipe is none, and would wait for whoever writes."""
    return path.is_file() and kind_of_file(path) == "TIFFImageIO"


def kind_of_folder(folder: Path) -> Kind | None:
    """Return how a folder is laid out as a store; None when it is none."""
    if not os.path.isdir(folder):
        return None
    return next((kind for name in MARKS if (kind := kind_by(name, _json_in(folder / name))) is not None), None)


def kind_by(name: str, said: Any) -> Kind | None:
    """Return the layout that a file of a store stands for, by its name and what it says; None for none."""
    if not isinstance(said, dict):
        return None
    if name == "zarr.json":
        return Kind.ZARR3 if said.get("zarr_format") == 3 else None
    if name in (".zarray", ".zgroup"):
        return Kind.ZARR2 if said.get("zarr_format") == 2 else None
    if name == ".zattrs":
        return Kind.ZARR2 if "multiscales" in said else None
    if name == "attributes.json":
        return Kind.N5 if {"n5", "dimensions", "multiScale", "downsamplingFactors"} & set(said) else None
    is_volume = said.get("@type") in _IMAGES or said.get("type") in _IMAGES
    return Kind.PRECOMPUTED if is_volume and "scales" in said else None


def _json_in(file: Path) -> Any:
    """Return what a file says as JSON; None where there is none."""
    try:
        if file.stat().st_size > _MOST_BYTES:
            return None
        return json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


def is_in_chunks(request: OpenRequest, most: Callable[[], int]) -> bool:
    """Tell whether an engine reads what is requested, and not ITK.

    A store; a file of which a level or a box is wanted; a file that holds its image in several resolutions, or one in
    tiles or strips that has more bytes of pixels than ``most`` returns; a whole slide.
    """
    if request.files:
        return False
    if is_store(request.path) or request.level or request.box:
        return True
    if request.read_as:
        return False
    has_tiff, is_slide = is_tiff(request.path), request.path.suffix.lower() in SLIDES
    if is_slide and (not has_tiff or has("openslide")):
        return True
    return has_tiff and _is_tiff_in_parts(request.path, most())


def _is_tiff_in_parts(path: Path, most: int) -> bool:
    from itk_inspector.itkio.stores import tiff_engine  # for TIFF only: tifffile takes time to load

    return tiff_engine.is_in_parts(path, most)


def has(library: str) -> bool:
    """Tell whether a library is installed."""
    return importlib.util.find_spec(library) is not None
