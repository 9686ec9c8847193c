"""How long a window stands still while it saves.

Run it with ``python tests/benchmarks/saving_in_window.py [FOLDER]``; FOLDER takes 0.6 GB. The window is offscreen, and
what the program loads at rest is loaded, as some seconds after its start. The first save starts the child that writes.
"""

from __future__ import annotations

import importlib
import itertools
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QTimer
from rows import Row, show
from saving import ct_like
from window import opened_window, settle, spin

import itk_inspector as ii
from itk_inspector.app import program
from itk_inspector.app.composition import Composition
from itk_inspector.core.export.preflight import ExportRequest

_STILL = 30.0
"""Milliseconds that the window may stand still."""
_SAVES = 4
"""In one window."""


def _longest_gap(composition: Composition, target: Path) -> float:
    """Change a pixel, save, and return the longest time without an event."""
    edit, saving = composition.app.edit, composition.app.saving
    edit.set_pixel("3 3 3")
    spin(0.2)
    ticks: list[float] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    timer.start(1)
    spin(0.1)
    ticks[:] = [time.perf_counter()]
    saving.export(ExportRequest(target, compress=False))
    while saving.is_saving:
        spin(0.002)
    spin(0.2)
    timer.stop()
    assert target.stat().st_size > composition.app.images.all[0].info.bytes, "nothing was saved"
    return max(b - a for a, b in itertools.pairwise(ticks))


def measured(folder: Path) -> Iterator[Row]:
    """Save a copy of 134 MB several times in one window."""
    ii.export(ct_like(), folder / "ct.nrrd", compress=False)
    for name in program._AT_REST:
        importlib.import_module(name)
    with opened_window(1200, 800) as composition:
        composition.open(folder / "ct.nrrd")
        settle(composition)
        composition.app.edit.set_editing(True)
        composition.app.edit.set_value("7")
        gaps = [1e3 * _longest_gap(composition, folder / f"{number}.nii") for number in range(_SAVES)]
        composition.app.edit.undo()
        composition.app.edit.set_editing(False)
    for what, gap in (("the first save", gaps[0]), ("a later save", sorted(gaps[1:])[len(gaps[1:]) // 2])):
        named = f"the window stands still during {what} of 134 MB as .nii, at the longest"
        yield Row("7e", named, f"{gap:.0f} ms", f"<= {_STILL:.0f} ms", gap <= _STILL)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as temporary:
        show(measured(Path(temporary)))


if __name__ == "__main__":
    main()
