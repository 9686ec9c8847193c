"""What other programs are told of a file and a place in it."""

from __future__ import annotations

import ast
from types import SimpleNamespace
from typing import Any

import pytest

from itk_inspector.core.code.programs import PROGRAMS, Place, place_of
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex

NAMED = {program.name: program for program in PROGRAMS}
PATH = '/data/-it\'s "a"; rm -rf ~ $(x)\n.nii'
THERE = Place(PATH, (3, 2, 1), (-1.5, 2.25, -3.0), None)
IN_TIME = Place(PATH, (3, 2, 1), (-1.5, 2.25, -3.0), 4)
TURNED = Geometry((4, 3, 2), (10, -20, 30), (1.0, 2.0, 3.0), (0.5, 2.0, 4.0),
                  ((0.0, -1.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)))  # fmt: skip


@pytest.mark.parametrize(
    ("name", "place", "arguments"),
    [
        ("ITK-SNAP", THERE, ["-g", PATH]),
        ("FSLeyes", THERE, ["--voxelLoc", "3", "2", "1", PATH]),
        ("FSLeyes", IN_TIME, ["--voxelLoc", "3", "2", "1", PATH, "--volume", "4"]),
        ("FSLeyes", Place(PATH), [PATH]),
        ("MRView", IN_TIME, [PATH, "-focus", "-1.5,2.25,-3.0", "-volume", "4"]),
        ("MRView", Place(PATH), [PATH]),
        ("Freeview", THERE, ["-v", PATH, "-ras", "-1.5", "2.25", "-3.0"]),
        ("napari", THERE, [PATH]),
        ("3D Slicer", Place(PATH), [PATH]),
    ],
)
def test_arguments(name: str, place: Place, arguments: list[str]) -> None:
    assert NAMED[name].arguments(place) == arguments


def test_slicer_jumps_by_python_that_runs() -> None:
    path, option, code = NAMED["3D Slicer"].arguments(THERE)
    told: list[tuple[Any, ...]] = []
    logic = SimpleNamespace(JumpSlicesToLocation=lambda *given: told.append(given))
    markups = SimpleNamespace(logic=lambda: logic)

    assert (path, option) == (PATH, "--python-code")
    ast.parse(code, mode="eval")
    eval(code, {"slicer": SimpleNamespace(modules=SimpleNamespace(markups=markups))})
    assert told == [(-1.5, 2.25, -3.0, True)]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_the_path_is_one_argument(program: Any) -> None:
    for place in (THERE, IN_TIME, Place(PATH)):
        assert program.arguments(place).count(PATH) == 1


def test_a_place_counts_from_0_and_lies_in_ras() -> None:
    place = place_of(PATH, ItkIndex((13, -18, 31)), TURNED)
    x, y, z = TURNED.point_of(ItkIndex((13, -18, 31))).components

    assert place == Place(PATH, (3, 2, 1), (-x, -y, z))


def test_the_fourth_axis_is_the_volume() -> None:
    assert place_of(PATH, ItkIndex((1, 2, 0, 3)), Geometry.identity((4, 3, 2, 5))).volume == 3


def test_a_plane_has_no_place() -> None:
    assert place_of(PATH, ItkIndex((1, 2)), Geometry.identity((4, 3))) == Place(PATH)
