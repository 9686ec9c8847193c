"""Whatever is typed is refused by an error of ours, or gives the right value, in bounded memory."""

from __future__ import annotations

import random
import tracemalloc
import warnings

import numpy as np

from itk_inspector.core.editing.expression import parse
from itk_inspector.core.editing.expression_source import Operand, Source
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry

PIXELS = np.array([[0, 1, 7], [128, 254, 255]], np.uint8)
SOURCE = Source(Operand(PIXELS, Geometry.identity((3, 2))))

NUMBERS = ("0", "1", "2", "3", "255", "9223372036854775807", "1_0", "0x7f")
WORDS = ("a", "x", "y", *NUMBERS)
SIGNS = ("+", "-", "*", "//", "%", "<", ">=", "==", "!=", "&", "|", "^", "(", ")", ",", "not")
CALLS = ("where(", "min(", "max(", "abs(", "int(")
HOSTILE = (
    *("**", "9**9", "1e308", "1e400", "nan", "inf", ".", "[", "]", "{", "}", ":", ":=", "=", "@", "~", "/", "<<", ">>"),
    *("lambda", "for", "in", "is", "await", "yield", "import", "None", "True", "'", '"', "\\", "\n", "\t", "\0", "#"),
    *("__import__", "eval", "exec", "open", "getattr", "__class__", "globals()", "np", "os.system", "*a", "px", "1j"),
    *("é", "\ud800", "𝒂", "０", "if", "else", "and", "or", "sqrt(", "exp(", "power(", "isin(", "float(", "round("),
)


def value_of(text: str) -> np.ndarray | None:
    """Return what is computed, None where it is refused."""
    out = np.zeros(PIXELS.shape, np.complex128)
    try:
        parse(text, SOURCE.names).evaluate(SOURCE, out)
    except EditError:
        return None
    return out


def soup(random_source: random.Random, tokens: tuple[str, ...]) -> str:
    return " ".join(random_source.choice(tokens) for _ in range(random_source.randint(1, 14)))


def term(random_source: random.Random, depth: int) -> str:
    """Write an expression that is likely to be sound."""
    if depth == 0 or random_source.random() < 0.2:
        return random_source.choice(WORDS)
    one, other = (term(random_source, depth - 1) for _ in range(2))
    match random_source.randrange(5):
        case 0:
            return f"({one} {random_source.choice(SIGNS[:12])} {other})"
        case 1:
            return f"where({one}, {other}, {term(random_source, depth - 1)})"
        case 2:
            return f"{random_source.choice(CALLS[1:3])}{one}, {other})"
        case 3:
            return f"abs({one})"
        case _:
            return f"not {one}" if random_source.random() < 0.3 else f"-{one}"


def python_values(text: str) -> list[int] | None:
    """Return what Python's own whole numbers give, pixel by pixel; None where it has no answer."""
    functions = {"where": lambda c, p, q: p if c else q, "min": min, "max": max, "abs": abs, "int": int}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            code = compile(text, "soup", "eval")
            return [
                int(eval(code, {"__builtins__": {}, **functions, "a": int(a), "x": x, "y": y}))
                for (y, x), a in np.ndenumerate(PIXELS)
            ]
        except (SyntaxError, TypeError, NameError, ZeroDivisionError, ValueError, OverflowError):
            return None


def test_sound_looking_texts_give_pythons_values_or_are_refused() -> None:
    random_source = random.Random(15)
    answered = 0
    for number in range(4000):
        text = term(random_source, 4) if number % 2 else soup(random_source, (*WORDS, *SIGNS, *CALLS))
        found = value_of(text)
        expected = python_values(text) if found is not None else None
        if found is not None and expected is not None:
            answered += 1
            # both as complex numbers of doubles, into which they were written exactly
            assert found.reshape(-1).tolist() == [complex(n) for n in expected], text

    assert answered > 800


def test_hostile_texts_are_refused_or_harmless() -> None:
    random_source = random.Random(16)
    tracemalloc.start()
    for number in range(6000):
        tokens = (*WORDS, *SIGNS, *CALLS, *HOSTILE)
        text = (
            soup(random_source, tokens) if number % 3 else "".join(map(chr, random_source.choices(range(1, 300), k=20)))
        )
        if number % 5 == 0:
            text = text * random_source.randint(1, 200)
        value_of(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 32_000_000
