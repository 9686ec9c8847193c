"""Coordinates in as many digits as tell neighbouring pixels apart."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from itk_inspector.core.geometry.coordinate_text import fixed_text, places, short_text
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex


def geometry(spacing: float, origin: float = 0.0, turned: float = 0.0) -> Geometry:
    c, s = math.cos(turned), math.sin(turned)
    made = Geometry.identity((50, 40, 30))
    return replace(
        made, spacing=(spacing,) * 3, origin=(origin,) * 3, direction=((c, -s, 0.0), (s, c, 0.0), (0.0, 0.0, 1.0))
    )


def texts(where: Geometry, *index: int) -> tuple[str, str]:
    """A point as the panel writes it, and as it is copied."""
    point = where.point_of(ItkIndex(index)).components
    shown = [fixed_text(c, n, 3) for c, n in zip(point, places(where.spacing), strict=True)]
    copied = [short_text(c, n) for c, n in zip(point, places(where.spacing), strict=True)]
    return ", ".join(shown), ", ".join(copied)


@pytest.mark.parametrize(
    ("spacing", "origin", "shown", "copied"),
    [
        (1.0, 0.0, "3.000, 4.000, 10.000", "3, 4, 10"),
        (0.25, -28.6, "-27.850, -27.600, -26.100", "-27.85, -27.6, -26.1"),
        (1e-6, 0.123456789, "0.12345979, 0.12346079, 0.12346679", "0.12345979, 0.12346079, 0.12346679"),
        (1e-9, 0.0, "3.00e-09, 4.00e-09, 1.000e-08", "3e-09, 4e-09, 1e-08"),
        (1000.0, 1e6, "1003000, 1004000, 1010000", "1003000, 1004000, 1010000"),
        (1e-9, 1.0, "1.00000000300, 1.00000000400, 1.00000001000", "1.000000003, 1.000000004, 1.00000001"),
    ],
)  # fmt: skip
def test_digits_follow_the_spacing(spacing: float, origin: float, shown: str, copied: str) -> None:
    assert texts(geometry(spacing, origin), 3, 4, 10) == (shown, copied)


@given(
    st.floats(-12, 9),
    st.floats(-1e3, 1e3),
    st.floats(0, 3.2),
    st.integers(0, 48),
    st.integers(0, 38),
    st.integers(0, 1),
)
def test_neighbours_never_read_the_same(power: float, shift: float, turned: float, x: int, y: int, axis: int) -> None:
    spacing = 10.0**power
    where = geometry(spacing, shift * spacing, turned)

    here, there = texts(where, x, y, 5), texts(where, x + (axis == 0), y + (axis == 1), 5)

    assert here[0] != there[0]
    assert here[1] != there[1]


@pytest.mark.parametrize("value", [0.0, -0.0])
@pytest.mark.parametrize("count", [0, 3, 12])
def test_zero_has_no_sign(value: float, count: int) -> None:
    assert not fixed_text(value, count, 3).startswith("-")
    assert short_text(value, count) == "0"


def test_a_spacing_that_is_none_is_left_out() -> None:
    assert places((0.0, math.nan, 0.01)) == (4, 4, 4)
    assert places((0.0, 0.0, 0.0)) == (0, 0, 0)


def test_time_has_its_own_digits() -> None:
    assert places((1e-4, 1.0, 1.0, 2.5)) == (6, 6, 6, 2)


def test_what_is_not_finite_is_named() -> None:
    assert [fixed_text(v, 12, 3) for v in (math.nan, math.inf)] == ["nan", "inf"]


@given(st.floats(1e6, 1.7e308), st.sampled_from([-1, 1]), st.integers(0, 20), st.sampled_from([0, 3, 6]))
@example(1e17, 1, 8, 3)
@example(9.9999999999999984e16, 1, 8, 3)
@example(1e300, -1, 3, 3)
def test_however_large_they_are_they_are_written_in_few_digits(size: float, sign: int, count: int, least: int) -> None:
    value = sign * size

    for text in (fixed_text(value, count, least), short_text(value, count, least)):
        assert float(text) == pytest.approx(value, rel=1e-12)  # six places of a million
        assert len(text) <= 26
