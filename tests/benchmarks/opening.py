"""How long opening takes, what memory it costs, and how long the window stands still meanwhile.

Run it with ``python tests/benchmarks/opening.py [FOLDER]``, under a real X server where there is one; FOLDER takes
1.2 GB of real files and sparse ones of up to 8 GB. Every figure is taken next to its reference in the same run,
alternating. Standstills: the first open of a window and the median of later ones, of noise, with the file in memory
and not, and with pixels that lie at a multiple of their size and that do not.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from cold import close_all, gap_of, make_cold, noisy_mha
from rows import Row, show
from window import opened_window, platform

from itk_inspector.app.composition import Composition
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Opened
from itk_inspector.itkio.engine import engine
from itk_inspector.worker.parent.calls import result
from itk_inspector.worker.parent.client import FileClient
from itk_inspector.worker.sandbox.family import Ahead

ROUNDS = 7
OPENS = 5
REST = 0.8
"""Seconds before each open: nobody opens files faster, and the child makes the next one's process meanwhile."""
MB = 1024 * 1024
IMREAD = """
import sys, time, itk
itk.imread(sys.argv[1])
for line in sys.stdin:
    before = time.perf_counter(); image = itk.imread(sys.argv[1]); after = time.perf_counter()
    print(after - before, flush=True); del image
"""


def sparse_mha(path: Path, nbytes: int, plane: tuple[int, int] = (1024, 1024)) -> None:
    """Write the header of a uint16 volume of so many bytes, and as many zeros as a hole holds."""
    slices = nbytes // (2 * plane[0] * plane[1])
    head = f"ObjectType = Image\nNDims = 3\nBinaryData = True\nDimSize = {plane[0]} {plane[1]} {slices}\n"
    head += "ElementType = MET_USHORT\nElementDataFile = LOCAL\n"
    with path.open("wb") as file:
        file.write(head.encode())
        file.truncate(len(head) + nbytes)


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
    time.sleep(REST)
    before = anonymous("self") + anonymous(child or "self")
    start = time.perf_counter()
    client.open(token, OpenRequest(path))
    opened = result(client.wait(token))
    seconds = time.perf_counter() - start
    assert isinstance(opened, Opened)
    growth = anonymous("self") + anonymous(child or "self") - before
    opened.document.close()
    return seconds, growth


def constant_time(client: FileClient, folder: Path) -> list[Row]:
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
    medians = {name: statistics.median(seconds[name][1:]) for name in paths}
    ratio = medians["8 GB"] / medians["64 MB"]
    texts = ", ".join(f"{name} {1000 * medians[name]:.1f} ms, {growth[name] / MB:.1f} MB private" for name in paths)
    return [Row("4", "raw files are mapped", f"8 GB / 64 MB {ratio:.2f} ({texts})", "≤ 2", ratio <= 2, "what is drawn")]


def any_byte(client: FileClient, folder: Path) -> list[Row]:
    """Open 134 MB of float noise whose pixels begin at each byte of four."""
    taken: dict[int, list[float]] = {}
    paths = [folder / f"float-{longer}.mha" for longer in range(4)]
    for longer, path in enumerate(paths):
        noisy_mha(path, (128, 512, 512), "float32", extra="x" * longer)
    offsets = [path.stat().st_size % 4 for path in paths]
    token = 500
    for _ in range(ROUNDS):
        for offset, path in zip(offsets, paths, strict=True):
            token += 1
            taken.setdefault(offset, []).append(timed_open(client, path, token)[0])
    medians = {offset: statistics.median(seconds) for offset, seconds in sorted(taken.items())}
    ratio = max(medians.values()) / medians[0]
    texts = ", ".join(f"{offset}: {1000 * value:.1f}" for offset, value in medians.items())
    what = "134 MB of float pixels at any byte of four"
    return [Row("4", what, f"{ratio:.2f} × the aligned ({texts} ms)", "≤ 1.3 ×", ratio <= 1.3, "what is drawn")]


def direct_read(client: FileClient, paths: dict[str, Path]) -> list[Row]:
    """Read compressed volumes, alternating with itk.imread in a warm process of its own."""
    rows = []
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
        figure = (
            f"{a / b:.2f} × itk.imread ({1000 * a:.0f} / {1000 * b:.0f} ms), memory {grown / (134 * MB):.2f} × pixels"
        )
        rows.append(Row("2", f"134 MB .{suffix} read by the child", figure, "", None, "what is drawn"))
    return rows


def standstills(window: Composition, path: Path, *, cold: bool) -> list[float]:
    """Open a file several times, each in a tab of its own, alone."""
    gaps = []
    for _ in range(OPENS):
        if cold:
            make_cold(path)
        gaps.append(gap_of(window, path)[0])
        close_all(window)
    return gaps


def first_opens(folder: Path) -> list[Row]:
    """Open noise in fresh windows of fresh processes: what is loaded late is loaded once a process."""
    rows = []
    for name, extra in (("aligned", "x"), ("not aligned", "")):
        path = folder / f"noise-{extra}.mha"
        noisy_mha(path, (256, 512, 512), "int16", extra=extra)
        for cold in (False, True):
            call = [sys.executable, __file__, "--standstills", str(path), "cold" if cold else "warm"]
            said = subprocess.run(call, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
            where, *numbers = said[-1].split("\t")
            first, *later = map(float, numbers)
            state = "cold" if cold else "warm"
            figure = f"first {first:.0f} ms, later {statistics.median(later):.0f}, at most {max(later):.0f}"
            what = f"standstill at opening 134 MB of noise, {name}, {state}"
            rows.append(Row("2", what, figure, "≤ 30 ms", max(first, *later) <= 30, where))
    return rows


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["--standstills"]:
        with opened_window(rest=4.0) as window:
            gaps = standstills(window, Path(sys.argv[2]), cold=sys.argv[3] == "cold")
            print(platform(), *(f"{gap:.1f}" for gap in gaps), sep="\t")
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary)
        show(first_opens(folder))
        paths = ct_like(folder)
        client = FileClient(ahead=Ahead.AT_REST)  # as a window has it
        engine.preload_bridge()
        timed_open(client, paths["nrrd"], 1)
        show(constant_time(client, folder))
        show(any_byte(client, folder))
        show(direct_read(client, paths))
        client.close()


if __name__ == "__main__":
    main()
