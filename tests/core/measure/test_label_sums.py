"""What is known of labels in boxes, joined: judged by NumPy on the whole array, in twice the precision."""

from __future__ import annotations

from functools import reduce

import numpy as np
import pytest

from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.measure import label_sums
from itk_inspector.core.measure.label_sums import LabelSums, TooManyLabelsError, nothing, sums_in
from itk_inspector.core.measure.wide_sums import added, columns_for, whole_number, wide_sums

SHAPE = (11, 37, 29)
LABELS = np.random.default_rng(1).integers(-1, 4, (4, 13, 10)).repeat(3, 0).repeat(3, 1).repeat(3, 2)[:11, :37, :29]
TYPES = ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8"]


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(label_sums, "_BLOCK", 100)


def noise(dtype: str) -> np.ndarray:
    rng = np.random.default_rng(5)
    if dtype.startswith("f"):
        values = (rng.normal(0, 100, SHAPE) + 1000).astype(dtype)
        values[0, 0, :3] = np.nan, np.inf, -np.inf
        return values
    ends = np.iinfo(dtype)
    return rng.integers(ends.min, ends.max, SHAPE, dtype=dtype, endpoint=True)


def joined(labels: np.ndarray, values: np.ndarray | None) -> LabelSums:
    """Return what is found box by box, after it went through its table."""
    boxes = [
        Region((z, y, x), (min(4, 11 - z), min(10, 37 - y), min(20, 29 - x)))
        for z in range(0, 11, 4)
        for y in range(0, 37, 10)
        for x in range(0, 29, 20)
    ]
    parts = [
        sums_in(
            box,
            SHAPE,
            np.ascontiguousarray(labels[box.slices]),
            None if values is None else np.ascontiguousarray(values[box.slices]),
            outside=1,
        )
        for box in boxes
    ]
    found = reduce(LabelSums.joined, parts, nothing(labels.dtype, 3, None if values is None else values.dtype))
    assert found.outside == len(boxes)
    assert found.can_be_of(SHAPE)
    return LabelSums.of_table(found.table, labels.dtype, 3, None if values is None else values.dtype)


def check_values(found: LabelSums, labels: np.ndarray, values: np.ndarray, at: int) -> None:
    mine = values[labels == found.labels[at]]
    finite = mine[np.isfinite(mine)]
    assert found.values is not None
    told = found.values.statistics(at, int(found.places.pixels[at]), values.dtype)
    wide = finite.astype(np.longdouble)
    assert (told.count, told.nan) == (finite.size, int(np.isnan(mine).sum()))
    assert told.infinite == mine.size - finite.size - told.nan
    assert (told.minimum, told.maximum) == (finite.min(), finite.max())
    assert told.mean == pytest.approx(float(wide.mean()), rel=1e-14)
    assert told.deviation == pytest.approx(float(wide.std(ddof=1)), rel=1e-12)
    if values.dtype.kind != "f":
        assert told.total == sum(finite.tolist())


@pytest.mark.parametrize("dtype", TYPES)
def test_values_of_each_type_are_told_as_numpy_does(dtype: str) -> None:
    values = noise(dtype)
    found = joined(LABELS, values)
    assert found.labels.tolist() == [-1, 1, 2, 3]
    for at in range(4):
        check_values(found, LABELS, values, at)


def test_floats_of_all_sizes_have_a_mean_and_a_deviation() -> None:
    values = noise("f8")
    values[LABELS == 1] *= 1e300
    values[LABELS == 2] *= 1e-300
    values[LABELS == 3] = np.nan
    found = joined(LABELS, values)
    for at in (0, 1, 2):
        check_values(found, LABELS, values, at)
    assert found.values is not None
    told = found.values.statistics(3, int(found.places.pixels[3]), values.dtype)
    assert (told.count, told.nan, told.mean, told.deviation) == (0, int((LABELS == 3).sum()), None, None)


@pytest.mark.parametrize("dtype", ["i1", "u2", "i8", "u8"])
def test_places_are_told_as_numpy_does(dtype: str) -> None:
    labels = (LABELS + 1).astype(dtype)
    if dtype == "u8":
        labels[labels == 3] = 2**64 - 1
    found = joined(labels, None)
    assert found.labels.tolist() == [label for label in np.unique(labels).tolist() if label]
    for at, label in enumerate(found.labels):
        places = np.argwhere(labels == label)
        told = found.places
        assert told.pixels[at] == len(places)
        assert told.first[at] == np.flatnonzero(labels == label)[0]
        assert (told.low[at].tolist(), told.high[at].tolist()) == (places.min(0).tolist(), places.max(0).tolist())
        assert [told.sum_along(at, axis) for axis in range(3)] == places.sum(0).tolist()


def test_more_labels_than_are_told_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(label_sums, "MOST_LABELS", 3)
    with pytest.raises(TooManyLabelsError):
        joined(LABELS, None)


def test_wide_sums_are_exact() -> None:
    numbers = np.array([0, 1, 2**50 - 1, 2**50], np.int64)
    for place in range(0, 112, 16):
        columns = columns_for(place + 50)
        sums = wide_sums(numbers, columns, place)
        for _ in range(6):
            sums = added(sums, sums)
        assert [whole_number(row) for row in sums] == [int(number) << place + 6 for number in numbers]
