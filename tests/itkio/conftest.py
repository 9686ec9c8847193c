"""Real files, real itk: what the rooms that touch it share."""

from __future__ import annotations

import csv
import gc
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from data_folders import SHARED
from generated_images import ROWS
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.pixels.pixel_types import COMPONENT_TYPES
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.engine.header_record import Header
from itk_inspector.itkio.header import read_header
from itk_inspector.itkio.reader import read_into


@pytest.fixture(scope="session")
def reads_wide_integers(tmp_path_factory: pytest.TempPathFactory) -> bool:
    """Whether ``itk.imread`` of the installed version gives 32-bit integers of a TIFF file as tifffile wrote them."""
    import itk
    import tifffile

    path = tmp_path_factory.mktemp("wide") / "a.tif"
    pixels = np.arange(70_001, 70_081, dtype=np.uint32).reshape(8, 10)
    tifffile.imwrite(path, pixels, photometric="minisblack", metadata=None)
    return bool(np.array_equal(itk.array_from_image(itk.imread(str(path))), pixels))


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file as our reader gives it."""

    header: Header
    pixels: npt.NDArray[Any]
    copies: int

    @property
    def info(self) -> ImageInfo:
        return self.header.info


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each row of the manifests, the generated and the shared one, to the tests that ask for ``manifest_row``."""
    if "manifest_row" not in metafunc.fixturenames:
        return
    rows = [("generated", row.manifest_row()) for row in ROWS]
    manifest = SHARED / "MANIFEST.tsv"
    if manifest.is_file():
        with manifest.open(newline="") as lines:
            rows += [("real", row) for row in csv.DictReader(lines, delimiter="\t")]
    metafunc.parametrize(
        ("shared_data", "manifest_row"),
        rows,
        indirect=["shared_data"],
        ids=[f"{kind}-{Path(row['path']).name}" for kind, row in rows],
    )


@pytest.fixture(scope="session", autouse=True)
def itk_loaded() -> None:
    """Load itk once, as the child does, and what the oracles need; keep the guards' garbage collections short."""
    engine.preload()
    engine.image_io()  # with it loaded so, itk registers no factories of its own, which the generated files need
    import itk

    assert itk.imread
    assert itk.Image
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def decode() -> Callable[..., Decoded]:
    """Read a file into fresh memory, in this process."""

    def read(path: Path, read_as: str = "") -> Decoded:
        header = read_header(path, read_as)
        memory = np.zeros(header.nbytes, dtype=np.uint8)
        copies = read_into(header, memory)
        info = header.info
        return Decoded(header, memory[: info.bytes].view(info.dtype).reshape(info.shape), copies)

    return read


@pytest.fixture(scope="session")
def some_pixels() -> Callable[..., npt.NDArray[Any]]:
    """Make an array that holds the limits of its type and values that are all over it."""

    def make(dtype: str, shape: tuple[int, ...]) -> npt.NDArray[Any]:
        kind, random = np.dtype(dtype), np.random.default_rng(7)
        if kind.kind == "b":
            made = random.random(shape) > 0.5
        elif kind.kind in "iu":
            limits = np.iinfo(kind)
            made = random.integers(limits.min, limits.max, size=shape, dtype=kind, endpoint=True)
            made.flat[0], made.flat[-1] = limits.min, limits.max
        elif kind.kind == "c":
            made = (random.normal(size=shape) + 1j * random.normal(size=shape)).astype(kind)
        else:
            made = random.normal(size=shape).astype(kind)
            made.flat[0], made.flat[-1] = np.finfo(kind).tiny, np.finfo(kind).max
        return np.ascontiguousarray(made)

    return make


@pytest.fixture(scope="session")
def oblique() -> Callable[..., Geometry]:
    """Make a rotated geometry whose numbers are all different; optionally left-handed."""

    def make(size: tuple[int, ...], *, left_handed: bool = False, start: int = 0) -> Geometry:
        n, angle = len(size), 0.4
        direction = np.eye(n)
        direction[:2, :2] = [[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]]
        if left_handed:
            direction[:, 0] *= -1
        return Geometry(
            size,
            tuple(start + axis if start else 0 for axis in range(n)),
            (1.5, -2.25, 3.0, 4.0)[:n],
            (0.5, 0.75, 2.0, 3.0)[:n],
            tuple(map(tuple, direction.tolist())),
        )

    return make


@pytest.fixture(scope="session")
def info_for() -> Callable[..., ImageInfo]:
    """Describe an array as an image that came from memory."""

    def make(pixels: npt.NDArray[Any], geometry: Geometry, path: str = "memory", **more: Any) -> ImageInfo:
        channels = pixels.shape[-1] if pixels.ndim > geometry.dimension else 1
        colour = {3: "rgb", 4: "rgba"}.get(channels, "vector") if pixels.dtype == np.uint8 else "vector"
        is_complex = pixels.dtype.kind == "c"
        return ImageInfo(
            path=Path(path),
            format="memory",
            pixel_type="complex" if is_complex else colour if channels > 1 else "scalar",
            component_type=COMPONENT_TYPES[pixels.dtype.name],
            components=channels * (2 if is_complex else 1),
            dtype=pixels.dtype.name,
            geometry=geometry,
            **more,
        )

    return make
