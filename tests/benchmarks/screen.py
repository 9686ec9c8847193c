"""A real X server for benchmarks, and a second client of it that moves the pointer and sees what is on screen."""

from __future__ import annotations

import ctypes
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import POINTER, c_char_p, c_int, c_int16, c_uint8, c_uint16, c_uint32, c_void_p
from pathlib import Path

SIZE = "1300x900x24"
_ALL_PLANES = 0xFFFFFFFF
_Z_PIXMAP = 2


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", c_uint32),)


class _Roots(ctypes.Structure):
    _fields_ = (("data", POINTER(c_uint32)), ("rem", c_int), ("index", c_int))


@contextmanager
def x_server() -> Iterator[tuple[dict[str, str], int]]:
    """Run an X server; yield the environment of its clients and its process id."""
    with tempfile.TemporaryDirectory() as home:
        read, end = os.pipe()
        command = ["Xvfb", "-displayfd", str(end), "-screen", "0", SIZE]
        server = subprocess.Popen(command, pass_fds=(end,), stderr=subprocess.DEVNULL)
        os.close(end)
        with os.fdopen(read) as pipe:
            display = f":{pipe.readline().strip()}"
        environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "HOME": home}
        environment.pop("WAYLAND_DISPLAY", None)
        try:
            yield environment, server.pid
        finally:
            server.terminate()
            server.wait()


class Screen:
    """Another client of the X server.

    Parameters
    ----------
    display : str
        Its name.
    """

    def __init__(self, display: str) -> None:
        self._xcb, self._libc = ctypes.CDLL("libxcb.so.1"), ctypes.CDLL(None)
        xcb = self._xcb
        xcb.xcb_connect.restype = c_void_p
        xcb.xcb_connect.argtypes = [c_char_p, c_void_p]
        xcb.xcb_get_setup.restype = c_void_p
        xcb.xcb_get_setup.argtypes = [c_void_p]
        xcb.xcb_setup_roots_iterator.restype = _Roots
        xcb.xcb_setup_roots_iterator.argtypes = [c_void_p]
        xcb.xcb_warp_pointer.restype = _Cookie
        xcb.xcb_warp_pointer.argtypes = [c_void_p, c_uint32, c_uint32, *[c_int16] * 2, *[c_uint16] * 2, *[c_int16] * 2]
        xcb.xcb_get_image.restype = _Cookie
        xcb.xcb_get_image.argtypes = [c_void_p, c_uint8, c_uint32, *[c_int16] * 2, *[c_uint16] * 2, c_uint32]
        xcb.xcb_get_image_reply.restype = c_void_p
        xcb.xcb_get_image_reply.argtypes = [c_void_p, _Cookie, c_void_p]
        xcb.xcb_get_image_data.restype = c_void_p
        xcb.xcb_get_image_data.argtypes = [c_void_p]
        xcb.xcb_get_image_data_length.argtypes = [c_void_p]
        xcb.xcb_flush.argtypes = xcb.xcb_disconnect.argtypes = [c_void_p]
        self._libc.free.argtypes = [c_void_p]
        self._connection = xcb.xcb_connect(display.encode(), None)
        self._root = xcb.xcb_setup_roots_iterator(xcb.xcb_get_setup(self._connection)).data[0]

    def move(self, x: int, y: int) -> None:
        """Move the pointer; its window is told as of a mouse."""
        self._xcb.xcb_warp_pointer(self._connection, 0, self._root, 0, 0, 0, 0, x, y)
        self._xcb.xcb_flush(self._connection)

    def picture(self, x: int, y: int, width: int, height: int) -> bytes:
        """Return the pixels of a rectangle of the screen."""
        xcb, connection = self._xcb, self._connection
        cookie = xcb.xcb_get_image(connection, _Z_PIXMAP, self._root, x, y, width, height, _ALL_PLANES)
        reply = xcb.xcb_get_image_reply(connection, cookie, None)
        if not reply:
            raise RuntimeError("the screen cannot be read")
        try:
            return ctypes.string_at(xcb.xcb_get_image_data(reply), xcb.xcb_get_image_data_length(reply))
        finally:
            self._libc.free(reply)

    def change(self, area: tuple[int, int, int, int], before: bytes, limit: float = 0.2) -> float:
        """Look until a rectangle shows something else; return the time, infinite when it never did."""
        end = time.perf_counter() + limit
        while self.picture(*area) == before:
            if time.perf_counter() > end:
                return float("inf")
        return time.perf_counter()

    def close(self) -> None:
        """Leave the server."""
        self._xcb.xcb_disconnect(self._connection)


def processor_seconds(pids: list[int]) -> float:
    """Return the time, user and system, that processes took of a processor, by the scheduler's count of nanoseconds.

    Threads that have ended count no more: neither program ends one while the mouse moves.
    """
    threads = [path for pid in pids for path in Path(f"/proc/{pid}/task").glob("*/schedstat")]
    return sum(int(path.read_text().split()[0]) for path in threads) / 1e9


def wake_ups(pids: list[int]) -> int:
    """Return how often threads of processes went to sleep of their own accord: once for each time they woke up."""
    return sum(
        int(line.split()[1])
        for pid in pids
        for path in Path(f"/proc/{pid}/task").glob("*/status")
        for line in path.read_text().splitlines()
        if line.startswith("voluntary_ctxt_switches")
    )
