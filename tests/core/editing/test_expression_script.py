"""Expressions as lines of Python: they store what the expression itself stores."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from itk_inspector.core.editing.expression import parse
from itk_inspector.core.editing.expression_source import Operand, Source
from itk_inspector.core.editing.operations.expression_script import lines
from itk_inspector.core.editing.operations.script import PRELUDE
from itk_inspector.core.editing.storing import Storing
from itk_inspector.core.geometry.geometry import Geometry

LARGE = 2**63 - 1
CASES: tuple[tuple[str, str, str, str, list[Any], list[Any]], ...] = (
    ("a", "int64", "int64", "round", [LARGE, -(2**63), 2**53 + 1], [LARGE, -(2**63), 2**53 + 1]),
    ("a - 1", "int64", "uint64", "clip", [LARGE, 0, 2**53 + 2], [LARGE - 1, 0, 2**53 + 1]),
    ("float(a) * 2", "int64", "int64", "clip", [2**62, -(2**62), 3], [LARGE, -(2**63), 6]),
    ("a", "int64", "float32", "clip", [2**60 + 2**36 + 1, 1, -5], [2**60 + 2**37, 1, -5]),
    ("a > 2", "int16", "bool", "round", [1, 2, 3], [False, False, True]),
    ("a + 3", "int16", "bool", "clip", [-4, -3, 300], [False, False, True]),
    ("a * 2", "complex64", "complex64", "clip", [1j, 2, 3 - 1j], [2j, 4, 6 - 2j]),
    ("-((a > 1) | (a < 0))", "int16", "int16", "exact", [-1, 1, 2], [-1, 0, -1]),
    ("where(a > 1, 1e999, 0.5)", "int16", "float32", "exact", [-1, 1, 2], [0.5, 0.5, math.inf]),
    ("a + 1e999j", "complex64", "complex64", "exact", [1, 2, 3], [complex(n, math.inf) for n in (1, 2, 3)]),
    ("a + sign(True)", "int16", "int16", "exact", [-1, 1, 2], [0, 2, 3]),
)


@pytest.mark.parametrize(("text", "dtype", "to", "storing", "values", "wanted"), CASES)
def test_lines_store_what_the_expression_stores(
    text: str, dtype: str, to: str, storing: str, values: list[Any], wanted: list[Any]
) -> None:
    pixels = np.array(values, dtype).reshape(1, 3)
    geometry = Geometry.identity((3, 1))
    source = Source(Operand(pixels, geometry, geometry.start_index), {})
    out = np.empty((1, 3), to)
    parse(text, source.names).evaluate(source, out, storing=Storing(storing))
    assert out.tolist() == [wanted]

    names: dict[str, Any] = {"np": np, "math": math, "pixels": pixels, "start": [0, 0]}
    exec("\n".join((PRELUDE, *lines(text, to, storing))), names)  # what is tested is a script

    assert names["pixels"].dtype == out.dtype
    assert names["pixels"].tolist() == [wanted]
