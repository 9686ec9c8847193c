"""Positions as they are typed or pasted: the order of the numbers is never guessed wrong."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from itk_inspector.core.errors import ProbeError
from itk_inspector.core.geometry.axes import array_names, itk_names
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.header.space import Space
from itk_inspector.core.probing.order import Order, Sought
from itk_inspector.core.probing.position_text import Position, Search, read_position

FLAT = Geometry.identity((20, 10))
VOLUME = Geometry.identity((20, 10, 5))
SHIFTED = replace(VOLUME, start_index=(100, -7, 3))
PLACED = Geometry(
    (40, 30, 20), (0, 0, 0), (10.0, 20.0, 30.0), (0.5, 1.0, 2.0), ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
)
PATIENT = Space("mm", is_patient=True)


def index_of(text: str, geometry: Geometry, bare: Order = Order.ITK) -> tuple[int, ...]:
    found = read_position(text, geometry, PATIENT, bare=bare)
    assert isinstance(found, Position)
    return found.index.components


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
        ("\u22127, 3", replace(FLAT, start_index=(-9, 0)), (-7, 3)),
        ("[4, 3, 7]", VOLUME, (7, 3, 4)),
        ("(7, 3, 4)", VOLUME, (7, 3, 4)),
        ("[0, 0, 0]", SHIFTED, (100, -7, 3)),
        ("[-1, -1, -1]", SHIFTED, (119, 2, 7)),
        ("(100, -7, 3)", SHIFTED, (100, -7, 3)),
        ("100 -1 4", SHIFTED, (100, -1, 4)),
        ("numpy: 4 3 7", VOLUME, (7, 3, 4)),
        ("ITK = 7, 3, 4", VOLUME, (7, 3, 4)),
    ],
)
def test_brackets_and_names_tell_the_order(text: str, geometry: Geometry, index: tuple[int, ...]) -> None:
    assert index_of(text, geometry) == index


def test_bare_numbers_are_in_the_order_that_is_asked_for() -> None:
    assert index_of("4 3 7", VOLUME, Order.NUMPY) == (7, 3, 4)
    assert index_of("(7, 3, 4)", VOLUME, Order.NUMPY) == (7, 3, 4)
    assert index_of("-1 -1 -1", SHIFTED, Order.NUMPY) == (119, 2, 7)


@pytest.mark.parametrize(
    "text",
    [
        "itkIndex3 ([12, 7, 3])",
        "ItkIndex.of(12, 7, 3)",
        "document.probe(ItkIndex.of(12, 7, 3))",
        "ItkIndex((12, 7, 3))",
        "image.GetPixel([12, 7, 3])",
        "image.GetPixel((12, 7, 3))  # 5",
        "image->GetPixel({12, 7, 3}) at Index: [12, 7, 3]",
        "image.SetPixel([12, 7, 3], 5)",
        "image.TransformIndexToPhysicalPoint([12, 7, 3])",
        "  Index: [12, 7, 3]",
        "index=(12, 7, 3), value=4",
        "array[3, 7, 12]  # 5",
        "pixels[3][7][12]",
        "a[-17, 7, 12]",
        "ArrayIndex.of(3, 7, 12)",
        "(np.int64(3), np.int64(7), np.int64(12))",
        "[np.int64(3), np.int64(7), np.int64(12)]",
        "array([ 3,  7, 12])",
        "np.array([3, 7, 12])",
        "(array([3]), array([7]), array([12]))",
        "(array([3], dtype=int64), array([7], dtype=int64), array([12], dtype=int64))",
        "ITK index    (12, 7, 3)\nNumPy index  [3, 7, 12]\nvalue        5",
        "NumPy index  [3, 7, 12]",
        "physical     (16, 27, 36) mm",
        "itkPointD3 ([16, 27, 36])",
        "image.TransformPhysicalPointToIndex([16.0, 27.0, 36.0])",
        "p: 16 27 36",
        "lps: (16, 27, 36)",
        "RAS: -16 -27 36",
        "p: 16.1 27.4 36.9",
    ],
)
def test_pasted_lines_are_in_the_order_of_those_who_write_them(text: str) -> None:
    assert index_of(text, PLACED) == (12, 7, 3)


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
        "array[..., 3]",
        "array[0:3, 7]",
        "p: x y",
    ],
)
def test_anything_else_is_refused_and_it_says_what_to_type(text: str) -> None:
    with pytest.raises(ProbeError) as refused:
        read_position(text, FLAT)

    assert refused.value.message.endswith("is not a position. Enter (x, y) for ITK, or [row, col] for NumPy.")
    assert len(refused.value.message) < 120


@pytest.mark.parametrize(("text", "count"), [("5", 1), ("[5]", 1), ("1 2 3", 3), ("[1, 2, 3]", 3)])
def test_a_wrong_count_is_refused(text: str, count: int) -> None:
    with pytest.raises(ProbeError, match=rf"2 axes, not {count}\. Enter \(x, y\) for ITK"):
        read_position(text, FLAT)


@pytest.mark.parametrize("text", ["", "   ", "()", "[]"])
def test_nothing_is_answered_with_what_to_enter(text: str) -> None:
    with pytest.raises(ProbeError, match=r"^Enter \(x, y\) for ITK, or \[row, col\] for NumPy\.$"):
        read_position(text, FLAT)


@pytest.mark.parametrize("text", ["[10, 0]", "[-11, 0]", "[0, 20]", "[0, -21]"])
def test_a_numpy_index_beyond_the_array_is_refused_with_the_range(text: str) -> None:
    with pytest.raises(ProbeError, match=r"lies outside the image: row 0 to 9, col 0 to 19\."):
        read_position(text, FLAT)


@pytest.mark.parametrize("text", ["(20, 0)", "(-1, 0)", "p: 19.5 0", "p: 1e300 0"])
def test_an_index_or_point_beyond_the_image_is_refused_with_the_range(text: str) -> None:
    with pytest.raises(ProbeError, match=r"lies outside the image: x 0 to 19, y 0 to 9\."):
        read_position(text, FLAT)


def test_a_point_needs_finite_numbers_and_as_many_as_axes() -> None:
    with pytest.raises(ProbeError, match="finite"):
        read_position("p: 1e400 1", FLAT)
    with pytest.raises(ProbeError, match="2 axes; the point has 3 numbers"):
        read_position("p: 1 2 3", FLAT)


def test_patient_axes_need_a_patient() -> None:
    with pytest.raises(ProbeError, match="no patient axes"):
        read_position("ras: 1 2 3", PLACED, Space("mm"))


def test_a_point_in_space_stays_where_it_is_in_time() -> None:
    series = Geometry.identity((4, 4, 4, 6))
    found = read_position("p: 1 2 3", series, here=ItkIndex.of(0, 0, 0, 5))
    assert found == Position(ItkIndex.of(1, 2, 3, 5), Order.POINT)


@pytest.mark.parametrize(
    ("text", "search"),
    [
        ("max", Search(Sought.MAXIMUM)),
        ("Minimum", Search(Sought.MINIMUM)),
        ("NaN", Search(Sought.NAN)),
        ("Inf", Search(Sought.INFINITY)),
        ("+inf", Search(Sought.INFINITY)),
        ("-inf", Search(Sought.NEGATIVE_INFINITY)),
        ("label 7", Search(Sought.LABEL, 7)),
        ("label -2", Search(Sought.LABEL, -2)),
    ],
)
def test_values_can_be_looked_for(text: str, search: Search) -> None:
    assert read_position(text, FLAT) == search
    assert read_position(str(search), FLAT) == search


def test_a_label_is_a_whole_number() -> None:
    with pytest.raises(ProbeError, match="whole number"):
        read_position("label 7.5", FLAT)


def test_the_echo_tells_both_orders_and_the_kind_of_point() -> None:
    found = read_position("[0, 1, 2]", SHIFTED)
    assert isinstance(found, Position)
    assert found.echo(SHIFTED) == "ITK (102, -6, 3) · NumPy [0, 1, 2]"
    found = read_position("ras: -16 -27 36", PLACED, PATIENT)
    assert isinstance(found, Position)
    assert found.echo(PLACED) == "RAS → ITK (12, 7, 3) · NumPy [3, 7, 12]"


def test_random_pixels_are_found_again_in_every_way_of_writing_them() -> None:
    """Every spelling of 20,000 pixels of one oblique volume with a start index leads to the same pixel."""
    rng = np.random.default_rng(13)
    turn, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    direction = tuple(tuple(map(float, row)) for row in turn)
    geometry = Geometry((211, 97, 53), (-40, 7, 1000), (-3.5, 20.25, 1e3), (0.31, 2.0, 0.77), direction)
    for x, y, z in rng.integers(0, geometry.size, (20_000, 3)).tolist():
        wanted = (x - 40, y + 7, z + 1000)
        point = np.array(geometry.origin) + turn @ (np.array(geometry.spacing) * wanted)
        a, b, c = map(repr, map(float, point))
        itk = ", ".join(map(str, wanted))
        for text in (f"({itk})", f"array[{z}, {y}, {x}]", f"[{z - 53}, {y - 97}, {x - 211}]", f"p: {a} {b} {c}"):
            assert index_of(text, geometry) == wanted


def test_the_names_of_both_orders() -> None:
    assert (itk_names(2), array_names(2)) == ("x, y", "row, col")
    assert (itk_names(4), array_names(4)) == ("x, y, z, t", "volume, slice, row, col")
