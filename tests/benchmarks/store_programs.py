"""What `stores.py` measures beside the window: tensorstore alone, and napari. Commands come in, JSON goes out."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import tensorstore

LEVELS = 7


def opened(address: str, level: int) -> Any:
    """Open the array of a level."""
    spec = {"driver": "zarr3", "kvstore": f"{address}/{level}/", "recheck_cached_data": "open"}
    return tensorstore.open(spec, read=True)


class Bare:
    """The engine without a window, of which level 0 is open."""

    def __init__(self, address: str) -> None:
        self._store = opened(address, 0).result()

    def probe(self, *index: str) -> tuple[float, int]:
        """Read one pixel; return the seconds, and the value."""
        before = time.perf_counter()
        value = int(self._store[tuple(map(int, index))].read().result())
        return time.perf_counter() - before, value


class Napari:
    """A viewer that is open and empty at first; tensorstore's arrays are its levels."""

    def __init__(self, address: str) -> None:
        import napari  # where it is installed
        from qtpy.QtWidgets import QApplication

        self._address = address
        self._viewer = napari.Viewer()
        self._viewer.window.resize(1300, 900)
        self._turn: Callable[[], None] = QApplication.processEvents
        self._spin(3.0)

    def _spin(self, seconds: float) -> None:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self._turn()

    def open(self) -> float:
        """Open the store; return the seconds until the layer is drawn and nothing is loading."""
        before = time.perf_counter()
        levels = [level.result() for level in [opened(self._address, number) for number in range(LEVELS)]]
        layer = self._viewer.add_image(levels, multiscale=True, contrast_limits=(0, 16_000))
        self._viewer.dims.set_current_step(0, levels[0].shape[0] // 2)
        while not layer.loaded:
            self._turn()
        self._turn()
        return time.perf_counter() - before

    def travel(self) -> tuple[float, float]:
        """Zoom in and move; return the longest turn of the event loop, and the longest of its thread's work."""
        camera = self._viewer.camera
        longest = busiest = 0.0
        for number in range(120):
            wall, cpu = time.perf_counter(), time.thread_time()
            if number % 6 == 0:
                camera.zoom *= 1.25 if number < 60 else 0.8
            else:
                _, y, x = camera.center
                step = 40 / camera.zoom
                camera.center = (0, y, x + (step if number % 20 < 10 else -step))
            self._turn()
            longest = max(longest, time.perf_counter() - wall)
            busiest = max(busiest, time.thread_time() - cpu)
            self._spin(0.016)
        return longest, busiest


def serve() -> None:
    """Do what stdin says, a line each."""
    program = {"bare": Bare, "napari": Napari}[sys.argv[1]](sys.argv[2])
    for words in (line.split() for line in iter(sys.stdin.readline, "")):
        print("\x1e" + json.dumps(getattr(program, words[0])(*words[1:])), flush=True)


if __name__ == "__main__":
    serve()
