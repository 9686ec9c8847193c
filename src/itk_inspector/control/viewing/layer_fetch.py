"""Fetching what will be shown of the images at the place of another one."""

from __future__ import annotations

from collections.abc import Sequence

from itk_inspector.control.model.layer_stack import Layer
from itk_inspector.control.model.open_image import OpenImage, planes_ahead
from itk_inspector.core.geometry.planes import Plane


def fetch_layers(layers: Sequence[Layer], image: OpenImage, plane: Plane) -> None:
    """Have the slices of the others fetched that lie where a plane of an image does, as `OpenImage.fetch` has its own.

    Only of parallel lattices: of others, single pixels of many slices are shown.
    """
    import numpy as np  # the window appears before NumPy is loaded

    from itk_inspector.core.geometry.other_slice import StraightSlice, slice_in  # as above

    main = image.info.geometry
    across, down = (
        np.arange(float(main.start_index[axis]), float(main.start_index[axis] + main.size[axis]))
        for axis in (plane.horizontal, plane.vertical)
    )
    for layer in layers:
        other = layer.image
        if other is image or not layer.look.is_visible or not other.document.is_safe:
            continue
        if other.info.geometry != other.document.geometry:  # a copy of another size
            continue
        found = None
        for number, each in enumerate(planes_ahead(image, plane)):
            found = slice_in(main, other.info.geometry, each, across, down, other.plane.position, found)
            if isinstance(found, StraightSlice):
                other.document.fetch(found.plane, is_next=number > 0)
