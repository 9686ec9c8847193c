"""Tools that write some components only; and values picked in every plane and flip, of every type."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itk_inspector.control.editing.over import Over
from itk_inspector.control.editing.replacing import Wish
from itk_inspector.control.tools.brush import BRUSH
from itk_inspector.control.tools.fill import FILL
from itk_inspector.control.tools.pixel import PIXEL
from itk_inspector.control.tools.rectangle import RECTANGLE
from itk_inspector.control.tools.tool import Tool

if TYPE_CHECKING:
    from tests.control.conftest import Desk


@pytest.fixture
def colours(desk: Desk) -> Desk:
    desk.edit((6, 5), components=3)
    desk.app.edit.set_value("_ 250 _")
    desk.app.edit.set_option("brushRadius", 0)
    return desk


def drag(desk: Desk, tool: Tool, *places: tuple[float, float]) -> None:
    desk.app.edit.set_tool(tool)
    desk.app.edit.press(*places[0])
    for place in places[1:]:
        desk.app.edit.drag(*place)
    desk.app.edit.release(*places[-1])


@pytest.mark.parametrize(
    ("tool", "to", "count"),
    [(PIXEL, (1.0, 1.0), 1), (BRUSH, (3.0, 1.0), 3), (RECTANGLE, (3.0, 2.0), 6), (FILL, (1.0, 1.0), 1)],
)
@pytest.mark.parametrize("over", [Over.ALL, Over.CHOSEN])
def test_the_other_components_stay(colours: Desk, tool: Tool, to: tuple[float, float], count: int, over: Over) -> None:
    before = colours.session.view.copy()
    colours.app.painting_over.use(over)
    for value in range(256 if over is Over.CHOSEN else 0):
        colours.app.painting_over.choose(value, True)

    drag(colours, tool, (1.0, 1.0), to)

    after = colours.session.view
    changed = (after != before).any(axis=-1)
    assert np.count_nonzero(changed) == count
    assert (after[changed][:, 1] == 250).all()
    assert np.array_equal(after[..., [0, 2]], before[..., [0, 2]])
    colours.app.edit.undo()
    assert np.array_equal(colours.session.view, before)
    assert not colours.session.can_undo


def test_a_tolerant_fill_keeps_what_each_pixel_has(colours: Desk) -> None:
    before = colours.session.view.copy()
    colours.app.edit.set_option("fillTolerance", "3")

    drag(colours, FILL, (1.0, 1.0))

    wanted = before.copy()
    wanted[1, 0:3, 1] = 250
    assert np.array_equal(colours.session.view, wanted)


def test_values_within_bounds_keep_them_too(colours: Desk) -> None:
    before = colours.session.view.copy()
    replacing = colours.app.replacing

    replacing.replace(Wish("", "20", "_ 250 _", replacing.places()[0]))

    wanted = before.copy()
    wanted[(before <= 20).all(axis=-1), 1] = 250
    assert np.array_equal(colours.session.view, wanted)
    assert colours.session.undo_label == "replace 20 and less by _ 250 _, 7 pixels"


def test_it_is_said_before(colours: Desk) -> None:
    note, is_problem = colours.view.last("note")

    assert (note, is_problem) == ("stores (_, 250, _) as uint8; “_” stays as it is", False)


# ------------------------------------------------------------------ pick


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(st.data())
def test_a_value_is_picked_where_the_pointer_is(desk: Desk, data: st.DataObject) -> None:
    dtype = data.draw(st.sampled_from(["uint8", "int64", "uint64", "float32", "float64"]))
    components = data.draw(st.sampled_from([1, 3]))
    document = desk.document("picked.nrrd", (5, 4, 3), dtype=dtype, components=components)
    desk.app.files.adopt(document)
    desk.app.edit.set_editing(True)
    image = desk.app.images.current
    assert image is not None
    horizontal, vertical = data.draw(st.permutations([0, 1, 2]))[:2]
    flipped = tuple(data.draw(st.booleans()) for _ in range(3))
    image.orientation = replace(image.orientation, flipped=flipped)
    desk.app.view.set_axes(horizontal, vertical)
    place = [n // 2 for n in (5, 4, 3)]
    place[horizontal], place[vertical] = (data.draw(st.integers(0, (5, 4, 3)[a] - 1)) for a in (horizontal, vertical))

    desk.app.label_editing.pick(place[horizontal] + 0.3, place[vertical] - 0.4)

    stored = document.pixels[tuple(reversed(place))]
    assert desk.session.checked(desk.app.edit.value_text).tobytes() == stored.tobytes()
