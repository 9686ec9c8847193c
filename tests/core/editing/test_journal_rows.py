"""What is shown of the steps of a journal."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from itk_inspector.core.editing.journal_rows import journal_row
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region


def test_places_count_from_the_start_index_of_their_time() -> None:
    opened = replace(Geometry.identity((4, 3, 2)), start_index=(10, 20, -5))
    session = EditSession(np.zeros((2, 3, 4), np.int16), opened)
    journal = session.history.journal
    session.set_pixel(ItkIndex.of(11, 22, -4), 7)
    moved = replace(Geometry.identity((2, 3, 2)), start_index=(1, 0, 0))
    session.apply_version(np.zeros((2, 3, 2), np.int16), moved, "crop")
    session.fill(Region((0, 1, 0), (2, 1, 2)), 3)
    rows = [journal_row(journal, number, opened) for number in range(4)]

    assert (rows[0].number, rows[0].label, rows[0].first) == (0, "Original", None)
    assert (rows[1].itk, rows[1].array, rows[1].change) == ("(11, 22, -4)", "[1, 2, 1]", "0 → 7")
    assert (rows[2].itk, rows[2].change) == ("whole image", "4 × 3 × 2 int16 → 2 × 3 × 2 int16")
    assert (rows[3].itk, rows[3].array) == ("(1, 1, 0) · 2 × 1 × 2", "[0, 1, 0] · 2 × 1 × 2")
    assert rows[3].first == ItkIndex.of(1, 1, 0)

    session.undo()
    session.undo()
    assert [journal_row(journal, number, opened).is_undone for number in range(4)] == [False, False, True, True]
    session.set_pixel(ItkIndex.of(10, 20, -5), 8)
    assert journal_row(journal, 2, opened).itk == "(10, 20, -5)"
