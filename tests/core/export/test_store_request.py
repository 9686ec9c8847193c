"""What is asked of a new store."""

from __future__ import annotations

from pathlib import Path

import pytest

from itk_inspector.core.editing.formula import Formula, formulas_of
from itk_inspector.core.editing.operations import names
from itk_inspector.core.editing.storing import Storing
from itk_inspector.core.errors import EditError, UsageError
from itk_inspector.core.export.conversion import Conversion, ConversionKind
from itk_inspector.core.export.store_request import StoreRequest, compression, formulas, is_new_store

KEEP = Conversion()


@pytest.mark.parametrize(
    ("name", "is_store"),
    [("a.zarr", True), ("a.ome.ZARR", True), ("a.zarr.zip", False), ("zarr", False), ("a.nii", False)],
)
def test_a_store_is_known_by_its_name(name: str, is_store: bool) -> None:
    assert is_new_store(Path("/x") / name) is is_store


def test_what_the_level_of_the_compression_is() -> None:
    assert compression(None, compress=True) == StoreRequest(Path("/a.zarr")).level
    assert (compression(9, compress=True), compression(9, compress=False)) == (9, 0)
    for level in (-1, 10):
        with pytest.raises(UsageError, match="to 9"):
            StoreRequest(Path("/a.zarr"), level=level)


@pytest.mark.parametrize(
    ("expression", "dtype", "conversion", "wanted"),
    [
        ("", "", KEEP, ()),
        ("a + 1", "", KEEP, (Formula("a + 1"),)),
        ("", "uint8", KEEP, (Formula("a", "uint8"),)),
        ("a / 2", "float32", KEEP, (Formula("a / 2", "float32"),)),
        ("", "", Conversion(ConversionKind.ROUND, "int16"), (Formula("a", "int16", Storing.ROUND),)),
        ("-a", "", Conversion(ConversionKind.CLIP, "uint8"), (Formula("-a", "uint8", Storing.CLIP),)),
    ],
)
def test_what_each_pixel_becomes(
    expression: str, dtype: str, conversion: Conversion, wanted: tuple[Formula, ...]
) -> None:
    assert formulas(expression, dtype, conversion) == wanted


@pytest.mark.parametrize(
    "conversion",
    [
        Conversion(ConversionKind.NARROWEST),
        Conversion(ConversionKind.ROUND),
        Conversion(ConversionKind.WINDOW, low=0.0, high=1.0),
    ],
)
def test_a_conversion_by_all_values_is_refused(conversion: Conversion) -> None:
    with pytest.raises(UsageError, match="box by box"):
        formulas("", "", conversion)


def test_a_type_and_a_conversion_are_one_too_many() -> None:
    with pytest.raises(UsageError, match="either"):
        formulas("", "uint8", Conversion(ConversionKind.CLIP, "uint8"))


def record(**parameters: object) -> dict[str, object]:
    """A step of a journal."""
    return {"label": "Expression", "operation": {"name": names.EXPRESSION.name, "parameters": parameters}}


def test_steps_of_a_journal_are_formulas() -> None:
    steps = [record(text="a * 2"), record(text="a - 1", type="float64", storing="round")]
    made = formulas_of(steps)

    assert made == (Formula("a * 2"), Formula("a - 1", "float64", Storing.ROUND))
    assert made[1].parameters == {"text": "a - 1", "storing": "round", "type": "float64"}
    assert made[0].parameters == {"text": "a * 2", "storing": "exact"}
    assert formulas_of([]) == ()


@pytest.mark.parametrize(
    "step",
    [
        {"label": "Brush"},
        {"label": "Crop", "operation": {"name": "crop", "parameters": {}}},
        record(text="a", region={"start": [0], "size": [1]}),
    ],
)
def test_another_step_is_refused_by_its_number_and_label(step: dict[str, object]) -> None:
    with pytest.raises(EditError, match=r"Step 2, .*only expressions of all pixels"):
        formulas_of([record(text="a"), step])


@pytest.mark.parametrize("step", [record(), record(text="a", storing="nonsense"), {"label": "x", "operation": 3}])
def test_a_damaged_step_is_refused(step: dict[str, object]) -> None:
    with pytest.raises(EditError):
        formulas_of([step])
