"""Pictures of Pillow."""

from __future__ import annotations

from typing import Any

import numpy as np

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.itkio.interop.held import Held, is_a


def is_one(source: Any) -> bool:
    """Tell whether this is a picture of Pillow."""
    return is_a(source, "PIL", "Image")


def held(source: Any) -> Held:
    """Return a copy of the stored numbers: Pillow keeps rows apart, in an order of its own."""
    notes = ["Copied: Pillow lends no memory."]
    if source.mode in ("P", "PA"):
        notes.append("These are indices into the palette; picture.convert(“RGB”) has the colours.")
    elif source.mode not in ("1", "L", "I", "F", "RGB", "RGBA") and not source.mode.startswith("I;"):
        notes.append(f"The components are those of {source.mode}, as stored.")
    pixels = np.asarray(source)
    geometry = Geometry.identity(tuple(source.size)) if pixels.ndim > 2 else None
    return Held(pixels, geometry, "Pillow image", has_colours=source.mode in ("RGB", "RGBA"), notes=tuple(notes))
