"""A typed index, in either order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from itk_inspector.core.errors import ProbeError
from itk_inspector.core.geometry.axes import array_names, itk_names
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.typed_index import parse_index

FLAT = Geometry.identity((20, 10))
VOLUME = Geometry.identity((20, 10, 5))
SHIFTED = replace(VOLUME, start_index=(100, -7, 3))


@pytest.mark.parametrize(
    ("text", "geometry", "index"),
    [
        ("[3, 7]", FLAT, (7, 3)),
        ("[3,7]", FLAT, (7, 3)),
        ("[ 3  7 ]", FLAT, (7, 3)),
        ("[-1, 0]", FLAT, (0, 9)),
        ("[0, -20]", FLAT, (0, 0)),
        ("(3, 7)", FLAT, (3, 7)),
        ("3, 7", FLAT, (3, 7)),
        ("3 7", FLAT, (3, 7)),
        ("  +3\t7 ", FLAT, (3, 7)),
        ("\u22121, 7", FLAT, (-1, 7)),
        ("[4, 3, 7]", VOLUME, (7, 3, 4)),
        ("(7, 3, 4)", VOLUME, (7, 3, 4)),
        ("[0, 0, 0]", SHIFTED, (100, -7, 3)),
        ("[-1, -1, -1]", SHIFTED, (119, 2, 7)),
        ("(100, -7, 3)", SHIFTED, (100, -7, 3)),
        ("-1 -1 -1", SHIFTED, (-1, -1, -1)),
        ("99 99", FLAT, (99, 99)),
    ],
)
def test_brackets_tell_the_order(text: str, geometry: Geometry, index: tuple[int, ...]) -> None:
    assert parse_index(text, geometry) == ItkIndex(index)


@pytest.mark.parametrize(
    "text",
    [
        "(3, 7]",
        "[3, 7)",
        "[3, 7",
        "3, 7]",
        "(3, 7",
        "3, 7)",
        "[[3, 7]]",
        "((3, 7))",
        "{3, 7}",
        "[3, 7] [1, 2]",
        "1_0, 2",
        "١, ٢",
        "３, ４",
        "²,3",
        "1e1, 2",
        "1e400, 0",
        "1.0, 2",
        "x, y",
        "3,,7",
        ",3 7",
        "3 7,",
        "0x3, 1",
        "nan, 1",
        "inf, 1",
        "9" * 5000 + ", 1",
        "3; 7",
        "--3, 7",
        "True, False",
    ],
)
def test_anything_else_is_refused_and_it_says_what_to_type(text: str) -> None:
    with pytest.raises(ProbeError) as refused:
        parse_index(text, FLAT)

    assert refused.value.message.endswith(
        "is not an index. Enter whole numbers: (x, y) for ITK, or [row, col] for NumPy."
    )
    assert len(refused.value.message) < 120


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("   ", 0), ("()", 0), ("[]", 0), ("5", 1), ("[5]", 1), ("1 2 3", 3), ("[1, 2, 3]", 3)]
)
def test_a_wrong_count_is_refused(text: str, count: int) -> None:
    with pytest.raises(ProbeError, match=rf"2 axes, not {count}\. Enter \(x, y\) for ITK"):
        parse_index(text, FLAT)


@pytest.mark.parametrize("text", ["[10, 0]", "[-11, 0]", "[0, 20]", "[0, -21]"])
def test_a_numpy_index_beyond_the_array_is_refused_as_numpy_would(text: str) -> None:
    with pytest.raises(ProbeError, match=r"lies outside the array of shape \(10, 20\)"):
        parse_index(text, FLAT)


def test_the_names_of_both_orders() -> None:
    assert (itk_names(2), array_names(2)) == ("x, y", "row, col")
    assert (itk_names(4), array_names(4)) == ("x, y, z, t", "volume, slice, row, col")
