"""What a file will state of unit and axes, against what the original states."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.export.preflight import ExportRequest, Severity, check
from itk_inspector.core.export.statement import ANGSTROM, LPS_VOLUME, MM_LPS, Statement
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.space import Space

PATIENT = Space("mm", is_patient=True)


def said(space: Space, name: str, size: tuple[int, ...] = (4, 3, 2)) -> list[tuple[Severity, str]]:
    info = ImageInfo(Path("a"), "X", "scalar", "short", 1, "int16", Geometry.identity(size), space=space)
    found = check(info, ExportRequest(Path(name)))
    return [(f.severity, f.text) for f in found if not f.text.endswith("about 7 digits.")]


@pytest.mark.parametrize(
    ("space", "name", "text"),
    [
        (Space(), "a.nii.gz", "NIfTI states mm and the patient’s axes (LPS), which the original does not."),
        (Space("mm"), "a.nii", "NIfTI states the patient’s axes (LPS), which the original does not."),
        (Space("", is_patient=True), "a.nii", "NIfTI states mm, which the original does not."),
        (Space(), "a.nrrd", "NRRD states the patient’s axes (LPS), which the original does not."),
        (Space(), "a.mha", "MetaImage states the patient’s axes (LPS), which the original does not."),
        (Space(), "a.mrc", "MRC states Å, which the original does not."),
        (Space("µm", is_patient=True), "a.nii", "Lengths are converted from µm to mm for NIfTI."),
        (Space("µm", is_patient=True), "a.nrrd", "NRRD does not state the unit (µm)."),
        (PATIENT, "a.h5", "HDF5 does not state that the axes are the patient’s."),
        (PATIENT, "a.nrrd", ""),
        (PATIENT, "a.nii", ""),
        (Space("", is_by_convention=True), "a.nii", ""),
        (Space("", is_by_convention=True), "a.mha", ""),
        (Space("Å"), "a.mrc", ""),
        (Space(), "a.vtk", ""),
        (Space(), "a.h5", ""),
    ],
)
def test_a_note_where_the_file_will_say_something_else(space: Space, name: str, text: str) -> None:
    assert said(space, name) == ([(Severity.NOTE, text)] if text else [])


def test_a_unit_that_cannot_be_converted_is_a_loss() -> None:
    space = Space("furlong", is_patient=True)

    assert said(space, "a.nii") == [(Severity.LOSS, "NIfTI states mm; the lengths are in furlong.")]


def test_four_axes_have_no_letters_in_nrrd() -> None:
    assert said(PATIENT, "a.nrrd", (4, 3, 2, 5)) == [
        (Severity.NOTE, "NRRD does not state that the axes are the patient’s.")
    ]
    assert said(Space(), "a.nrrd", (4, 3, 2, 5)) == []


@pytest.mark.parametrize(
    ("statement", "unit", "factor"),
    [(MM_LPS, "µm", 1e-3), (MM_LPS, "nm", 1e-6), (MM_LPS, "m", 1e3), (MM_LPS, "mm", 1.0), (MM_LPS, "", 1.0),
     (ANGSTROM, "nm", 10.0), (ANGSTROM, "mm", 1e7), (LPS_VOLUME, "µm", 1.0), (MM_LPS, "furlong", 1.0)],
)  # fmt: skip
def test_factors(statement: Statement, unit: str, factor: float) -> None:
    assert statement.factor(Space(unit)) == factor


@given(st.floats(1e-3, 1e3), st.floats(-1e3, 1e3))
def test_time_is_not_converted(spacing: float, origin: float) -> None:
    plain = replace(Geometry.identity((2, 2, 2, 2)), spacing=(spacing,) * 4, origin=(origin,) * 4)

    placed = MM_LPS.placed(plain, Space("µm"))

    assert placed.spacing == pytest.approx((spacing / 1000,) * 3 + (spacing,))
    assert placed.origin == pytest.approx((origin / 1000,) * 3 + (origin,))
    assert placed.direction == plain.direction
