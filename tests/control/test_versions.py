"""What an operation makes of the copy is shown, probed, edited and taken back as what it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pytest

from itk_inspector.control.tools.eraser import ERASER
from itk_inspector.control.viewing.kept_settings import series_key
from itk_inspector.core.display.components import choices
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.measure.kinds import ShapeKind

if TYPE_CHECKING:
    from tests.control.conftest import Desk

SIZE = (6, 5, 4)


def cast(desk: Desk, dtype: str = "float32") -> None:
    """Halve all values, as an operation would."""

    def step(session: EditSession) -> str:
        session.apply_version((session.view / 2).astype(dtype), session.geometry, "halve")
        return "Halved."

    desk.app.edit.step(step)


def components(desk: Desk, count: int = 2) -> None:
    def step(session: EditSession) -> str:
        session.apply_version(np.stack([session.view] * count, axis=-1), session.geometry, "stack")
        return "Stacked."

    desk.app.edit.step(step)


def crop(desk: Desk, region: Region) -> None:
    """Keep a box, whose first pixel gets index 0, as ITK's region of interest has it."""

    def step(session: EditSession) -> str:
        before = session.geometry
        first = ItkIndex(tuple(s + o for s, o in zip(before.start_index, region.start[::-1], strict=True)))
        origin = before.point_of(first).components
        geometry = replace(before, size=region.shape[::-1], start_index=(0,) * before.dimension, origin=origin)
        session.apply_version(session.view[region.slices], geometry, "crop")
        return "Cropped."

    desk.app.edit.step(step)


BOX = Region((1, 2, 3), (2, 3, 3))


def test_a_pixel_is_read_in_the_type_that_is_there_now(desk: Desk) -> None:
    desk.edit(SIZE)
    desk.app.probe.hover(3.0, 2.0)
    before = desk.found

    cast(desk)

    after = desk.found
    assert before is not None
    assert after is not None
    assert (after.array_value, after.itk_value) == (before.array_value / 2, before.array_value / 2)
    desk.app.edit.undo()
    assert desk.found is not None
    assert (desk.found.array_value, desk.found.itk_value) == (before.array_value, before.array_value)
    desk.app.edit.redo()
    assert desk.found is not None
    assert desk.found.itk_value == before.array_value / 2


def test_the_value_is_typed_for_the_type_that_is_there_now(desk: Desk) -> None:
    desk.edit(SIZE)
    desk.app.edit.set_value("0.5")
    refused = desk.view.last("note")

    cast(desk)

    accepted = desk.view.last("note")
    desk.app.edit.set_pixel("0 0 0")
    assert (refused[1], accepted[1], float(desk.session.view[0, 0, 0])) == (True, False, 0.5)


def test_each_pixel_type_is_drawn_by_settings_of_its_own(desk: Desk) -> None:
    desk.edit(SIZE)
    chosen = Levels(3.0, 7.0)
    desk.app.levels.set_levels(chosen)
    image = desk.app.images.current
    assert image is not None

    cast(desk)

    assert image.settings.levels != chosen
    desk.app.levels.set_levels(Levels(1.0, 2.0))
    desk.app.edit.undo()
    assert image.settings.levels == chosen
    desk.app.edit.redo()
    assert image.settings.levels == Levels(1.0, 2.0)


def test_settings_of_another_pixel_type_are_not_kept_for_the_file(desk: Desk) -> None:
    document = desk.show_on_disk(size=SIZE, metadata={"0020|000e": "1.2.3"})
    desk.app.edit.set_editing(True)
    cast(desk)

    desk.app.levels.set_levels(Levels(1.0, 2.0))

    assert series_key(document.info) not in desk.settings_store.kept


def test_the_window_stands_where_it_stood_after_a_crop_and_back(desk: Desk) -> None:
    desk.edit(SIZE)
    desk.app.view.set_slice(2, 2)
    image = desk.app.images.current
    assert image is not None
    before = image.plane

    crop(desk, BOX)

    scene = desk.view.scene
    assert scene is not None
    assert (image.plane.position[2], scene.geometry.size, scene.plane) == (1, (3, 3, 2), image.plane)
    assert np.shares_memory(scene.pixels, desk.session.view)
    desk.app.edit.undo()
    assert (image.plane.position[2], image.info.geometry.size) == (before.position[2], SIZE)


def test_points_keep_their_place_in_space_and_come_back_with_it(desk: Desk) -> None:
    desk.edit(SIZE)
    for text in ("4 3 2", "0 0 0"):
        desk.app.navigation.go_to(text)
        desk.app.points.add()
    image = desk.app.images.current
    assert image is not None
    before = image.points

    crop(desk, BOX)

    assert [(p.number, p.index) for p in image.points.all] == [(1, ItkIndex.of(1, 1, 1))]
    (row,) = desk.app.points.rows()
    assert (row.value, row.before) == (float(desk.session.view[1, 1, 1]), None)
    desk.app.edit.undo()
    assert image.points == before


def test_shapes_come_back_with_the_geometry_that_they_were_drawn_in(desk: Desk) -> None:
    desk.edit(SIZE)
    image = desk.app.images.current
    assert image is not None
    image.shapes = image.shapes.adding(ShapeKind.LINE, (ItkIndex.of(3, 2, 1), ItkIndex.of(5, 4, 1)), image.plane)
    drawn = image.shapes

    crop(desk, BOX)

    assert not image.shapes.all
    desk.app.edit.undo()
    assert image.shapes == drawn


def test_the_eraser_refuses_where_the_copy_lies_elsewhere_or_is_of_another_type(desk: Desk) -> None:
    desk.edit(SIZE)
    cast(desk)
    desk.app.edit.set_tool(ERASER)

    desk.app.edit.press(1.0, 1.0)
    desk.app.edit.release(1.0, 1.0)

    assert "pixel type" in desk.view.last("problem")
    desk.app.edit.undo()

    def mirror(session: EditSession) -> str:
        turned = replace(session.geometry, direction=((-1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)))
        session.apply_version(session.view.copy(), turned, "mirror")
        return "Mirrored."

    desk.app.edit.step(mirror)
    desk.app.edit.press(1.0, 1.0)
    assert "elsewhere in space" in desk.view.last("problem")
    assert desk.session.undo_label == "mirror"


def test_back_at_the_original_its_own_geometry_counts(desk: Desk) -> None:
    desk.edit(SIZE)
    crop(desk, BOX)
    desk.session.mark_saved()

    desk.app.edit.set_editing(False)

    image = desk.app.images.current
    assert image is not None
    assert desk.view.scene is not None
    assert (image.info.geometry.size, desk.view.scene.geometry.size) == (SIZE, SIZE)
    assert image.info.geometry.contains(ItkIndex(image.plane.position))


def test_an_image_that_is_read_again_is_shown_in_its_own_geometry(desk: Desk) -> None:
    from itk_inspector.core.image.outcome import Opened

    document = desk.show_on_disk(size=SIZE)
    desk.app.edit.set_editing(True)

    def pad(session: EditSession) -> str:
        padded = np.pad(session.view, 20)
        geometry = replace(
            Geometry.identity(padded.shape[::-1]), start_index=tuple(s - 20 for s in document.geometry.start_index)
        )
        session.apply_version(padded, geometry, "pad")
        return "Padded."

    desk.app.edit.step(pad)
    desk.app.view.set_slice(2, 20)
    token = desk.reload_discarding()

    desk.deliver(Opened(token, desk.document("a.nrrd", SIZE)))

    image = desk.app.images.current
    assert image is not None
    assert image.info.geometry.contains(ItkIndex(image.plane.position))


def test_names_that_come_while_a_copy_is_edited_hold_for_it(desk: Desk) -> None:
    from itk_inspector.core.labels.label_table import LabelTable

    desk.edit(SIZE)
    cast(desk, "uint16")
    image = desk.app.images.current
    assert image is not None

    image.set_labels(LabelTable((), "a table"))

    assert image.info.labels is not None
    assert (image.info.dtype, image.info.labels.source) == ("uint16", "a table")


@pytest.mark.parametrize("count", [2, 3])
def test_the_panels_offer_what_the_components_are(desk: Desk, count: int) -> None:
    desk.edit(SIZE)
    components(desk, count)

    image = desk.app.images.current
    assert image is not None
    assert image.settings.component in dict(choices(image.info))
    assert desk.app.edit.value_text == ""
    assert desk.view.scene is not None
    assert desk.view.scene.info.channels == count


def compute(desk: Desk, operation: str, pixels: npt.NDArray[Any]) -> None:
    def step(session: EditSession) -> str:
        session.apply_version(pixels, session.geometry, operation, operation={"name": operation})
        return "Done."

    desk.app.edit.step(step)


def test_other_values_of_the_same_type_are_drawn_by_what_they_are_and_moved_ones_as_before(desk: Desk) -> None:
    session = desk.edit(SIZE)
    image = desk.app.images.current
    assert image is not None
    before = image.settings

    compute(desk, "flip", session.view[:, :, ::-1].copy())
    flipped = image.settings
    compute(desk, "threshold", (session.view > 50).astype(np.uint8))
    mask = image.settings
    desk.app.edit.undo()

    assert flipped == image.settings == before
    assert (mask.levels.low, mask.levels.high) != (before.levels.low, before.levels.high)


def test_levels_that_the_user_chose_stay_for_values_of_the_same_type(desk: Desk) -> None:
    session = desk.edit(SIZE)
    image = desk.app.images.current
    assert image is not None
    desk.app.levels.set_levels(Levels(3.0, 7.0))

    compute(desk, "median", session.view + 1)

    assert image.settings.levels == Levels(3.0, 7.0)


@pytest.mark.parametrize(("text", "is_kept"), [("4 3 2", True), ("0 0 0", False)])
def test_a_kept_pixel_stays_kept_where_it_is_in_the_copy_still(desk: Desk, text: str, is_kept: bool) -> None:
    desk.edit(SIZE)
    desk.app.navigation.go_to(text)
    desk.app.probe.set_held(True)

    crop(desk, BOX)

    image = desk.app.images.current
    assert image is not None
    assert image.is_held is is_kept
    if is_kept:
        assert image.probe is not None
        assert (image.probe.itk_index, image.plane.position[2]) == (ItkIndex.of(1, 1, 1), 1)
