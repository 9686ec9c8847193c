"""What a move of the mouse costs on a real X server: until pixels change, of the processor, and at rest.

Run it with ``python tests/benchmarks/hover.py [FOLDER]``; FOLDER takes 34 MB. A second client of the server moves the
pointer, and reads the pixels of the text again and again until they are others. The naive program is R1.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from display import Asked, running, write
from rows import Row, show
from screen import Screen, processor_seconds, wake_ups, x_server
from startup import family

MOVES = 120
GAP = 0.04
BUSY_SECONDS = 2.0
BUSY_TURNS = 20
REST_SECONDS = 5.0
RATE = 125


def _places(area: list[int], count: int, seed: int) -> list[tuple[int, int]]:
    """Return places in the middle of a canvas, no two of which in a row are close."""
    rng = np.random.default_rng(seed)
    x, y, width, height = area
    made = np.add(rng.uniform(-150, 150, (count, 2)), (x + width / 2, y + height / 2))
    return [(int(a), int(b)) for a, b in made]


def one_by_one(program: Asked, screen: Screen, seed: int) -> list[float]:
    """Move the pointer, and wait until the pixels of the text are others; return the ms of each move."""
    where = program.ask("where")
    area = tuple(where["text"])
    program.tell("live")
    took = []
    for place in _places(where["canvas"], MOVES, seed):
        before = screen.picture(*area)
        start = time.perf_counter()
        screen.move(*place)
        took.append(1000 * (screen.change(area, before) - start))
        time.sleep(max(0.0, start + GAP - time.perf_counter()))
    program.stop()
    return took


def busy(program: Asked, screen: Screen, server: int, seed: int) -> tuple[float, float]:
    """Move the pointer as a mouse does; return what part of a processor program and server take."""
    where = program.ask("where")
    program.tell("live")
    screen.move(2, 2)
    time.sleep(0.3)
    pids = family(program.process.pid)
    begun, before, served = time.perf_counter(), processor_seconds(pids), processor_seconds([server])
    for number, place in enumerate(_places(where["canvas"], round(BUSY_SECONDS * RATE), seed)):
        screen.move(*place)
        time.sleep(max(0.0, begun + (number + 1) / RATE - time.perf_counter()))
    took = time.perf_counter() - begun
    parts = (processor_seconds(pids) - before) / took, (processor_seconds([server]) - served) / took
    program.stop()
    return parts


def resting(program: Asked) -> tuple[float, float]:
    """Leave a living window with its child alone; return wake-ups a second and ms of processor a second."""
    program.tell("live")
    time.sleep(1.0)
    pids = family(program.process.pid)
    woken, before = wake_ups(pids), processor_seconds(pids)
    time.sleep(REST_SECONDS)
    parts = (wake_ups(pids) - woken) / REST_SECONDS, 1000 * (processor_seconds(pids) - before) / REST_SECONDS
    program.stop()
    return parts


def _median(parts: list[tuple[float, float]]) -> list[float]:
    return [statistics.median(part) for part in zip(*parts, strict=True)]


def on_screen(programs: dict[str, Asked], screen: Screen) -> list[Row]:
    """Measure from the move of the pointer to the pixels of the text."""
    took: dict[str, list[float]] = {name: [] for name in programs}
    for turn in range(2):
        for name, program in programs.items():
            program.ask("front")
            took[name] += one_by_one(program, screen, turn)
    made = []
    for percent in (50, 95):
        ours, naive = (float(np.percentile(took[name], percent, method="lower")) for name in ("ours", "naive"))
        figure = f"{ours:.2f} ms, R1 {naive:.2f} ms: {ours / naive:.2f} ×"
        what = f"hover: mouse moved to text changed on screen, percentile {percent}"
        goal, is_met = ("≤ 1.0 × R1", ours <= naive) if percent == 50 else ("", None)
        left_out = f"moves {1000 * GAP:.0f} ms apart; a client reads the pixels in a loop; no monitor, no compositor"
        made.append(Row("5a", what, figure, goal, is_met, left_out))
    return made


def on_the_processor(programs: dict[str, Asked], screen: Screen, server: int) -> list[Row]:
    """Measure what a moving mouse costs."""
    parts: dict[str, list[tuple[float, float]]] = {name: [] for name in programs}
    for turn in range(BUSY_TURNS):
        for name, program in programs.items():
            program.ask("front")
            parts[name].append(busy(program, screen, server, turn))
    ours, naive = _median(parts["ours"]), _median(parts["naive"])
    made = []
    for place, number, what, goal in ((0, "5b", "window and child", "≤ 1.0 × R1"), (1, "5c", "X server, apart", "")):
        figure = f"{100 * ours[place]:.1f} % of a core, R1 {100 * naive[place]:.1f} %"
        figure += f": {ours[place] / max(naive[place], 1e-3):.2f} ×"
        is_met = ours[place] <= naive[place] if goal else None
        made.append(Row(number, f"hover: processor, {what}", figure, goal, is_met, f"{RATE} moves a second, all far"))
    return made


def at_rest(programs: dict[str, Asked], screen: Screen) -> list[Row]:
    """Measure windows that nobody touches."""
    screen.move(2, 2)
    told = {}
    for name, program in programs.items():
        program.ask("front")
        told[name] = resting(program)
    (woken, ms), (theirs, their_ms) = told["ours"], told["naive"]
    figure = f"{woken:.1f} wake-ups and {ms:.1f} ms of processor a second; R1 {theirs:.1f} and {their_ms:.1f}"
    return [Row("5d", "rest: window with image, and child", figure, "0 wake-ups", woken < 0.5, "pointer outside")]


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as temporary, x_server() as (environment, server):
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary)
        tiny = write(folder / "tiny.mha", "int16", (3, 8, 8))
        path = write(folder / "int16-512.mha", "int16", (64, 512, 512))
        screen = Screen(environment["DISPLAY"])
        with running(("ours", "naive"), tiny, environment) as programs:
            for program in programs.values():
                program.ask(f"open {path}")
            show(on_screen(programs, screen))
            show(on_the_processor(programs, screen, server))
            show(at_rest(programs, screen))
        screen.close()


if __name__ == "__main__":
    main()
