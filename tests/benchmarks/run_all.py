"""Every figure of speed and memory in one table, each with its goal and what it leaves out.

Run it with ``python tests/benchmarks/run_all.py [FOLDER [SCRIPT ...]]``, or with ``make benchmarks``: FOLDER takes
about 6 GB and keeps the images for the next time. Each script runs in a process of its own, one after the other, on an
X server that nobody looks at; the table is Markdown. The exit code is 1 when a goal was missed or a script failed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from rows import Row, read

HERE = Path(__file__).resolve().parent
SCRIPTS = (
    "startup",
    "opening",
    "cold",
    "giant_slices",
    "growth",
    "display",
    "layers",
    "hover",
    "strokes",
    "scattered",
    "operations",
    "labels",
    "measuring",
    "comparing",
    "stores",
    "simulated_links",
    "saving",
    "saving_others",
    "saving_in_window",
    "dicom",
    "scripting",
    "sessions",
    "data_classes",
    "tabs",
    "second_opinion",
)
LONGEST = 900.0
"""Seconds that one script may take."""


def figures(script: str, folder: Path) -> list[Row]:
    """Run one script and return its rows; a script that fails, or prints no row, is a missed goal."""
    command = [sys.executable, str(HERE / f"{script}.py"), str(folder)]
    if shutil.which("xvfb-run"):
        command = ["xvfb-run", "-a", "-s", "-screen 0 1920x1200x24", *command]
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, check=False, env=environment)
    except subprocess.TimeoutExpired:
        return [Row("-", f"{script}.py", f"not done after {LONGEST:.0f} s", "a figure", ok=False)]
    rows = read(done.stdout)
    if done.returncode or not rows:
        last = (done.stderr.strip() or "no figure").splitlines()[-1]
        rows.append(Row("-", f"{script}.py", f"exit code {done.returncode}: {last}", "a figure", ok=False))
    return rows


def table(rows: Iterable[Row]) -> str:
    """Write rows as a Markdown table, in the order of their numbers."""
    head = "| # | what a user meets | measured | goal | | leaves out |\n|---|---|---|---|---|---|"
    return "\n".join([head, *(f"| {' | '.join(row.cells)} |" for row in sorted(rows, key=lambda row: row.place))])


def main() -> int:
    """Print the table of all scripts, or of those named."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        rows: list[Row] = []
        for script in sys.argv[2:] or SCRIPTS:
            print(f"{script} …", file=sys.stderr, flush=True)
            rows += figures(script, folder)
    print(table(rows))
    missed = sum(row.ok is False for row in rows)
    print(f"\n{len(rows)} figures, {missed} missed", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
