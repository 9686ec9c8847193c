"""The reader of napari's plugin: ITK's formats, as the window reads them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from itk_inspector.api import open_document
from itk_inspector.napari_plugin.layer import layer_data


def get_reader(path: str | Sequence[str]) -> Callable[[str | Sequence[str]], list[Any]] | None:
    """Return what reads a file; None for several files, which make a stack that ITK knows nothing of."""
    return read if isinstance(path, str) else None


def read(path: str | Sequence[str]) -> list[Any]:
    """Read a file into one layer.

    Raises
    ------
    InspectorError
        If it cannot be read.
    """
    with open_document(str(path)) as document:
        info = document.info
        pixels = document.access.all().copy()  # the layer outlives the mapping
        kind = "labels" if info.labels is not None and info.has_label_values else "image"
        return [layer_data(pixels, info.geometry, Path(info.path).name, kind, is_colour=info.is_colour)]
