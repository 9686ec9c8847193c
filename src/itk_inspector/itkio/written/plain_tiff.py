"""TIFF by tifffile, of the types of pixels that the installed ITK does not write."""

from __future__ import annotations

from typing import Any

import tifffile

from itk_inspector.core.export.installed_itk import note, why_not_read
from itk_inspector.itkio.draft import Draft, Verified
from itk_inspector.itkio.written import tiff_facts


def write(draft: Draft) -> Verified:
    """Write one component a pixel, a page a slice; whoever asks for it reads it back."""
    info = draft.info
    compression: dict[str, Any] = {"compression": "zlib"} if draft.request.compress else {}
    with info.path.open("xb") as file:
        tifffile.imwrite(
            file,
            draft.pixels,
            bigtiff=tiff_facts.is_big(draft.pixels),
            photometric="minisblack",
            metadata=None,
            **tiff_facts.resolution(info.geometry.spacing),
            **compression,
        )
    return Verified("tifffile", (note(why_not_read(draft.row.image_io, info.dtype, misreads_wide=True)),))
