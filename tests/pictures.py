"""Draws the window in the states that matter, for people to look at: ``make pictures``."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import numpy as np
from PySide6.QtWidgets import QApplication, QTableWidget, QWidget

from itk_inspector import app, open_document
from itk_inspector.composition import Composition
from itk_inspector.core.errors import OpenError
from itk_inspector.core.geometry import Geometry
from itk_inspector.core.indexing import ItkIndex
from itk_inspector.core.series import DicomSeries, SeriesCatalog, Thumbnail
from itk_inspector.gui.resources import sample
from itk_inspector.gui.settings import MemoryStore, Settings
from itk_inspector.gui.theme import ThemeChoice
from itk_inspector.itkio import from_memory

SIZES = {"small": (1000, 700), "large": (1920, 1080)}


def picture(out: Path, name: str, theme: str, size: str, arrange: Callable[[Composition], QWidget | None]) -> None:
    """Draw one state."""
    settings = Settings(MemoryStore())
    settings.theme = ThemeChoice(theme)
    composition = Composition(settings)
    window = composition.window
    window.resize(*SIZES[size])
    window.show()
    settle()
    top = arrange(composition)
    settle()
    shot = window.grab()
    if top is not None:
        from PySide6.QtGui import QPainter

        top.adjustSize()
        settle()
        painter = QPainter(shot)
        painter.drawPixmap((window.width() - top.width()) // 2, (window.height() - top.height()) // 3, top.grab())
        painter.end()
    path = out / f"{name}-{theme}-{size}.png"
    shot.save(str(path))
    print(path)
    if top is not None:
        top.close()
    composition.dispose()
    window.close_for_good()
    settle()


def settle() -> None:
    """Let Qt lay out and paint."""
    for _ in range(6):
        QApplication.processEvents()


def _open(name: str, at: tuple[int, ...]) -> Callable[[Composition], None]:
    def arrange(composition: Composition) -> None:
        composition.controller.adopt(open_document(sample(name)))
        composition.controller.show_index(ItkIndex(at))

    return arrange


def _nine(composition: Composition) -> None:
    array = np.arange(1, 10, dtype=np.uint8).reshape(3, 3)
    composition.controller.adopt(from_memory.document(array, name="array 1…9"))
    composition.controller.show_index(ItkIndex((2, 1)))


def _plane(composition: Composition) -> None:
    _open("oblique-volume.nrrd", (30, 28, 18))(composition)
    composition.controller.set_axes(0, 2)
    composition.controller.show_index(ItkIndex((30, 28, 10)))


def _quad(composition: Composition) -> None:
    _open("oblique-volume.nrrd", (30, 28, 18))(composition)
    composition.controller.set_quad(True)
    settle()
    composition.controller.place_crosshair(40, 20)
    composition.controller.show_index(ItkIndex((40, 20, 18)))


def _series_in_time() -> np.ndarray:
    t, z, y, x = np.mgrid[0:8, -1:1:12j, -1:1:64j, -1:1:80j]
    pulse = 1 + 0.3 * np.sin(2 * np.pi * t / 8)
    return (1000 * np.exp(-4 * pulse * (x**2 + y**2 + z**2))).astype(np.int16)


def _time(composition: Composition) -> None:
    array = _series_in_time()
    plain = Geometry.identity((80, 64, 12, 8))
    geometry = replace(plain, spacing=(1.5, 1.5, 4.0, 0.8), origin=(-60.0, -48.0, -24.0, 0.0))
    document = from_memory.document(array, name="pulse.nrrd", geometry=geometry)
    document.info = replace(document.info, format="NrrdImageIO")
    composition.controller.adopt(document)
    composition.controller.show_index(ItkIndex((50, 30, 6, 2)))
    composition._act("play")
    composition.window.slice_bar.player._timer.stop()


def _xt(composition: Composition) -> None:
    _time(composition)
    composition.controller.set_axes(0, 3)
    settle()
    composition.controller.show_index(ItkIndex((50, 30, 6, 2)))


def _time_quad(composition: Composition) -> None:
    _time(composition)
    composition.controller.set_quad(True)
    settle()
    composition.controller.show_index(ItkIndex((50, 30, 6, 2)))


def _oblique(composition: Composition) -> None:
    _open("oblique-volume.nrrd", (30, 28, 18))(composition)


def _scalebar(composition: Composition) -> None:
    _open("oblique-volume.nrrd", (30, 28, 18))(composition)
    composition.window.menus.actions["scaleBar"].trigger()


def _loading(composition: Composition) -> None:
    _open("head-phantom.png", (150, 80))(composition)
    composition.window.show_loading(Path("thorax-ct-512x512x256.nii.gz"), 0.42)
    composition.window.status_line._show_controls()


def _error(composition: Composition) -> QWidget:
    _open("head-phantom.png", (150, 80))(composition)
    error = OpenError(
        "liver.png cannot be read.",
        advice="The file is damaged or incomplete; copy or download it again.",
        detail="PNGImageIO: Error while reading file",
    )
    composition.window.show_error(Path("/data/liver.png"), error)
    return composition.window.findChild(QWidget, "errorDialog")


def _editing(composition: Composition) -> None:
    _open("head-phantom.png", (150, 80))(composition)
    controller, panel = composition.controller, composition.window.edit_panel
    controller.set_editing(True)
    panel._value.setText("255")
    composition._act("toolBrush")
    controller.press(60, 60)
    controller.drag(120, 90)
    controller.release(120, 90)
    controller.show_index(ItkIndex((100, 80)))


def _refused(composition: Composition) -> None:
    _editing(composition)
    composition.window.edit_panel._value.setText("300")


def _export(composition: Composition) -> QWidget:
    _open("oblique-volume.nrrd", (30, 28, 18))(composition)
    composition.controller.ask_export()
    dialog = composition.window.findChild(QWidget, "exportDialog")
    dialog._path.setText(str(Path.home() / "oblique-volume.tif"))
    return dialog


def _series(composition: Composition) -> QWidget:
    files = tuple(Path(f"/data/{n}.dcm") for n in range(24))
    row, column = np.mgrid[-1:1:72j, -1:1:72j]
    disc = (np.hypot(row, column) < 0.8) * (row + 1) * 120
    picture = Thumbnail((72, 72), disc.astype(np.uint8).tobytes())
    gap = "2 slices are missing between slice 8 and slice 9, counted from 0 (12 mm instead of 4 mm)."
    plain = DicomSeries(
        "1.2", "Doe Jane", "T1 axial", "MR", 2, (256, 256, 24), (0.9, 0.9, 4.0), "axial", files, (), picture
    )
    other = replace(plain, uid="1.3", description="T2 coronal", orientation="coronal (oblique 12°)", problems=(gap,))
    composition.window.ask_series(SeriesCatalog(Path("/data/head"), (plain, other), 3, ("old",)), print, print)
    dialog = composition.window.findChild(QWidget, "seriesDialog")
    dialog.findChild(QTableWidget, "seriesTable").selectRow(1)
    return dialog


STATES: dict[str, Callable[[Composition], QWidget | None]] = {
    "empty": lambda composition: None,
    "2d": _open("head-phantom.png", (150, 80)),
    "3d": _open("oblique-volume.nrrd", (30, 28, 18)),
    "plane": _plane,
    "quad": _quad,
    "time": _time,
    "timequad": _time_quad,
    "xt": _xt,
    "oblique": _oblique,
    "scalebar": _scalebar,
    "rgb": _open("colour-chart.png", (50, 70)),
    "nine": _nine,
    "loading": _loading,
    "error": _error,
    "editing": _editing,
    "refused": _refused,
    "export": _export,
    "series": _series,
}


def main() -> None:
    """Draw all states, or those named on the command line, into ``tests/output``."""
    out = Path(__file__).parent / "output"
    out.mkdir(exist_ok=True)
    app._application()
    wanted = sys.argv[1:] or list(STATES)
    for name in wanted:
        for theme, size in itertools.product(("light", "dark"), SIZES):
            picture(out, name, theme, size, STATES[name])


if __name__ == "__main__":
    main()
