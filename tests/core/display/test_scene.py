"""A scene is all that the canvas shows, resolved without a toolkit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.display.arranged import Arranged
from itk_inspector.core.display.composition import Only
from itk_inspector.core.display.display_settings import ComponentChoice, ComponentMode, DisplaySettings
from itk_inspector.core.display.layer_look import PLAIN_LOOK, LayerLook, LayerStyle
from itk_inspector.core.display.outline import Outline, OutlineForm
from itk_inspector.core.display.pixel_marks import PixelMarks
from itk_inspector.core.display.scene import KEEP_MAXIMA, Marks, Note, Rectangle, Scene, resolve
from itk_inspector.core.display.scene_layer import SceneLayer
from itk_inspector.core.display.viewport import ALL_FITTED, Layout, Viewport, Viewports
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ArrayIndex, ItkIndex, PhysicalPoint
from itk_inspector.core.geometry.orientation import ARRAY_ORDER, Orientation
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.pixels.probe import Probe
from itk_inspector.core.probing.points import NO_POINTS, Points

MOVED = replace(Geometry.identity((5, 4, 3)), start_index=(10, 20, 30))
PLAIN = DisplaySettings(Levels(0.0, 1.0))


@dataclass
class Viewed:
    """An image as a scene is resolved from it."""

    info: ImageInfo
    pixels: npt.NDArray[Any]
    plane: Plane
    pixels_version: int = 3
    changed_box: Region | None = None
    is_edited: bool = False
    has_edits: bool = False
    layout: Layout = Layout.SINGLE
    settings: DisplaySettings = PLAIN
    viewports: Viewports = ALL_FITTED
    probe: Probe | None = None
    overlays: frozenset[str] = frozenset()
    disk_note: str = ""
    is_held: bool = False
    points: Points = NO_POINTS
    orientation: Orientation = ARRAY_ORDER
    outlines: tuple[Outline, ...] = ()
    can_be_read_again: bool = True
    is_safe: bool = True
    is_as_opened: bool = True
    offers_labels: bool = False


def viewed(pixel_type: str = "scalar", channels: int = 1, **others: Any) -> Viewed:
    info = ImageInfo(Path("a.nrrd"), "NrrdImageIO", pixel_type, "short", channels, "int16", MOVED)
    return Viewed(info, np.zeros(info.shape, np.int16), Plane(0, 1, (10, 21, 31)), **others)


def probed(index: tuple[int, ...], twin: tuple[int, ...] | None) -> Probe:
    where = ArrayIndex(tuple(reversed(index)))
    return Probe(
        ItkIndex(index), where, PhysicalPoint((0.0, 0.0, 0.0)), 1, 1, None if twin is None else ArrayIndex(twin), 2
    )


def scene_of(image: Viewed) -> Scene:
    return resolve(image)


def test_a_scene_holds_the_pixels_and_copies_none() -> None:
    image = viewed()

    scene = scene_of(image)

    assert scene.pixels is image.pixels
    assert (scene.source, scene.pixels_version, scene.plane) == (image, 3, image.plane)


def test_marks_are_itk_indices_whatever_the_start_index() -> None:
    scene = scene_of(viewed(probe=probed((12, 21, 31), (2, 1, 0))))

    assert scene.marks == Marks(ItkIndex((12, 21, 31)), ItkIndex((10, 21, 32)))


def test_a_hover_changes_the_marks_and_nothing_else() -> None:
    before = scene_of(viewed())

    after = before.marking(probed((12, 21, 31), None))

    assert after.marks == Marks(ItkIndex((12, 21, 31)))
    assert (after.pixels, after.notes, after.settings) == (before.pixels, before.notes, before.settings)
    assert after.marking(None).marks == Marks()


def test_the_marked_pixel_is_kept_or_not() -> None:
    held = scene_of(viewed(probe=probed((12, 21, 31), None), is_held=True))

    assert held.marks.kept == ItkIndex.of(12, 21, 31)
    assert held.marking(probed((12, 21, 31), None)).marks.kept is None
    assert held.marking(probed((13, 21, 31), None), is_kept=True).marks.kept == ItkIndex.of(13, 21, 31)
    assert held.marking(probed((12, 21, 31), None), is_kept=True) is held
    assert held.marking(None, is_kept=True).marks.kept is None


def test_three_planes_go_through_one_position() -> None:
    scene = scene_of(viewed(layout=Layout.THREE_PLANES))

    assert [(p.horizontal, p.vertical) for p in scene.planes] == [(0, 1), (0, 2), (1, 2)]
    assert {p.position for p in scene.planes} == {scene.plane.position}
    assert scene_of(viewed()).planes == (scene.plane,)


def test_viewports_and_shapes_are_carried() -> None:
    seen = Viewports((((0, 1), Viewport((11.0, 22.0), 8.0)),))
    shape = Rectangle(ItkIndex((10, 20, 31)), ItkIndex((12, 22, 31)))

    scene = resolve(viewed(viewports=seen), (shape,))

    assert scene.viewports.of(scene.plane) == Viewport((11.0, 22.0), 8.0)
    assert scene.shapes == (shape,)
    assert scene.seen_through(ALL_FITTED).viewports.are_fitted


def test_outlines_are_carried_and_exchanged() -> None:
    outline = Outline(1, "Line 1", OutlineForm.PATH, (ItkIndex((10, 20, 31)), ItkIndex((12, 22, 31))), (0, 1))

    scene = scene_of(viewed(outlines=(outline,)))

    assert scene.outlines == (outline,)
    assert scene.outlining(()).outlines == ()


def test_a_change_on_disk_is_all_that_is_noted() -> None:
    assert scene_of(viewed(disk_note="a changed on disk.")).notes == (
        Note("a changed on disk.", is_warning=True),
        Note("Reload", "reload"),
    )
    assert scene_of(viewed(disk_note="Gone.", can_be_read_again=False)).notes == (Note("Gone.", is_warning=True),)


def test_notes_say_what_is_drawn_and_how_coarse() -> None:
    chosen = DisplaySettings(Levels(0.0, 1.0), ComponentChoice(ComponentMode.MAGNITUDE))
    image = viewed("vector", 2, settings=chosen)

    assert scene_of(image).notes == (Note("Showing magnitude."),)
    assert scene_of(viewed()).notes == ()
    large = viewed(settings=DisplaySettings(Levels(0.0, 2.0**62)))
    large.info = replace(large.info, dtype="int64")
    assert "exact" in scene_of(large).notes[0].text


def test_facts_and_warnings_of_the_file_are_told_apart() -> None:
    image = viewed()
    image.info = replace(image.info, notes=("Left out: a mask.", "The pixels may be wrong."))

    assert scene_of(image).notes == (Note("Left out: a mask."), Note("The pixels may be wrong.", is_warning=True))


def test_what_looks_like_labels_is_offered_as_such() -> None:
    assert scene_of(viewed(offers_labels=True)).notes == (
        Note("Looks like a label image."),
        Note("Show as labels", "showLabels"),
    )


def test_a_slice_leads_to_its_series() -> None:
    image = viewed()
    image.info = replace(image.info, has_sibling_slices=True)

    assert scene_of(image).notes[-1] == Note("Open the whole series", "openSeries")


def test_other_pixels_come_under_a_still_pointer_where_something_moves() -> None:
    image = viewed()
    before = scene_of(image)
    assert not scene_of(image).puts_other_pixels_under_the_pointer(before)

    image.plane = replace(image.plane, position=(10, 21, 32))
    assert scene_of(image).puts_other_pixels_under_the_pointer(before)
    assert before.redrawn(4, None).puts_other_pixels_under_the_pointer(before)
    assert not before.seen_through(ALL_FITTED).puts_other_pixels_under_the_pointer(before)


def test_another_active_plane_of_three_moves_nothing() -> None:
    image = viewed(layout=Layout.THREE_PLANES)
    before = scene_of(image)

    image.plane = image.plane.with_axes(0, 2)

    assert not scene_of(image).puts_other_pixels_under_the_pointer(before)


def test_three_planes_lie_as_the_orientation_has_them() -> None:
    sideways = Orientation((True, False, False), (1, 0, 2))

    scene = scene_of(viewed(layout=Layout.THREE_PLANES, orientation=sideways))

    assert [(p.horizontal, p.vertical) for p in scene.planes] == [(1, 0), (0, 2), (1, 2)]


def test_another_orientation_puts_another_pixel_under_a_pointer_that_stands_still() -> None:
    before = scene_of(viewed())

    after = replace(before, orientation=Orientation((True, False, False)))

    assert after.puts_other_pixels_under_the_pointer(before)
    assert not replace(before).puts_other_pixels_under_the_pointer(before)


def test_layers_are_drawn_by_their_looks_and_marked_as_the_view_says() -> None:
    main, other = viewed(overlays=frozenset({"markNan"})), viewed()
    outlined = LayerLook(style=LayerStyle.OUTLINE)
    layers = SceneLayer.of(other, PLAIN_LOOK, is_main=False), SceneLayer.of(main, outlined, is_main=True)

    scene = resolve(main, beside=Arranged(layers))

    assert [one.layer for one in scene.drawn_layers] == list(layers)
    assert scene.layers[0].position == other.plane.position
    assert scene.is_outlined
    assert scene.main_marks == PixelMarks(nan=True, zero_is_clear=True)
    alone = scene_of(main)
    assert (alone.drawn_layers, alone.is_outlined, alone.main_marks) == ((), False, PixelMarks(nan=True))
    assert replace(scene, composition=Only(0)).main_marks == PixelMarks(nan=True)


def test_the_largest_values_of_a_giant_are_kept_only_where_it_stands_alone() -> None:
    giant = viewed(overlays=frozenset({KEEP_MAXIMA}))
    giant.info = replace(giant.info, geometry=Geometry.identity((20000, 20000)))
    giant.pixels, giant.plane = np.zeros((20000, 20000), np.int16), Plane(0, 1, (0, 0))  # never touched
    layers = tuple(SceneLayer.of(giant, PLAIN_LOOK, is_main=is_main) for is_main in (True, False))

    alone, among_others = scene_of(giant), resolve(giant, beside=Arranged(layers))

    assert (alone.keeps_maxima, among_others.keeps_maxima) == (True, False)
    assert alone.notes != among_others.notes
