"""A label map as 3D Slicer has it; SimpleITK and the header's text are the judges."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name

from itk_inspector.core.errors import ExportError
from itk_inspector.core.export.preflight import ExportRequest, Severity, check
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.labels.label_table import Label, label_table
from itk_inspector.itkio import from_memory
from itk_inspector.itkio.label_tables import with_labels

FLIPPED = ((-1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
GEOMETRY = Geometry((5, 4, 3), (1, 2, 3), (10.0, 20.0, 30.0), (0.5, 0.75, 2.0), FLIPPED)
TABLE = label_table([Label(1, "Leber", 0xFF8000), Label(300, "Milz é; a:=b", 0x00FF00)], "a file")


def test_names_colours_and_boxes_are_in_the_header(save: Any, tmp_path: Path) -> None:
    pixels = np.zeros((3, 4, 5), dtype=np.int16)
    pixels[0, 1:3, 2], pixels[2, 3, 4], pixels[1, 0, 0] = 1, 300, 7
    info = replace(from_memory.document(pixels, geometry=GEOMETRY).info, labels=TABLE)

    save(pixels, info, tmp_path / "a.seg.nrrd")

    back = sitk.ReadImage(str(tmp_path / "a.seg.nrrd"))
    assert np.array_equal(sitk.GetArrayFromImage(back), pixels)
    assert back.GetSpacing() == (0.5, 0.75, 2.0)
    assert back.GetOrigin() == (10.0 - 0.5, 20.0 + 1.5, 30.0 + 6.0)
    keys = {key: back.GetMetaData(key) for key in back.GetMetaDataKeys()}
    assert [keys[f"Segment{n}_Name"] for n in range(3)] == ["Leber", "Milz é; a:=b", "Segment_7"]
    assert [keys[f"Segment{n}_LabelValue"] for n in range(3)] == ["1", "300", "7"]
    assert [keys[f"Segment{n}_Extent"] for n in range(3)] == ["2 2 1 2 0 0", "4 4 3 3 2 2", "0 0 0 0 1 1"]
    assert keys["Segment1_Color"] == "0 1 0"
    assert keys["Segmentation_ContainedRepresentationNames"] == "Binary labelmap|"


def test_an_edited_file_of_3d_slicers_keeps_what_it_says(save: Any, decode: Any, tmp_path: Path) -> None:
    pixels = np.zeros((3, 4, 5), dtype=np.uint8)
    pixels[0, 0, 0] = 1
    image = sitk.GetImageFromArray(pixels)
    said = {"Name": "Bone", "LabelValue": "1", "Layer": "0", "Extent": "0 0 0 0 0 0", "Tags": "x|"}
    for key, value in said.items():
        image.SetMetaData(f"Segment0_{key}", value)
    sitk.WriteImage(image, str(tmp_path / "a.seg.nrrd"))
    info = with_labels(decode(tmp_path / "a.seg.nrrd").info)
    pixels[2, 3, 4] = 1

    save(pixels, info, tmp_path / "b.seg.nrrd")

    back = sitk.ReadImage(str(tmp_path / "b.seg.nrrd"))
    assert back.GetMetaData("Segment0_Tags") == "x|"
    assert back.GetMetaData("Segment0_Extent") == "0 4 0 3 0 2"
    assert not back.HasMetaDataKey("Segment1_LabelValue")


@pytest.mark.parametrize(("shape", "dtype"), [((3, 4, 5), "float32"), ((4, 5), "uint8"), ((3, 4, 5, 2), "uint8")])
def test_what_is_no_label_map_is_refused(shape: tuple[int, ...], dtype: str) -> None:
    pixels = np.zeros(shape, dtype)
    geometry = Geometry.identity(pixels.shape[:3][::-1])
    info = from_memory.document(pixels, geometry=geometry).info

    assert Severity.REFUSED in [f.severity for f in check(info, ExportRequest(Path("a.seg.nrrd")))]


def test_an_image_with_too_many_values_is_refused(save: Any, tmp_path: Path) -> None:
    pixels = np.arange(30_000, dtype=np.uint16).reshape(3, 100, 100)

    with pytest.raises(ExportError, match="different values"):
        save(pixels, from_memory.document(pixels).info, tmp_path / "a.seg.nrrd")
    assert list(tmp_path.iterdir()) == []
