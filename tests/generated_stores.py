"""Images in chunks, written by libraries that are not ours: zarr, ngff-zarr and tensorstore; and a server for them."""

from __future__ import annotations

import contextlib
import functools
import http.server
import json
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from local_server import serving

VALUES = (np.arange(40 * 50 * 60, dtype=np.int64) * 7919 % 60000).astype(np.uint16).reshape(40, 50, 60)
"""Level 0 of the OME-Zarr: each value tells its place from its neighbours'."""


def ome_zarr(folder: Path, version: str) -> Path:
    """Let ngff-zarr write `VALUES` at three resolutions; x, y, z have other scales and translations."""
    ngff_zarr = pytest.importorskip("ngff_zarr", reason="ngff-zarr writes the store")
    path = folder / f"ome-{version}.zarr"
    dask = pytest.importorskip("dask", reason="ngff-zarr computes with it")
    with warnings.catch_warnings(), dask.config.set(scheduler="synchronous"):
        warnings.simplefilter("ignore")  # of libraries that it uses
        image = ngff_zarr.to_ngff_image(
            VALUES,
            dims=["z", "y", "x"],
            scale={"z": 2.0, "y": 0.5, "x": 0.25},
            translation={"z": 10.0, "y": 20.0, "x": 30.0},
            axes_units=dict.fromkeys("zyx", "micrometer"),
        )
        several = ngff_zarr.to_multiscales(image, scale_factors=[2, 4], chunks=16)
        ngff_zarr.to_ngff_zarr(str(path), several, version=version)
    return path


def plain_zarr(path: Path, values: npt.NDArray[Any], **options: Any) -> Any:
    """Let zarr-python write an array; return it."""
    zarr = pytest.importorskip("zarr", reason="zarr-python writes the store")
    made = zarr.create_array(str(path), shape=values.shape, dtype=values.dtype, **options)
    made[...] = values
    return made


def multiscale(path: Path, arrays: list[npt.NDArray[Any]], ome: dict[str, Any], chunks: tuple[int, ...]) -> Path:
    """Let zarr-python write a group of arrays ``0``, ``1``, … whose attributes are OME-Zarr 0.5's ``ome``."""
    zarr = pytest.importorskip("zarr", reason="zarr-python writes the store")
    zarr.create_group(str(path), attributes={"ome": ome})
    for number, values in enumerate(arrays):
        plain_zarr(path / str(number), values, chunks=chunks)
    return path


def spec_of(driver: str, path: Path, **metadata: Any) -> dict[str, Any]:
    """Return what tensorstore makes a new array by."""
    return {"driver": driver, "kvstore": {"driver": "file", "path": f"{path}/"}, "create": True, **metadata}


def written_by_tensorstore(spec: dict[str, Any], values: npt.NDArray[Any]) -> None:
    """Let tensorstore write an array, whose axes are in the order of the format."""
    tensorstore = pytest.importorskip("tensorstore", reason="tensorstore writes the store")
    tensorstore.open(spec).result().write(values).result()


def let_go_of_zarr() -> None:
    """End the threads that zarr-python keeps for its next call."""
    if "zarr" in sys.modules:
        from zarr.core.sync import cleanup_resources

        cleanup_resources()


def changed_json(path: Path, change: Callable[[Any], None]) -> None:
    """Change a JSON file in place."""
    content = json.loads(path.read_bytes())
    change(content)
    path.write_text(json.dumps(content))


@contextlib.contextmanager
def served(folder: Path, delay: float = 0.0, refused: dict[str, int] | None = None) -> Iterator[str]:
    """Serve a folder on the loopback interface; give its address.

    ``refused`` maps parts of paths to the status that they are answered with; 0 is no answer until the end.
    """
    over = threading.Event()

    class Handler(http.server.SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            time.sleep(delay)  # what is measured and tested: a slow link
            for part, status in (refused or {}).items():
                if part in self.path:
                    if status:
                        self.send_error(status)
                    else:
                        over.wait(30)
                        self.close_connection = True
                    return
            with contextlib.suppress(ConnectionError):
                super().do_GET()

    with serving(functools.partial(Handler, directory=str(folder)), over) as address:
        yield address
