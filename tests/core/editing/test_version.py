"""Operations on the whole copy: undo and redo lead across them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.editing.meaning import Meaning, meaning_of
from itk_inspector.core.editing.operations.names import NAMES, Group
from itk_inspector.core.editing.repeating import repeat
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.step_records import step_from
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex, PhysicalPoint
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.value_unit import value_unit
from itk_inspector.core.labels.label_table import LabelTable
from itk_inspector.core.pixels.rescale import Rescale

PLACED = replace(Geometry.identity((5, 4, 3)), start_index=(2, -1, 0), origin=(7.0, 8.0, 9.0), spacing=(0.5, 2.0, 3.0))
INFO = ImageInfo(Path("a.nrrd"), "NrrdImageIO", "scalar", "short", 1, "int16", PLACED)


def session(**more: Any) -> EditSession:
    return EditSession(np.arange(60, dtype=np.int16).reshape(3, 4, 5), PLACED, **more)


def crop(edited: EditSession, region: Region, **more: Any) -> None:
    """Keep a box; it stays where it is in space."""
    before = edited.geometry
    start = tuple(s + o for s, o in zip(before.start_index, region.start[::-1], strict=True))
    geometry = replace(before, size=region.shape[::-1], start_index=start)
    edited.apply_version(edited.view[region.slices], geometry, "crop", **more)


def flip(edited: EditSession, axis: int, **more: Any) -> None:
    """Reverse the pixels along an ITK axis; the image stays where it is in space."""
    before = edited.geometry
    last = list(before.start_index)
    last[axis] += before.size[axis] - 1
    direction = tuple(tuple(-d if a == axis else d for a, d in enumerate(row)) for row in before.direction)
    turned = replace(before, direction=direction, origin=(0.0,) * before.dimension)
    there, here = before.point_of(ItkIndex(tuple(last))), turned.point_of(ItkIndex(before.start_index))
    origin = tuple(t - h for t, h in zip(there.components, here.components, strict=True))
    geometry = replace(turned, origin=origin)
    edited.apply_version(np.flip(edited.view, before.dimension - 1 - axis), geometry, "flip", **more)


def everything(edited: EditSession) -> tuple[bytes, tuple[int, ...], Geometry]:
    return edited.view.tobytes(), edited.view.shape, edited.geometry


def test_the_next_version_has_its_own_pixels_and_geometry() -> None:
    edited = session()
    first = edited.view

    crop(edited, Region((1, 1, 2), (2, 2, 3)))

    assert np.array_equal(edited.view, first[1:3, 1:3, 2:5])
    assert (edited.geometry.size, edited.geometry.start_index) == ((3, 2, 2), (4, 0, 1))
    assert (edited.undo_label, edited.is_modified, edited.view.flags.writeable) == ("crop", True, False)


def test_a_pixel_is_where_it_was_after_a_flip() -> None:
    edited = session()
    first, before = edited.view[0, 0, 0], edited.geometry.point_of(ItkIndex(PLACED.start_index))

    flip(edited, 0)

    index = ItkIndex.of(6, -1, 0)
    assert (edited.view[0, 0, 4], edited.geometry.point_of(index)) == (first, PhysicalPoint(before.components))


def test_undo_and_redo_lead_across_versions() -> None:
    edited = session()
    states = [everything(edited)]
    edited.set_pixel(ItkIndex.of(4, 0, 1), 100)
    states.append(everything(edited))
    crop(edited, Region((1, 1, 2), (2, 2, 3)))
    states.append(everything(edited))
    edited.fill(Region((0, 0, 0), (1, 2, 1)), -7)
    states.append(everything(edited))
    flip(edited, 1)
    states.append(everything(edited))
    for state in reversed(states[:-1]):
        edited.undo()
        assert everything(edited) == state

    for state in states[1:]:
        edited.redo()
        assert everything(edited) == state


OPERATIONS = st.lists(
    st.sampled_from(("set", "fill", "paint", "crop", "flip 0", "flip 2", "undo", "undo", "redo")), max_size=25
)


def perform(edited: EditSession, what: str, value: int) -> None:
    shape = edited.geometry.shape
    match what.split():
        case ["set"]:
            edited.set_pixel(ItkIndex(edited.geometry.start_index), value)
        case ["fill"]:
            edited.fill(Region((0,) * 3, (1, *shape[1:])), value)
        case ["paint"]:
            edited.paint(np.array([0, int(np.prod(shape)) - 1]), value)
        case ["crop"]:
            crop(edited, Region((0,) * 3, tuple(max(1, n - 1) for n in shape)))
        case ["flip", axis]:
            flip(edited, int(axis))
        case ["undo"]:
            edited.undo()
        case ["redo"]:
            edited.redo()


@given(OPERATIONS)
def test_every_state_comes_back_whatever_was_done(done: list[str]) -> None:
    edited = session()
    seen = {edited.stamp: everything(edited)}
    for number, what in enumerate(done):
        perform(edited, what, 100 + number)
        edited.end_stroke()
        assert seen.setdefault(edited.stamp, everything(edited)) == everything(edited)
    while edited.undo():
        assert everything(edited) == seen[edited.stamp]
    held_undone = edited.history.nbytes
    while edited.redo():
        assert everything(edited) == seen[edited.stamp]
    while edited.undo():
        pass

    assert edited.history.nbytes == held_undone


def test_the_other_version_counts_against_the_budget() -> None:
    edited = session()

    crop(edited, Region((0, 0, 0), (1, 1, 5)))

    held = edited.history.nbytes
    edited.undo()
    assert (held, edited.history.nbytes) == (60 * 2, 5 * 2)


def test_a_version_beyond_the_budget_goes_with_the_next_step() -> None:
    edited = session(undo_budget=100)
    crop(edited, Region((0, 0, 0), (1, 1, 5)))

    edited.set_pixel(ItkIndex.of(2, -1, 0), 1)

    assert (edited.history.forgotten, edited.undo(), edited.undo()) == (1, True, False)


def test_what_changed_is_all_of_the_next_version() -> None:
    edited = session()
    edited.set_pixel(ItkIndex.of(2, -1, 0), 1)

    crop(edited, Region((1, 1, 2), (2, 2, 3)))

    assert (edited.take_changed(), edited.take_changed()) == (Region((0, 0, 0), (2, 2, 3)), None)


def test_a_stroke_under_way_ends_before_the_version() -> None:
    edited = session()
    edited.paint(np.array([3, 4]), 9)

    flip(edited, 0)

    assert [step.label for step in edited.history.done] == ["paint 2 pixels", "flip"]


def test_whole_pixels_of_their_own_are_taken_over() -> None:
    edited = session()
    made = np.ones((3, 4, 5), np.int16)

    edited.apply_version(made, PLACED, "fill with ones")

    assert np.shares_memory(edited.view, made)


def test_pixels_of_the_former_version_are_copied() -> None:
    edited = session()
    before = edited.view

    edited.apply_version(edited.version.pixels[1:], replace(PLACED, size=(5, 4, 2)), "crop")

    assert not np.shares_memory(edited.view, before)


@pytest.mark.parametrize(
    ("pixels", "geometry", "said"),
    [
        (np.zeros((3, 4, 4), np.int16), PLACED, "do not fit"),
        (np.zeros((3, 4, 5, 1), np.int16), PLACED, "do not fit"),
        (np.zeros((3, 4, 5, 2, 2), np.int16), PLACED, "do not fit"),
        (np.zeros((3, 4, 5), "U1"), PLACED, "No image has pixels of the type"),
        (np.zeros((3, 4, 5), ">i2"), PLACED, "No image has pixels of the type"),
        (np.zeros((4, 5), np.int16), Geometry.identity((5, 4)), "number of axes"),
        (np.zeros((3, 4, 0), np.int16), replace(PLACED, size=(0, 4, 3)), "do not fit"),
    ],
)
def test_pixels_that_do_not_fit_are_refused(pixels: npt.NDArray[Any], geometry: Geometry, said: str) -> None:
    edited = session()
    edited.paint(np.array([3]), 9)

    with pytest.raises(EditError, match=said):
        edited.apply_version(pixels, geometry, "no")

    assert edited.undo_label == "paint 1 pixels"


def test_what_is_known_of_the_image_follows_the_version() -> None:
    edited = session(info=INFO)
    crop(edited, Region((1, 1, 2), (2, 2, 3)))
    assert edited.info is not None

    shape = edited.info.shape

    edited.undo()
    assert (shape, edited.opened_info, edited.info) == ((2, 2, 3), INFO, INFO)


@pytest.mark.parametrize(
    ("dtype", "components", "pixel_type", "component_type", "count", "itk_type"),
    [
        ("float32", (), "scalar", "float", 1, "Image[F,3]"),
        ("int16", (2,), "vector", "short", 2, "VectorImage[SS,3]"),
        ("uint8", (3,), "vector", "unsigned_char", 3, "VectorImage[UC,3]"),
        ("complex64", (), "complex", "float", 2, "VectorImage[F,3]"),
        ("complex64", (2,), "complex", "float", 4, "VectorImage[F,3]"),
        ("bool", (), "scalar", "bool", 1, "Image[UC,3]"),
        ("int32", (2,), "vector", "int", 2, ""),
    ],
)
def test_what_is_known_of_the_image_follows_its_pixel_type(
    dtype: str, components: tuple[int, ...], pixel_type: str, component_type: str, count: int, itk_type: str
) -> None:
    edited = session(info=replace(INFO, rescale=(Rescale(2.0, 1.0, 0, 255),), read_as="SS"))

    edited.apply_version(np.ones((3, 4, 5, *components), dtype), PLACED, "cast")

    told = edited.info
    assert told is not None
    assert (told.pixel_type, told.component_type, told.components) == (pixel_type, component_type, count)
    assert (told.dtype, told.shape, told.itk_type) == (dtype, (3, 4, 5, *components), itk_type)
    assert (told.rescale, told.read_as, told.path) == ((), "", INFO.path)
    edited.undo()
    assert edited.info is edited.opened_info


def test_colours_stay_colours_and_the_operation_may_say_so() -> None:
    info = replace(INFO, pixel_type="rgb", component_type="unsigned_char", components=3, dtype="uint8")
    edited = EditSession(np.zeros((3, 4, 5, 3), np.uint8), PLACED, channels=3, info=info)
    types = []

    for dtype, components, pixel_type in (("uint16", 3, ""), ("uint8", 4, ""), ("uint8", 4, "rgba")):
        edited.apply_version(np.zeros((3, 4, 5, components), dtype), PLACED, "cast", pixel_type=pixel_type)
        assert edited.info is not None
        types.append(edited.info.pixel_type)

    assert types == ["rgb", "vector", "rgba"]


def test_label_names_go_where_values_cannot_be_labels() -> None:
    table = LabelTable((), "a table")
    edited = session(info=replace(INFO, labels=table))
    kept = []

    for made in (np.ones((3, 4, 5), np.uint8), np.ones((3, 4, 5, 2), np.uint8)):
        edited.apply_version(made, PLACED, "made")
        assert edited.info is not None
        kept.append(edited.info.labels)

    assert kept == [table, None]


def test_values_are_read_in_the_type_that_is_there_now() -> None:
    edited = session()
    edited.apply_version(np.zeros((3, 4, 5, 2), np.uint8), PLACED, "cast")

    edited.set_pixel(ItkIndex(PLACED.start_index), "200 7")

    assert edited.view[0, 0, 0].tolist() == [200, 7]
    with pytest.raises(EditError, match="300"):
        edited.set_pixel(ItkIndex(PLACED.start_index), "300 7")
    edited.undo()
    edited.undo()
    with pytest.raises(EditError):
        edited.set_pixel(ItkIndex(PLACED.start_index), "200 7")


class Mapped:
    """Bytes of a mapping; nobody else writes them."""

    is_safe = is_unchanged = True

    def __init__(self, array: npt.NDArray[Any]) -> None:
        self.array = array.reshape(-1).view(np.uint8)

    def prepare(self) -> None:
        """Nothing to do."""


def test_what_an_operation_made_in_a_mapping_is_held_by_the_copy_alone() -> None:
    edited = session()
    made = np.ones((3, 4, 5), np.int16)
    owner = Mapped(made)

    edited.apply_version(made, PLACED, "made", bytes_behind=owner)

    assert edited.bytes_behind is owner
    edited.undo()
    assert edited.history.nbytes == made.nbytes


def test_the_record_tells_the_operation_and_only_the_operation_can_do_it_again() -> None:
    edited = session()
    crop(edited, Region((1, 1, 2), (2, 2, 3)), operation={"name": "crop", "start": [1, 1, 2]})

    record = edited.history.done[-1].record()

    assert record["operation"] == {"name": "crop", "start": [1, 1, 2]}
    assert (record["kind"], record["size"], record["start_index"]) == ("version", [3, 2, 2], [4, 0, 1])
    assert (record["dtype"], record["components"]) == ("int16", 1)
    with pytest.raises(EditError, match="“crop” has to be done again by its operation"):
        step_from(record, edited.view)


def test_a_version_is_not_repeated_on_another_copy() -> None:
    edited = session()
    flip(edited, 0)

    with pytest.raises(EditError, match="size or the placement"):
        repeat(edited, session())


def test_every_operation_whose_meaning_is_known_is_one() -> None:
    names = {name.name for name in NAMES}

    assert {name for name in names if meaning_of({"name": name}) is Meaning.OTHER} == {
        "threshold",
        "components",
        "distance",
    }
    assert {name for name in names if meaning_of({"name": name}) is Meaning.SAME} == {
        name.name for name in NAMES if name.group is Group.GEOMETRY
    } | {"cast"}
    assert meaning_of({}) is Meaning.CHANGED


@pytest.mark.parametrize(
    ("operation", "is_named", "are_same"),
    [("crop", True, True), ("median", True, False), ("components", False, False)],
)
def test_names_of_labels_go_with_what_they_named(operation: str, is_named: bool, are_same: bool) -> None:
    edited = session(info=replace(INFO, labels=LabelTable((), "a table")))
    before = edited.version.values

    edited.apply_version(np.ones((3, 4, 5), np.int16), PLACED, operation, operation={"name": operation})
    edited.apply_version(np.ones((3, 4, 5), np.int16), PLACED, "flip", operation={"name": "flip"})

    assert edited.info is not None
    assert (edited.info.labels is not None, edited.version.values is before) == (is_named, are_same)
    edited.undo()
    edited.undo()
    assert edited.info is edited.opened_info


@pytest.mark.parametrize(
    ("name", "is_measured"),
    [("flip", True), ("cast", True), ("smooth", True), ("median", True)]
    + [(name, False) for name in ("rescale", "expression", "threshold", "components", "distance")],
)
def test_a_unit_holds_for_values_that_are_measured_as_before(name: str, is_measured: bool) -> None:
    """Hounsfield units are not told of values that were computed by any rule, nor are the file's windows kept."""
    said = {"0028|1052": "-1024", "0028|1054": "HU", "0028|1050": "40", "0008|0060": "CT", "0010|0020": "7"}
    edited = session()
    opened = replace(INFO, metadata=said)
    edited.opened_info = opened

    edited.apply_version(edited.view + 1, edited.geometry, name, operation={"name": name})
    edited.apply_version(edited.view + 1, edited.geometry, "flip", operation={"name": "flip"})

    now = edited.info
    assert now is not None
    assert value_unit(now) == ("HU" if is_measured else "")
    assert set(now.metadata) == (set(said) if is_measured else {"0008|0060", "0010|0020"})
    edited.undo()
    edited.undo()
    assert edited.info is not None
    assert value_unit(edited.info) == "HU"
