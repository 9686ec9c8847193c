"""Labels of two images, counted in plain Python."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from itk_inspector.core.compare import label_overlap as module
from itk_inspector.core.compare.label_overlap import LabelOverlap, label_overlap


@st.composite
def label_images(draw: st.DrawFn) -> npt.NDArray[Any]:
    kind = draw(st.sampled_from(["u1", "i2", "i8", "u8", "u2"]))
    limits = np.iinfo(kind)
    few = [0, 1, 2, int(limits.max), int(limits.min)]
    return draw(hnp.arrays(kind, (4, 5), elements=st.sampled_from(few)))


@given(label_images(), label_images())
def test_overlap_is_what_python_counts(a: npt.NDArray[Any], b: npt.NDArray[Any]) -> None:
    x, y = a.ravel().tolist(), b.ravel().tolist()
    found = label_overlap(a, b)
    assert found == tuple(
        LabelOverlap(n, x.count(n), y.count(n), sum(p == q == n for p, q in zip(x, y, strict=True)))
        for n in sorted({*x, *y})
    )
    for one in found:
        assert one.dice == float(Fraction(2 * one.in_both, x.count(one.label) + y.count(one.label)))


def test_blocks_are_added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BLOCK", 3)
    a = np.array([0, 0, 0, 5, 5, 0, 7], "u2")
    b = np.array([0, 0, 0, 5, 0, 0, 5], "i4")
    assert label_overlap(a, b) == (LabelOverlap(0, 4, 5, 4), LabelOverlap(5, 2, 2, 1), LabelOverlap(7, 1, 0, 0))


def test_masks_have_two_labels() -> None:
    a = np.array([True, False, True])
    assert label_overlap(a, ~a) == (LabelOverlap(0, 1, 2, 0), LabelOverlap(1, 2, 1, 0))


def test_grey_values_are_no_labels() -> None:
    grey, few = np.arange(100, dtype="i2"), np.zeros(100, "i2")
    assert label_overlap(grey, few) is None
    assert label_overlap(few, grey) is None
    assert label_overlap(few, few.astype("f4")) is None
    assert label_overlap(few, few[:50]) is None
    assert label_overlap(grey, few, most=100) is not None


def test_many_blocks_of_one_label_each_are_no_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BLOCK", 1)
    grey = np.arange(100, dtype="i2")
    assert label_overlap(grey, grey) is None


def test_it_ends_when_the_pixels_are_gone() -> None:
    a = np.zeros(4, "u1")
    assert label_overlap(a, a, go_on=lambda: False) is None
