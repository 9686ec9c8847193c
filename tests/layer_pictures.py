"""The window with several images at one place, in the states that matter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QMenu, QMessageBox, QTabBar, QWidget

from itk_inspector import ImageDocument
from itk_inspector.app.composition import Composition
from itk_inspector.control.editing.over import Over
from itk_inspector.control.tools.measuring import MEASURING_TOOLS
from itk_inspector.core.display.compare_mode import CompareMode
from itk_inspector.core.display.layer_look import LayerStyle
from itk_inspector.core.display.placing import Placing
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.space import Space
from itk_inspector.core.labels.label_table import Label, LabelTable
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.gui.panels.under_labels_panel import UnderLabelsPanel
from itk_inspector.itkio import from_memory
from picture_parts import settle, show_tab, wait, wait_until_measured

State = Callable[[Composition], QWidget | None]

_SIZE = (180, 140, 48)
_SPACING = (2.0, 2.0, 4.0)
_LONG = "sub-0117_ses-02_acq-lateArterialPhase_desc-denoised_registeredToBaseline_CT.nii.gz"
_NAMES = LabelTable(
    (
        Label(1, "left lung", 0x4E9BD1),
        Label(2, "right lung", 0x7FC27F),
        Label(3, "heart", 0xD9655B),
        Label(4, "vertebral column, thoracic part (T1 to T12)", 0xE8C15A),
    ),
    source="ITK-SNAP label description thorax.txt",
)


def _grids() -> tuple[np.ndarray, ...]:
    x, y, z = _SIZE
    slices, rows, columns = np.mgrid[-1 : 1 : z * 1j, -1 : 1 : y * 1j, -1 : 1 : x * 1j]
    return slices, rows, columns * x / y


def _places() -> dict[int, np.ndarray]:
    """Return where the organs are, by label."""
    slices, rows, columns = _grids()
    height = np.sqrt(np.clip(1 - slices**2, 0, 1))
    return {
        1: np.hypot((columns - 0.48) / 0.3, rows / 0.5) < height,
        2: np.hypot((columns + 0.48) / 0.3, rows / 0.5) < height,
        3: np.hypot((columns - 0.08) / 0.27, (rows + 0.2) / 0.22) < height,
        4: np.hypot(columns, rows - 0.5) < 0.14,
    }


def _thorax() -> np.ndarray:
    _, rows, columns = _grids()
    body = np.where(np.hypot(columns / 1.1, rows / 0.85) < 1, 30.0, -1000.0)
    for label, value in ((1, -850), (2, -840), (3, 45), (4, 420)):
        body[_places()[label]] = value
    return (body + np.random.default_rng(3).normal(0, 15, body.shape)).astype(np.int16)


def _organs() -> np.ndarray:
    labels = np.zeros(_SIZE[::-1], np.uint8)
    for label, place in _places().items():
        labels[place] = label
    return labels


def _geometry(**others: object) -> Geometry:
    plain = Geometry.identity(_SIZE)
    return replace(plain, **{"spacing": _SPACING, "origin": (-180.0, -140.0, -96.0)} | others)  # type: ignore[arg-type]


def _document(pixels: np.ndarray, name: str, geometry: Geometry | None = None) -> ImageDocument:
    document = from_memory.document(pixels, name=name, geometry=geometry or _geometry())
    document.info = replace(document.info, format="NrrdImageIO", space=Space("mm", is_patient=True))
    return document


def _ct(composition: Composition) -> None:
    composition.app.files.adopt(_document(_thorax(), "CT_thorax.nrrd"))
    composition.app.levels.set_levels(Levels(-1000.0, 500.0))


def _add(composition: Composition, document: ImageDocument, placing: Placing = Placing.LAYER) -> None:
    """Lay an image over the one on screen, which stays chosen."""
    app = composition.app
    stack = app.images.stack
    assert stack is not None
    app.files.adopt(document, placing=placing, over=stack.images[0])
    settle()


def _after(composition: Composition) -> None:
    """A second image of another type: smoother, and a little brighter on one side."""
    before = _thorax()
    changed = before.astype(np.float32) * 0.98
    changed[:, :, 100:] += 40
    _add(composition, _document(changed, "CT_thorax_filtered.nrrd"))
    composition.app.layers.choose(1)
    composition.app.levels.set_levels(Levels(-1000.0, 500.0))
    composition.app.layers.choose(0)


def _labels(composition: Composition) -> None:
    _add(composition, _document(_organs(), "organs.seg.nrrd"), Placing.LABELS)


def _named(composition: Composition) -> None:
    """Give the uppermost image names and colours, and choose the lowest again."""
    app = composition.app
    app.layers.choose(len(app.images.layers) - 1)
    app.labels.use(_NAMES)
    app.layers.choose(0)


def _look(composition: Composition, x: int = 118, y: int = 66, z: int = 24) -> None:
    composition.app.navigation.go_to(f"{x} {y} {z}")
    settle()
    wait(lambda: not composition.app.files.is_loading, 1.0)


def _second(composition: Composition) -> None:
    """A second image over the first, half transparent."""
    _ct(composition)
    _after(composition)
    composition.app.layers.set_opacity(1, 0.5)
    _look(composition)


def _over_ct(style: LayerStyle, *, is_named: bool = False, is_chosen: bool = False) -> State:
    """Labels over a CT."""

    def arrange(composition: Composition) -> None:
        _ct(composition)
        _labels(composition)
        if is_named:
            _named(composition)
        composition.app.layers.set_style(1, style)
        if is_chosen:
            composition.app.layers.choose(1)
        _look(composition)

    return arrange


def _coarse(composition: Composition) -> None:
    """Add labels of half the resolution that begin elsewhere."""
    halved = np.ascontiguousarray(_organs()[::2, ::2, ::2])
    coarse = _geometry(size=halved.shape[::-1], spacing=(4.0, 4.0, 8.0), origin=(-172.0, -140.0, -90.0))
    _add(composition, _document(halved, "organs_coarse.nii.gz", coarse), Placing.LABELS)


def _five(composition: Composition) -> None:
    """Five layers: long names, one hidden, one of another lattice, one that is a number for each pixel."""
    _ct(composition)
    _after(composition)
    _add(composition, _document((_thorax() // 4).astype(np.int8), _LONG))
    _coarse(composition)
    _labels(composition)
    _named(composition)
    layers = composition.app.layers
    layers.set_opacity(1, 0.5)
    layers.set_visible(2, visible=False)
    layers.set_style(3, LayerStyle.OUTLINE)
    layers.set_opacity(4, 0.4)
    _look(composition)


def _alone(composition: Composition) -> None:
    _ct(composition)
    _look(composition)
    show_tab(composition, "Layers")


def _outside(composition: Composition) -> None:
    """The pixel under the cursor is outside one layer."""
    _ct(composition)
    small = np.ascontiguousarray(_organs()[10:40, 40:100, 30:150])
    cut = _geometry(size=small.shape[::-1], origin=(-120.0, -60.0, -56.0))
    _add(composition, _document(small, "organs_cropped.nrrd", cut), Placing.LABELS)
    _look(composition, 12, 70, 24)


def _compared(mode: CompareMode, *more: str, layers: int = 2) -> State:
    """Compare the CT with the other one; ``more`` are actions."""

    def arrange(composition: Composition) -> None:
        _ct(composition)
        _after(composition)
        if layers > 2:
            _labels(composition)
            _named(composition)
        if layers > 3:
            _add(composition, _document((_thorax() // 4).astype(np.int8), _LONG))
        composition.app.compare.set_mode(mode)
        for action in more:
            composition.run(action)
        _look(composition)

    return arrange


def _blink(composition: Composition) -> None:
    _compared(CompareMode.OVERLAY)(composition)
    composition.run("compareBlink")


def _figures(make: Callable[[Composition], None]) -> State:
    """Look at the figures of the difference of the lowest image and the one above."""

    def arrange(composition: Composition) -> None:
        _ct(composition)
        make(composition)
        composition.app.compare.set_mode(CompareMode.DIFFERENCE)
        _look(composition)
        show_tab(composition, "Layers")
        show_tab(composition, "Compare")
        table = composition.window.findChild(QWidget, "differenceFacts")
        assert table is not None
        wait(table.isVisible)

    return arrange


def _same(composition: Composition) -> None:
    _add(composition, _document(_thorax(), "CT_thorax_saved_again.nrrd"))


def _shifted(composition: Composition) -> None:
    cut = np.ascontiguousarray(_thorax()[4:, 10:, 20:])
    geometry = _geometry(size=cut.shape[::-1], origin=(-139.4, -121.0, -81.0))
    _add(composition, _document(cut, "CT_thorax_resampled.nrrd", geometry))


def _in_colour(composition: Composition) -> None:
    colours = np.repeat(_organs()[..., None] * np.uint8(60), 3, axis=-1)
    _add(composition, _document(colours, "picture.nrrd"))


def _incomparable(composition: Composition) -> None:
    """A number a pixel and three: no difference."""
    _ct(composition)
    _in_colour(composition)
    _look(composition)
    show_tab(composition, "Layers")
    show_tab(composition, "Compare")


def _drop_question(composition: Composition) -> QWidget:
    _ct(composition)
    _look(composition)
    composition.app.adding.take_dropped([Path("organs_label.nii.gz")])
    box = composition.window.findChild(QMessageBox, "placingDialog")
    assert box is not None
    return box


def _drop_several(composition: Composition) -> QWidget:
    _ct(composition)
    composition.app.adding.take_dropped([Path(_LONG), Path("T2.nrrd"), Path("T1.nrrd")])
    box = composition.window.findChild(QMessageBox, "placingDialog")
    assert box is not None
    return box


def _points(composition: Composition) -> None:
    """Points with the values of three layers."""
    _ct(composition)
    _after(composition)
    _labels(composition)
    _named(composition)
    app = composition.app
    for x, y in ((118, 66), (60, 70), (96, 52), (90, 104), (30, 20)):
        app.navigation.go_to(f"{x} {y} 24")
        app.points.add()
    show_tab(composition, "Points")


def _measured(kind: ShapeKind, first: tuple[int, int], last: tuple[int, int]) -> State:
    """Draw a shape over three layers, and wait until it is measured."""

    def arrange(composition: Composition) -> None:
        _ct(composition)
        _after(composition)
        _labels(composition)
        _named(composition)
        _look(composition)
        app = composition.app
        app.edit.set_tool(next(tool for tool in MEASURING_TOOLS if tool.draws is kind))
        app.button.press(*first)
        app.button.drag(*last)
        app.button.release(*last)
        wait_until_measured(composition)

    return arrange


def _editing(*actions: str) -> State:
    """Correct labels while the CT shows beneath."""

    def arrange(composition: Composition) -> None:
        _over_ct(LayerStyle.FILL, is_named=True, is_chosen=True)(composition)
        app = composition.app
        app.edit.set_editing(True)
        app.edit.set_value("3")
        composition.run("toolBrush")
        app.edit.press(70, 40)
        app.edit.drag(84, 46)
        app.edit.release(84, 46)
        for action in actions:
            composition.run(action)
        _look(composition)

    return arrange


def _paint_over(composition: Composition) -> None:
    """Only two of the labels may be painted over."""
    _editing()(composition)
    over = composition.app.painting_over
    over.use(Over.CHOSEN)
    over.choose(1, True)
    over.choose(3, True)
    settle()


def _under_labels(composition: Composition) -> None:
    _over_ct(LayerStyle.FILL, is_named=True)(composition)
    panel = composition.window.docks.panel(UnderLabelsPanel)
    composition.window.docks.bring_to_front(panel)
    show_tab(composition, "Values")
    choice = composition.window.findChild(QTabBar, "valuesChoice")
    assert choice is not None
    choice.setCurrentIndex(1)
    wait(lambda: False, 0.5)


def _equal_names(composition: Composition) -> None:
    """Tabs of equal names in other folders; one of them with a second image."""
    files = composition.app.files
    for folder in ("baseline", "follow-up"):
        document = _document(_thorax(), "CT.nrrd")
        document.info = replace(document.info, path=Path(f"/data/patient-0117/{folder}/CT.nrrd"))
        files.adopt(document)
    _labels(composition)
    _look(composition)


def _menu(name: str, state: State) -> State:
    def arrange(composition: Composition) -> QWidget:
        state(composition)
        composition.window.menus._show_all_icons()  # a moment after the first picture
        found = composition.window.findChild(QMenu, name) or composition.window.menus._menus[name]
        found.aboutToShow.emit()
        return found

    return arrange


LAYER_STATES: dict[str, State] = {
    "layersalone": _alone,
    "layersecond": _second,
    "labelsfilled": _over_ct(LayerStyle.FILL),
    "labelsoutlined": _over_ct(LayerStyle.OUTLINE),
    "labelsnamed": _over_ct(LayerStyle.FILL, is_named=True, is_chosen=True),
    "layersfive": _five,
    "layeroutside": _outside,
    "droplabels": _drop_question,
    "dropseveral": _drop_several,
    "addlayermenu": _menu("addLayerMenu", _equal_names),
    "layersmenu": _menu("&View/Layers", _second),
    "comparemenu": _menu("&View/Compare", _compared(CompareMode.SWIPE)),
    "linkmenu": _menu("&Window/&Link tabs", _equal_names),
    "thoraxblink": _blink,
    "thoraxswipe": _compared(CompareMode.SWIPE),
    "swipedown": _compared(CompareMode.SWIPE, "swipeTurn"),
    "checkerboard": _compared(CompareMode.CHECKER),
    "differenceimage": _compared(CompareMode.DIFFERENCE),
    "side2": _compared(CompareMode.SIDE_BY_SIDE),
    "side3": _compared(CompareMode.SIDE_BY_SIDE, layers=3),
    "side4": _compared(CompareMode.SIDE_BY_SIDE, layers=4),
    "comparefigures": _figures(_after),
    "comparesame": _figures(_same),
    "compareshifted": _figures(_shifted),
    "comparenot": _incomparable,
    "layerpoints": _points,
    "layerregion": _measured(ShapeKind.RECTANGLE, (60, 40), (128, 96)),
    "layerprofile": _measured(ShapeKind.LINE, (8, 70), (172, 62)),
    "layerediting": _editing(),
    "layerfilling": _editing("toolFill"),
    "layerpaintover": _paint_over,
    "underlabels": _under_labels,
    "equalnames": _equal_names,
}
