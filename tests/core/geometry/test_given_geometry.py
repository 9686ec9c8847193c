"""Where a script says that an array lies."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from itk_inspector.core.errors import UsageError
from itk_inspector.core.geometry.given_geometry import given_geometry
from itk_inspector.core.geometry.indexing import ItkIndex


def test_a_place_in_itk_order() -> None:
    turned = [[0, -1, 0], [1, 0, 0], [0, 0, 1]]

    made = given_geometry((2, 3, 4), (0.5, 2, 3), (1, -2, 7), turned)

    assert made.size == (4, 3, 2)
    expected = np.array([1, -2, 7]) + np.array(turned) @ (np.array([0.5, 2, 3]) * [3, 2, 1])
    assert made.point_of(ItkIndex((3, 2, 1))).components == tuple(expected)


@pytest.mark.parametrize(
    ("shape", "given"),
    [((3, 4), {"spacing": (2, 3)}), ((3, 4, 3), {"origin": (2, 3)}), ((3, 4), {"direction": np.eye(2)})],
)
def test_what_is_left_out_is_usual(shape: tuple[int, ...], given: dict[str, Any]) -> None:
    made = given_geometry(shape, given.get("spacing"), given.get("origin"), given.get("direction"))

    assert made.size == (4, 3)
    assert made.spacing == given.get("spacing", (1.0, 1.0))
    assert made.origin == given.get("origin", (0.0, 0.0))
    assert made.direction == ((1.0, 0.0), (0.0, 1.0))


@pytest.mark.parametrize(
    ("shape", "spacing", "origin", "direction"),
    [
        ((3, 4), (1, 2, 3), None, None),
        ((3, 4, 5, 6), (1, 2), None, None),
        ((3, 4), (1, 2), (1, 2, 3), None),
        ((3, 4), (1, 0), None, None),
        ((3, 4), (1, -1), None, None),
        ((3, 4), (1, float("nan")), None, None),
        ((3, 4), (1, 2), (0, float("inf")), None),
        ((3, 4), (1, 2), None, np.zeros((2, 2))),
        ((3, 4), (1, 2), None, np.eye(2) * float("nan")),
        ((3, 4), (1, 2), None, np.ones((2, 3))),
        ((3, 4), 3, None, None),
        ((3, 4), ("a", "b"), None, None),
        ((3, 4), (1, 2), None, "x"),
    ],
)
def test_what_does_not_fit_is_refused(shape: Any, spacing: Any, origin: Any, direction: Any) -> None:
    with pytest.raises(UsageError):
        given_geometry(shape, spacing, origin, direction)


@pytest.mark.parametrize(
    ("given", "size"),
    [
        ({"colour": True}, (4, 5)),
        ({"colour": False}, (3, 4, 5)),
        ({"colour": True, "spacing": (1, 2)}, (4, 5)),
        ({"colour": False, "origin": (1, 2, 3)}, (3, 4, 5)),
    ],
)
def test_colour_tells_components_from_an_axis(given: dict[str, Any], size: tuple[int, ...]) -> None:
    assert given_geometry((5, 4, 3), **given).size == size


@pytest.mark.parametrize(
    ("shape", "given"),
    [
        ((5, 4), {"colour": True}),
        ((5, 4, 2), {"colour": True}),
        ((5, 4, 3), {"colour": True, "spacing": (1, 1, 1)}),
        ((5, 4, 3), {"colour": False, "spacing": (1, 1)}),
        ((5, 4), {"spacing": (1, 10**400)}),
    ],
)
def test_what_does_not_suit_the_colours_is_refused(shape: tuple[int, ...], given: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        given_geometry(shape, **given)
