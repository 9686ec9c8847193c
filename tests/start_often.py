"""Start the window many times and end it at any moment: a start must end in a picture, and never in a crash.

Run it with ``python tests/start_often.py [STARTS [IMAGE]]`` (200 by default). Threads and Qt meet at the start as
nowhere else, and what goes wrong there may go wrong in one of twenty starts. During every other one a
process takes a processor away. Each is ended by Ctrl+C or by SIGTERM at a random time within a second after the
picture. Needs ``Xvfb``. Ends with exit code 1 when a start showed no picture, said something on stderr, or ended
otherwise than it was told to; what it said is printed, with the place of all its threads.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "benchmarks"))

from startup import Screen, shows_image  # lies in the folder of the benchmarks

from itk_inspector.gui.style.resources import sample

LIMIT = 60
"""Seconds in which there must be a picture, and afterwards an end."""
START = """
import faulthandler, signal, sys
faulthandler.enable()
faulthandler.register(signal.SIGUSR2, all_threads=True)
from itk_inspector.__main__ import main
sys.exit(main())
"""
ENDS = {signal.SIGINT: 130, signal.SIGTERM: -signal.SIGTERM}


def _wait_for_picture(screen: Screen, process: subprocess.Popen[bytes]) -> bool:
    until = time.monotonic() + LIMIT
    while process.poll() is None and time.monotonic() < until:
        if shows_image(screen.centre()):
            return True
        time.sleep(0.01)
    return False


def _end(process: subprocess.Popen[bytes], number: signal.Signals) -> int:
    process.send_signal(number)
    try:
        return process.wait(LIMIT)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGUSR2)
        time.sleep(1)
        process.kill()
        return process.wait()


def fault_of(screen: Screen, image: Path, rng: random.Random, folder: Path) -> str:
    """Start and end the window once; return what went wrong, or an empty text."""
    home, said = Path(tempfile.mkdtemp(dir=folder)), folder / "said"
    environment = {**os.environ, "DISPLAY": screen.display, "HOME": str(home), "XDG_RUNTIME_DIR": str(home)}
    for variable in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "XDG_CONFIG_HOME"):
        environment.pop(variable, None)
    with said.open("wb") as errors:
        words = [sys.executable, "-c", START, "--new-window", str(image)]
        process = subprocess.Popen(words, env=environment, stderr=errors)
        is_shown = _wait_for_picture(screen, process)
        if is_shown:
            time.sleep(rng.random())
        elif process.poll() is None:
            process.send_signal(signal.SIGUSR2)
            time.sleep(1)
        by = rng.choice(list(ENDS))
        code = _end(process, by)
    text = said.read_text(errors="replace")
    faults = [] if is_shown else ["no picture"]
    faults += [] if code == ENDS[by] else [f"ended with {code}, not {ENDS[by]}"]
    return "; ".join(faults) + f"\n{text}" if faults or text else ""


def main() -> int:
    """Start it as often as was asked for."""
    starts = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    image = Path(sys.argv[2]) if len(sys.argv) > 2 else sample("head-phantom.png")
    rng, found = random.Random(1), 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        screen = Screen(folder)
        for number in range(starts):
            busy = subprocess.Popen([sys.executable, "-c", "while True: pass"]) if number % 2 else None
            fault = fault_of(screen, image, rng, folder)
            if busy is not None:
                busy.kill()
                busy.wait()
            if fault:
                found += 1
                print(f"start {number}: {fault}", flush=True)
            until = time.monotonic() + 5
            while shows_image(screen.centre()) and time.monotonic() < until:
                time.sleep(0.02)
        screen.close()
    print(f"{starts} starts, {found} of them wrong")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
