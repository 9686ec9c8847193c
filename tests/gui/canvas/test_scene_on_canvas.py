"""The canvas draws what differs between two scenes, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from tests.canvas_parts import Source, shown_canvas

from itk_inspector.control.actions.table import SWITCHES
from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.display.pixel_marks import ABOVE_MARK, BELOW_MARK, NAN_MARK
from itk_inspector.core.display.scene import Marks, Note, Rectangle, Scene
from itk_inspector.core.display.viewport import ALL_FITTED, Layout, Viewport, Viewports
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.gui.canvas.image_canvas import ImageCanvas
from itk_inspector.gui.canvas.placing import viewport_of
from itk_inspector.gui.canvas.shown_plane import ShownPlane
from itk_inspector.gui.style.plain_text import fact_sign

AT_FIRST = frozenset(name for name, is_on in SWITCHES.items() if is_on)


@pytest.fixture
def canvas(qtbot: QtBot) -> Iterator[ImageCanvas]:
    yield from shown_canvas(qtbot, 600, 400)


def scene(shape: tuple[int, ...] = (6, 40, 60), **others: Any) -> Scene:
    size = tuple(reversed(shape))
    info = ImageInfo(Path("a.nrrd"), "NrrdImageIO", "scalar", "unsigned char", 1, "uint8", Geometry.identity(size))
    pixels = np.zeros(shape, np.uint8)
    given: dict[str, Any] = {
        "source": Source(pixels, info.geometry), "info": info, "pixels": pixels, "pixels_version": 0,
        "changed_box": None, "is_edited": False, "has_edits": False, "plane": Plane.first(info.geometry),
        "layout": Layout.SINGLE,
        "settings": DisplaySettings(Levels(0.0, 255.0)), "viewports": ALL_FITTED, "overlays": AT_FIRST,
    }  # fmt: skip
    return Scene(**(given | others))


def drawn(canvas: ImageCanvas) -> Any:
    """Paint, and return the colours: the same object as long as nothing was sampled anew."""
    canvas.view.viewport().repaint()
    return canvas.view.item.colours


def grey(canvas: ImageCanvas, column: int, row: int) -> int:
    view = canvas.view
    at = view.on_screen(QRectF(column - 0.2, row - 0.2, 0, 0)).topLeft().toPoint()
    return int(view.viewport().grab().toImage().pixelColor(at).red())


def test_the_same_scene_again_draws_nothing(canvas: ImageCanvas) -> None:
    shown = scene()
    canvas.show_scene(shown)
    before = drawn(canvas)

    canvas.show_scene(replace(shown))

    assert drawn(canvas) is before


def test_marks_and_shapes_do_not_sample_the_image(canvas: ImageCanvas) -> None:
    shown = scene()
    canvas.show_scene(shown)
    before = drawn(canvas)
    marks = Marks(ItkIndex((3, 4, 3)), ItkIndex((9, 9, 0)))
    shape = Rectangle(ItkIndex((1, 2, 3)), ItkIndex((4, 6, 3)))

    canvas.show_scene(replace(shown, marks=marks, shapes=(shape,)))

    assert drawn(canvas) is before
    assert canvas.view.above.marked == QRectF(2.5, 3.5, 1, 1)
    assert canvas.view.above.twin is None  # it lies on another slice
    assert canvas.view.above.rectangles == (QRectF(0.5, 1.5, 4, 5),)
    canvas.show_scene(shown)
    assert (canvas.view.above.marked, canvas.view.above.rectangles) == (None, ())


def test_a_new_version_is_sampled_where_it_changed(canvas: ImageCanvas, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = scene()
    canvas.show_scene(shown)
    drawn(canvas)
    refreshed: list[object] = []
    monkeypatch.setattr(canvas.view.item, "refresh", lambda box=None: refreshed.append(box))
    box, elsewhere = Region((3, 5, 7), (1, 2, 3)), Region((0, 5, 7), (1, 2, 3))

    canvas.show_scene(replace(shown, pixels_version=1, changed_box=box))
    canvas.show_scene(replace(shown, pixels_version=2, changed_box=elsewhere))
    canvas.show_scene(replace(shown, pixels_version=4, changed_box=elsewhere))

    assert refreshed == [(slice(5, 7), slice(7, 10)), None]


def test_another_slice_another_array_and_other_levels_are_drawn(canvas: ImageCanvas) -> None:
    shown = scene()
    shown.pixels[3], shown.pixels[4] = 100, 200
    canvas.show_scene(shown)
    assert grey(canvas, 5, 5) == 100

    moved = replace(shown, plane=replace(shown.plane, position=(30, 20, 4)))
    canvas.show_scene(moved)
    assert grey(canvas, 5, 5) == 200

    canvas.show_scene(replace(moved, settings=DisplaySettings(Levels(0.0, 255.0), is_inverted=True)))
    assert grey(canvas, 5, 5) == 55

    canvas.show_scene(replace(moved, pixels=np.full_like(shown.pixels, 7)))
    assert grey(canvas, 5, 5) == 7


def test_a_viewport_is_shown_and_one_of_the_user_is_told(canvas: ImageCanvas) -> None:
    told: list[Viewports] = []
    canvas.viewports_changed.connect(told.append)
    shown = scene()
    canvas.show_scene(shown)
    wanted = Viewport((10.0, 15.0), 12.5)

    canvas.show_scene(replace(shown, viewports=Viewports((((0, 1), wanted),))))

    seen = viewport_of(canvas.view)
    assert (*seen.centre, seen.scale) == pytest.approx((10.0, 15.0, 12.5))
    assert told == []
    canvas.zoom(2.0)
    assert told[-1].of(shown.plane).scale == pytest.approx(25.0)
    assert told[-1].of(shown.plane).centre == pytest.approx((10.0, 15.0))
    canvas.fit()
    assert told[-1] == ALL_FITTED


def test_a_zoomed_image_keeps_its_scale_when_there_is_other_room(canvas: ImageCanvas) -> None:
    canvas.show_scene(scene(viewports=Viewports((((0, 1), Viewport((10.0, 15.0), 12.5)),))))

    canvas.resize(700, 500)
    QApplication.processEvents()

    seen = viewport_of(canvas.view)
    assert (*seen.centre, seen.scale) == pytest.approx((10.0, 15.0, 12.5))


def test_a_fitted_image_stays_fitted_when_there_is_other_room(canvas: ImageCanvas) -> None:
    canvas.show_scene(scene())

    canvas.resize(900, 300)
    QApplication.processEvents()

    view = canvas.view
    whole = view.on_screen(view.item.boundingRect())
    assert QRectF(view.viewport().rect()).contains(whole)
    assert whole.height() > 0.9 * view.viewport().height()


def test_three_planes_share_a_scene(canvas: ImageCanvas) -> None:
    shown = scene(layout=Layout.THREE_PLANES)

    canvas.show_scene(replace(shown, marks=Marks(ItkIndex((3, 4, 3)))))

    cells = canvas.quad.cells
    assert [cell.item.boundingRect().size().toTuple() for cell in cells] == [(60, 40), (60, 6), (40, 6)]
    assert [cell.above.marked is not None for cell in cells] == [True, False, False]
    assert canvas.view.item.boundingRect().isEmpty()


def test_switches_change_what_stands_above(canvas: ImageCanvas) -> None:
    shown = scene(layout=Layout.THREE_PLANES)
    canvas.show_scene(shown)
    assert canvas.quad.cells[0].above.overlay.crosshair is not None

    canvas.show_scene(replace(shown, overlays=frozenset({"scaleBar"})))

    assert canvas.quad.cells[0].above.overlay.crosshair is None
    assert canvas.quad.cells[0].above.overlay.bar is not None


def test_notes_and_memory_are_told(canvas: ImageCanvas) -> None:
    def text(name: str) -> str:
        found = canvas.findChild(QLabel, name)
        assert found is not None
        return str(found.text())

    canvas.show_scene(scene(is_edited=True, has_edits=True, notes=(Note("a < b."), Note("Reload", "reload"))))

    assert text("memoryLine") == "edited copy"
    assert f"{fact_sign()}&nbsp;a &lt; b.</span> <a href=" in text("imageNotes")
    canvas.show_scene(scene(notes=(Note("a fact."), Note("a doubt.", is_warning=True))))
    fact, doubt = text("imageNotes").split("</span>")[:2]
    assert fact_sign() in fact
    assert "⚠" in doubt
    assert fact.split(";")[0] != doubt.strip().split(";")[0]
    canvas.show_scene(None)
    assert (text("memoryLine"), text("imageNotes")) == ("", "")


def test_nothing_holds_no_pixels(canvas: ImageCanvas) -> None:
    for layout in Layout:
        canvas.show_scene(scene(layout=layout))

        canvas.show_scene(None)

        assert all(view.item.pixels is None for view in (canvas.view, *canvas.quad.cells))


def test_marks_of_the_view_colour_nan_and_clipped_values(canvas: ImageCanvas) -> None:
    pixels = np.full((40, 60), 5.0, np.float32)
    pixels[0, 0], pixels[0, 1], pixels[0, 2] = np.nan, -1.0, 11.0
    geometry = Geometry.identity((60, 40))
    info = ImageInfo(Path("a.nrrd"), "NrrdImageIO", "scalar", "float", 1, "float32", geometry)
    settings = DisplaySettings(Levels(0.0, 10.0))
    plain = scene(info=info, pixels=pixels, source=Source(pixels, geometry), plane=Plane.first(geometry),
                  settings=settings, overlays=AT_FIRST - {"markNan"})  # fmt: skip
    canvas.show_scene(plain)
    assert {int(NAN_MARK), int(BELOW_MARK), int(ABOVE_MARK)}.isdisjoint(np.unique(drawn(canvas)).tolist())

    canvas.show_scene(replace(plain, overlays=AT_FIRST | {"markNan", "markClipped"}))

    found = set(np.unique(drawn(canvas)).tolist())
    assert {int(NAN_MARK), int(BELOW_MARK), int(ABOVE_MARK)} < found


def test_whether_marks_alone_differ_is_told() -> None:
    before = scene()
    after = before.marked(Marks(ItkIndex((5, 6, 0)), ItkIndex((6, 5, 0))))
    there, here = ShownPlane(before, before.plane), ShownPlane(after, after.plane)

    assert here.differs_in_marks_alone(there)
    for change in ({"pixels_version": 1}, {"notes": (Note("a"),)}, {"overlays": frozenset()}, {"captions": ("a",)}):
        assert not ShownPlane(replace(after, **change), after.plane).differs_in_marks_alone(here)
    assert not ShownPlane(after, after.plane.at(2, 1, after.geometry)).differs_in_marks_alone(here)
