"""What a format would lose, and what may be overwritten."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import SimpleITK
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.export import write_formats
from itk_inspector.core.export.dicom_options import DicomOptions
from itk_inspector.core.export.format_rules import Writer
from itk_inspector.core.export.preflight import (
    ExportRequest,
    Finding,
    Severity,
    check,
)
from itk_inspector.core.export.write_format import WriteFormat
from itk_inspector.core.export.write_formats import NUMPY_FORMAT, WRITE_FORMATS
from itk_inspector.core.export.written_part import cropped_geometry
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.space import Space
from itk_inspector.core.labels.label_table import Label, label_table

TURNED = ((0.0, -1.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0))


def info(size: tuple[int, ...] = (4, 3, 2), **changes: Any) -> ImageInfo:
    plain = ImageInfo(
        path=Path("/data/source.nrrd"),
        format="NrrdImageIO",
        pixel_type="scalar",
        component_type="short",
        components=1,
        dtype="int16",
        geometry=Geometry.identity(size),
        space=Space("mm", is_patient=True),
    )
    return replace(plain, **changes)


def placed(size: tuple[int, ...] = (4, 3, 2), **changes: Any) -> ImageInfo:
    return info(geometry=replace(Geometry.identity(size), **changes))


def findings(about: ImageInfo, name: str, **request: Any) -> list[tuple[Severity, str]]:
    return [(f.severity, f.text) for f in check(about, ExportRequest(Path("/out") / name, **request))]


# ------------------------------------------------------------------ geometry of a part


def test_without_a_crop_the_geometry_stays() -> None:
    geometry = replace(Geometry.identity((4, 3)), origin=(0.1, 0.2), spacing=(0.3, 0.7))

    assert cropped_geometry(geometry, None) == geometry


def test_the_start_index_goes_into_the_origin() -> None:
    geometry = replace(Geometry.identity((4, 3)), start_index=(10, -2), spacing=(0.5, 2.0), origin=(1.0, 1.0))

    found = cropped_geometry(geometry, None)

    assert (found.start_index, found.origin) == ((0, 0), (6.0, -3.0))


def test_a_crop_is_given_in_numpy_order() -> None:
    found = cropped_geometry(Geometry.identity((9, 8, 7)), Region((1, 2, 3), (4, 5, 6)))

    assert (found.size, found.origin) == ((6, 5, 4), (3.0, 2.0, 1.0))


@given(st.tuples(*(st.integers(0, 3),) * 3), st.tuples(*(st.floats(0.1, 9.0),) * 3))
def test_a_cropped_origin_agrees_with_simpleitk(start: tuple[int, ...], spacing: tuple[float, ...]) -> None:
    geometry = replace(Geometry.identity((6, 5, 4)), direction=TURNED, spacing=spacing, origin=(1.0, -2.0, 3.0))
    toolkit: Any = SimpleITK
    image = toolkit.Image([6, 5, 4], toolkit.sitkUInt8)
    image.SetSpacing(spacing)
    image.SetOrigin(geometry.origin)
    image.SetDirection([v for row in TURNED for v in row])

    found = cropped_geometry(geometry, Region(start[::-1], (1, 1, 1)))

    expected = toolkit.RegionOfInterest(image, [1, 1, 1], list(start))
    assert found.origin == pytest.approx(expected.GetOrigin(), abs=1e-9)


def test_every_pixel_of_a_crop_keeps_its_place_in_space() -> None:
    geometry = replace(Geometry.identity((6, 5, 4)), start_index=(3, 1, -2), direction=TURNED, spacing=(0.5, 2.0, 3.0))

    cropped = cropped_geometry(geometry, Region((1, 2, 3), (2, 2, 2)))

    assert cropped.point_of(ItkIndex.of(1, 1, 1)) == geometry.point_of(ItkIndex.of(3 + 3 + 1, 1 + 2 + 1, -2 + 1 + 1))


# ------------------------------------------------------------------ findings


@pytest.mark.parametrize("name", ["a.nrrd", "a.mha"])
def test_nothing_is_lost_by_a_format_that_keeps_all(name: str) -> None:
    about = placed(direction=TURNED, origin=(0.1, 0.2, 0.3), spacing=(0.1, 0.2, 0.3))

    assert findings(replace(about, metadata={"a": "b"}), name) == []


@pytest.mark.parametrize(("name", "said"), [("a.xyz", "“.xyz”"), ("a", "no file type")])
def test_an_unknown_format_is_refused_with_a_choice(name: str, said: str) -> None:
    ((severity, text),) = findings(info(), name)

    assert (severity, said in text, ".nrrd" in text) == (Severity.REFUSED, True, True)


@pytest.mark.parametrize("name", ["a\udcff.nrrd", "\udcff/a.ome.tif", "\udcff/a.mhd"])
def test_a_name_that_itk_does_not_take_is_refused(name: str) -> None:
    ((severity, text),) = findings(info(), name)

    assert (severity, "in UTF-8 only" in text) == (Severity.REFUSED, True)


def test_a_folder_of_dicom_files_that_itk_does_not_take_is_refused() -> None:
    found = check(info(), ExportRequest(Path("a\udcff"), dicom=DicomOptions()))

    assert [finding.severity for finding in found] == [Severity.REFUSED]


def test_numpy_takes_every_name() -> None:
    assert not [text for severity, text in findings(info(), "a\udcff.npy") if severity is Severity.REFUSED]


@pytest.mark.parametrize("dtype", ["int8", "int64", "bool", "float16"])
@pytest.mark.parametrize("row", [r for r in WRITE_FORMATS if r.writer is Writer.ITK], ids=lambda row: row.suffixes[0])
def test_types_that_itk_cannot_write_are_refused(row: Any, dtype: str) -> None:
    found = findings(info(dtype=dtype), f"a{row.suffixes[0]}")

    assert Severity.REFUSED in [severity for severity, _ in found]


@pytest.mark.parametrize("dtype", ["int8", "int64", "bool", "float16", "complex64"])
def test_npy_takes_every_type_and_says_what_is_lost(dtype: str) -> None:
    placed = replace(Geometry.identity((4, 3)), spacing=(0.5, 2.0))
    plain, lossy = info((4, 3), dtype=dtype), replace(info((4, 3), dtype=dtype), geometry=placed)

    assert findings(plain, "a.npy") == []
    assert findings(lossy, "a.npy") == [
        (Severity.LOSS, "A .npy file has no origin, spacing or direction; .npz keeps them.")
    ]


@pytest.mark.parametrize(
    ("size", "name"),
    [((4, 3, 2), "a.png"), ((4, 3, 2), "a.jp2"), ((4, 3, 2, 2), "a.dcm"), ((4, 3, 2, 2), "a.vtk"), ((4, 3), "a.mrc")],
)
def test_another_dimension_is_refused(size: tuple[int, ...], name: str) -> None:
    found = findings(info(size, dtype="uint8"), name)

    assert any(severity is Severity.REFUSED and "-D" in text for severity, text in found)


@pytest.mark.parametrize(("components", "refused"), [(2, True), (3, False), (4, False), (5, True)])
def test_png_holds_colours_only(components: int, refused: bool) -> None:
    found = findings(info((4, 3), dtype="uint8", components=components), "a.png")

    assert any(severity is Severity.REFUSED for severity, _ in found) is refused


def test_a_wanted_type_counts_instead_of_the_stored_one() -> None:
    assert findings(info((4, 3), dtype="float64"), "a.png", dtype="uint8") == [
        (Severity.NOTE, "float64 values that uint8 cannot hold would be rounded or clipped.")
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"origin": (1.0, 0.0)}, "origin"),
        ({"direction": ((0.0, -1.0), (1.0, 0.0))}, "direction"),
        ({"spacing": (2.0, 1.0)}, "spacing"),
        ({"origin": (1.0, 0.0), "spacing": (2.0, 1.0)}, "origin and spacing"),
        (
            {"origin": (1.0, 0.0), "spacing": (2.0, 1.0), "direction": ((0.0, -1.0), (1.0, 0.0))},
            "origin, spacing and direction",
        ),
    ],
)
def test_lost_geometry_is_named(change: dict[str, Any], words: str) -> None:
    about = replace(placed((4, 3), **change), dtype="uint8", components=3)

    assert findings(about, "a.bmp") == [(Severity.LOSS, f"BMP does not keep the {words}.")]


def test_a_start_index_is_lost_with_the_origin() -> None:
    about = replace(placed((4, 3), start_index=(5, 0)), dtype="uint8")

    assert findings(about, "a.png") == [(Severity.LOSS, "PNG does not keep the origin.")]


def test_a_crop_moves_the_origin_and_that_is_lost_too() -> None:
    found = findings(info((4, 3), dtype="uint8"), "a.png", crop=Region((0, 1), (2, 2)))

    assert found == [(Severity.LOSS, "PNG does not keep the origin.")]


@pytest.mark.parametrize(("name", "row"), [("a.nii", "NIfTI"), ("a.mrc", "MRC"), ("a.gipl", "GIPL")])
def test_single_precision_is_a_note_when_it_matters(name: str, row: str) -> None:
    about = placed(origin=(0.1, 0.0, 0.0))
    found = findings(replace(about, space=Space("Å")) if row == "MRC" else about, name)

    assert found == [(Severity.NOTE, f"{row} rounds the geometry to about 7 digits.")]


def test_single_precision_is_silent_when_nothing_changes() -> None:
    assert findings(placed(origin=(0.5, -1024.0, 0.0)), "a.nii") == []


@pytest.mark.parametrize(("dtype", "count"), [("float32", 1), ("int16", 0)])
def test_nan_in_nifti_concerns_floats_only(dtype: str, count: int) -> None:
    assert sum("NaN" in text for _, text in findings(info(dtype=dtype), "a.nii.gz")) == count


def test_jpeg_changes_values() -> None:
    found = findings(info((4, 3), dtype="uint8"), "a.jpg")

    assert found == [(Severity.LOSS, "JPEG compression changes pixel values.")]


@pytest.mark.parametrize(("metadata", "count"), [({"a": "b"}, 1), ({}, 0)])
def test_dropped_keys_are_counted(metadata: dict[str, str], count: int) -> None:
    assert sum("metadata" in text for _, text in findings(info(metadata=metadata), "a.nii")) == count


def test_keys_that_are_not_wanted_are_not_missed() -> None:
    assert findings(info(metadata={"a": "b"}), "a.nii", metadata=False) == []


def test_a_second_file_is_announced() -> None:
    assert findings(info(), "a.mhd") == [(Severity.NOTE, "Two files are written; the pixels go into a.raw.")]


@pytest.mark.parametrize(("name", "size"), [("a.nii", (4, 3, 2, 1)), ("a.tif", (4, 3, 1)), ("a.vtk", (4, 3, 1))])
def test_a_single_slice_loses_its_axis(name: str, size: tuple[int, ...]) -> None:
    found = findings(info(size), name)

    assert any(severity is Severity.LOSS and "last axis of size 1" in text for severity, text in found)


def test_a_left_handed_direction_is_lost_by_dicom() -> None:
    about = replace(placed(direction=((-1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))), dtype="uint16")

    assert findings(about, "a.dcm") == [(Severity.LOSS, "DICOM does not keep a left-handed direction.")]


def test_complex_pixels_become_two_components() -> None:
    found = findings(info(dtype="complex64", components=2), "a.nrrd")

    assert found == [(Severity.LOSS, "NRRD holds no complex pixels; they would be written as two components.")]


def test_the_worst_comes_first() -> None:
    about = replace(placed(origin=(0.1, 0.0, 0.0), direction=TURNED), dtype="int64", metadata={"a": "b"})

    severities = [severity for severity, _ in findings(about, "a.tif")]

    assert severities == sorted(severities, key=list(Severity).index)
    assert {*severities} == {*Severity}


@pytest.mark.parametrize("row", WRITE_FORMATS, ids=lambda row: row.suffixes[0])
def test_a_one_pixel_image_has_findings_without_trouble(row: Any) -> None:
    found = check(info((1, 1)), ExportRequest(Path(f"a{row.suffixes[0]}")))

    assert all(isinstance(f, Finding) and f.text.endswith(".") for f in found)


@given(st.sampled_from(WRITE_FORMATS), st.sampled_from((2, 3, 4)), st.booleans(), st.booleans())
def test_no_rule_hangs_on_the_name_of_a_format(row: WriteFormat, axes: int, is_flat: bool, is_turned: bool) -> None:
    size = (*(5, 4, 3, 2)[: axes - 1], 1 if is_flat else 2)
    plain = Geometry.identity(size)
    flipped = ((-1.0, *plain.direction[0][1:-1], 0.5), *plain.direction[1:])
    about = replace(placed(size, direction=flipped if is_turned else plain.direction), metadata={"key": "value"})
    named = [replace(r, name="Another name") if r is row else r for r in WRITE_FORMATS]
    expected = findings(about, f"a{row.suffixes[0]}")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(write_formats, "WRITE_FORMATS", named)
        found = findings(about, f"a{row.suffixes[0]}")

    if row is not NUMPY_FORMAT:
        assert [(s, t.replace("Another name", row.name)) for s, t in found] == expected


def test_a_nan_in_the_geometry_does_not_stop_the_check() -> None:
    about = placed(origin=(np.nan, 0.0, 0.0))

    assert (Severity.NOTE, "NIfTI rounds the geometry to about 7 digits.") in findings(about, "a.nii")


def test_a_label_table_in_the_header_that_no_writer_keeps_is_told() -> None:
    labels = [Label(1, "spleen"), Label(2, "liver")]
    own = label_table(labels, "label table in the NIfTI header", is_in_header=True)
    beside = label_table(labels, "3D Slicer colour table a.ctbl")
    segments = label_table(labels, "segments of this file", is_in_header=True, is_layered=True)

    text = "The label table in the NIfTI header is not written: 2 names and colours."
    assert (Severity.NOTE, text) in findings(info(labels=own), "a.nii.gz")
    assert (Severity.NOTE, text) in findings(info(labels=own), "a.npy")
    for kept in (beside, segments):
        assert not any("label" in text for _, text in findings(info(labels=kept), "a.nrrd"))


def test_a_truncated_source_is_told() -> None:
    whole = info()
    short = replace(whole, is_truncated=True)

    assert (Severity.NOTE, "The image was opened from a truncated file; part of it is made up.") in findings(
        short, "a.nrrd"
    )
    assert not any("truncated" in text for _, text in findings(whole, "a.nrrd"))


@pytest.mark.parametrize("name", ["a.nii", "a.nrrd", "a.mha"])
@pytest.mark.parametrize(("intent", "components", "told"), [("1006", 3, True), ("1006", 1, False), ("1007", 3, False)])
def test_a_meaning_that_no_format_keeps_is_told(name: str, intent: str, components: int, *, told: bool) -> None:
    about = info(dtype="float32", component_type="float", pixel_type="vector", components=components)

    found = findings(replace(about, metadata={"intent_code": intent}), name, metadata=False)

    said = "The pixels are displacements along the RAS axes (NIfTI intent 1006); they are written as plain vectors."
    assert ((Severity.NOTE, said) in found) is told


def test_what_is_lost_is_not_rounded_too() -> None:
    direction = ((0.6, -0.8, 0.0), (0.8, 0.6, 0.0), (0.0, 0.0, 1.0))
    about = placed(origin=(0.1, 0.0, 0.0), spacing=(0.9, 0.9, 2.5), direction=direction)

    found = findings(about, "a.tif")

    assert (Severity.LOSS, "TIFF does not keep the origin, spacing and direction.") in found
    assert not [text for _, text in found if "rounds the geometry" in text]


@pytest.mark.parametrize(("size", "refused"), [((1, 40), True), ((40, 1), True), ((2, 2), False)])
def test_one_row_is_too_little_for_jpeg_2000(size: tuple[int, ...], refused: bool) -> None:
    found = findings(info(size, dtype="uint8"), "a.jp2")

    assert ((Severity.REFUSED, "JPEG 2000 as ITK writes it needs 2 pixels along each axis.") in found) is refused


@pytest.mark.parametrize(
    ("size", "kind", "refused"),
    [
        ((5, 4, 1), {"components": 3, "dtype": "float32"}, True),
        ((5, 1), {"components": 2, "dtype": "uint8"}, True),
        ((5, 4), {"components": 3, "dtype": "float32"}, False),
        ((5, 1, 4), {"components": 3, "dtype": "float32"}, False),
        ((5, 4, 1), {"components": 3, "dtype": "uint8", "pixel_type": "rgb"}, False),
        ((5, 4, 1), {"dtype": "float32"}, False),
    ],
)
@pytest.mark.parametrize("suffix", [".nii", ".hdr"])
def test_a_slice_of_vectors_loses_its_axis_in_nifti(
    size: tuple[int, ...], kind: dict[str, Any], refused: bool, suffix: str
) -> None:
    found = findings(info(size, **kind), f"a{suffix}")

    assert (Severity.REFUSED in [severity for severity, _ in found]) is refused
