"""Expressions are what Python says of each pixel, or are refused."""

from __future__ import annotations

import math
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.editing.expression import Computed, parse
from itk_inspector.core.editing.expression_source import Operand, Source, blocks, layer_names
from itk_inspector.core.editing.storing import Storing
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ContinuousIndex, ItkIndex
from itk_inspector.core.geometry.other_lattice import index_in
from itk_inspector.core.geometry.regions import Region

PLACED = replace(
    Geometry.identity((4, 3, 2)), start_index=(2, -1, 5), origin=(7.0, 8.0, 9.0), spacing=(0.5, 2.0, 3.0),
    direction=((0.0, -1.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)),
)  # fmt: skip


def source(pixels: npt.NDArray[Any] | None = None, geometry: Geometry = PLACED, **others: Operand) -> Source:
    pixels = np.arange(24, dtype=np.uint8).reshape(2, 3, 4) if pixels is None else pixels
    return Source(Operand(pixels, geometry), others)


def computed(text: str, given_source: Source, dtype: str = "float64", **more: Any) -> npt.NDArray[Any]:
    out = np.zeros(given_source.main.pixels.shape, dtype)
    parse(text, given_source.names).evaluate(given_source, out, **more)
    return out


A = np.arange(24).reshape(2, 3, 4)
Z, Y, X = np.meshgrid(np.arange(5, 7), np.arange(-1, 2), np.arange(2, 6), indexing="ij")

EXAMPLES: dict[str, Any] = {
    "where(a > 10, a, 0)": np.where(A > 10, A, 0),
    "a if a > 10 else -1": np.where(A > 10, A, -1),
    "a * 1000 - 5": A * 1000 - 5,
    "255 - a": 255 - A,
    "a / 4": A / 4,
    "a // 4 + a % 4": A // 4 + A % 4,
    "a ** 2": A**2,
    "2 ** 3 ** 2 if a > 3 else a": np.where(A > 3, 512, A),
    "1 < a <= 5": (A > 1) & (A <= 5),
    "a > 3 and not a > 8 or a == 20": (A > 3) & ~(A > 8) | (A == 20),
    "(a > 3) & ~(a > 8)": (A > 3) & ~(A > 8),
    "a & 5 | 8 ^ a": A & 5 | 8 ^ A,
    "a << 2 >> 1": A << 2 >> 1,
    "x + 10 * y + 100 * z": X + 10 * Y + 100 * Z,
    "sqrt(a)": np.sqrt(A),
    "clip(a, 3, 7.5)": np.clip(A, 3, 7.5),
    "min(a, 5, x)": np.minimum(np.minimum(A, 5), X),
    "maximum(a, 5)": np.maximum(A, 5),
    "round(a / 2)": np.rint(A / 2),
    "floor(a / 2) + ceil(a / 2) + trunc(a / 2)": np.floor(A / 2) + np.ceil(A / 2) + np.trunc(A / 2),
    "abs(-a) + square(a)": A + A**2,
    "sign(a - 5)": np.sign(A - 5),
    "isin(a, 1, 5, 7)": np.isin(A, (1, 5, 7)),
    "logical_and(a > 1, a < 5, a != 3)": (A > 1) & (A < 5) & (A != 3),
    "logical_xor(a, 0) + logical_not(a) + logical_or(a, a)": np.ones_like(A) + (A != 0),
    "bitwise_and(a, 3) + bitwise_or(a, 3) + bitwise_xor(a, 3)": (A & 3) + (A | 3) + (A ^ 3),
    "mod(a, 7) + remainder(a, 7) + floor_divide(a, 7) + power(a, 2)": A % 7 * 2 + A // 7 + A**2,
    "int(a / 2) + float(a) + bool(a)": A // 2 + A + (A > 0),
    "hypot(a, 3) + arctan2(a, 2) + fmod(a, 3)": np.hypot(A, 3) + np.arctan2(A, 2) + np.fmod(A, 3),
    "exp(a / 10) + log(a + 1) + sin(a) * pi": np.exp(A / 10) + np.log(A + 1) + np.sin(A) * np.pi,
    "real(a) + imag(a) + conj(a)": 2 * A,
    "isnan(a) + isinf(a) + isfinite(a)": np.ones_like(A),
    "isnan(where(a == 3, nan, inf))": A == 3,
    "where(a == 0, -1, 100 // max(a, 1))": np.where(A == 0, -1, 100 // np.maximum(A, 1)),
    "where(a, 100 // a, 7)": np.where(A == 0, 7, 100 // np.maximum(A, 1)),
    "7": np.full_like(A, 7),
    " a ": A,
    "+a": A,
}


@pytest.mark.parametrize("text", EXAMPLES)
def test_a_value_is_what_numpy_computes_of_exact_numbers(text: str) -> None:
    assert np.array_equal(computed(text, source()), EXAMPLES[text])


def test_points_are_those_of_the_geometry() -> None:
    found = {name: computed(name, source()) for name in ("px", "py", "pz")}

    for z, y, x in np.ndindex(2, 3, 4):
        point = PLACED.point_of(ItkIndex.of(x + 2, y - 1, z + 5))
        assert tuple(found[n][z, y, x] for n in ("px", "py", "pz")) == point.components


# whole numbers, pixel by pixel, with Python's own ------------------------------

Tree = tuple[Any, ...]


def trees() -> st.SearchStrategy[Tree]:
    leaf = st.tuples(st.just("a")) | st.tuples(st.just("b")) | st.tuples(
        st.just("n"), st.integers(0, 9) | st.sampled_from((2**31, 2**62, 2**63 - 1))
    )  # fmt: skip

    def grown(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
        two = st.tuples(
            st.sampled_from(("+", "-", "*", "//", "%", "<", "==", "&", "|", "^", "minimum", "maximum")), inner, inner
        )
        one = st.tuples(st.sampled_from(("neg", "abs", "not")), inner)
        return (
            two
            | one
            | st.tuples(st.just("where"), inner, inner, inner)
            | st.tuples(st.just("**"), inner, st.integers(0, 5))
        )

    return st.recursive(leaf, grown, max_leaves=12)


def written(tree: Tree) -> str:
    match tree:
        case ("a" | "b" as name,):
            return str(name)
        case ("n", number):
            return str(number)
        case ("neg", one):
            return f"(-{written(one)})"
        case ("not", one):
            return f"(not {written(one)})"
        case ("abs", one):
            return f"abs({written(one)})"
        case ("**", one, exponent):
            return f"({written(one)} ** {exponent})"
        case ("minimum" | "maximum" as name, one, other):
            return f"{name}({written(one)}, {written(other)})"
        case ("where", *three):
            return f"where({', '.join(map(written, three))})"
        case (operator, one, other):
            return f"({written(one)} {operator} {written(other)})"
    raise AssertionError(tree)


class NoResultError(Exception):
    """No whole number of 64 bits."""


def python(tree: Tree, a: int, b: int) -> int | bool:
    """Compute one pixel with whole numbers of any length, and refuse what has more than 64 bits."""
    match tree:
        case ("a",):
            return a
        case ("b",):
            return b
        case ("n", number):
            return int(number)
        case ("where", condition, one, other):
            found = [attempt(each, a, b) for each in (condition, one, other)]
            if found[0] is None or (chosen := found[1] if found[0] else found[2]) is None:
                raise NoResultError
            return chosen
        case (operator, *operands):
            return within(applied(operator, [o if isinstance(o, int) else python(o, a, b) for o in operands]))
    raise AssertionError(tree)


def attempt(tree: Tree, a: int, b: int) -> int | bool | None:
    try:
        return python(tree, a, b)
    except NoResultError:
        return None


def within(number: int | bool) -> int | bool:
    if isinstance(number, bool) or -(2**63) <= number < 2**63:
        return number
    raise NoResultError


APPLIED: dict[str, Callable[..., Any]] = {
    "+": lambda p, q: int(p) + int(q),
    "-": lambda p, q: int(p) - int(q),
    "*": lambda p, q: int(p) * int(q),
    "<": lambda p, q: p < q,
    "==": lambda p, q: p == q,
    "&": lambda p, q: p & q,
    "|": lambda p, q: p | q,
    "^": lambda p, q: p ^ q,
    "minimum": min,
    "maximum": max,
    "neg": lambda p: -int(p),
    "abs": abs,
    "not": lambda p: not p,
    "**": lambda p, n: int(p) ** n,
}


def applied(operator: str, given_operands: list[Any]) -> Any:
    if operator in ("//", "%"):
        p, q = map(int, given_operands)
        if q == 0:
            raise NoResultError
        return p // q if operator == "//" else p % q
    if operator == "abs" and isinstance(given_operands[0], bool):
        return given_operands[0]
    return APPLIED[operator](*given_operands)


PIXELS = np.array([[0, 1, 2, 255], [7, 100, 3, 254]], np.uint8)
OTHER = np.array([[-(2**31), 0, 1, 2**31 - 1], [-1, 5, 0, 3]], np.int32)
FLAT = Geometry.identity((4, 2))
PAIR = source(PIXELS, FLAT, b=Operand(OTHER, FLAT))


@given(trees())
def test_whole_numbers_are_pythons_pixel_by_pixel(tree: Tree) -> None:
    out = np.zeros(PIXELS.shape, np.int64)
    expression = parse(written(tree), PAIR.names)
    expected = [attempt(tree, int(p), int(q)) for p, q in zip(PIXELS.flat, OTHER.flat, strict=True)]

    if None in expected:
        first = ItkIndex.of(*(int(n) for n in np.unravel_index(expected.index(None), PIXELS.shape)[::-1]))
        with pytest.raises(EditError, match="first at") as refused:
            expression.evaluate(PAIR, out)
        assert str(first) in refused.value.message
        return
    expression.evaluate(PAIR, out)
    assert out.reshape(-1).tolist() == [int(one) for one in expected if one is not None]
    assert expression.result_dtype({"a": "uint8", "b": "int32"}).kind in "bi"


@given(st.lists(st.floats(-1e6, 1e6, width=32), min_size=4, max_size=4), st.floats(-100, 100), st.integers(-1000, 1000))
def test_fractions_are_those_of_float64(numbers: list[float], one: float, other: int) -> None:
    pixels = np.array(numbers, np.float32).reshape(2, 2)
    given_source = source(pixels, Geometry.identity((2, 2)))

    found = computed(f"(a * {one!r} - {other}) / 3 + abs(a)", given_source)

    assert found.reshape(-1).tolist() == [(float(n) * one - other) / 3 + abs(float(n)) for n in pixels.flat]


# types, ranges and refusals ------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "dtype"),
    [
        ("a > 3", "bool"),
        ("a + 1", "int64"),
        ("a / 2", "float64"),
        ("a * 0.5", "float64"),
        ("where(a > 3, a, 0)", "int64"),
        ("where(a > 3, a, 0.5)", "float64"),
        ("a + 1j", "complex128"),
        ("x + a", "int64"),
        ("px", "float64"),
    ],
)
def test_the_type_is_known_before_any_pixel_is_looked_at(text: str, dtype: str) -> None:
    expression = parse(text, source().names)

    assert expression.result_dtype({"a": "uint8", "x": "int64", "px": "float64"}) == dtype
    assert expression.result_kind(source()) == (np.dtype(dtype), 1)


def test_the_range_is_told_afterwards() -> None:
    made = source()
    out = np.zeros((2, 3, 4), np.float32)

    told = parse("where(a == 3, nan, where(a < 2, -inf, a / 2))", made.names).evaluate(made, out)

    assert told == Computed(1.0, 11.5, nan=1, infinite=2)
    whole = np.zeros((2, 3, 4), np.int16)
    assert parse("a - 30", made.names).evaluate(made, whole) == Computed(-30, -7)
    assert parse("1j * a", made.names).evaluate(made, np.zeros((2, 3, 4), np.complex64)) == Computed()


def test_nothing_wraps_into_the_pixel_type() -> None:
    with pytest.raises(EditError, match=r"7 values do not fit uint8: the first is 270 at \(3, 0, 6\)") as refused:
        computed("a * 15 + 15", source(), "uint8")
    assert "0 to 255" in refused.value.message

    with pytest.raises(EditError, match=r"12 values do not fit uint8: the first is 0\.5"):
        computed("a / 2", source(), "uint8")
    assert np.array_equal(computed("a / 2", source(), "uint8", storing=Storing.ROUND), np.rint(A / 2))
    assert np.array_equal(computed("a * 20 - 9", source(), "uint8", storing=Storing.CLIP), np.clip(A * 20 - 9, 0, 255))


def test_one_value_that_does_not_fit_is_one() -> None:
    with pytest.raises(EditError, match="1 value does not fit int8: the first is 128 at"):
        computed("where(a == 23, 128, a)", source(), "int8")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1 // a", r"divided by zero, first at \(2, -1, 5\)"),
        ("a % (a - 3)", r"divided by zero, first at \(5, -1, 5\)"),
        ("a * 9223372036854775807", r"beyond 64 bits, first at \(4, -1, 5\)"),
        ("(a + 9007199254740992) * 0.5", r"beyond 2\^53 .* first at \(3, -1, 5\)"),
        ("int(sqrt(a - 5))", r"no whole number, first at \(2, -1, 5\)"),
        ("9 ** 9 ** 9", "beyond 64 bits"),
        ("1 // 0", "divided by zero"),
        ("2 ** a", "exponent of whole numbers"),
        ("a & 0.5", "whole numbers only"),
        ("(a + 1j) < 3", "complex"),
        ("~(a / 2)", "whole numbers only"),
    ],
)
def test_what_has_no_exact_result_is_refused_with_its_place(text: str, said: str) -> None:
    with pytest.raises(EditError, match=said):
        computed(text, source())


HOSTILE = {
    "": "Enter an expression",
    "a.T": "Dots",
    "np.where(a, 1, 2)": r"write where\(…\)",
    "a[0]": "Square brackets",
    "a.__class__": "Dots",
    "().__class__.__bases__": "Dots",
    "[a for a in a]": "Only numbers",
    "lambda: a": "Only numbers",
    "(a, 1)": "one number for each pixel",
    "[1, 2]": "one number for each pixel",
    "'a'": "Only numbers",
    "None": "Only numbers",
    "...": "Only numbers",
    "f'{a}'": "Only numbers",
    "b": "no “b” here",
    "__import__('os')": "no function “__import__”",
    "eval(a)": "no function “eval”",
    "where": "is a function",
    "where(a)": "takes 3 arguments, not 1",
    "min(a)": "takes 2 to 16 arguments",
    "where(a, *a)": "by place only",
    "clip(a, 1, high=3)": "by place only",
    "where(a)(a)": "Only numbers",
    "a @ a": "MatMult",
    "a is a": "“Is”",
    "a in a": "“In”",
    "a := 3": "Not a valid expression",
    "(a := 3)": "Only numbers",
    "a; a": "Not a valid expression",
    "a = 3": "Not a valid expression",
    "99999999999999999999": "beyond 64 bits",
    "await a": "",
    "yield a": "",
    "1" * 3000: "longer than",
    "(" * 900 + "a" + ")" * 900: "",
    "-" * 1500 + "a": "",
    "+".join("a" * 400): "too large",
    "a" + "+a" * 100: "too large",
    "\0": "",
    "a\ud800": "",
}


@pytest.mark.parametrize("text", HOSTILE, ids=[repr(text[:20]) for text in HOSTILE])
def test_what_is_not_on_the_list_is_refused(text: str) -> None:
    with pytest.raises(EditError, match=HOSTILE[text] or None):
        parse(text, source().names)


def test_no_power_is_computed_that_has_more_than_64_bits() -> None:
    tracemalloc.start()
    with pytest.raises(EditError, match="beyond 64 bits"):
        computed("a + 9 ** 9 ** 9 ** 9", source())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 4_000_000


# regions, blocks, components, other images ---------------------------------------


def test_only_a_region_is_computed_and_written() -> None:
    made = source()
    out = np.full((2, 3, 4), 99, np.uint8)
    box = Region((1, 1, 2), (1, 2, 2))

    told = parse("24 // (a - 14) + 3", made.names)
    with pytest.raises(EditError, match="by zero"):
        told.evaluate(made, out.copy())
    found = parse("a + 1", made.names).evaluate(made, out, region=box)

    assert found == Computed(19, 24)
    expected = np.full((2, 3, 4), 99)
    expected[box.slices] = A[box.slices] + 1
    assert np.array_equal(out, expected)
    with pytest.raises(EditError, match="region"):
        told.evaluate(made, out, region=Region((0, 0, 0), (3, 1, 1)))


@given(st.tuples(st.integers(1, 5), st.integers(1, 6), st.integers(1, 7)), st.integers(1, 40))
def test_blocks_tile_a_box_in_order(shape: tuple[int, int, int], most: int) -> None:
    number = np.full(shape, -1)
    count = 0
    for block in blocks(Region((0, 0, 0), shape), most):
        assert block.pixels <= most
        assert (number[block.slices] == -1).all()
        number[block.slices] = np.arange(count, count + block.pixels).reshape(block.shape)
        count += block.pixels

    assert np.array_equal(number, np.arange(math.prod(shape)).reshape(shape))


def test_large_images_are_computed_in_blocks_of_bounded_memory() -> None:
    geometry = Geometry.identity((512, 512, 8))
    pixels = np.arange(2**21, dtype=np.int32).reshape(geometry.shape)
    made, out, told = source(pixels, geometry), np.zeros(geometry.shape, np.int32), []
    expression = parse("where(a % 2 == 0, a // 2 + x * y, min(a, 3 * z))", made.names)
    tracemalloc.start()

    expression.evaluate(made, out, told=told.append)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    z, y, x = np.ogrid[:8, :512, :512]
    assert np.array_equal(out, np.where(pixels % 2 == 0, pixels // 2 + x * y, np.minimum(pixels, 3 * z)))
    assert peak < 16 * 2**20
    assert told == [n / 16 for n in range(1, 17)]


def test_it_can_be_given_up_between_blocks() -> None:
    geometry = Geometry.identity((512, 512, 4))
    made = source(np.ones(geometry.shape, np.uint8), geometry)
    out, asked = np.zeros(geometry.shape, np.uint8), iter((True, True, False))

    assert parse("a", made.names).evaluate(made, out, go_on=lambda: next(asked)) is None
    assert int(out.sum()) == 2 * 2**17


def test_components_are_computed_each_or_by_name() -> None:
    pixels = np.arange(48, dtype=np.uint8).reshape(2, 3, 4, 2)
    made = source(pixels)

    assert made.names[:3] == ("a", "a0", "a1")
    assert np.array_equal(computed("a + 1", made), pixels + 1.0)
    assert np.array_equal(computed("a1 - a0 + a", made), pixels + 1.0)
    assert np.array_equal(computed("x", made), np.stack([X, X], axis=-1))
    one = np.zeros((2, 3, 4))
    parse("max(a0, a1)", made.names).evaluate(made, one)
    assert np.array_equal(one, pixels[..., 1])
    assert parse("max(a0, a1)", made.names).result_kind(made) == (np.dtype("int64"), 1)
    assert parse("a * 2", made.names).result_kind(made) == (np.dtype("int64"), 2)
    with pytest.raises(EditError, match="several components"):
        parse("a", made.names).evaluate(made, one)


def test_other_images_are_those_of_the_same_pixels_or_points() -> None:
    turned = replace(
        Geometry.identity((9, 9, 9)), origin=(2.0, 7.0, 20.0), spacing=(1.0, 0.7, 1.5), start_index=(-1, 0, 2)
    )
    pixels = np.arange(729, dtype=np.int16).reshape(9, 9, 9)
    made = source(ct=Operand(pixels, turned), same=Operand(A.astype(np.float32), PLACED))

    found = computed("ct + 0 * same", made)

    for z, y, x in np.ndindex(2, 3, 4):
        where = ContinuousIndex((x + 2.0, y - 1.0, z + 5.0))
        index = index_in(PLACED, turned, where)
        assert index is not None
        at = tuple(c - s for c, s in zip(index.components, turned.start_index, strict=True))[::-1]
        assert found[z, y, x] == pixels[at]


def test_another_image_that_does_not_cover_the_pixels_is_refused_but_for_a_region() -> None:
    part = replace(PLACED, size=(2, 3, 2))
    pixels = np.arange(12, dtype=np.int16).reshape(2, 3, 2)
    made = source(part=Operand(pixels, part))

    with pytest.raises(EditError, match=r"“part” does not cover the pixels at \(4, -1, 5\)"):
        computed("part", made)
    found = computed("part + 1", made, region=Region((0, 0, 0), (2, 3, 2)))
    assert np.array_equal(found[..., :2], pixels + 1)


def test_components_that_do_not_go_together_are_refused() -> None:
    two, three = np.zeros((2, 3, 4, 2), np.uint8), np.zeros((2, 3, 4, 3), np.uint8)
    made = Source(Operand(two, PLACED), {"b": Operand(three, PLACED)})

    with pytest.raises(EditError, match="components"):
        computed("a + b", made)


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (("ct.nrrd", "b"), ("ct", "b")),
        (("ct.nii.gz", "ct"), ("ct", "layer2")),
        (("2 ct", "x", "sqrt", "a", "a3", "px"), tuple(f"layer{n}" for n in range(1, 7))),
        (("layer2", "2"), ("layer2", "layer2_")),
        (("for", "größe"), ("layer1", "layer2")),
    ],
)
def test_layers_have_names_that_an_expression_can_use(titles: tuple[str, ...], names: tuple[str, ...]) -> None:
    assert layer_names(titles) == names
