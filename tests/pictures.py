"""Draws the window in the states that matter, for people to look at: ``make pictures``."""

from __future__ import annotations

import itertools
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import numpy as np
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QMessageBox, QSpinBox, QTableWidget, QTabWidget, QWidget

from dicom_files import write_slice
from itk_inspector import export, open_document
from itk_inspector.app.composition import Composition
from itk_inspector.app.qt_application import application
from itk_inspector.control.editing.left_edits import LeftRow
from itk_inspector.control.model.image_title import ImageTitle
from itk_inspector.control.tools.measuring import MEASURING_TOOLS
from itk_inspector.core.dicom.series import DicomSeries, SeriesCatalog, Thumbnail
from itk_inspector.core.display.compare_mode import CompareMode
from itk_inspector.core.display.display_settings import ComponentChoice, ComponentMode
from itk_inspector.core.display.layer_look import LayerStyle
from itk_inspector.core.display.placing import Placing
from itk_inspector.core.display.scales import Scale
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.errors import OpenError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.header.space import Space
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.gui.panels.compare_panel import ComparePanel
from itk_inspector.gui.panels.levels_panel import LevelsPanel
from itk_inspector.gui.panels.values_panel import ValuesPanel
from itk_inspector.gui.shell.settings import MemoryStore, Settings
from itk_inspector.gui.style.resources import sample
from itk_inspector.gui.style.theme import ThemeChoice
from itk_inspector.itkio import from_memory
from layer_pictures import LAYER_STATES
from operation_pictures import OPERATION_STATES
from own_data import use_own_data_folder
from picture_parts import settle, show_tab, wait_until_measured
from save_pictures import SAVE_STATES
from value_pictures import VALUE_STATES

SIZES = {"small": (1000, 700), "large": (1920, 1080)}
RECENT = {
    "welcome": (
        "/data/atlas/MNI152_T1_1mm_brain.nii.gz",
        "/data/studies/2024-11-03/patient-0117/CT thorax with contrast agent, late arterial phase/series-004.dcm",
        str(Path.home() / "images" / "head.mha"),
    )
}
"""What was opened lately, in the states that tell it."""


def picture(out: Path, name: str, theme: str, size: str, arrange: Callable[[Composition], QWidget | None]) -> None:
    """Draw one state, as if nothing had been kept of the states before it."""
    use_own_data_folder()
    settings = Settings(MemoryStore())
    settings.theme = ThemeChoice(theme)
    if name in RECENT:
        for file in RECENT[name]:
            settings.add_recent(Path(file))
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


def _open(name: str, at: tuple[int, ...]) -> Callable[[Composition], None]:
    def arrange(composition: Composition) -> None:
        composition.app.files.adopt(open_document(sample(name)))
        composition.app.probe.show_index(ItkIndex(at))

    return arrange


def _nine(composition: Composition) -> None:
    array = np.arange(1, 10, dtype=np.uint8).reshape(3, 3)
    composition.app.files.adopt(from_memory.document(array, name="array 1…9"))
    composition.app.probe.show_index(ItkIndex((2, 1)))


def _plane(composition: Composition) -> None:
    _open("oblique-volume.nrrd", (30, 28, 18))(composition)
    composition.app.view.set_axes(0, 2)
    composition.app.probe.show_index(ItkIndex((30, 28, 10)))


def _quad(composition: Composition) -> None:
    _open("oblique-volume.nrrd", (30, 28, 18))(composition)
    composition.app.view.set_quad(True)
    settle()
    composition.app.keeper.click(40, 20)
    composition.app.probe.show_index(ItkIndex((40, 20, 18)))


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
    composition.app.files.adopt(document)
    composition.app.probe.show_index(ItkIndex((50, 30, 6, 2)))
    composition.run("play")
    composition.window.slice_bar.player._timer.stop()


def _xt(composition: Composition) -> None:
    _time(composition)
    composition.app.view.set_axes(0, 3)
    settle()
    composition.app.probe.show_index(ItkIndex((50, 30, 6, 2)))


def _time_quad(composition: Composition) -> None:
    _time(composition)
    composition.app.view.set_quad(True)
    settle()
    composition.app.probe.show_index(ItkIndex((50, 30, 6, 2)))


def _oblique(composition: Composition) -> None:
    _open("oblique-volume.nrrd", (30, 28, 18))(composition)


def _layers(composition: Composition) -> None:
    """Labels of half the resolution over a volume, in outlines, and a copy that is hidden; the volume is chosen."""
    files = composition.app.files
    volume = files.adopt(open_document(sample("oblique-volume.nrrd")))
    pixels, geometry = volume.document.pixels, volume.document.geometry
    labels = np.ascontiguousarray(np.digitize(pixels[::2, ::2, ::2], np.percentile(pixels, (70, 90)))).astype(np.uint8)
    coarse = replace(geometry, size=labels.shape[::-1], spacing=tuple(2 * step for step in geometry.spacing))
    files.adopt(
        from_memory.document(labels, name="tissue_labels.nii.gz", geometry=coarse), placing=Placing.LABELS, over=volume
    )
    copy = from_memory.document(np.ascontiguousarray(pixels[:, ::-1]), name="after.nrrd", geometry=geometry)
    files.adopt(copy, placing=Placing.LAYER, over=volume)
    composition.app.layers.set_visible(2, visible=False)
    composition.app.layers.set_style(1, LayerStyle.OUTLINE)
    composition.app.layers.set_opacity(1, 0.9)
    settle()
    composition.app.probe.show_index(ItkIndex((30, 28, 18)))


def _chosen_layer(composition: Composition) -> None:
    _layers(composition)
    composition.app.layers.choose(1)
    composition.app.layers.set_style(1, LayerStyle.FILL)


def _compared(mode: CompareMode, *, is_quad: bool = False) -> Callable[[Composition], None]:
    """A volume and the same after a filter, with a pixel kept and the figures of their difference."""

    def arrange(composition: Composition) -> None:
        files, app = composition.app.files, composition.app
        volume = open_document(sample("oblique-volume.nrrd"))
        pixels, geometry = volume.pixels, volume.geometry
        after = np.array(pixels, copy=True)
        after[:, 20:34, 24:40] += (after[:, 20:34, 24:40] // 8).astype(after.dtype)
        under = files.adopt(volume, title=ImageTitle("before"))
        filtered = from_memory.document(after, name="after.nrrd", geometry=geometry)
        files.adopt(filtered, placing=Placing.LAYER, over=under, title=ImageTitle("after"))
        app.layers.choose(1)
        app.view.set_quad(is_quad)
        app.compare.set_mode(mode)
        app.probe.show_index(ItkIndex((30, 28, 18)))
        panel = composition.window.docks.panel(ComparePanel)
        composition.window.docks.bring_to_front(panel)
        wait_for(panel, "differenceFacts")

    return arrange


def wait_for(panel: QWidget, name: str) -> None:
    """Let what is worked out beside the window arrive."""
    until = time.monotonic() + 20
    part = panel.findChild(QWidget, name)
    while part is not None and not part.isVisible() and time.monotonic() < until:
        QApplication.processEvents()


def _drop_question(composition: Composition) -> QWidget:
    _oblique(composition)
    composition.app.adding.take_dropped([Path("tissue_labels.nii.gz")])
    box = composition.window.findChild(QMessageBox, "placingDialog")
    assert box is not None
    return box


def _patient(composition: Composition) -> None:
    """A volume whose slices are sagittal: its x leads to posterior, its y to superior, its z to the right."""
    whole = open_document(sample("oblique-volume.nrrd"))
    spacing, plain = whole.geometry.spacing, Geometry.identity(whole.geometry.size)
    pixels = np.ascontiguousarray(whole.pixels.transpose(2, 0, 1)[::-1])
    whole.close()
    geometry = replace(
        Geometry.identity((plain.size[1], plain.size[2], plain.size[0])),
        spacing=(spacing[1], spacing[2], spacing[0]),
        direction=((0.0, 0.0, -1.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)),
    )
    document = from_memory.document(pixels, name="sagittal.nrrd", geometry=geometry)
    document.info = replace(document.info, format="NrrdImageIO", space=Space("mm", is_patient=True))
    composition.app.files.adopt(document)
    settle()
    composition.app.probe.show_index(ItkIndex((20, 25, 40)))


def _patient_quad(composition: Composition) -> None:
    _patient(composition)
    composition.app.view.set_quad(True)
    settle()
    composition.app.probe.show_index(ItkIndex((20, 25, 40)))


def _array_order(composition: Composition) -> None:
    _patient_quad(composition)
    composition.run("arrayOrder")


def _patient_numbers(composition: Composition) -> None:
    _patient(composition)
    settle()
    composition.window.canvas.zoom(9.0)


def _scalebar(composition: Composition) -> None:
    _open("oblique-volume.nrrd", (30, 28, 18))(composition)
    composition.window.menus.actions["scaleBar"].trigger()


def _loading(composition: Composition) -> None:
    _open("head-phantom.png", (150, 80))(composition)
    composition.window.status_line.show_loading(Path("thorax-ct-512x512x256.nii.gz"), 0.42)
    composition.window.status_line._show_controls()


def _error(composition: Composition) -> QWidget:
    _open("head-phantom.png", (150, 80))(composition)
    error = OpenError(
        "liver.png cannot be read.",
        advice="The file is damaged or incomplete; copy or download it again.",
        detail="PNGImageIO: Error while reading file",
    )
    composition.questions.show_error(Path("/data/liver.png"), error)
    return composition.window.findChild(QWidget, "errorDialog")


def _editing(composition: Composition) -> None:
    _open("head-phantom.png", (150, 80))(composition)
    app, panel = composition.app, composition.window.edit_panel
    app.edit.set_editing(True)
    panel._value.setText("255")
    composition.run("toolBrush")
    app.edit.press(60, 60)
    app.edit.drag(120, 90)
    app.edit.release(120, 90)
    app.probe.show_index(ItkIndex((100, 80)))


def _tool(
    name: str,
    places: tuple[tuple[float, float], ...],
    *,
    clicks: bool = False,
    plane: tuple[int, int] = (0, 1),
    **options: object,
) -> Callable[[Composition], None]:
    """A tool in the middle of a gesture over a volume, with options by the names of their widgets."""

    def arrange(composition: Composition) -> None:
        _open("oblique-volume.nrrd", (30, 28, 18))(composition)
        app, window = composition.app, composition.window
        app.view.set_axes(*plane)
        app.edit.set_editing(True)
        window.edit_panel._value.setText("9")
        composition.run(name)
        for option, chosen in options.items():
            widget = window.findChild(QWidget, option)
            if isinstance(widget, QSpinBox):
                widget.setValue(chosen)
            else:
                widget.setCurrentText(chosen)
        settle()
        app.probe.hover(*places[-1])
        if clicks:
            for place in places[:-1]:
                app.edit.press(*place)
                app.edit.release(*place)
        elif len(places) > 1:
            app.edit.press(*places[0])
            for place in places[1:]:
                app.edit.drag(*place)
        app.probe.hover(*places[-1])

    return arrange


def _refused(composition: Composition) -> None:
    _editing(composition)
    composition.window.edit_panel._value.setText("300")


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
    composition.questions.ask_series(SeriesCatalog(Path("/data/head"), (plain, other), 3, ("old",)), print, print)
    dialog = composition.window.findChild(QWidget, "seriesDialog")
    dialog.findChild(QTableWidget, "seriesTable").selectRow(1)
    return dialog


def _header(composition: Composition) -> None:
    composition.window.canvas.show_header(open_document(sample("oblique-volume.nrrd")).info)
    composition.window.status_line.show_loading(sample("oblique-volume.nrrd"), 0.42)
    composition.window.status_line.show_message("Reading oblique-volume.nrrd …")
    composition.window.status_line._show_controls()


def _tabs(composition: Composition) -> None:
    _open("colour-chart.png", (50, 70))(composition)
    _open("oblique-volume.nrrd", (30, 28, 18))(composition)
    composition.app.edit.set_editing(True)
    composition.app.edit.set_value("9")
    composition.app.edit.set_pixel("3, 4, 5")
    _open("head-phantom.png", (150, 80))(composition)


def _changed(composition: Composition) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "head-phantom.png"
        shutil.copy(sample("head-phantom.png"), path)
        composition.app.files.adopt(open_document(path))
        os.utime(path, (1, 1))
        composition.app.watch.check_disk()


def _cancelled(composition: Composition) -> None:
    _open("head-phantom.png", (150, 80))(composition)
    composition.open(sample("oblique-volume.nrrd"))
    composition.app.tasks.cancel()


def _metadata(composition: Composition) -> None:
    _open("oblique-volume.nrrd", (30, 28, 18))(composition)
    image = composition.app.images.current
    assert image is not None
    keys = {
        "0008|0060": "MR",
        "0010|0010": "Doe^Jane",
        "0018|0050": "4",
        "0018|0080": "550",
        "0020|0032": "-119.5\\-131.2\\-71.9",
        "0028|0030": "0.9375\\0.9375",
    }
    names = ("Modality", "Patient's Name", "Slice Thickness", "Repetition Time", "Image Position", "Pixel Spacing")
    told = replace(image.document.info, metadata=keys, metadata_names=dict(zip(keys, names, strict=True)))
    composition.window.image_panel.show_info(told)


def _levels_tab(composition: Composition) -> None:
    panel = composition.window.docks.panel(LevelsPanel).controls
    tabs = composition.window.findChild(QTabWidget, "panelTabs")
    tabs.setCurrentIndex(1)
    until = time.monotonic() + 3.0
    while panel._plot._histogram is None and time.monotonic() < until:
        QApplication.processEvents()


def _levels(composition: Composition) -> None:
    row, column = np.mgrid[-1:1:256j, -1:1:256j]
    body = np.where(np.hypot(row, column * 0.8) < 0.8, 40.0, -1000.0)
    body[np.hypot(row, column + 0.3) < 0.25] = -850.0
    body[np.hypot(row, column - 0.35) < 0.1] = 700.0
    noise = np.random.default_rng(3).normal(0, 25, (16, 256, 256))
    composition.app.files.adopt(from_memory.document((body + noise).astype(np.int16), name="thorax"))
    composition.app.probe.show_index(ItkIndex((128, 90, 8)))
    _levels_tab(composition)


def _labels(composition: Composition) -> None:
    row, column = np.mgrid[0:180, 0:240]
    regions = ((row // 30) * 8 + column // 30).astype(np.uint8)
    regions[np.hypot(row - 90, column - 120) > 85] = 0
    composition.app.files.adopt(from_memory.document(regions, name="regions.seg.nrrd"))
    composition.app.probe.show_index(ItkIndex((120, 90)))
    _levels_tab(composition)


def _nan(composition: Composition) -> None:
    row, column = np.mgrid[-2:2:200j, -2:2:260j]
    height = np.exp(-(row**2) - column**2) * 1e-3
    height[60:90, 40:120] = np.nan
    height[0, 0], height[0, 1] = np.inf, -np.inf
    composition.app.files.adopt(from_memory.document(height.astype(np.float32), name="height"))
    composition.app.probe.show_index(ItkIndex((80, 75)))
    _levels_tab(composition)


def _windows(composition: Composition) -> None:
    row, column = np.mgrid[-1:1:256j, -1:1:256j]
    body = np.where(np.hypot(row, column * 0.8) < 0.8, 1064.0, 24.0)
    body[np.hypot(row, column + 0.3) < 0.25] = 174.0
    body[np.hypot(row, column - 0.35) < 0.1] = 1724.0
    noise = np.random.default_rng(3).normal(0, 25, (256, 256))
    with tempfile.TemporaryDirectory() as folder:
        path = write_slice(
            Path(folder) / "chest.dcm", (body + noise).astype(np.int16), (0.0, 0.0, 0.0), uid="1.2.9", Modality="CT",
            RescaleSlope="1", RescaleIntercept="-1024", RescaleType="HU", WindowCenter=[40, -600],
            WindowWidth=[400, 1500], WindowCenterWidthExplanation=["SOFT_TISSUE", "LUNG"],
        )  # fmt: skip
        composition.app.files.adopt(open_document(path))
    composition.app.probe.show_index(ItkIndex((128, 90, 0)))
    composition.window.menus.actions["colourBar"].trigger()
    _levels_tab(composition)


def _window_menu(composition: Composition) -> QWidget:
    _windows(composition)
    menu = composition.window.menus.windows
    menu.show()
    return menu


def _differences(composition: Composition) -> None:
    row, column = np.mgrid[-2:2:200j, -2:2:260j]
    composition.app.files.adopt(from_memory.document((row * column * np.exp(-(row**2))).astype(np.float32), name="a-b"))
    composition.window.menus.actions["colourBar"].trigger()
    composition.app.levels.set_scale(Scale.SYMMETRIC, 0.5)
    _levels_tab(composition)


def _logarithm(composition: Composition) -> None:
    row, column = np.mgrid[-2:2:200j, -2:2:260j]
    composition.app.files.adopt(from_memory.document(10000 * np.exp(-3 * (row**2 + column**2)), name="spot"))
    composition.window.menus.actions["colourBar"].trigger()
    composition.app.levels.set_colour_map("inferno")
    composition.app.levels.set_scale(Scale.LOG, 0.5)
    _levels_tab(composition)


def _values(composition: Composition) -> None:
    _nan(composition)
    composition.window.menus.actions["markClipped"].trigger()
    _values_tab(composition)


def _values_tab(composition: Composition) -> None:
    panel = composition.window.docks.panel(ValuesPanel)
    composition.window.docks.bring_to_front(panel)
    table = panel.findChild(QTableWidget, "valuesTable")
    until = time.monotonic() + 3.0
    while not table.rowCount() and time.monotonic() < until:
        QApplication.processEvents()


def _label_values(composition: Composition) -> None:
    _labels(composition)
    _values_tab(composition)


def _label_offer(composition: Composition) -> None:
    row, column = np.mgrid[0:180, 0:240]
    regions = np.zeros((180, 240), np.uint8)
    for number, (y, x) in enumerate(((60, 60), (100, 120), (70, 180), (140, 170)), start=1):
        regions[np.hypot(row - y, column - x) < 25] = number
    document = from_memory.document(regions, name="regions.png")
    document.info = replace(document.info, notes=("Left out: a reduced copy of the image.", "ITK’s reader says: odd."))
    composition.app.files.adopt(document)
    composition.app.probe.show_index(ItkIndex((120, 90)))


def _vector(composition: Composition) -> None:
    row, column = np.mgrid[-1:1:200j, -1:1:240j]
    field = np.stack([-row, column, np.hypot(row, column)], axis=-1).astype(np.float32)
    composition.app.files.adopt(from_memory.document(field, geometry=Geometry.identity((240, 200)), name="field"))
    composition.app.probe.show_index(ItkIndex((120, 60)))
    _levels_tab(composition)
    composition.app.levels.set_component(ComponentChoice(ComponentMode.COLOUR))
    _levels_tab(composition)


def _complex(composition: Composition) -> None:
    row, column = np.mgrid[-1:1:200j, -1:1:240j]
    wave = ((column + 1j * row) ** 3).astype(np.complex64)
    composition.app.files.adopt(from_memory.document(wave, name="wave"))
    composition.app.probe.show_index(ItkIndex((120, 60)))
    _levels_tab(composition)
    composition.app.levels.set_component(ComponentChoice(ComponentMode.PHASE))
    _levels_tab(composition)


def _colour_maps(composition: Composition) -> QWidget:
    _levels(composition)
    composition.app.levels.set_colour_map("viridis")
    chooser = composition.window.docks.panel(LevelsPanel).controls._maps
    chooser.showPopup()
    settle()
    listed = chooser.view()
    listed.setFixedSize(320, 21 * listed.sizeHintForRow(0))
    return listed


def _deep(composition: Composition) -> None:
    _open("oblique-volume.nrrd", (30, 28, 18))(composition)
    settle()
    composition.window.canvas.zoom(9.0)


def _kept(composition: Composition) -> None:
    _open("oblique-volume.nrrd", (30, 28, 18))(composition)
    settle()
    composition.app.keeper.click(44, 33)
    composition.app.points.add()
    composition.app.keeper.click(52, 20)
    show_tab(composition, "Points")
    composition.window.setFocus()
    composition.window.canvas.take_focus(by_key=True)


def _points(composition: Composition) -> None:
    """Five points, one of them named and annotated, one of them edited since."""
    _open("oblique-volume.nrrd", (30, 28, 18))(composition)
    settle()
    app = composition.app
    for place in ((44, 33), (20, 12), (31, 40), (50, 20), (12, 30)):
        app.keeper.click(*place)
        app.points.add()
    app.edit.set_editing(True)
    app.edit.set_value("99")
    app.edit.set_pixel("20, 12, 18")
    table = composition.window.findChild(QTableWidget, "pointsTable")
    table.item(2, 1).setText("left eye")
    table.item(2, 6).setText("check in the follow-up")
    show_tab(composition, "Points")


def _points_menu(composition: Composition) -> QWidget:
    _points(composition)
    menu = composition.window.findChild(QMenu, "copyPointsMenu")
    menu.aboutToShow.emit()
    return menu


def _goto(text: str) -> Callable[[Composition], None]:
    def arrange(composition: Composition) -> None:
        _open("oblique-volume.nrrd", (30, 28, 18))(composition)
        composition.run("goTo")
        composition.window.findChild(QLineEdit, "gotoField").setText(text)

    return arrange


def _differing(composition: Composition) -> None:
    """ITK and NumPy read two values."""
    _open("oblique-volume.nrrd", (30, 28, 18))(composition)
    image = composition.app.images.current
    assert image is not None
    assert image.probe is not None
    composition.window.hover_panel.show_itk(replace(image.probe, itk_value=13))


def _rows(composition: Composition) -> None:
    """RAS beside LPS, the start index, and the un-swapped numbers folded."""
    whole = open_document(sample("oblique-volume.nrrd"))
    geometry = replace(whole.geometry, start_index=(100, -20, 3))
    document = from_memory.document(whole.pixels.copy(), name="cropped.nrrd", geometry=geometry)
    document.info = replace(document.info, format="NrrdImageIO", space=Space("mm", is_patient=True))
    whole.close()
    composition.app.files.adopt(document)
    composition.run("rasPoint")
    composition.run("swappedNumbers")
    settle()
    composition.app.probe.show_index(ItkIndex((130, 8, 21)))


def _page(name: str, title: str, at: tuple[int, ...]) -> Callable[[Composition], None]:
    """Open a sample, and a page of its *Image* tab."""

    def arrange(composition: Composition) -> None:
        _open(name, at)(composition)
        show_tab(composition, "Image")
        pages = composition.window.findChild(QTabWidget, "imagePages")
        pages.setCurrentIndex([pages.tabText(number) for number in range(pages.count())].index(title))
        settle()

    return arrange


def _bridge(composition: Composition) -> None:
    _page("oblique-volume.nrrd", "Bridge", (30, 28, 18))(composition)
    table = composition.window.findChild(QTableWidget, "bridgeFacts")
    until = time.monotonic() + 5.0
    while not table.rowCount() and time.monotonic() < until:
        QApplication.processEvents()


def _coordinates(composition: Composition) -> None:
    _page("head-phantom.png", "Coordinates", (150, 80))(composition)
    grids = composition.window.findChild(QWidget, "linkedGrids")
    grids.point_at(ItkIndex((2, 1)))


def _about(composition: Composition) -> QWidget:
    composition.run("about")
    return composition.window.findChild(QWidget, "aboutDialog")


def _dragged(composition: Composition) -> None:
    _open("head-phantom.png", (150, 80))(composition)
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile("/data/head.nii")])
    where, copy, entered = QPointF(300, 300), Qt.DropAction.CopyAction, QEvent.Type.DragEnter
    composition.window.dragEnterEvent(
        QDropEvent(where, copy, files, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, entered)
    )


def _palette(composition: Composition) -> QWidget:
    _open("oblique-volume.nrrd", (30, 28, 18))(composition)
    composition.run("palette")
    palette = composition.window.findChild(QWidget, "commandPalette")
    palette.setMinimumSize(palette.size())
    palette.findChild(QLineEdit).setText("index")
    return palette


def _menu(path: str) -> Callable[[Composition], QWidget]:
    """Open an image, and one of the menus."""

    def arrange(composition: Composition) -> QWidget:
        _oblique(composition)
        menus = composition.window.menus
        menus._show_all_icons()
        return menus._menus[path]

    return arrange


def _volume(composition: Composition) -> None:
    """A region through several slices."""
    _measured(_REGION)(composition)
    composition.window.findChild(QSpinBox, "lastSliceBox").setValue(24)
    settle()
    wait_until_measured(composition)


def _coloured(composition: Composition) -> None:
    """The profile of an image of colours, from edge to edge."""
    _open("colour-chart.png", (50, 70))(composition)
    app = composition.app
    app.edit.set_tool(next(tool for tool in MEASURING_TOOLS if tool.draws is ShapeKind.LINE))
    app.button.press(0, 60)
    app.button.drag(159, 0)
    app.button.release(159, 0)
    wait_until_measured(composition)


def _edge_shapes(composition: Composition) -> None:
    """Shapes at the edges of the image, zoomed in until there are rulers."""
    shapes = ((ShapeKind.RECTANGLE, (0, 0), (63, 10)), (ShapeKind.LINE, (2, 2), (30, 30)))
    _measured(*shapes)(composition)
    composition.window.canvas.zoom(5.0)


def _around(composition: Composition) -> None:
    _kept(composition)
    show_tab(composition, "Around")


def _many_values(composition: Composition) -> None:
    _deep(composition)
    composition.app.keeper.click(40, 32)
    show_tab(composition, "Around")
    composition.window.findChild(QSpinBox, "neighbourhoodSize").setValue(21)


def _kept_quad(composition: Composition) -> None:
    _quad(composition)
    composition.app.keeper.click(40, 20)


def _context(composition: Composition) -> QWidget:
    _kept(composition)
    composition.window.menus._show_all_icons()  # a moment after the first picture
    return composition.window.menus.context


def _giant(composition: Composition) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "giant.npy"
        row, column = np.mgrid[0:6000, 0:8000].astype(np.uint16)
        np.save(path, (row // 8) ^ (column // 8))
        composition.app.files.adopt(open_document(path))
        composition.app.probe.show_index(ItkIndex((5000, 2000)))
        settle()


def _maxima(composition: Composition) -> None:
    pixels = np.zeros((9000, 12000), np.uint8)
    pixels[np.random.default_rng(4).integers(0, 9000, 60), np.random.default_rng(5).integers(0, 12000, 60)] = 255
    composition.app.files.adopt(from_memory.document(pixels, name="stars"))
    composition.app.levels.set_levels(Levels(0.0, 255.0))
    composition.window.menus.actions["keepMaxima"].trigger()
    settle()
    item = composition.window.canvas.view.item
    until = time.monotonic() + 10.0
    while item._overview._maxima is None and time.monotonic() < until:
        QApplication.processEvents()


def _truncated(composition: Composition) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "truncated.nii"
        whole = open_document(sample("oblique-volume.nrrd"))
        export(whole, path, allow_loss=True, compress=False)
        whole.close()
        with path.open("r+b") as file:
            file.truncate(path.stat().st_size * 2 // 3)
        composition.app.files.adopt(open_document(path))
        composition.app.probe.show_index(ItkIndex((30, 28, 18)))


def _measured(*shapes: tuple[ShapeKind, *tuple[tuple[int, int], ...]]) -> Callable[[Composition], None]:
    """Draw shapes, each with its clicks or from the first place to the last one, and wait until they are measured."""

    def arrange(composition: Composition) -> None:
        _open("oblique-volume.nrrd", (30, 28, 18))(composition)
        app = composition.app
        for kind, *places in shapes:
            app.edit.set_tool(next(tool for tool in MEASURING_TOOLS if tool.draws is kind))
            if kind in (ShapeKind.POLYGON, ShapeKind.ANGLE):
                for place in places:
                    app.button.press(*place)
                    app.button.release(*place)
            else:
                app.button.press(*places[0])
                app.button.drag(*places[-1])
                app.button.release(*places[-1])
        wait_until_measured(composition)

    return arrange


_REGION = (ShapeKind.RECTANGLE, (8, 8), (24, 20))
_LINE = (ShapeKind.LINE, (6, 40), (50, 22))
_SHAPES = (
    (ShapeKind.ELLIPSE, (32, 8), (50, 20)),
    (ShapeKind.POLYGON, (8, 44), (24, 40), (28, 52), (12, 54), (12, 54)),
    (ShapeKind.ANGLE, (40, 50), (52, 50), (52, 40)),
)


def _curve(composition: Composition) -> None:
    _open("oblique-volume.nrrd", (30, 28, 18))(composition)
    composition.app.measure.add_curve()
    wait_until_measured(composition)


def _help(composition: Composition) -> QWidget:
    composition.window.menus.actions["gettingStarted"].trigger()
    window = composition.window.findChild(QWidget, "helpWindow")
    window.setMinimumSize(900, 600)
    field = window.findChild(QLineEdit, "helpSearch")
    field.setText("index")
    return window


def _left_edits(composition: Composition) -> QWidget | None:
    studies = Path("/data/studies/2024-11-03/patient-0117")
    rows = (
        LeftRow(studies / "brain.nii.gz", 1_762_178_520.0, 12),
        LeftRow(Path("/data/atlas/MNI152_T1_1mm_brain_labels_corrected_by_hand.nii.gz"), 1_762_091_340.0, 1034),
        LeftRow(studies / "liver.mha", 1_761_913_800.0, 3, "liver.mha was changed after it was edited."),
    )
    composition.questions.ask_left_edits(rows, lambda choices: None)
    return composition.window.findChild(QWidget, "leftEditsDialog")


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
    "patient": _patient,
    "patientquad": _patient_quad,
    "patientnumbers": _patient_numbers,
    "arrayorder": _array_order,
    "scalebar": _scalebar,
    "rgb": _open("colour-chart.png", (50, 70)),
    "nine": _nine,
    "loading": _loading,
    "error": _error,
    "editing": _editing,
    "refused": _refused,
    "series": _series,
    "header": _header,
    "tabs": _tabs,
    "changed": _changed,
    "cancelled": _cancelled,
    "metadata": _metadata,
    "deep": _deep,
    "kept": _kept,
    "keptquad": _kept_quad,
    "around": _around,
    "manyvalues": _many_values,
    "contextmenu": _context,
    "giant": _giant,
    "maxima": _maxima,
    "truncated": _truncated,
    "measureregion": _measured(*_SHAPES, _REGION),
    "measureline": _measured(*_SHAPES, _LINE),
    "measurecurve": _curve,
    "layers": _layers,
    "chosenlayer": _chosen_layer,
    "swipe": _compared(CompareMode.SWIPE),
    "swipeplanes": _compared(CompareMode.SWIPE, is_quad=True),
    "checker": _compared(CompareMode.CHECKER),
    "difference": _compared(CompareMode.DIFFERENCE),
    "blink": _compared(CompareMode.BLINK),
    "sidebyside": _compared(CompareMode.SIDE_BY_SIDE),
    "dropquestion": _drop_question,
    "levels": _levels,
    "labels": _labels,
    "nan": _nan,
    "windows": _windows,
    "windowmenu": _window_menu,
    "differences": _differences,
    "logarithm": _logarithm,
    "values": _values,
    "labelvalues": _label_values,
    "labeloffer": _label_offer,
    "vector": _vector,
    "complex": _complex,
    "colourmaps": _colour_maps,
    "help": _help,
    "goto": _goto("[18, 28, 30]"),
    "gotorefused": _goto("(70, 28, 18)"),
    "gotovalue": _goto("max"),
    "points": _points,
    "pointsmenu": _points_menu,
    "differing": _differing,
    "rows": _rows,
    "geometry": _page("oblique-volume.nrrd", "Geometry", (30, 28, 18)),
    "bridge": _bridge,
    "coordinates": _coordinates,
    "welcome": lambda composition: None,
    "dragged": _dragged,
    "about": _about,
    "leftedits": _left_edits,
    "palette": _palette,
    "filemenu": _menu("&File"),
    "editmenu": _menu("&Edit"),
    "toolsmenu": _menu("&Edit/Too&ls"),
    "tools-pixel": _tool("toolPixel", ((20, 20),)),
    "tools-brush": _tool("toolBrush", ((20, 20), (32, 26)), brushRadius=4),
    "tools-ball": _tool("toolBrush", ((30, 20),), plane=(0, 2), brushShape="ball", brushRadius=6),
    "tools-metric": _tool(
        "toolBrush", ((30, 20),), plane=(0, 2), brushRadius=6, throughSlices=3, brushMetric="measured in space"
    ),
    "tools-eraser": _tool("toolEraser", ((20, 20),), brushShape="square", brushRadius=2),
    "tools-line": _tool("toolLine", ((12, 12), (44, 30)), drawnWidth=3),
    "tools-rectangle": _tool("toolRectangle", ((12, 12), (44, 30)), drawnStyle="outline", drawnWidth=2),
    "tools-ellipse": _tool("toolEllipse", ((12, 12), (44, 30)), throughSlices=2),
    "tools-polygon": _tool("toolPolygon", ((12, 12), (44, 18), (36, 40), (18, 34), (26, 26)), clicks=True),
    "tools-fill": _tool("toolFill", ((20, 20),)),
    "viewmenu": _menu("&View"),
    "showmenu": _menu("&View/&Show"),
    "measuremenu": _menu("&Measure"),
    "measurevolume": _volume,
    "measurecolours": _coloured,
    "measureedge": _edge_shapes,
    "regionsmenu": _menu("&Edit/Re&gions and values"),
    "operationsmenu": _menu("&Operations"),
    **LAYER_STATES,
    **OPERATION_STATES,
    **SAVE_STATES,
    **VALUE_STATES,
}


def main() -> None:
    """Draw all states, or those named on the command line, into ``tests/output``."""
    out = Path(__file__).parent / "output"
    out.mkdir(exist_ok=True)
    application()
    wanted = sys.argv[1:] or list(STATES)
    for name in wanted:
        for theme, size in itertools.product(("light", "dark"), SIZES):
            picture(out, name, theme, size, STATES[name])


if __name__ == "__main__":
    main()
