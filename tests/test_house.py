"""What `measure_house.py` measures is what it says, and the house keeps what it has reached."""

from __future__ import annotations

from pathlib import Path

import pytest

import house
import measure_house


@pytest.mark.parametrize("part", [measure_house.sizes, measure_house.imports, measure_house.additions])
def test_no_figure_goes_over_its_limit(part: object) -> None:
    assert callable(part)
    over = {figure.what: str(figure) for figure in part() if figure.is_over}

    assert not over, "\n".join(over.values())


@pytest.mark.parametrize("what", measure_house.ONCE)
def test_what_is_done_once_is_done_by_some_function(what: str) -> None:
    assert measure_house.functions_that(what), "renamed? mend ONCE in measure_house.py"


@pytest.mark.parametrize("addition", measure_house.ADDITIONS, ids=lambda each: each.kind)
def test_each_example_is_named_by_the_source(addition: measure_house.Addition) -> None:
    assert house.named_in(addition.words)


def test_the_ways_are_walked_and_short() -> None:
    figures = {figure.what: figure for figure in measure_house.journeys()}

    assert {f"{name}: rooms" for name in measure_house.LIMITS} <= figures.keys()
    assert figures["open: rooms"].value > figures["hover: rooms"].value > 5
    assert figures["hover: probe made, times"].value == 1
    assert not [str(figure) for figure in figures.values() if figure.is_over]


def test_code_is_neither_blank_nor_comment_nor_docstring(tmp_path: Path) -> None:
    source = tmp_path / "some.py"
    source.write_text(
        '"""One.\n\nTwo."""\n\n# three\nx = """a\nb"""  # counts twice\n\n\ndef f():\n    "Four."\n    return x\n'
    )

    assert house.lines_of(source) == 12
    assert house.code_lines_of(source) == 4


def test_words_are_identifiers_and_texts_but_no_docstrings(tmp_path: Path) -> None:
    source = tmp_path / "some.py"
    source.write_text('"""fit"""\nfrom a.b import c\n\nd.e = f(g="fit")  # h\n')

    assert house.words_of(source) == {"c", "d", "e", "f", "g", "'fit'"}


def test_a_circle_is_found() -> None:
    assert house.circle({"a": {"b"}, "b": {"c"}, "c": set()}) == ()
    assert house.circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ("b", "c", "b")


def test_a_class_is_counted_with_its_bases() -> None:
    size = next(each for each in house.class_sizes() if each.name == "gui.canvas.image_canvas.ImageCanvas")
    base = next(each for each in house.class_sizes() if each.name == "gui.canvas.canvas_frame.CanvasFrame")

    assert size.bases[-1] == "gui.canvas.canvas_frame.CanvasFrame"
    assert size.lines > base.lines
    assert size.methods > base.methods > 5
