"""Layers of napari as images, and images as layers."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.errors import UsageError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.itkio import from_memory
from itk_inspector.napari_plugin.placing import geometry_of, placing_of

_KINDS = ("Image", "Labels")


def kind_of(layer: Any) -> str:
    """Return what kind of layer it is, by its class or that of which it is one."""
    return next((each.__name__ for each in type(layer).__mro__ if each.__name__ in _KINDS), type(layer).__name__)


def document_of(layer: Any) -> ImageDocument:
    """Make a document that **views** the pixels of a layer, where they are an array in memory.

    Parameters
    ----------
    layer : napari.layers.Image or napari.layers.Labels

    Raises
    ------
    UsageError
        If it holds no pixels, or not as an image of 2 to 4 axes.
    """
    if kind_of(layer) not in _KINDS:
        raise UsageError(f"The layer {layer.name!r} holds no pixels: choose an image or a labels layer.")
    if getattr(layer, "multiscale", False):
        raise UsageError(f"The layer {layer.name!r} is stored in several resolutions, which cannot be sent.")
    return from_memory.document(np.asarray(layer.data), geometry=geometry_of(layer), name=layer.name)


def layer_data(
    pixels: npt.NDArray[Any], geometry: Geometry, name: str, kind: str, *, is_colour: bool
) -> tuple[npt.NDArray[Any], dict[str, Any], str]:
    """Return what napari makes a layer of: pixels, keywords, kind.

    Parameters
    ----------
    pixels : numpy.ndarray
        ``geometry.shape``, optionally with a trailing component axis, which becomes the first one unless it is of
        colours.
    geometry : Geometry
    name : str
    kind : {"image", "labels"}
    is_colour : bool
    """
    placing = placing_of(geometry)
    if is_colour:
        return pixels, {"name": name, "rgb": True, **placing}, "image"
    if pixels.ndim > geometry.dimension:
        pixels = np.moveaxis(pixels, -1, 0)
        placing = {key: _with_components(key, value) for key, value in placing.items()}
    if kind == "labels" and pixels.dtype.kind not in "biu":
        kind = "image"
    return pixels, {"name": name, **({"rgb": False} if kind == "image" else {}), **placing}, kind


def _with_components(key: str, value: Any) -> Any:
    """Give an axis of components its place before the others."""
    if key != "affine":
        return (1.0 if key == "scale" else 0.0, *value)
    affine = np.eye(len(value) + 1)
    affine[1:, 1:] = value
    return affine
