"""Types that pixels are converted to."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from itk_inspector.core.errors import UsageError
from itk_inspector.core.export.written_type import written_type


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("uint8", "uint8"),
        ("<i2", "int16"),
        (np.float32, "float32"),
        (float, "float64"),
        (np.dtype(">u2"), "uint16"),
        ("", ""),
        (None, ""),
    ],
)
def test_whatever_numpy_takes(asked: Any, name: str) -> None:
    assert written_type(asked) == name


@pytest.mark.parametrize("asked", ["nonsense", "object", "U8", "datetime64", "bool", "longdouble", "(2,", [("a", int)]])
def test_what_pixels_cannot_be(asked: Any) -> None:
    with pytest.raises(UsageError):
        written_type(asked)
