"""How long opening takes, what memory it costs, and how long the window stands still meanwhile.

Run it with ``python tests/benchmarks/opening.py [FOLDER]``; FOLDER takes about 1 GB of real files and
one sparse file of 8 GB. Every figure is taken next to its reference in the same run, alternating.
"""

from __future__ import annotations

import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from itk_inspector.app.composition import Composition
from itk_inspector.app.qt_application import application as qt_application
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Opened
from itk_inspector.gui.shell.settings import MemoryStore, Settings
from itk_inspector.itkio.engine import engine
from itk_inspector.worker.parent.calls import result
from itk_inspector.worker.parent.client import FileClient

ROUNDS = 7
MB = 1024 * 1024
IMREAD = """
import sys, time, itk
itk.imread(sys.argv[1])
for line in sys.stdin:
    before = time.perf_counter(); image = itk.imread(sys.argv[1]); after = time.perf_counter()
    print(after - before, flush=True); del image
"""


def sparse_mha(path: Path, nbytes: int) -> None:
    """Write the header of a uint16 volume of 1024 x 1024 slices, and as many zeros as a hole holds."""
    slices = nbytes // (2 * MB)
    head = f"ObjectType = Image\nNDims = 3\nBinaryData = True\nCompressedData = False\nDimSize = 1024 1024 {slices}\n"
    head += "ElementType = MET_USHORT\nElementDataFile = LOCAL\n"
    head = head if len(head) % 2 == 0 else head.replace("NDims = 3\n", "NDims =  3\n")
    with path.open("wb") as file:
        file.write(head.encode())
        file.truncate(len(head) + slices * 2 * MB)


def ct_like(folder: Path) -> dict[str, Path]:
    """Write a 512 x 512 x 256 int16 volume (134 MB) in compressed formats."""
    paths = {suffix: folder / f"ct.{suffix}" for suffix in ("nii.gz", "nrrd")}
    if not all(p.is_file() for p in paths.values()):
        rng = np.random.default_rng(1)
        z, y, x = np.mgrid[0:256, 0:512, 0:512].astype(np.float32)
        body = ((x - 256) ** 2 / 200**2 + (y - 256) ** 2 / 160**2 < 1) * 1040 - 1000
        noise = rng.normal(0, 12, body.shape) * (body > 0)  # scanners set the air to one number
        volume = (body + noise + z / 8).astype(np.int16)
        import SimpleITK as sitk  # noqa: N813  # its usual name

        for path in paths.values():
            sitk.WriteImage(sitk.GetImageFromArray(volume), str(path), useCompression=True)
    return paths


def anonymous(pid: int | str) -> int:
    """Private memory of a process that no file backs, plus its shared memory, in bytes."""
    text = Path(f"/proc/{pid}/status").read_text()
    return sum(int(text.split(f"{key}:")[1].split()[0]) * 1024 for key in ("RssAnon", "RssShmem"))


def timed_open(client: FileClient, path: Path, token: int) -> tuple[float, int]:
    """Open and close a file; return the seconds, and the growth of private memory of both processes."""
    child = client.children[0].pid
    before = anonymous("self") + anonymous(child or "self")
    start = time.perf_counter()
    client.open(token, OpenRequest(path))
    opened = result(client.wait(token))
    seconds = time.perf_counter() - start
    assert isinstance(opened, Opened)
    growth = anonymous("self") + anonymous(child or "self") - before
    opened.document.close()
    return seconds, growth


def longest_gap(path: Path) -> float:
    """Open a file in a warm window; return the longest time in which a 1 ms timer did not fire."""
    application = qt_application()
    composition = Composition(Settings(MemoryStore()))
    composition.window.resize(1000, 700)
    composition.window.show()
    composition.warm_up(expects_image=True)
    until = time.perf_counter() + 6
    while time.perf_counter() < until and not composition.files.children[0].is_ready:
        application.processEvents()
        time.sleep(0.005)
    engine.preload_bridge()
    composition.window.canvas.prepare()
    for _ in range(50):
        application.processEvents()
    ticks = [time.perf_counter()]
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    timer.start(1)
    composition.open(path)
    while composition.app.files.is_loading:
        QApplication.processEvents()
    settled = time.perf_counter() + 0.3
    while time.perf_counter() < settled:
        QApplication.processEvents()
    timer.stop()
    composition.dispose()
    composition.window.close_for_good()
    return max(b - a for a, b in itertools.pairwise(ticks))


def constant_time(client: FileClient, folder: Path) -> None:
    """Open raw volumes of 64 MB, 1 GB and 8 GB in turn."""
    paths = {}
    for name, size in (("64 MB", 64 * MB), ("1 GB", 1024 * MB), ("8 GB", 8 * 1024 * MB)):
        paths[name] = folder / f"raw-{name.replace(' ', '')}.mha"
        sparse_mha(paths[name], size)
    seconds: dict[str, list[float]] = {name: [] for name in paths}
    growth = dict.fromkeys(paths, 0)
    token = 100
    for _ in range(ROUNDS + 1):
        for name, path in paths.items():
            token += 1
            took, grown = timed_open(client, path, token)
            seconds[name].append(took)
            growth[name] = max(growth[name], grown)
    print("raw map, uint16 .mha        median ms   vs 64 MB   private growth MB")
    base = statistics.median(seconds["64 MB"][1:])
    for name in paths:
        median = statistics.median(seconds[name][1:])
        print(f"  {name:<24}{1000 * median:10.1f}{median / base:11.2f}{growth[name] / MB:15.1f}")


def direct_read(client: FileClient, paths: dict[str, Path]) -> None:
    """Read compressed volumes, alternating with itk.imread in a warm process of its own."""
    print("direct read, 134 MB int16   median ms   imread ms   ratio   growth / pixels")
    token = 1000
    for suffix, path in paths.items():
        reference = subprocess.Popen(
            [sys.executable, "-c", IMREAD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert reference.stdin is not None
        assert reference.stdout is not None
        ours, theirs, grown = [], [], 0
        for _ in range(ROUNDS):
            reference.stdin.write("\n")
            reference.stdin.flush()
            theirs.append(float(reference.stdout.readline()))
            token += 1
            took, growth = timed_open(client, path, token)
            ours.append(took)
            grown = max(grown, growth)
        reference.stdin.close()
        reference.wait()
        a, b = statistics.median(ours), statistics.median(theirs)
        pixels = 512 * 512 * 256 * 2
        print(f"  .{suffix:<23}{1000 * a:10.0f}{1000 * b:12.0f}{a / b:8.2f}{grown / pixels:12.2f}")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary)
        paths = ct_like(folder)
        client = FileClient()
        engine.preload_bridge()
        timed_open(client, paths["nrrd"], 1)
        constant_time(client, folder)
        direct_read(client, paths)
        client.close()
        print("longest event-loop gap while opening, ms")
        for name, path in (("8 GB .mha", folder / "raw-8GB.mha"), *((f".{s}", p) for s, p in paths.items())):
            print(f"  {name:<24}{1000 * min(longest_gap(path) for _ in range(3)):10.0f}")


if __name__ == "__main__":
    main()
