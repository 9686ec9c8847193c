"""The facts of ITK's example on the NumPy interface, in its order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import itk
import numpy as np
import pytest

from itk_inspector.core.errors import OpenError
from itk_inspector.itkio import from_memory, interface_report


def test_six_facts_in_their_order_then_three() -> None:
    document = from_memory.document(np.zeros((257, 221), dtype=np.uint8))

    lines = interface_report.lines(document)

    assert [line.split(": ", 1)[-1].split(" = ")[-1] for line in lines] == [
        "itkSize2 ([221, 257])",
        "(257, 221)",
        "(257, 221)",
        "itkSize2 ([221, 257])",
        "6",
        "8",
        "yes",
        "no",
        "no",
    ]
    assert "ITK value at [2,1]" in lines[4]
    assert "NumPy value at [2,1]" in lines[5]
    assert "view shares" in lines[6]
    assert "copy shares" in lines[7]
    assert "can be written" in lines[8]


@pytest.mark.parametrize(
    ("shape", "dtype", "size"),
    [((2, 3, 4), "int64", "itkSize3 ([4, 3, 2])"), ((6, 1), "float32", "itkSize2 ([1, 6])")],
)
def test_any_image_will_do(shape: tuple[int, ...], dtype: str, size: str) -> None:
    lines = interface_report.lines(from_memory.document(np.zeros(shape, dtype=dtype)))

    assert lines[0].endswith(size)
    assert lines[3].endswith(size)
    assert lines[1].endswith(str(shape))


def test_sharing_is_measured_not_asserted(oblique: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """With an image on other memory the report must say so."""
    document = from_memory.document(np.zeros((3, 4), dtype=np.uint8), geometry=oblique((4, 3)))
    other = from_memory.document(np.zeros((3, 4), dtype=np.uint8), geometry=oblique((4, 3)))
    monkeypatch.setattr(document, "_itk", other.itk_pixels)

    assert interface_report.lines(document)[6].endswith("no")


def test_pixels_without_an_itk_type_are_refused(oblique: Callable[..., Any]) -> None:
    document = from_memory.document(np.zeros((3, 4, 2), dtype=np.int64), geometry=oblique((4, 3)))

    with pytest.raises(OpenError, match="wraps no image of int64 × 2"):
        interface_report.lines(document)


def test_of_a_giant_no_copy_is_made() -> None:
    document = from_memory.document(np.zeros((3, 4), dtype=np.uint8))
    view = document.access.all()

    found = interface_report.facts(document.image, view, document.info, most_copied=view.nbytes - 1)

    assert [fact.label.split()[0] for fact in found] == ["ITK", "NumPy", "3", "3", "view", "view"]


def test_the_calls_give_what_is_reported() -> None:
    """Each call is run as it stands, after those before it."""
    array = np.arange(60, dtype=np.int16).reshape(3, 4, 5)
    document = from_memory.document(array)
    names: dict[str, object] = {"itk": itk, "np": np, "image": itk.image_view_from_array(array)}

    for fact in interface_report.facts(document.image, document.access.all(), document.info):
        *before, last = fact.code.split("; ")
        exec("; ".join(before), names)
        found = eval(last, names)
        expected = {"yes": True, "no": False}.get(fact.result, fact.result)
        if fact.label != "view can be written:":  # that of the window is read-only
            assert str(found) == str(expected), fact
