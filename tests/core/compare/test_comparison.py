"""What counts as a difference of two images, and how it is told."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from itk_inspector.core.compare.comparison import Comparison, compare, metadata_difference
from itk_inspector.core.compare.told import comparison_dict, comparison_lines
from itk_inspector.core.errors import PixelsGoneError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.space import Space
from itk_inspector.core.pixels.pixel_access import PixelAccess

GREY = np.arange(24, dtype=np.int16).reshape(2, 3, 4) * 10


@dataclass
class Image:
    """An open image; its memory is there so often as it is told."""

    info: ImageInfo
    pixels: npt.NDArray[Any]
    looks: float = math.inf

    @property
    def access(self) -> PixelAccess:
        return PixelAccess(self.pixels, self.info.geometry, self, self.info.path)

    @property
    def is_safe(self) -> bool:
        self.looks -= 1
        return self.looks >= 0


def image(pixels: npt.NDArray[Any] = GREY, *, name: str = "a.nrrd", components: int = 1, **facts: Any) -> Image:
    shape = pixels.shape if components == 1 else pixels.shape[:-1]
    geometry = replace(Geometry.identity(shape[::-1]), **facts.pop("placed", {}))
    known = {"pixel_type": "scalar", "component_type": "short", "space": Space("mm")} | facts
    dtype = pixels.dtype
    stored = components * (2 if dtype.kind == "c" else 1)
    return Image(
        ImageInfo(Path(name), "NrrdImageIO", components=stored, dtype=dtype.name, geometry=geometry, **known), pixels
    )


def changed(at: tuple[int, ...], value: Any, pixels: npt.NDArray[Any] = GREY) -> npt.NDArray[Any]:
    other = pixels.copy()
    other[at] = value
    return other


def lines(found: Comparison) -> dict[str, str]:
    return {line[:16].strip(): line[16:] for line in comparison_lines(found)}


def test_identical_images() -> None:
    found = compare(image(), image(GREY.copy(), name="b.nrrd"))
    assert found.is_identical
    assert found.differing == ()
    assert comparison_lines(found) == [
        "A               a.nrrd: 4 × 3 × 2, int16",
        "B               b.nrrd: 4 × 3 × 2, int16",
        "geometry        Same size, spacing, origin, direction and start index.",
        "type            int16 in both",
        "values          every bit of 24 pixels is the same",
        "result          identical",
    ]


def test_values_differ() -> None:
    placed = {"start_index": (1, -2, 0)}
    a, b = image(placed=placed, metadata={"a": "1"}), image(changed((1, 2, 0), -7), placed=placed)
    found = compare(a, b)
    assert found.differing == ("values",)
    told = lines(found)
    assert told["values"] == "1 of 24 pixels differs (4.17 %)"
    assert told["largest"] == "207 at ITK (1, 0, 1), NumPy [1, 2, 0]: 200 in A, -7 in B"
    assert told["A − B"] == "0 to 207 (int32)"
    assert told["|A − B|"] == "mean 8.625, root mean square 42.2537"
    assert told["result"] == "different: values"


def test_a_tolerance_is_told() -> None:
    b = image(changed((0, 0, 0), 3))
    within, beyond = compare(image(), b, tolerance=3.0), compare(image(), b, tolerance=2.5)
    assert within.differing == ()
    assert not within.is_identical
    assert lines(within)["values"] == "1 of 24 pixels differs (4.17 %); 0 by more than 3"
    assert lines(within)["result"] == "same within a tolerance of 3"
    assert beyond.differing == ("values",)
    assert lines(beyond)["values"].endswith("1 by more than 2.5")


def test_other_bits_are_a_difference_unless_numbers_are_compared() -> None:
    a, b = image(np.array([[0.0, math.nan]])), image(np.array([[-0.0, math.nan]]))
    assert compare(a, b).differing == ("values",)
    assert not compare(a, b).is_identical
    assert lines(compare(a, b))["other bits"] == "1 value is the same number in other bits (−0.0, NaN)"
    assert lines(compare(a, b))["NaN"] == "1 in both, 0 in one only"
    assert compare(a, b, tolerance=0.0).differing == ()


def test_nan_in_one_is_beyond_each_tolerance() -> None:
    found = compare(image(np.array([[math.inf, 1.0]])), image(np.array([[0.0, math.nan]])), tolerance=1e9)
    assert found.differing == ("values",)
    told = lines(found)
    assert told["NaN"] == "0 in both, 1 in one only"
    assert told["infinite"] == "1 difference, in no mean"
    assert told["largest"] == "Inf at ITK (0, 0), NumPy [0, 0]: Inf in A, 0.0 in B"
    assert "|A − B|" not in told


def test_rounded_geometry_counts_unless_there_is_a_tolerance() -> None:
    b = image(placed={"origin": (1e-7, 0.0, 0.0)})
    assert compare(image(), b).differing == ("geometry",)
    assert lines(compare(image(), b))["values"] == "every bit of 24 pixels is the same"
    found = compare(image(), b, tolerance=0.0)
    assert found.differing == ()
    assert lines(found)["result"] == "same within a tolerance of 0 and to rounding of the geometry"


def test_of_another_geometry_values_are_compared_index_by_index() -> None:
    found = compare(image(), image(changed((0, 0, 1), 0), placed={"origin": (5.0, 0.0, 0.0)}), tolerance=99.0)
    assert found.differing == ("geometry",)
    assert lines(found)["values"].startswith("1 of 24 pixels differs (4.17 %), compared index by index")


def test_other_sizes_and_components_have_no_counterparts() -> None:
    smaller = compare(image(), image(GREY[:1].copy()))
    assert smaller.differing == ("size",)
    assert lines(smaller)["values"] == "not compared: the sizes differ"
    moved = compare(image(), image(GREY[:1].copy(), placed={"origin": (5.0, 0.0, 0.0)}))
    assert moved.differing == ("size", "geometry")
    colour = image(np.zeros((2, 3, 4, 3), "u1"), components=3, pixel_type="rgb")
    found = compare(image(), colour)
    assert found.differing == ("type",)
    assert lines(found)["type"] == "int16 in A, 3 × uint8 (rgb) in B"
    assert lines(found)["values"] == "not compared: a pixel has 1 and 3 components"
    assert comparison_dict(found)["values_not_compared"] == "a pixel has 1 and 3 components"


def test_types_differ_with_the_same_values() -> None:
    found = compare(image(), image(GREY.astype("f4")), tolerance=0.0)
    assert found.differing == ("type",)
    assert not found.is_identical
    assert lines(found)["type"] == "int16 in A, float32 in B; compared by value"
    assert lines(found)["values"] == "0 of 24 pixels differ; 0 by more than 0"


def test_kinds_of_pixels_are_told_where_the_numbers_are_the_same() -> None:
    a = image(GREY.astype("u1"))
    b = image(GREY.astype("u1"), pixel_type="offset")
    assert lines(compare(a, b))["type"] == "uint8 (scalar) in A, uint8 (offset) in B; compared by value"


def test_components_are_told_one_by_one() -> None:
    a = np.zeros((2, 2, 3), "u1")
    one, other = (image(p, components=3, pixel_type="rgb") for p in (a, changed((1, 0, 2), 9, a)))
    told = comparison_lines(compare(one, other))
    assert "values          1 of 4 pixels differs (25 %)" in told
    at = told.index("component 2     1 of 4 values differs")
    assert told[at + 1] == "largest         9 at ITK (0, 1), NumPy [1, 0]: 0 in A, 9 in B"
    assert "component 0     0 of 4 values differ" in told


def test_labels_are_told_where_they_differ() -> None:
    a = np.repeat(np.array([[0, 0, 3]], "u1"), 4, axis=0)
    a[3, 0] = 200  # is the same in both
    told = comparison_lines(compare(image(a), image(changed((0, 2), 0, a))))
    assert told[-4:-1] == [
        "label  pixels in A  in B  in both    Dice",
        "    0            7     8        7  0.9333",
        "    3            4     3        3  0.8571",
    ]
    assert compare(image(a), image(a)).labels is not None
    assert len(comparison_lines(compare(image(a), image(a)))) == 6


def test_complex_numbers_have_no_order() -> None:
    a = np.array([[1 + 1j, 2j]], "c8")
    found = compare(image(a, pixel_type="complex"), image(changed((0, 0), 1, a), pixel_type="complex"))
    told = lines(found)
    assert told["largest"] == "1.0 at ITK (0, 0), NumPy [0, 0]: 1.0+1.0j in A, 1.0+0.0j in B"
    assert "A − B" not in told
    (component,) = comparison_dict(found)["values"]["components"]
    assert component["largest"]["a"] == [1.0, 1.0]
    assert component["smallest"] is None


def test_metadata_are_compared_when_asked_for() -> None:
    a, b = image(metadata={"x": "1", "y": "2"}), image(metadata={"y": "3", "z": "4"})
    assert compare(a, b).differing == ()
    found = compare(a, b, with_metadata=True)
    assert found.differing == ("metadata",)
    assert comparison_lines(found)[5:9] == [
        "metadata        3 entries differ",
        "  only in A: x = 1",
        "  only in B: z = 4",
        "  y = 2 in A, 3 in B",
    ]
    same = compare(a, a, with_metadata=True)
    assert lines(same)["metadata"] == "same"
    assert metadata_difference({}, {"k": ""}).count == 1
    assert comparison_dict(found)["metadata"] == {"only_in_a": ["x"], "only_in_b": ["z"], "changed": {"y": ["2", "3"]}}


def test_which_of_several_images_is_told() -> None:
    found = compare(image(parts=("one", "two"), part=1), image())
    assert lines(found)["A"] == "a.nrrd (2 of 2): 4 × 3 × 2, int16"


def test_json_is_exact_and_in_the_order_of_its_names() -> None:
    big = np.array([[0, 2**64 - 1, 5]], "u8")
    a = image(big, placed={"start_index": (7, 0)})
    b = image(np.array([[0, -(2**63), 5]], "i8"), placed={"origin": (math.nan, 0.0)})
    told = json.loads(json.dumps(comparison_dict(compare(a, b)), allow_nan=False))
    assert (told["same"], told["identical"], told["tolerance"]) == (False, False, None)
    assert told["differing"] == ["geometry", "type", "values"]
    assert told["geometry"]["differing"] == ["origin", "start index"]
    assert told["geometry"]["farthest"]["distance"] == "nan"
    assert (told["difference_type"], told["difference_is_exact"]) == ("float64", False)
    (component,) = told["values"]["components"]
    assert component["largest"] == {
        "itk_index": [8, 0],
        "itk_index_b": [1, 0],
        "array_index": [0, 1],
        "a": 2**64 - 1,
        "b": -(2**63),
        "magnitude": 2**64 - 1 + 2**63,
    }
    assert component["other_bits"] is None
    assert told["labels"] == [
        {"label": -(2**63), "in_a": 0, "in_b": 1, "in_both": 0, "dice": 0.0},
        {"label": 0, "in_a": 1, "in_b": 1, "in_both": 1, "dice": 1.0},
        {"label": 5, "in_a": 1, "in_b": 1, "in_both": 1, "dice": 1.0},
        {"label": 2**64 - 1, "in_a": 1, "in_b": 0, "in_both": 0, "dice": 0.0},
    ]
    largest = lines(compare(a, b))["largest"]
    assert largest.startswith(f"{2**64 - 1 + 2**63} at ITK (8, 0) in A, (1, 0) in B, NumPy [0, 1]: ")


def test_json_of_other_dimensions() -> None:
    told = comparison_dict(compare(image(), image(GREY[0].copy())))
    assert told["geometry"]["farthest"] is None
    assert told["geometry"]["common_size"] == []
    assert told["values"] is None
    assert told["differing"] == ["size"]


@pytest.mark.parametrize("looks", range(4))
def test_pixels_that_are_gone_are_no_difference(looks: int) -> None:
    with pytest.raises(PixelsGoneError, match=r"b\.nrrd cannot be read any more"):
        compare(image(), replace(image(name="b.nrrd"), looks=looks))
