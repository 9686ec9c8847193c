"""How long a call from Python and a command take, next to itk and SimpleITK doing the same.

Run it with ``python tests/benchmarks/scripting.py [FOLDER]``; FOLDER takes 100 MB of files. Every figure stands next to
its reference in the same run, the two alternating.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from rows import Row, show

from itk_inspector.worker.sandbox import family

MB = 1024 * 1024
ROUNDS = 11
CALLS = 21
FILES = 4
"""Files of one kind that a script goes through, over and over."""
PAUSE = 0.03
"""Seconds of a script's own work on an image, before it opens the next one."""
INFO = ("-m", "itk_inspector", "info")
ITK = "import itk, sys; itk.imread(sys.argv[1])"
ONE_IO = "import itk, sys; io = itk.{io}.New(); io.SetFileName(sys.argv[1]); io.ReadImageInformation(); print(io)"
SIMPLE = (
    "import SimpleITK, sys\n"
    "for path in sys.argv[1:]:\n"
    "    reader = SimpleITK.ImageFileReader(); reader.SetFileName(path); reader.ReadImageInformation()\n"
    "    print(reader.GetSize(), reader.GetSpacing(), reader.GetOrigin(), reader.GetDirection())"
)
OURS = "import sys, itk_inspector as ii; ii.open_document(sys.argv[1]).pixels"
OURS_IMAGE = "import sys, itk_inspector as ii; ii.open_document(sys.argv[1]).image"
SECOND = """
import json, os, statistics, sys, time
import itk, itk_inspector as ii
from itk_inspector.worker.memory.scratch_file import copy_bytes, reserve_for_copy
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
kinds, calls, PAUSE = json.loads(sys.argv[3]), int(sys.argv[1]), float(sys.argv[2])
def timed(work):
    before = time.perf_counter(); work(); return time.perf_counter() - before
def ours(path):
    with ii.open_document(path) as document: document.pixels[-1].sum()
def mapped(path):
    with ii.open_document(path, mapped=True) as document: document.pixels[-1].sum()
def copied(path):
    source, nbytes = os.open(path, os.O_RDONLY), os.path.getsize(path)
    fd, large = reserve_for_copy(nbytes, ScratchPolicy.default(), path)
    copy_bytes(source, 0, fd, nbytes, large)
    os.close(fd); os.close(source)
def image(path):
    with ii.open_document(path) as document: document.image
def theirs(path):
    itk.array_view_from_image(itk.imread(path))[-1].sum()
found = []
for paths in kinds:
    each = {"ours": [], "itk": [], "image": [], "header": [], "calm": [], "calm itk": [], "mapped": [], "copied": []}
    for path in paths: ours(path); image(path); theirs(path)
    for path in (paths * calls)[:calls]:
        each["itk"].append(timed(lambda: theirs(path)))
        each["ours"].append(timed(lambda: ours(path)))
        each["image"].append(timed(lambda: image(path)))
        each["header"].append(timed(lambda: ii.read_info(path) if hasattr(ii, "read_info") else ours(path)))
    time.sleep(1)
    for path in (paths * calls)[:calls]:
        time.sleep(PAUSE); each["calm"].append(timed(lambda: ours(path)))
        time.sleep(PAUSE); each["calm itk"].append(timed(lambda: theirs(path)))
        time.sleep(PAUSE); each["mapped"].append(timed(lambda: mapped(path)))
        each["copied"].append(timed(lambda: copied(path)))
    found.append({name: statistics.median(times) for name, times in each.items()})
print(json.dumps(found))
"""
BARE = """
import itk, os, statistics, sys, time
itk.imread(sys.argv[1])
def once():
    before = time.perf_counter()
    pid = os.fork()
    if pid == 0: os._exit(0)
    os.waitpid(pid, 0)
    return time.perf_counter() - before
print(statistics.median(once() for _ in range(int(sys.argv[2]))))
"""
IDLE = """
import sys, time, itk_inspector as ii
from itk_inspector.worker.parent.kept_client import KEPT
ii.open_document(sys.argv[1]).close()
time.sleep(2)
print(*KEPT.pids, flush=True)
sys.stdin.read()
"""


def files(folder: Path) -> dict[str, Path]:
    """Write a small file, and 10 MB of noise raw and compressed."""
    import itk

    rng = np.random.default_rng(1)
    small = rng.integers(0, 255, (20, 30), dtype=np.uint8)
    large = rng.integers(-1000, 1000, (80, 250, 250), dtype=np.int16)
    found = {
        "small .mha": folder / "small.mha",
        "10 MB .mha": folder / "ten.mha",
        "10 MB .nii.gz": folder / "ten.nii.gz",
    }
    for name, path in found.items():
        if not path.is_file():
            itk.imwrite(itk.image_from_array(small if name == "small .mha" else large), str(path))
    return found


def seconds(words: tuple[str, ...]) -> float:
    """Run a program of this Python; return how long it took, from its start to its end."""
    before = time.perf_counter()
    subprocess.run([sys.executable, *words], capture_output=True, check=True)
    return time.perf_counter() - before


def alternating(programs: Mapping[str, tuple[str, ...]], rounds: int = ROUNDS) -> dict[str, float]:
    """Return the median of each program's seconds; each was run once before, for the disk's sake."""
    times: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(rounds + 1):
        for name, words in programs.items():
            times[name].append(seconds(words))
    return {name: statistics.median(each[1:]) for name, each in times.items()}


def command_line(paths: Mapping[str, Path]) -> Iterator[Row]:
    """Yield the rows of ``itk-inspector info``."""
    has_simple = importlib.util.find_spec("SimpleITK") is not None
    several = [str(path) for path in paths.values()] * 7
    one_io = {"small .mha": "MetaImageIO", "10 MB .nii.gz": "NiftiImageIO"}
    for name, io in one_io.items():
        path = str(paths[name])
        reference = ("-c", SIMPLE if has_simple else ONE_IO.format(io=io), path)
        programs = {"ours": (*INFO, path), "theirs": reference}
        programs |= {"probe": ("-m", "itk_inspector", "probe", path, "--at", *"00", *(["0"] if "MB" in name else []))}
        took = alternating(programs)
        limit = took["theirs"]
        whose = "SimpleITK's ReadImageInformation" if has_simple else f"itk's {io}"
        figure = f"{took['ours']:.3f} s against {limit:.3f} = {took['ours'] / limit:.2f} ×"
        yield Row("10", f"info, {name}", figure, f"≤ 1.0 × {whose}", took["ours"] <= limit, "a cold disk")
        yield Row("10b", f"probe, {name}", f"{took['probe']:.3f} s", leaves_out="a cold disk")
    if has_simple:
        took = alternating({"ours": (*INFO, "--json", *several), "simple": ("-c", SIMPLE, *several)}, 3)
        ratio = took["ours"] / took["simple"]
        figure = f"{took['ours']:.3f} s against {took['simple']:.3f} = {ratio:.2f} ×"
        yield Row("10c", f"info of {len(several)} paths in one call", figure, leaves_out="SimpleITK is not confined")


def first_calls(paths: Mapping[str, Path]) -> Iterator[Row]:
    """Yield the rows of the first call in a process, its start and end included."""
    for name, path in paths.items():
        programs = {
            "ours": ("-c", OURS, str(path)),
            "itk": ("-c", ITK, str(path)),
            "image": ("-c", OURS_IMAGE, str(path)),
        }
        took = alternating(programs, 1)
        ratio = took["ours"] / took["itk"]
        figure = f"{took['ours']:.3f} s (with .image {took['image']:.3f}) against {took['itk']:.3f} = {ratio:.2f} ×"
        yield Row(
            "9a", f"first open_document, {name}", figure, "≤ 1.0 × import itk; itk.imread", ratio <= 1, "a cold disk"
        )


def several(path: Path, folder: str = "") -> list[Path]:
    """Return a file and copies of it beside it, or each one in a folder of its own."""
    name, suffix = path.name.partition(".")[::2]
    found = [path]
    for number in range(1, FILES):
        beside = path.parent / (f"{folder}-{number}" if folder else "") / f"{name}-{number}.{suffix}"
        beside.parent.mkdir(exist_ok=True)
        if not beside.is_file():
            shutil.copy(path, beside)
        found.append(beside)
    return found


def second_calls(paths: Mapping[str, Path]) -> Iterator[Row]:
    """Yield the rows of a call that finds a child: files of a folder one after the other, and of several folders."""
    kinds = {name: several(path) for name, path in paths.items()}
    kinds["small .mha, each in a folder of its own"] = several(paths["small .mha"], "apart")
    words = ["-c", SECOND, str(CALLS), str(PAUSE), json.dumps([list(map(str, each)) for each in kinds.values()])]
    said = json.loads(subprocess.run([sys.executable, *words], capture_output=True, text=True, check=True).stdout)
    for name, found in zip(kinds, said, strict=True):
        took = {kind: 1000 * one for kind, one in found.items()}
        limit = 1.3 * took["itk"] + 5
        figure = (
            f"{took['ours']:.1f} ms (with .image {took['image']:.1f}) against {took['itk']:.1f}; allowed {limit:.1f}"
        )
        what = f"second open_document, {name}"
        yield Row("9b", what, figure, "≤ 1.3 × itk.imread + 5 ms", took["ours"] <= limit, "a cold disk")
        limit = 1.3 * took["calm itk"] + 5  # after a pause itk takes longer too
        figure = f"{took['calm']:.1f} ms against {took['calm itk']:.1f}; allowed {limit:.1f}"
        what = f"the same, {1000 * PAUSE:.0f} ms after the last"
        yield Row("9b", what, figure, "≤ 1.3 × itk.imread + 5 ms", took["calm"] <= limit, "a cold disk")
        if name.endswith(".mha"):
            alone = f"to reserve, fill and free a scratch file alone {took['copied']:.1f}"
            figure = f"{took['mapped']:.1f} ms; allowed {limit:.1f}; {alone}"
            what = f"{what}, of {name}, mapped where it lies"
            yield Row("9b", what, figure, "≤ 1.3 × itk.imread + 5 ms", took["mapped"] <= limit, "a cold disk")


def bare_fork(path: Path) -> Iterator[Row]:
    """Yield what the system alone takes for a process a file: whatever that does comes besides."""
    said = subprocess.run(
        [sys.executable, "-c", BARE, str(path), str(CALLS)], capture_output=True, text=True, check=True
    )
    what = "to fork a process that has read a file by itk, and to end it, alone"
    yield Row("9b", what, f"{1000 * float(said.stdout):.1f} ms", leaves_out="what the process does")


@contextmanager
def idle_child(path: Path) -> Iterator[int]:
    """Give the process number of a child that is kept and has loaded all it loads."""
    words = [sys.executable, "-c", IDLE, str(path)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline())
        process.communicate("")


def share(pid: int) -> int:
    """Return the bytes of memory of a process, those that it shares with others counted in part (PSS)."""
    return int(Path(f"/proc/{pid}/smaps_rollup").read_text().split("Pss:")[1].split()[0]) * 1024


def private(pid: int) -> int:
    """Return the bytes of memory that a process has for itself alone."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(text.split(f"{key}:")[1].split()[0]) * 1024 for key in ("Private_Clean", "Private_Dirty"))


def rest(path: Path) -> Iterator[Row]:
    """Yield what a kept child costs, and whether it ends with its parent."""
    with idle_child(path) as pid:
        members = family.members(pid)
        told = sum(map(share, members)) / MB
        ahead = sum(map(private, members[1:])) / MB
    ended = time.perf_counter()
    while Path(f"/proc/{pid}").exists() and time.perf_counter() < ended + 5:
        time.sleep(0.001)
    gone = not Path(f"/proc/{pid}").exists()
    figure = f"{told:.0f} MiB (PSS), of it {ahead:.1f} MiB the process of the next task alone"
    yield Row("9c", "kept child, idle: memory", figure, leaves_out="what other programs have of the libraries")
    yield Row("9d", "kept child, after its parent's end", "gone" if gone else "still there", "gone", gone)


def main() -> None:
    """Print one line a figure."""
    with tempfile.TemporaryDirectory(prefix="itk-inspector-benchmark-") as scratch:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        paths = files(folder)
        groups: tuple[Callable[[], Iterator[Row]], ...] = (
            lambda: first_calls(paths),
            lambda: second_calls(paths),
            lambda: bare_fork(paths["small .mha"]),
            lambda: rest(paths["small .mha"]),
            lambda: command_line(paths),
        )
        for group in groups:
            show(group())


if __name__ == "__main__":
    main()
