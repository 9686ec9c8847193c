"""What a script may hand to an edited copy, and what not."""

from __future__ import annotations

import numpy as np
import pytest

from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import EditError, ProbeError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "complex64"])
def test_a_python_number_too_large_for_any_float_is_refused(dtype: str) -> None:
    session = EditSession(np.zeros((3, 4), dtype), Geometry.identity((4, 3)))

    with pytest.raises(EditError, match="is too large"):
        session.set_pixel(ItkIndex.of(0, 0), 10**400)

    assert not session.is_modified


@pytest.mark.parametrize("index", [(0, 0), [0, 0], None, np.zeros(2, int)])
def test_bare_numbers_are_no_index(index: object) -> None:
    session = EditSession(np.zeros((3, 4), np.uint8), Geometry.identity((4, 3)))

    with pytest.raises(ProbeError, match="An ItkIndex is needed"):
        session.set_pixel(index, 5)  # type: ignore[arg-type]  # what is tried


@pytest.mark.parametrize("dtype", ["float32", "float64", "complex64"])
def test_infinity_that_is_meant_is_stored(dtype: str) -> None:
    session = EditSession(np.zeros((3, 4), dtype), Geometry.identity((4, 3)))

    session.set_pixel(ItkIndex.of(0, 0), np.inf)

    assert np.isinf(session.view[0, 0])


def test_a_number_of_thousands_of_digits_is_refused() -> None:
    session = EditSession(np.zeros((3, 4), np.uint8), Geometry.identity((4, 3)))

    with pytest.raises(EditError, match="too large"):
        session.set_pixel(ItkIndex.of(0, 0), 10**5000)
