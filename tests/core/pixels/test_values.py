"""Values as Python numbers, text and JSON."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from itk_inspector.core.pixels.json_values import json_value
from itk_inspector.core.pixels.values import Value, python_value, same, scalar_text, value_at, value_text


@pytest.mark.parametrize(
    ("value", "dtype", "text"),
    [
        (0.10000000149011612, "float32", "0.1"),
        (0.0999755859375, "float16", "0.1"),
        (0.1, "float64", "0.1"),
        (0.10000000149011612, "float64", "0.10000000149011612"),
        (-0.0, "float64", "-0.0"),
        (-0.0, "float32", "-0.0"),
        (16777216.0, "float32", "16777216.0"),
        (123456792.0, "float32", "123456792.0"),
        (65504.0, "float16", "65504.0"),
        (-3e15, "float64", "-3000000000000000.0"),
        (1e16, "float64", "1e+16"),
        (math.nan, "float32", "NaN"),
        (math.inf, "float64", "Inf"),
        (-math.inf, "float16", "-Inf"),
        (5e-324, "float64", "5e-324"),
        (2**64 - 1, "uint64", "18446744073709551615"),
        (-(2**63), "int64", "-9223372036854775808"),
        (True, "bool", "True"),
        (1.5 - 2j, "complex128", "1.5-2.0j"),
        (0.10000000149011612 + 0j, "complex64", "0.1+0.0j"),
        (complex(math.nan, -math.inf), "complex64", "NaN-Infj"),
    ],
)
def test_numbers_are_written_shortest(value: complex | bool, dtype: str, text: str) -> None:
    assert scalar_text(value, dtype) == text


@pytest.mark.parametrize(
    ("value", "text"), [(None, "–"), (7, "7"), ((1, 2, 3), "(1, 2, 3)"), ((0.5, math.nan), "(0.5, NaN)")]
)
def test_a_pixel_is_written_with_all_components(value: Value | None, text: str) -> None:
    assert value_text(value) == text


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        (np.uint64(2**64 - 1), 2**64 - 1),
        (np.int64(-(2**63)), -(2**63)),
        (np.bool_(True), True),
        (np.complex64(1 + 2j), 1 + 2j),
        (np.array([1, 2], dtype=np.uint8), (1, 2)),
        (np.array([255], dtype=np.uint8), (255,)),
    ],
)
def test_numpy_numbers_become_equal_python_numbers(stored: object, expected: Value) -> None:
    found = python_value(stored)

    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize("components", [0, 1, 3])
@pytest.mark.parametrize(
    "dtype", ["bool", "int8", "uint16", "int64", "uint64", "float16", "float32", "float64", "complex64", "complex128"]
)
def test_a_pixel_of_an_array_is_read_exactly(dtype: str, components: int) -> None:
    shape = (2, 3, components) if components else (2, 3)
    pixels = np.frombuffer(np.random.default_rng(8).bytes(16 * 18), dtype)[: int(np.prod(shape))].reshape(shape)

    for index in np.ndindex(2, 3):
        assert same(value_at(pixels, index), python_value(pixels[index]))
        assert type(value_at(pixels, index)) is type(python_value(pixels[index]))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (1, 1, True),
        (1, 2, False),
        (math.nan, math.nan, True),
        (math.nan, 0.0, False),
        (-0.0, 0.0, True),
        (2**53 + 1, float(2**53), False),
        (complex(math.nan, 1), complex(math.nan, 1), True),
        (complex(math.nan, 1), complex(math.nan, 2), False),
        ((1, math.nan), (1, math.nan), True),
        ((1, 2), (1, 2, 3), False),
        ((1,), 1, False),
        (None, None, False),
        (None, 0, False),
    ],
)
def test_same_compares_stored_numbers(left: Value | None, right: Value | None, expected: bool) -> None:
    assert same(left, right) is expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (math.nan, '"nan"'),
        (math.inf, '"inf"'),
        (-math.inf, '"-inf"'),
        (2**64 - 1, "18446744073709551615"),
        (1 + 2j, "[1.0, 2.0]"),
        ((1, math.nan), '[1, "nan"]'),
        ((1j, complex(math.nan, 0)), '[[0.0, 1.0], ["nan", 0.0]]'),
        (True, "true"),
        (None, "null"),
        (-0.0, "-0.0"),
    ],
)
def test_json_names_what_json_lacks(value: Value | None, text: str) -> None:
    assert json.dumps(json_value(value), allow_nan=False) == text
