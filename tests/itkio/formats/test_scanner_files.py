"""Formats of scanners and microscopes, each with the smallest file that ITK opens: pixels and placement as written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scanner_files
from generated_images import values


@pytest.mark.parametrize(
    ("write", "format_name", "name"),
    [
        (scanner_files.ge_4, "GE4ImageIO", "slice.001"),
        (scanner_files.ge_5, "GE5ImageIO", "slice.MR"),
        (scanner_files.ge_advantage, "GEAdwImageIO", "slice.MR"),
        (scanner_files.siemens_vision, "SiemensVisionImageIO", "slice.ima"),
    ],
)
def test_a_slice_of_a_scanner_is_read_as_written(
    tmp_path: Path, decode: Callable[..., Any], write: Callable[..., None], format_name: str, name: str
) -> None:
    pixels = values("int16", (6, 6))
    write(tmp_path / name, pixels)

    read = decode(tmp_path / name)

    assert read.info.format == format_name
    assert read.info.geometry.spacing == (1.5, 1.5, 3.0)
    assert np.array_equal(read.pixels, pixels[None])
    assert read.info.notes == ()


def test_a_bruker_volume_is_rescaled_as_its_parameters_say(tmp_path: Path, decode: Callable[..., Any]) -> None:
    pixels = values("int16", (3, 4, 5))
    scanner_files.bruker(tmp_path / "2dseq", pixels)

    read = decode(tmp_path / "2dseq")

    assert read.info.format == "Bruker2dseqImageIO"
    assert read.info.geometry.spacing == (1.5, 1.5, 3.0)
    assert np.array_equal(read.pixels, pixels * np.float32(2) + np.float32(1))


@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
def test_a_zeiss_volume_is_read_as_written(tmp_path: Path, decode: Callable[..., Any], dtype: str) -> None:
    pixels = values(dtype, (3, 4, 5))
    scanner_files.lsm(tmp_path / "volume.lsm", pixels)

    read = decode(tmp_path / "volume.lsm")

    assert read.info.format == "LSMImageIO"
    assert read.info.geometry.spacing == (0.5e-6, 0.75e-6, 2e-6)
    assert np.array_equal(read.pixels, pixels)
