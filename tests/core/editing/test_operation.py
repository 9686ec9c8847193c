"""Operations as plain data."""

from __future__ import annotations

import json
from typing import Any

import pytest

from itk_inspector.core.editing.operation import Operation
from itk_inspector.core.errors import EditError


def test_a_record_survives_json() -> None:
    operation = Operation("crop", {"region": {"start": (0, 1), "extent": [2, 3]}, "a": None, "b": 1.5, "c": "x"})

    again = Operation.from_record(json.loads(json.dumps(operation.record())))

    assert again.record() == operation.record()
    assert again.parameters["region"] == {"start": [0, 1], "extent": [2, 3]}


@pytest.mark.parametrize(
    "record",
    [{}, {"name": "a"}, {"name": 1, "parameters": {}}, {"name": "a", "parameters": []}],
)
def test_damaged_records_are_refused(record: dict[str, Any]) -> None:
    with pytest.raises(EditError, match="damaged"):
        Operation.from_record(record)


@pytest.mark.parametrize("value", [object(), {1: 2}, {"a": {3: 4}}, b"a"])
def test_only_plain_data_is_taken(value: object) -> None:
    with pytest.raises(EditError, match="damaged"):
        Operation.from_record({"name": "a", "parameters": {"value": value}})


def test_endless_data_are_refused() -> None:
    deep: list[Any] = []
    deep.append(deep)
    with pytest.raises(EditError, match="damaged"):
        Operation.from_record({"name": "a", "parameters": {"value": deep}})
