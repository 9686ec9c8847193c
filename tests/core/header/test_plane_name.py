"""Planes are called after the patient where it is known how one lies."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.space import Space

VOLUME = Geometry.identity((4, 5, 6))
INFO = ImageInfo(Path("a.nrrd"), "NrrdImageIO", "scalar", "short", 1, "int16", VOLUME)


@pytest.mark.parametrize(("axes", "name"), [((0, 1), "axial"), ((2, 0), "coronal"), ((1, 2), "sagittal")])
@pytest.mark.parametrize("space", [Space("mm", is_patient=True), Space(is_by_convention=True)])
def test_planes_of_a_patient_have_their_names(axes: tuple[int, int], name: str, space: Space) -> None:
    assert replace(INFO, space=space).plane_name(Plane(*axes, (0, 0, 0))) == name


def test_others_have_none() -> None:
    flat = replace(INFO, geometry=Geometry.identity((4, 5)), space=Space("mm", is_patient=True))

    assert replace(INFO, space=Space("mm")).plane_name(Plane(0, 1, (0, 0, 0))) == ""
    assert flat.plane_name(Plane(0, 1, (0, 0))) == ""
