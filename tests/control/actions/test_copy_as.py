"""Which code can be copied, and why other code cannot."""

from __future__ import annotations

import pytest

from itk_inspector.control.actions.copy_as import COPY_ACTIONS
from itk_inspector.control.model.app_state import AppState
from itk_inspector.core.header.read_by import Library

BY_ID = {row.id: row for row in COPY_ACTIONS}
ALL = AppState(name="a.mha", has_image=True, dimension=3, has_probe=True, has_region=True)
REASON = "Code for nibabel is written for NIfTI files only."
NOT_NIFTI = AppState(name="a.mha", has_image=True, dimension=3, has_probe=True, has_region=True,
                     code_problems=((Library.NIBABEL, REASON),))  # fmt: skip


def test_every_library_is_there_for_every_subject() -> None:
    assert len(COPY_ACTIONS) == 3 * len(Library)
    assert all(row.enabled(ALL) for row in COPY_ACTIONS)


def test_who_does_not_read_it_says_why() -> None:
    off = [row for row in COPY_ACTIONS if not row.enabled(NOT_NIFTI)]

    assert [row.id for row in off] == ["copyPixelnibabel", "copyRegionnibabel"]  # nibabel's matrix needs no file
    assert {row.enabled.missing(NOT_NIFTI) for row in off} == {REASON}


@pytest.mark.parametrize(
    ("name", "state", "missing"),
    [
        ("copyPixelitk", AppState(), "Open an image first."),
        ("copyPixelitk", AppState(has_image=True), "Point at a pixel first."),
        ("copyRegionitk", AppState(has_image=True), "Select a measured rectangle, ellipse or polygon first."),
        ("copyGeometryNumPy", AppState(), "Open an image first."),
    ],
)
def test_what_is_missing_comes_first(name: str, state: AppState, missing: str) -> None:
    assert not BY_ID[name].enabled(state)
    assert BY_ID[name].enabled.missing(state) == missing
