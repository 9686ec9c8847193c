"""How fast the image is drawn, beside a plain ``pg.ImageView`` and a bare ``pg.ImageItem``, on a real X server.

Run it with ``python tests/benchmarks/display.py [FOLDER [PART ...]]``; FOLDER takes about 1.5 GB, the parts are
scrolling, levels, types, giant and hovering. The programs run side by side and are asked in turn; every figure is a
ratio of medians from one run. The page cache is warm. The naive program is measured without the axes that its
``PlotItem`` draws around the image, but for hovering, where they are not drawn anew.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from rows import Row, show
from startup import family

ROUNDS = 9
FITTED = 633
"""Screen pixels across and down on which a square image is seen whole, in a window of 1200 × 800."""
MB = 1024 * 1024
HERE = Path(__file__).resolve().parent
TYPES = {"uint8": "MET_UCHAR", "int16": "MET_SHORT", "uint16": "MET_USHORT", "float32": "MET_FLOAT"}


def write(path: Path, dtype: str, shape: tuple[int, ...], channels: int = 1) -> Path:
    """Write a volume of a rounded body in noise, a few slices of which repeat."""
    full = (*shape, channels) if channels > 1 else shape
    size = " ".join(str(n) for n in reversed(shape))
    head = f"ObjectType = Image\nNDims = {len(shape)}\nBinaryData = True\nCompressedData = False\nDimSize = {size}\n"
    head += f"ElementNumberOfChannels = {channels}\n" if channels > 1 else ""
    tail = f"ElementType = {TYPES[dtype]}\nElementDataFile = LOCAL\n"
    head = head.replace("NDims =", "NDims =" + " " * (-(len(head) + len(tail)) % 8)) + tail
    if path.is_file() and path.stat().st_size == len(head) + np.prod(full) * np.dtype(dtype).itemsize:
        return path
    rng = np.random.default_rng(1)
    rows, columns = shape[-2:]
    y, x = np.ogrid[-1 : 1 : rows * 1j, -1 : 1 : columns * 1j]
    with path.open("wb") as file:
        file.write(head.encode())
        if len(shape) == 2:
            noise = rng.integers(0, 60, columns, dtype=dtype)
            for first in range(0, rows, 500):
                part = (900 * (x**2 + y[first : first + 500] ** 2 < 0.8) + noise).astype(dtype)
                part.tofile(file)
        else:
            body = 160.0 * (x**2 + y**2 < 0.6)
            some = [body + rng.normal(40, 9, body.shape) for _ in range(7)]
            if channels > 1:
                some = [np.stack([s, s * 0.8, s * 0.6], -1) for s in some]
            for number in range(shape[0]):
                some[number % 7].astype(dtype).tofile(file)
    return path


class Asked:
    """A program that runs and answers."""

    def __init__(self, name: str, tiny: Path, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "display_programs.py"), name, str(tiny)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def ask(self, command: str) -> Any:
        """Send a command and wait for its result."""
        self.tell(command)
        return self._answer()

    def tell(self, command: str) -> None:
        """Send a command."""
        assert self.process.stdin is not None
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()

    def stop(self) -> None:
        """End what ``live`` began."""
        self.tell("")
        self._answer()

    def _answer(self) -> Any:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("\x1e"):
                return json.loads(line[1:])
        raise RuntimeError("the program ended")

    def memory(self, image: Path) -> int:
        """Return the proportional memory of program and children without the mapping of an image file."""
        total = 0
        for pid in family(self.process.pid):
            counts = True
            for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
                word = line.split(":")[0]
                if "-" in word.split(" ")[0]:
                    counts = not line.endswith(str(image))
                elif word == "Pss" and counts:
                    total += int(line.split()[1]) * 1024
        return total

    def close(self) -> None:
        """End the program."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


@contextmanager
def running(names: tuple[str, ...], tiny: Path, environment: dict[str, str]) -> Iterator[dict[str, Asked]]:
    """Run programs side by side."""
    programs = {name: Asked(name, tiny, environment) for name in names}
    try:
        yield programs
    finally:
        for program in programs.values():
            program.close()


def say(number: str, name: str, figure: float, wanted: float, note: str = "", *, at_least: bool = False) -> None:
    """Print a figure, what was wanted, and whether it is met."""
    met = figure >= wanted if at_least else figure <= wanted
    sign = ">=" if at_least else "<="
    told = f"{figure:.2f}" + (f" ({note})" if note else "")
    show([Row(number, name, told, f"{sign} {wanted:g}", met, "a cold page cache; a graphics card")])


def scroll(programs: dict[str, Asked], path: Path, plane: str) -> dict[str, tuple[float, float]]:
    """Ask the programs in turn; return for each the median milliseconds, and their ratio to ours.

    The ratio is the median of the rounds' own ratios: a machine that is busy for a while is so for all.
    """
    for program in programs.values():
        program.ask(f"open {path}")
    rounds: list[dict[str, float]] = []
    for _ in range(ROUNDS):
        rounds.append({n: 1000 * statistics.median(p.ask(f"scroll {plane}")[5:]) for n, p in programs.items()})
    return {
        name: (statistics.median(r[name] for r in rounds), statistics.median(r[name] / r["ours"] for r in rounds))
        for name in programs
    }


def told(took: dict[str, tuple[float, float]]) -> str:
    """Write the milliseconds of a frame."""
    return ", ".join(f"{name} {ms:.2f} ms" for name, (ms, _) in took.items())


def scrolling(folder: Path, tiny: Path, environment: dict[str, str]) -> None:
    """Step through slices."""
    with running(("ours", "plain", "bare"), tiny, environment) as programs:
        for edge, count, wanted in ((512, 64, 5.0), (1024, 64, 3.0)):
            path = write(folder / f"int16-{edge}.mha", "int16", (count, edge, edge))
            took = scroll(programs, path, "xy")
            what = f"slice scroll, {edge}² int16: frames a second"
            say("13c", f"{what}, of a plain ImageView's", took["plain"][1], wanted, told(took), at_least=True)
            say("13c", f"{what}, of a bare ImageItem's", took["bare"][1], 1.0, at_least=True)


def levels(folder: Path, tiny: Path, environment: dict[str, str]) -> None:
    """Drag window and level while the histogram is seen."""
    path = write(folder / "int16-512.mha", "int16", (64, 512, 512))
    with running(("ours", "plain"), tiny, environment) as programs:
        for program in programs.values():
            program.ask(f"open {path}")
        rounds = [{n: 1000 * statistics.median(p.ask("drag")[5:]) for n, p in programs.items()} for _ in range(ROUNDS)]
    took = {name: statistics.median(r[name] for r in rounds) for name in programs}
    ratio = statistics.median(r["plain"] / r["ours"] for r in rounds)
    note = f"ours {1000 / took['ours']:.0f} fps, plain {1000 / took['plain']:.0f} fps"
    say("13a", "levels drag with the histogram open: frames a second, of ImageView's", ratio, 1.0, note, at_least=True)


def types(folder: Path, tiny: Path, environment: dict[str, str]) -> None:
    """Step through slices of other types and along other axes."""
    with running(("ours", "bare"), tiny, environment) as programs:
        volumes = [
            ("512² float32", write(folder / "float32.mha", "float32", (64, 512, 512)), ("xy",)),
            ("512² uint8", write(folder / "uint8.mha", "uint8", (64, 512, 512)), ("xy",)),
            ("512² RGB", write(folder / "rgb.mha", "uint8", (64, 512, 512), 3), ("xy",)),
            *(
                (f"512³ {t}", write(folder / f"{t}-cube.mha", t, (512, 512, 512)), ("xy", "xz", "yz"))
                for t in ("int16", "uint8")
            ),
        ]
        for name, path, planes in volumes:
            for plane in planes:
                took = scroll(programs, path, plane)
                what = f"slice scroll, {name} {plane}: frames a second, of a bare ImageItem's"
                say("13d", what, took["bare"][1], 1.0, told(took), at_least=True)


def giant(folder: Path, tiny: Path, environment: dict[str, str]) -> None:
    """Open, look around in and repaint an image of 20000 × 20000."""
    small = write(folder / "small.mha", "uint16", (1024, 1024))
    path = write(folder / "giant.mha", "uint16", (20000, 20000))
    pixels = 20000 * 20000 * 2
    with running(("ours", "plain"), tiny, environment) as programs:
        ours, plain = programs["ours"], programs["plain"]
        opened: dict[str, list[float]] = {"ours": [], "plain": []}
        for _ in range(3):
            for name, program in programs.items():
                opened[name].append(program.ask(f"open {path}"))
        ms = {name: 1000 * statistics.median(each) for name, each in opened.items()}
        note = f"ours {ms['ours']:.0f} ms, plain {ms['plain']:.0f} ms"
        say("13e", "20000²: open to complete picture, of ImageView's", ms["ours"] / ms["plain"], 0.1, note)
        worst, steps = {}, {}
        for name, program in programs.items():
            passes = []
            for _ in range(5):  # a new mapping each time, whose pages are touched for the first time
                program.ask(f"open {path}")
                passes.append(program.ask("travel"))
            each = [1000 * statistics.median(same) for same in zip(*passes, strict=True)]
            worst[name], steps[name] = max(each), statistics.median(each)
        note = ", ".join(f"{n} worst {worst[n]:.1f} ms, median {steps[n]:.1f}" for n in programs)
        say("13b", "20000²: worst zoom or pan step, of ImageView's", worst["ours"] / worst["plain"], 1.0, note)
        beyond = {"ours": ours.memory(path), "plain": plain.memory(path) - pixels}
        note = f"ours {beyond['ours'] / MB:.0f} MB, plain {beyond['plain'] / MB:.0f} MB"
        say("13f", "20000²: memory beyond the image, of ImageView's", beyond["ours"] / beyond["plain"], 0.4, note)
        repaint: dict[Path, list[dict[str, list[float]]]] = {small: [], path: []}
        for _ in range(3):
            for each_path, answers in repaint.items():
                ours.ask(f"open {each_path}")
                answers.append(ours.ask("fitted"))
        for kind in repaint[path][0]:
            a, b = (1000 * statistics.median(s for answer in repaint[p] for s in answer[kind]) for p in (path, small))
            say("16", f"20000²: repaint at fit, {kind}, of that of 1024²", a / b, 2.0, f"{a:.2f} ms, {b:.2f} ms")
            if kind == "all pixels new":
                bare = 1000 * gathered(path, 20000)
                note = f"{a:.2f} ms; {b:.2f} ms and {bare:.2f} ms in which NumPy copies such pixels, a cache line each"
                say("16", f"20000²: repaint at fit, {kind}, of what the memory takes", a / (b + bare), 1.2, note)


def gathered(path: Path, edge: int) -> float:
    """Return the seconds in which NumPy copies the pixels of a square image that a window shows at fit."""
    pixels = np.memmap(path, np.uint16, "r", path.stat().st_size - 2 * edge * edge, (edge, edge))
    lines = np.linspace(0, edge - 1, FITTED).astype(np.intp)
    places = lines[:, None] * edge + lines
    line, out = pixels.reshape(-1), np.empty(places.shape, np.uint16)
    seconds = []
    for _ in range(3 * ROUNDS):
        start = time.perf_counter()
        np.take(line, places, out=out, mode="wrap")
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def hovering(folder: Path, tiny: Path, environment: dict[str, str]) -> None:
    """Move the mouse; and leave it alone."""
    path = write(folder / "int16-512.mha", "int16", (64, 512, 512))
    with running(("ours", "naive"), tiny, environment) as programs:
        for program in programs.values():
            program.ask(f"open {path}")
        for gap, what in ((8, "as a mouse reports"), (22, "one by one")):
            seconds: dict[str, list[float]] = {name: [] for name in programs}
            stale = dict.fromkeys(programs, 0)
            for _ in range(3 if gap < 10 else 1):
                for name, program in programs.items():
                    answer = program.ask(f"hover {gap}")
                    seconds[name] += answer["seconds"]
                    stale[name] += answer["stale"]
            for part, wanted in ((50, 0.3), (99, 0.5)):
                ms = {name: 1000 * float(np.percentile(each, part)) for name, each in seconds.items()}
                note = f"ours {ms['ours']:.2f} ms, naive {ms['naive']:.2f} ms"
                name = f"mouse move to text, {what}, percentile {part}, of the naive program's"
                say("5e", name, ms["ours"] / ms["naive"], wanted, note)
            say("5e", f"mouse move to text, {what}, stale after rest", stale["ours"], 0, f"naive {stale['naive']}")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary)
        read, end = os.pipe()
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(end), "-screen", "0", "1300x900x24"], pass_fds=(end,), stderr=subprocess.DEVNULL
        )
        os.close(end)
        with os.fdopen(read) as pipe:
            display = f":{pipe.readline().strip()}"
        environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "HOME": temporary}
        environment.pop("WAYLAND_DISPLAY", None)
        tiny = write(folder / "tiny.mha", "int16", (3, 8, 8))
        try:
            for part in (scrolling, levels, types, giant, hovering):
                if not sys.argv[2:] or part.__name__ in sys.argv[2:]:
                    part(folder, tiny, environment)
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
