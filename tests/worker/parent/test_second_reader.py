"""What the second reader shows reaches the caller from the confined child, with what is true of it and nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import tifffile

from generated_images import values
from itk_inspector.api import open_document


def test_what_itk_says_of_pixels_that_it_does_not_read_is_not_passed_on(tmp_path: Path) -> None:
    """ITK warns of its own 8-bit colours; shown are the 16-bit tiles."""
    pixels = values("uint16", (40, 50))
    tifffile.imwrite(tmp_path / "a.tif", pixels, tile=(16, 16), photometric="minisblack", metadata=None)

    with open_document(tmp_path / "a.tif") as document:
        assert np.array_equal(document.pixels, pixels)
        assert len(document.info.notes) == 1
        assert "with 4 components a pixel, not 1; shown as stored (tifffile" in document.info.notes[0]


def test_the_axes_of_an_ome_file_come_through(tmp_path: Path) -> None:
    pixels = values("uint16", (2, 3, 4, 6, 8))
    tifffile.imwrite(tmp_path / "a.ome.tif", pixels, metadata={"axes": "TCZYX"}, photometric="minisblack")

    with open_document(tmp_path / "a.ome.tif") as document:
        assert np.array_equal(document.pixels, pixels.transpose(0, 2, 3, 4, 1))
        assert document.info.geometry.size == (8, 6, 4, 2)
