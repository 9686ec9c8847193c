"""The edited copy of an image that is read in parts, judged by NumPy on a copy of all its pixels."""

from __future__ import annotations

import select
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from itk_inspector.core.chunked.tiled_access import TiledAccess
from itk_inspector.core.editing.area_step import drawn
from itk_inspector.core.editing.drawn_area import Drawn
from itk_inspector.core.editing.paint_over import ALL_VALUES
from itk_inspector.core.editing.repeating import repeat
from itk_inspector.core.editing.replay import Replay
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import EditError, NotWholeError
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import IN_MEMORY
from itk_inspector.core.image.original import original_pixels
from itk_inspector.core.image.tiled_document import TiledDocument
from itk_inspector.core.measure.kinds import ShapeKind
from tiled_images import Engine, TiledImage, engine

PLANE = Plane(0, 1, (650, 550, 10))


@pytest.fixture
def image() -> Iterator[TiledImage]:
    made = TiledImage(engine())
    yield made
    made.close()


def picture(session: EditSession, source: Engine, plane: Plane = PLANE) -> npt.NDArray[Any]:
    """Return what is drawn of the plane over a picture of the original."""
    shape = source.arrays[0].shape
    made = source.arrays[0][plane.position[2]].copy()
    view = session.version.view
    view.changed.draw_over(made, plane, np.arange(shape[1]), np.arange(shape[2]))  # type: ignore[union-attr]
    return made


def flat(source: Engine, *indices: tuple[int, int, int]) -> npt.NDArray[np.int64]:
    return np.array([np.ravel_multi_index(i, source.arrays[0].shape) for i in indices])


def edited(session: EditSession, image: TiledImage, whole: npt.NDArray[Any]) -> list[Callable[[], None]]:
    """Return edits of each kind, each of which is done on the copy and on an array of all pixels."""
    source = image.engine
    oval = Drawn(ShapeKind.ELLIPSE, (ItkIndex((600, 500, 10)), ItkIndex((640, 530, 10))), PLANE, session.geometry)

    def line() -> None:
        way = Drawn(ShapeKind.LINE, (ItkIndex((10, 10, 10)), ItkIndex((10, 200, 10))), PLANE, session.geometry, width=1)
        session.apply(drawn(session, way.area(), ALL_VALUES, session.checked("5077"), "line"))  # type: ignore[arg-type]
        whole[10, 10:201, 10] = 5077

    def ellipse() -> None:
        area = oval.area()
        assert area is not None
        session.apply(drawn(session, area, ALL_VALUES, session.checked("5005"), "ellipse"))  # type: ignore[arg-type]
        y, x = np.mgrid[500:531, 600:641]
        whole[10, 500:531, 600:641][((x - 620) / 20.5) ** 2 + ((y - 515) / 15.5) ** 2 <= 1] = 5005

    def stroke() -> None:
        session.paint(flat(source, (10, 3, 3), (10, 3, 4)), "5009")
        session.paint(flat(source, (10, 3, 4), (10, 515, 620)), "5009")
        session.end_stroke()
        whole[10, 3, 3:5], whole[10, 515, 620] = 5009, 5009

    def box() -> None:
        session.fill(Region((9, 500, 600), (3, 20, 300)), "5000")
        whole[9:12, 500:520, 600:900] = 5000

    def pixel() -> None:
        session.set_pixel(ItkIndex((1299, 1099, 10)), "65535")
        whole[10, 1099, 1299] = 65535

    def eraser() -> None:
        where = flat(source, (10, 505, 610), (10, 3, 3), (10, 900, 900))
        session.restore(where, original_pixels(image.document))
        session.end_stroke()
        whole.reshape(-1)[where] = source.arrays[0].reshape(-1)[where]

    return [pixel, stroke, line, ellipse, box, eraser]


def test_every_step_undo_and_redo_are_those_of_an_array(image: TiledImage) -> None:
    session, source = image.document.edit(), image.engine
    reads = source.reads
    whole = source.arrays[0].copy()
    states = [(whole[10].copy(), 0)]
    for step in edited(session, image, whole):
        step()
        np.testing.assert_array_equal(picture(session, source), whole[10])
        states.append((whole[10].copy(), session.version.changed or 0))
    assert session.version.changed == np.count_nonzero(whole != source.arrays[0])
    for wanted, count in reversed(states[:-1]):
        assert session.undo()
        np.testing.assert_array_equal(picture(session, source), wanted)
        assert session.version.changed == count
    assert not session.can_undo
    assert session.version.nbytes == 0
    for wanted, count in states[1:]:
        assert session.redo()
        np.testing.assert_array_equal(picture(session, source), wanted)
        assert session.version.changed == count
    assert source.reads == reads, "edits read nothing of the store"


def test_what_was_done_is_done_again_from_its_records(image: TiledImage) -> None:
    session, source = image.document.edit(), image.engine
    whole = source.arrays[0].copy()
    for step in edited(session, image, whole):
        step()
    told = [(entry.before, entry.after) for entry in session.history.journal.entries]
    stored, value = "as stored", "several"
    assert told == [
        (stored, "65535"),
        (stored, "5009"),
        (stored, "5077"),
        (value, "5005"),
        (value, "5000"),
        (value, stored),
    ]
    records = [entry.record for entry in session.history.journal.entries]
    again = image.document.edit()
    replay = Replay(again, records, original_pixels(image.document))
    replay.check()
    assert replay.next() is None
    assert replay.is_over
    np.testing.assert_array_equal(picture(again, source), whole[10])
    assert again.version.changed == session.version.changed


def test_what_was_done_is_repeated_on_what_is_read_anew(image: TiledImage) -> None:
    session, again, whole = image.document.edit(), image.document.edit(), image.engine.arrays[0].copy()
    for step in edited(session, image, whole):
        step()
    assert repeat(session, again) == 6
    np.testing.assert_array_equal(picture(again, image.engine), whole[10])
    while again.undo():
        pass
    assert again.version.changed == 0


def test_a_changed_pixel_is_probed_at_once_and_others_when_they_were_read(image: TiledImage) -> None:
    image.engine.gate.clear()
    session = image.document.edit()
    session.set_pixel(ItkIndex((12, 34, 5)), "999")
    assert session.access.pixel(ItkIndex((12, 34, 5))) == 999
    with pytest.raises(NotWholeError):
        session.access.pixel(ItkIndex((13, 34, 5)))
    image.engine.gate.set()


def test_what_needs_all_pixels_is_refused_in_a_sentence(image: TiledImage) -> None:
    session = image.document.edit()
    for needs_all in (lambda: session.pixels, lambda: session.view, session.access.all):
        with pytest.raises(NotWholeError, match="is read in parts: this needs all of its pixels"):
            needs_all()
    with pytest.raises(EditError, match="extends beyond"):
        session.fill(Region((0, 0, 0), (21, 1, 1)), "1")
    with pytest.raises(EditError, match="uint16 holds"):
        session.set_pixel(ItkIndex((0, 0, 0)), "70000")
    with pytest.raises(NotWholeError):
        session.apply_version(np.zeros((20, 1100, 1300), np.uint8), session.geometry, "threshold")
    assert session.version.changed == 0
    assert not session.can_undo


def test_the_memory_for_changes_is_bounded_and_that_is_told(image: TiledImage) -> None:
    session = image.document.edit()
    session.version.view.changed.budget = 1 << 20  # type: ignore[union-attr]
    session.paint(flat(image.engine, (1, 1, 1)), "3")
    far = np.arange(0, image.engine.arrays[0].size, 99_999)
    with pytest.raises(EditError, match=r"More than 1.05 MB"):
        session.paint(far, "3")
    with pytest.raises(EditError, match=r"More than 1.05 MB"):
        session.fill(Region((0, 0, 0), (20, 1100, 1300)), "3")
    session.end_stroke()
    assert session.version.changed == 1
    assert session.undo()
    assert session.version.changed == 0


def test_what_a_script_holds_is_not_edited(image: TiledImage) -> None:
    made, line = image.document, image.line
    held = TiledDocument(replace(made.info, format=IN_MEMORY), line.tiles, made.itk_pixels, line, None)
    with pytest.raises(NotWholeError, match="is read in parts"):
        held.edit()


def test_values_at_positions_are_the_copy_s_once_they_were_read(image: TiledImage) -> None:
    session, source = image.document.edit(), image.engine
    session.fill(Region((9, 500, 600), (3, 20, 300)), "5000")
    whole = source.arrays[0].copy()
    whole[9:12, 500:520, 600:900] = 5000
    some = [(z, y, x) for z in (8, 9, 15) for y in (90, 100, 510, 1099) for x in (0, 127, 128, 610, 1299)]
    where = flat(source, *some)
    access = session.access
    assert isinstance(access, TiledAccess)
    with pytest.raises(EditError, match="still being read"):
        access.values_at(where)
    while image.line.cache.is_reading:
        select.select([image.line], [], [], 30)
        image.line.receive()
    np.testing.assert_array_equal(access.values_at(where), whole.reshape(-1)[where])
    source.fails.add(0)
    with pytest.raises(EditError, match="still being read"):
        access.values_at(flat(source, (0, 700, 700)))
    while image.line.cache.is_reading:
        select.select([image.line], [], [], 30)
        image.line.receive()
    with pytest.raises(EditError, match="404"):
        access.values_at(flat(source, (0, 700, 700)))


def test_a_shape_that_spans_too_much_is_refused_before_it_is_looked_at(image: TiledImage) -> None:
    session = image.document.edit()
    session.version.view.changed.budget = 1 << 20  # type: ignore[union-attr]
    way = Drawn(ShapeKind.LINE, (ItkIndex((0, 0, 10)), ItkIndex((1299, 1099, 10))), PLANE, session.geometry, width=1)
    with pytest.raises(EditError, match="too large"):
        drawn(session, way.area(), ALL_VALUES, session.checked("77"), "line")  # type: ignore[arg-type]
