"""From the command to the picture, to the first hover text, and how the window reacts meanwhile.

Run it with ``python tests/benchmarks/startup.py [FOLDER]``; the naive program is started beside it. What is on screen
is read from the framebuffer of an Xvfb of its own, so both programs are judged from outside and by the same rule;
how long their event loops stand still, by a timer of a millisecond inside (``watched.py``), which both carry. Files
are warm, processes are new; bytecode is kept, as installing does: each program is started once before
anything counts, and writes it into a folder of ours, because a developer's environment may keep none.
"""

from __future__ import annotations

import json
import mmap
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from opening import ct_like
from rows import Row, show

ROUNDS = int(os.environ.get("ROUNDS", "5"))
WIDTH, HEIGHT = 1300, 900
MB = 1024 * 1024
HERE = Path(__file__).resolve().parent
SHAPE = (256, 512, 512)
PIXELS = 2 * 256 * 512 * 512
AT = (420, 450)
"""Where the pointer goes when there is a picture."""
READ_OUT = {"ours": (slice(60, 420), slice(830, 1200)), "naive": (slice(770, 800), slice(0, 700))}
"""Rows and columns of the screen in which a program writes what is under the pointer."""
SECONDS = 3.0
"""How long the window is watched after the picture."""
MOST_GAP = 0.05
PROGRAMS = {"ours": ["-m", "itk_inspector", "--new-window"], "naive": [str(HERE / "naive.py")]}


class Screen:
    """An X server whose picture can be read."""

    def __init__(self, folder: Path) -> None:
        read, write = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-fbdir", str(folder)],
            pass_fds=(write,),
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as pipe:
            self.display = f":{pipe.readline().strip()}"
        self._file = (folder / "Xvfb_screen0").open("rb")
        self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        self._skip = len(self._map) - WIDTH * HEIGHT * 4

    def part(self, rows: slice, columns: slice) -> npt.NDArray[np.uint32]:
        """Return colours as they are on screen."""
        picture = np.frombuffer(self._map, np.uint32, offset=self._skip).reshape(HEIGHT, WIDTH)
        return picture[rows, columns] & 0xFFFFFF

    def centre(self) -> npt.NDArray[np.uint32]:
        """Return 200 x 200 pixels left of the middle, where both programs show the image."""
        # every fifth: looking must not take a processor away from the programs
        return self.part(slice(HEIGHT // 2 - 100, HEIGHT // 2 + 100, 5), slice(320, 520, 5))

    def close(self) -> None:
        """End the server."""
        self._server.terminate()
        self._server.wait()


def family(pid: int) -> list[int]:
    """Return a process and its descendants."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += family(int(child))
    return found


def pss(pid: int) -> int:
    """Return the proportional memory of a process and its descendants, in bytes."""
    total = 0
    for each in family(pid):
        text = Path(f"/proc/{each}/smaps_rollup").read_text()
        total += int(text.split("\nPss:")[1].split()[0]) * 1024
    return total


def counted_pixels(pid: int, image: Path) -> int:
    """Return how much of `pss` is the image's own bytes: mapped from its file or from scratch, or in one large block.

    The naive program has the pixels in a block of its own memory, of which every page was written.
    """
    total = 0
    for each in family(pid):
        is_image, largest = False, 0
        for line in Path(f"/proc/{each}/smaps").read_text().splitlines():
            if head := re.match(r"[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ (\d+)\s*(.*)", line):
                name = head[2]
                is_image = name == str(image) or (name.startswith(("/dev/shm", "/memfd", "/tmp")) and "deleted" in name)
                is_own = not name
            elif line.startswith("Pss:"):
                size = int(line.split()[1]) * 1024
                total += size if is_image else 0
                largest = max(largest, size if is_own else 0)
        total += PIXELS if largest >= PIXELS else 0
    return total


@dataclass
class Start:
    """What was seen of one start; seconds since the command, bytes."""

    window: float = 0.0
    painted: float = 0.0
    text: float = 0.0
    reacts: float = 0.0
    worst_gap: float = 0.0
    gaps_before: float = 0.0
    later_gap: float = 0.0
    memory: int = 0
    beyond: int = 0
    parts: dict[str, int] = field(default_factory=dict)
    loaded: list[str] = field(default_factory=list)


def shows_image(colours: npt.NDArray[np.uint32]) -> bool:
    """Tell a picture from a page of text: many colours, and none of them everywhere."""
    found, counts = np.unique(colours, return_counts=True)
    return len(found) > 16 and bool(counts.max() < colours.size / 2)


class Program:
    """One program under test, from its command to its end."""

    def __init__(self, screen: Screen, name: str, arguments: list[str], folder: Path) -> None:
        self.screen, self.name = screen, name
        self.out = folder / "watched.json"
        self.out.unlink(missing_ok=True)
        home = tempfile.mkdtemp(dir=folder)
        self.environment = {**os.environ, "DISPLAY": screen.display, "HOME": home, "XDG_RUNTIME_DIR": home}
        self.environment["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
        for variable in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "XDG_CONFIG_HOME", "PYTHONDONTWRITEBYTECODE"):
            self.environment.pop(variable, None)
        self.point(160, 160)
        self.start = time.monotonic()
        words = [sys.executable, str(HERE / "watched.py"), str(self.out), *PROGRAMS[name], *arguments]
        self.process = subprocess.Popen(words, env=self.environment, stderr=subprocess.DEVNULL)
        self.seen = Start()

    def point(self, x: int, y: int, *more: str) -> None:
        """Put the pointer somewhere."""
        subprocess.run(["xdotool", "mousemove", str(x), str(y), *more], env=self.environment, check=True)

    def wait(self, is_so: Any) -> float:
        """Look at the screen until something is so; return when, since the command."""
        while not is_so():
            if time.monotonic() - self.start > 60:
                raise TimeoutError(self.name)
            time.sleep(0.004)
        return time.monotonic() - self.start

    def see_window(self) -> None:
        """Wait for the window's first paint."""
        self.seen.window = self.wait(lambda: self.screen.centre().max() > 0)

    def see_picture(self) -> None:
        """Wait for the picture."""
        self.seen.painted = self.wait(lambda: shows_image(self.screen.centre()))

    def hover(self) -> None:
        """Put the pointer on the image, and find out since when the read-out has been as it is in the end."""
        rows, columns = READ_OUT[self.name]
        self.point(*AT)
        since, last = 0.0, np.zeros(0, np.uint32)
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            now = self.screen.part(rows, columns)
            if not np.array_equal(now, last):
                since, last = time.monotonic(), now.copy()
            time.sleep(0.004)
        self.seen.text = since - self.start

    def click_menu(self) -> None:
        """Click into the menu bar, and wait until something opens."""
        corner = slice(0, 200), slice(0, 200)
        time.sleep(0.03)  # the upper left may be painted later than the middle
        before = self.screen.part(*corner).copy()
        self.point(20, 12, "click", "1")
        self.seen.reacts = self.wait(lambda: not np.array_equal(self.screen.part(*corner), before))
        self.point(20, 12, "key", "Escape")

    def take_notes(self, image: Path | None) -> dict[str, Any]:
        """Ask the program for its pauses and its labels, and count its memory."""
        self.seen.memory = pss(self.process.pid)
        self.seen.parts = {str(n): _pss_of(pid) for n, pid in enumerate(family(self.process.pid))}
        self.seen.beyond = self.seen.memory - (counted_pixels(self.process.pid, image) if image is not None else 0)
        self.process.send_signal(signal.SIGUSR1)
        self.wait(self.out.is_file)
        notes: dict[str, Any] = json.loads(self.out.read_text())
        self.out.unlink()
        self.seen.loaded = notes["loaded"]
        return notes

    def end(self) -> None:
        """End it, and wait until it has left the screen."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        until = time.monotonic() + 5
        while len(np.unique(self.screen.centre())) > 1 and time.monotonic() < until:
            time.sleep(0.02)


def _pss_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/smaps_rollup").read_text().split("\nPss:")[1].split()[0]) * 1024


def worst(notes: dict[str, Any], start: float, end: float) -> float:
    """Return the longest pause that ended in a span of time, as far as it lies in it."""
    return max((until - max(since, start) for since, until in notes["gaps"] if start < until < end), default=0.0)


def check_text(name: str, notes: dict[str, Any], volume: npt.NDArray[np.int16]) -> None:
    """Refuse a read-out that is not right: the value must be that of the pixel that it names."""
    texts = dict(notes["texts"])
    if name == "ours":
        index = [int(n) for n in re.findall(r"-?\d+", texts["arrayIndexValue"])]
        value = texts["pixelValue"]
        assert texts["itkPixelValue"] == value, texts
    else:
        found = re.search(r"\[(\d+), (\d+)\] (-?\d+)", " ".join(text for _, text in notes["texts"]))
        assert found, notes["texts"]
        index, value = [volume.shape[0] // 2, int(found[1]), int(found[2])], found[3]
    assert int(value) == int(volume[tuple(index)]), (name, texts, index, value)


def with_image(screen: Screen, name: str, path: Path, volume: npt.NDArray[np.int16], folder: Path) -> Start:
    """Start a program with an image."""
    program = Program(screen, name, [str(path)], folder)
    program.see_window()
    program.see_picture()
    program.hover()
    notes, seen, now = program.take_notes(path), program.seen, time.monotonic()
    program.end()
    check_text(name, notes, volume)
    painted = program.start + seen.painted
    seen.gaps_before = worst(notes, program.start + seen.window, painted)
    seen.worst_gap = worst(notes, painted, now)
    return seen


def without_image(screen: Screen, path: Path, folder: Path) -> Start:
    """Start an empty window, and hand it a picture when it has been there for a while."""
    program = Program(screen, "ours", [], folder)
    program.see_window()
    program.click_menu()
    time.sleep(SECONDS)
    handed = time.monotonic()
    subprocess.run([sys.executable, "-m", "itk_inspector", str(path)], env=program.environment, check=True)
    program.see_picture()
    program.hover()
    notes, seen, now = program.take_notes(path), program.seen, time.monotonic()
    program.end()
    seen.worst_gap = worst(notes, program.start + seen.window, handed)
    seen.later_gap = worst(notes, handed, now)
    return seen


def _median(starts: list[Start], what: str) -> float:
    return float(statistics.median(getattr(start, what) for start in starts))


def rows_of(suffix: str, ours: list[Start], naive: list[Start], empty: list[Start]) -> list[Row]:
    """Return the figures of one format."""
    window, painted, text = (_median(ours, what) for what in ("window", "painted", "text"))
    r1_painted, r1_text = _median(naive, "painted"), _median(naive, "text")
    gaps = [max(getattr(start, what) for start in ours) for what in ("worst_gap", "gaps_before")]
    r1_gap = max(start.worst_gap for start in naive)
    empty_gaps = [max(getattr(start, what) for start in empty) for what in ("worst_gap", "later_gap")]
    beyond, r1_beyond = _median(ours, "beyond") / MB, _median(naive, "beyond") / MB
    parts = " + ".join(f"{size / MB:.0f}" for size in ours[-1].parts.values())
    react = _median(empty, "reacts")
    warm = "cold disks and bytecode: both are in memory, processes are new"
    return [
        Row("1", f"{suffix}: longest pause of the window for {SECONDS:.0f} s from the picture on",
            f"{gaps[0] * 1000:.0f} ms (worst of {len(ours)}); R1 {r1_gap * 1000:.0f} ms",
            "<= 50 ms", gaps[0] <= MOST_GAP, "pauses below 5 ms"),
        Row("1", f"{suffix}: the same from the window's first paint to the picture",
            f"{gaps[1] * 1000:.0f} ms (worst of {len(ours)}); R1 shows nothing until then",
            "<= 50 ms", gaps[1] <= MOST_GAP, "pauses below 5 ms"),
        Row("1", "empty window: longest pause from its first paint on, then when it is handed a picture",
            f"{empty_gaps[0] * 1000:.0f} ms, {empty_gaps[1] * 1000:.0f} ms (worst of {len(empty)})",
            "<= 50 ms", max(empty_gaps) <= MOST_GAP, "pauses below 5 ms"),
        Row("1", f"{suffix}: command to the first right hover text",
            f"{text:.2f} s; R1 {r1_text:.2f} s; ratio {text / r1_text:.2f}",
            "<= 0.35 x R1", text / r1_text <= 0.35, warm),
        Row("11", f"{suffix}: memory beyond the image, all processes",
            f"{beyond:.0f} MiB ({parts} with it); R1 {r1_beyond:.0f} MiB; ratio {beyond / r1_beyond:.2f}",
            "<= 0.6 x R1", beyond / r1_beyond <= 0.6, "page cache and scratch that no process maps"),
        Row("12", f"{suffix}: command to the painted picture",
            f"{painted:.2f} s (window {window:.2f} s); R1 {r1_painted:.2f} s; ratio {painted / r1_painted:.2f}",
            "<= 0.30 x R1", painted / r1_painted <= 0.30, warm),
        Row("12", "command to an empty window that opens a menu",
            f"{react:.2f} s; ratio {react / r1_painted:.2f} to R1's picture", "", None, warm),
    ]  # fmt: skip


def main() -> None:
    """Measure and print."""
    import SimpleITK as sitk  # noqa: N813  # its usual name

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary)
        compressed = ct_like(folder)["nii.gz"]
        volume = sitk.ReadImage(str(compressed))
        paths = {".nii.gz": compressed, ".mha": folder / "ct.mha"}
        if not paths[".mha"].is_file():
            sitk.WriteImage(volume, str(paths[".mha"]), useCompression=False)
        values = sitk.GetArrayFromImage(volume)
        screen = Screen(Path(temporary))
        for suffix, path in paths.items():
            if suffix not in os.environ.get("FORMATS", ".nii.gz .mha").split():
                continue
            for name in PROGRAMS:
                with_image(screen, name, path, values, Path(temporary))
            ours, naive, empty = [], [], []
            for _ in range(ROUNDS):
                naive.append(with_image(screen, "naive", path, values, Path(temporary)))
                ours.append(with_image(screen, "ours", path, values, Path(temporary)))
                empty.append(without_image(screen, path, Path(temporary)))
            show(rows_of(suffix, ours, naive, empty))
            print(f"# loaded in the window's process: {', '.join(ours[-1].loaded)}", flush=True)
        screen.close()


if __name__ == "__main__":
    main()
