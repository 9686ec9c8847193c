"""From the command to the painted image, side by side with the naive program, on a real X server.

Run it with ``python tests/benchmarks/startup.py [FOLDER]``. What is on screen is read from the framebuffer of
an Xvfb of its own, so both programs are judged from outside and by the same rule.
"""

from __future__ import annotations

import compileall
import mmap
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from opening import ct_like

ROUNDS = int(os.environ.get("ROUNDS", "5"))
WIDTH, HEIGHT = 1300, 900
MB = 1024 * 1024
HERE = Path(__file__).resolve().parent
SOURCE = HERE.parents[1] / "src" / "itk_inspector"


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

    def centre(self) -> np.ndarray:
        """Return the colours of 200 x 200 pixels left of the middle, where both programs show the image."""
        picture = np.frombuffer(self._map, np.uint32, offset=self._skip).reshape(HEIGHT, WIDTH)
        # every fifth: looking must not take a processor away from the programs
        return picture[HEIGHT // 2 - 100 : HEIGHT // 2 + 100 : 5, 320:520:5] & 0xFFFFFF

    def menu(self) -> bytes:
        """Return the colours of the upper left, where a menu opens."""
        picture = np.frombuffer(self._map, np.uint32, offset=self._skip).reshape(HEIGHT, WIDTH)
        return picture[:200, :200].tobytes()

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


def _shows_image(colours: np.ndarray) -> bool:
    """Tell a picture from a page of text: many colours, and none of them everywhere."""
    found, counts = np.unique(colours, return_counts=True)
    return len(found) > 16 and counts.max() < colours.size / 2


def run(screen: Screen, command: list[str], *, image: bool) -> tuple[float, float, int]:
    """Start a program; return seconds until painted, until a menu opens after a click, and its memory."""
    environment = {**os.environ, "DISPLAY": screen.display, "HOME": tempfile.mkdtemp()}
    environment.pop("QT_QPA_PLATFORM", None)
    environment.pop("WAYLAND_DISPLAY", None)
    subprocess.run(["xdotool", "mousemove", "160", "160"], env=environment)
    start = time.perf_counter()
    program = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    while True:
        if _shows_image(screen.centre()) if image else screen.centre().max() > 0:
            break
        if time.perf_counter() - start > 60:
            raise TimeoutError(command)
        time.sleep(0.004)
    painted = time.perf_counter() - start
    reacts = painted
    if not image:
        time.sleep(0.03)  # the upper left may be painted later than the middle
        before = screen.menu()
        click = subprocess.Popen(
            ["xdotool", "mousemove", "20", "12", "click", "1"], env=environment
        )  # it takes its time to end
        while screen.menu() == before and time.perf_counter() - start < 20:
            time.sleep(0.004)
        reacts = time.perf_counter() - start
        click.wait()
    time.sleep(2.0)
    memory = pss(program.pid)
    program.send_signal(signal.SIGTERM)
    program.wait()
    until = time.perf_counter() + 5
    while len(np.unique(screen.centre())) > 1 and time.perf_counter() < until:
        time.sleep(0.02)
    return painted, reacts, memory


def main() -> None:
    """Measure and print."""
    compileall.compile_dir(SOURCE, quiet=1)  # as installing does; where nothing may be kept, each start would do it
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary)
        paths = {".nii.gz": ct_like(folder)["nii.gz"]}
        import SimpleITK as sitk  # noqa: N813  # its usual name

        paths[".mha"] = folder / "ct.mha"
        if not paths[".mha"].is_file():
            sitk.WriteImage(sitk.ReadImage(str(paths[".nii.gz"])), str(paths[".mha"]), useCompression=False)
        screen = Screen(Path(temporary))
        pixels = 512 * 512 * 256 * 2
        ours = [sys.executable, "-m", "itk_inspector"]
        for suffix, path in paths.items():
            results: dict[str, list[tuple[float, float, int]]] = {"naive": [], "ours": [], "empty": []}
            for _ in range(ROUNDS):
                results["naive"].append(run(screen, [sys.executable, str(HERE / "naive.py"), str(path)], image=True))
                results["ours"].append(run(screen, [*ours, str(path)], image=True))
                results["empty"].append(run(screen, ours, image=False))
            medians = {k: [statistics.median(r[i] for r in v) for i in range(3)] for k, v in results.items()}
            r1, mine, empty = medians["naive"], medians["ours"], medians["empty"]
            print(f"{suffix}: painted {mine[0]:.2f} s against {r1[0]:.2f} s: ratio {mine[0] / r1[0]:.2f}")
            print(f"  empty window reacts {empty[1]:.2f} s (painted {empty[0]:.2f} s): {empty[1] / r1[0]:.2f} of R1")
            beyond = [(m[2] - pixels) / MB for m in (mine, r1)]
            print(
                f"  memory beyond the image {beyond[0]:.0f} MB against {beyond[1]:.0f} MB: {beyond[0] / beyond[1]:.2f}"
            )
        screen.close()


if __name__ == "__main__":
    main()
