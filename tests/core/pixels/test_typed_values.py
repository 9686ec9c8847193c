"""Values as they are typed."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from itk_inspector.core.errors import EditError
from itk_inspector.core.pixels.typed_values import parse_value, storage_note
from itk_inspector.core.pixels.values import python_value, value_text

INTEGERS = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64"]
FLOATS = ["float16", "float32", "float64"]
COMPLEX = ["complex64", "complex128"]


def stored_bits(array: npt.NDArray[Any]) -> bytes:
    """Bytes of an array, with every NaN made the same NaN."""
    if array.dtype.kind not in "fc":
        return array.tobytes()
    parts = array.reshape(-1).view({"complex64": "float32", "complex128": "float64"}.get(array.dtype.name, array.dtype))
    return np.where(parts != parts, np.array(np.nan, dtype=parts.dtype), parts).tobytes()


@pytest.mark.parametrize("dtype", FLOATS + INTEGERS + COMPLEX)
@given(data=st.data())
def test_shortest_text_reads_back_to_the_same_bits(dtype: str, data: st.DataObject) -> None:
    stored = np.array(data.draw(hnp.from_dtype(np.dtype(dtype))), dtype=dtype)

    text = value_text(python_value(stored), dtype)

    assert stored_bits(parse_value(text, dtype)) == stored_bits(stored)


@pytest.mark.parametrize("dtype", ["uint8", "float32", "complex64"])
@given(data=st.data())
def test_the_text_of_several_components_reads_back(dtype: str, data: st.DataObject) -> None:
    stored = data.draw(hnp.arrays(dtype, st.integers(2, 5)))

    text = value_text(python_value(stored), dtype)

    assert stored_bits(parse_value(text, dtype, stored.size)) == stored_bits(stored)


@pytest.mark.parametrize("stored", [False, True])
def test_the_text_of_a_bool_reads_back(stored: bool) -> None:
    assert parse_value(value_text(stored, "bool"), "bool") == np.bool_(stored)


@pytest.mark.parametrize("dtype", INTEGERS)
def test_the_limits_of_an_integer_type_are_held(dtype: str) -> None:
    limits = np.iinfo(dtype)

    held = [parse_value(str(n), dtype).item() for n in (limits.min, limits.max)]

    assert held == [limits.min, limits.max]


@pytest.mark.parametrize("dtype", INTEGERS)
@pytest.mark.parametrize("beyond", [-1, 1])
def test_one_beyond_the_limits_is_refused(dtype: str, beyond: int) -> None:
    limits = np.iinfo(dtype)
    number = int(limits.max) + 1 if beyond > 0 else int(limits.min) - 1

    with pytest.raises(EditError, match=f"{dtype} holds {limits.min} to {limits.max}"):
        parse_value(str(number), dtype)


@pytest.mark.parametrize(
    "text", ["0.5", "3.9", "-0.1", "nan", "inf", "1e-400", "0.99999999999999999999", "254.00000000000000001"]
)
def test_an_integer_type_refuses_what_is_not_whole(text: str) -> None:
    with pytest.raises(EditError, match="uint8 holds whole numbers only"):
        parse_value(text, "uint8")


@pytest.mark.parametrize("text", ["300", "300.0", "3e2", "1e30", "-1", "1e999999999"])
def test_an_integer_type_names_its_range(text: str) -> None:
    with pytest.raises(EditError, match="uint8 holds 0 to 255"):
        parse_value(text, "uint8")


@pytest.mark.parametrize(
    ("text", "dtype", "number"),
    [
        ("7", "uint8", 7),
        ("+7", "uint8", 7),
        ("7.0", "uint8", 7),
        ("1e2", "uint8", 100),
        ("−5", "int8", -5),
        ("-0.0", "uint8", 0),
        ("9007199254740993.0", "int64", 2**53 + 1),
        ("18446744073709551615.0", "uint64", 2**64 - 1),
    ],
)
def test_whole_numbers_are_exact_however_typed(text: str, dtype: str, number: int) -> None:
    assert parse_value(text, dtype).item() == number


@pytest.mark.parametrize(
    ("text", "dtype"),
    [
        ("70000", "float16"),
        ("1e39", "float32"),
        ("-1e39", "float32"),
        ("1e39+0j", "complex64"),
        ("1e39j", "complex64"),
        ("inf+1e300j", "complex64"),
    ],
)
def test_a_float_that_would_become_infinite_is_refused(text: str, dtype: str) -> None:
    with pytest.raises(EditError, match=f"too large for {dtype}"):
        parse_value(text, dtype)


@pytest.mark.parametrize("text", ["inf", "-Inf", "nan", "NaN"])
def test_floats_take_nan_and_infinity_by_name(text: str) -> None:
    assert not np.isfinite(parse_value(text, "float32"))


@pytest.mark.parametrize("dtype", ["uint8", "float32", "complex64", "bool"])
def test_words_are_refused(dtype: str) -> None:
    with pytest.raises(EditError, match="“black” is not a number"):
        parse_value("black", dtype)


@pytest.mark.parametrize("text", ["", "   ", "()", "[]", ","])
def test_nothing_typed_is_refused(text: str) -> None:
    with pytest.raises(EditError, match="Enter a value"):
        parse_value(text, "uint8")


def test_bool_refuses_two() -> None:
    with pytest.raises(EditError, match="bool holds 0 or 1"):
        parse_value("2", "bool")


@pytest.mark.parametrize("text", ["1,2,3", "(1, 2, 3)", "[1 2 3]", " 1  2,3 "])
def test_components_may_be_separated_by_commas_or_blanks(text: str) -> None:
    assert parse_value(text, "uint8", 3).tolist() == [1, 2, 3]


def test_one_number_fills_all_components() -> None:
    assert parse_value("9", "int16", 3).tolist() == [9, 9, 9]


@pytest.mark.parametrize(("text", "components"), [("1 2", 3), ("1 2 3 4", 3), ("1 2", 1)])
def test_another_number_of_components_is_refused(text: str, components: int) -> None:
    with pytest.raises(EditError, match=rf"{components} components? per pixel"):
        parse_value(text, "uint8", components)


def test_one_component_has_no_axis() -> None:
    value = parse_value("5", "int16")

    assert (value.shape, value.dtype) == ((), np.dtype("int16"))


@pytest.mark.parametrize(
    ("text", "dtype", "components", "note"),
    [
        ("7", "uint8", 1, "stores 7 as uint8"),
        ("0.5", "float32", 1, "stores 0.5 as float32"),
        ("0.1", "float32", 1, "stores 0.1 as float32"),
        ("0.10", "float32", 1, "stores 0.1 as float32"),
        ("0.1", "float64", 1, "stores 0.1 as float64"),
        ("0.10000000149011612", "float32", 1, "stores 0.1 as float32"),
        ("nan", "float32", 1, "stores NaN as float32"),
        ("-inf", "float64", 1, "stores -Inf as float64"),
        ("-0", "float64", 1, "stores -0.0 as float64"),
        ("16777217", "float32", 1, "float32 cannot hold it: stores 16777216.0"),
        ("9007199254740993", "float64", 1, "float64 cannot hold it: stores 9007199254740992.0"),
        ("1e-50", "float32", 1, "float32 cannot hold it: stores 0.0"),
        ("1e-99999999999999999999", "float64", 1, "float64 cannot hold it: stores 0.0"),
        ("0.123456789", "float32", 1, "float32 cannot hold it: stores 0.12345679"),
        ("0.1", "float32", 3, "stores (0.1, 0.1, 0.1) as float32"),
        ("1, 16777217", "float32", 2, "float32 cannot hold it: stores (1.0, 16777216.0)"),
        ("−2.5", "float32", 1, "stores -2.5 as float32"),
        ("0.1+0.2j", "complex64", 1, "stores 0.1+0.2j as complex64"),
        ("16777217j", "complex64", 1, "complex64 cannot hold it: stores 0.0+16777216.0j"),
    ],
)
def test_the_note_says_what_will_be_stored(text: str, dtype: str, components: int, note: str) -> None:
    assert storage_note(text, parse_value(text, dtype, components)) == note


FLOATS = ("float16", "float32", "float64", "complex64", "complex128")


@pytest.mark.parametrize("text", ["1e400", "-1e400", "1" + "0" * 400, "9e99999999999999999999"])
@pytest.mark.parametrize("dtype", FLOATS)
def test_what_is_too_large_for_any_float_is_refused(text: str, dtype: str) -> None:
    with pytest.raises(EditError, match=f"is too large for {dtype}"):
        parse_value(text, dtype)


@pytest.mark.parametrize("text", ["1e400+2j", "2-1e400j", "inf+1e400j", "1e400j"])
def test_neither_part_of_a_complex_number_may_be_too_large(text: str) -> None:
    with pytest.raises(EditError, match="is too large for complex128"):
        parse_value(text, "complex128")


@pytest.mark.parametrize("text", ["1_0", "١٢", "１２", "1_0.5", "1e1_0", "0x10"])
@pytest.mark.parametrize("dtype", ["uint8", "int64", "bool", *FLOATS])
def test_only_plain_digits_are_a_number(text: str, dtype: str) -> None:
    with pytest.raises(EditError, match="is not a number"):
        parse_value(text, dtype)


def test_one_component_that_is_too_large_is_refused() -> None:
    with pytest.raises(EditError, match="1e400 is too large for float32"):
        parse_value("1, 1e400, 3", "float32", 3)
