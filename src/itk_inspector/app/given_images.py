"""What a script gives to be shown, as the window takes it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from itk_inspector.app.scripting import Shown
from itk_inspector.control.files.open_intent import Over
from itk_inspector.core.display.placing import Placing
from itk_inspector.core.errors import UsageError
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.text.remote_address import absolute
from itk_inspector.itkio.interop import chunked
from itk_inspector.itkio.interop.taking import HAS_PLACE, Placed, taken


def shown(
    images: list[Any],
    labels: Any,
    names: Sequence[str] | None,
    name: str | None,
    placed: Placed | None = None,
    *,
    in_parts: bool = True,
) -> list[Shown]:
    """Return the images with their names, and what is shown over them; arguments as of `api.view`.

    ``placed`` gives the geometry of arrays, and images that have one are refused. Not ``in_parts``, so are arrays in
    chunks that are too large to be read whole.

    Raises
    ------
    UsageError
        If one is no image, or something does not fit another.
    """
    called = _names_of(images, names, name)
    if labels is not None and len(images) > 1:
        raise UsageError("labels= goes with a single image.")
    made = [_shown(*each, placed, in_parts=in_parts) for each in zip(images, called, strict=True)]
    if labels is None:
        return made
    return [replace(made[0], layers=(*made[0].layers, *_laid_over(made[0].source, labels)))]


def _names_of(images: list[Any], names: Sequence[str] | None, name: str | None) -> tuple[str, ...]:
    if name is not None:
        if names is not None or len(images) > 1:
            raise UsageError("name= is for a single image.", advice="Give several images names=, one for each.")
        names = (name,)
    if names is None:
        return ("",) * len(images)
    if isinstance(names, str) or not all(isinstance(each, str) for each in names):
        raise UsageError("Expected a sequence of str as names=.")
    if len(names) != len(images):
        raise UsageError(f"Expected as many names as images ({len(images)}), got {len(names)}.")
    return tuple(names)


def _shown(image: Any, name: str, placed: Placed | None, *, in_parts: bool) -> Shown:
    if placed is not None and isinstance(image, str | os.PathLike | ImageDocument):
        raise UsageError(HAS_PLACE)
    if isinstance(image, str | os.PathLike):
        return Shown(Path(os.fsdecode(image)), name)
    if isinstance(image, ImageDocument):
        return Shown(image, name, is_owned=False)
    called = name if Path(name).name == name else ""  # it is also what a file would be called
    if in_parts and chunked.is_one(image) and (array := chunked.ChunkedArray.of(image)).is_too_large:
        from itk_inspector.app.lazy_array import lazy_document  # few scripts hold such an array

        return Shown(lazy_document(array, called, placed), name)
    made = taken(image, name=called, placed=placed)
    return Shown(made.document, name, layers=_masked(made.mask))


def _masked(mask: ImageDocument | None) -> Over:
    """Return the mask of an array as what is shown over it."""
    return () if mask is None else ((lambda _: mask, Placing.LABELS),)


def _laid_over(image: Path | ImageDocument, labels: Any) -> Over:
    """Return what is shown over an image; what does not fit one that is open already is refused at once."""
    made: list[tuple[Any, Placing]] = []
    for each in labels if isinstance(labels, list | tuple) else (labels,):
        source = absolute(Path(os.fsdecode(each))) if isinstance(each, str | os.PathLike) else _maker(each)
        if not isinstance(source, Path) and not isinstance(image, Path):
            source(image.info).close()
        made.append((source, Placing.LABELS))
    return tuple(made)


def _maker(labels: Any) -> Callable[[ImageInfo], ImageDocument]:
    """Return what makes a document of labels for an image: an array takes its geometry."""

    def made(info: ImageInfo) -> ImageDocument:
        if isinstance(labels, ImageDocument):
            return labels.lent()
        if isinstance(labels, np.ndarray) and labels.shape[: info.geometry.dimension] != info.geometry.shape:
            shapes = f"{labels.shape}, {info.name} has {info.geometry.shape}"
            advice = "Give an itk image or a file, which say where their pixels lie."
            raise UsageError(f"The array of labels has shape {shapes}.", advice=advice)
        return taken(labels, geometry=info.geometry, name="labels").document

    return made
