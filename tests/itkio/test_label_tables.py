"""Label tables of images, from their headers and from files beside them."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itk_inspector.core.errors import LabelTableError
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.labels.label_table import LARGEST_FILE, Label
from itk_inspector.itkio.header import read_header
from itk_inspector.itkio.label_tables import read_label_file, with_labels
from itk_inspector.itkio.second.nifti_extensions import label_xml
from label_images import CARET, SNAP, blocks, segment_keys, write_nifti, write_nrrd

SHAPE = (4, 3, 5)
_opened: list[object] | None = None


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    if _opened is not None and event == "open" and isinstance(arguments[0], str):
        _opened.append(arguments[0])


sys.addaudithook(_hear)


def opened_by(info: ImageInfo) -> list[object]:
    """Return the files that are opened while labels are looked for."""
    global _opened
    _opened = []
    try:
        with_labels(info)
    finally:
        found, _opened = _opened, None
    return found


def labelled(path: Path) -> ImageInfo:
    return with_labels(read_header(path).info)


def names(info: ImageInfo) -> list[str]:
    return [label.name for label in info.labels.labels] if info.labels is not None else []


def test_segments_of_one_layer(tmp_path: Path) -> None:
    keys = segment_keys(("bone", "0 1 0", 1, 0), ("marrow", "1 0 0", 2, 0))
    info = labelled(write_nrrd(tmp_path / "a.seg.nrrd", blocks(SHAPE, (0, 1, 2)), keys))

    assert info.labels is not None
    assert info.labels.labels == (Label(1, "bone", 0x00FF00), Label(2, "marrow", 0xFF0000))
    assert info.labels.source == "segments of this file"


def test_segments_in_layers_are_those_of_the_components(tmp_path: Path) -> None:
    pixels = np.stack([blocks(SHAPE, (0, 1)), blocks(SHAPE, (1, 0))], axis=-1)
    keys = segment_keys(("bone", "0 1 0", 1, 0), ("lesion", "1 0 0", 1, 1))
    info = labelled(write_nrrd(tmp_path / "a.seg.nrrd", pixels, keys, is_layered=True))

    assert info.channels == 2
    assert info.labels is not None
    assert [info.labels.at(1, layer) for layer in (0, 1)] == list(info.labels.labels)


def test_the_layers_that_3d_slicer_wrote(shared_data: Path) -> None:
    info = labelled(shared_data / "images/nrrd/itk5__TestVLV.seg.nrrd")

    if "Segment0_LabelValue" not in info.metadata:
        pytest.skip("the real file is not at hand")
    assert info.labels is not None
    assert info.labels.at(2, 0) == Label(2, "Tibia", 0x4FF1F1)
    assert names(info)[:2] == ["Tibia", "Tibia Diaphysis"]
    assert {label.layer for label in info.labels.labels} == set(range(info.channels))


@pytest.mark.parametrize("kind", [30, 0])
@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz", "a.hdr", "a.img"])
def test_the_label_table_in_a_nifti_header(tmp_path: Path, name: str, kind: int) -> None:
    write_nifti(tmp_path / name, blocks(SHAPE, (0, 1, 2), "int16"), CARET, kind=kind)

    info = labelled(tmp_path / name)

    assert names(info) == ["spleen", "kidney & vein"]
    assert info.labels is not None
    assert info.labels.is_in_header
    assert info.labels.source == "label table in the NIfTI header"


def test_floats_are_labels_only_where_their_header_says_so(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(SNAP)
    floats = blocks(SHAPE, (0, 1, 2)).astype(np.float32)

    assert names(labelled(write_nifti(tmp_path / "a.nii.gz", floats, CARET))) == ["spleen", "kidney & vein"]
    assert names(labelled(write_nifti(tmp_path / "b.nii.gz", floats))) == []


def test_a_hostile_label_table_in_a_nifti_header_is_told_and_not_read(tmp_path: Path) -> None:
    xml = '<!DOCTYPE a [<!ENTITY b "ha">]><LabelTable><Label Key="1">&b;</Label></LabelTable>'
    info = labelled(write_nifti(tmp_path / "a.nii", blocks(SHAPE, (0, 1)), xml))

    assert info.labels is None
    assert info.notes[-1] == (
        "The label table in the NIfTI header cannot be read: the label table declares types of its own, which are not "
        "read."
    )


@pytest.mark.parametrize("at", [352, 356, 357, 360, 368, 372])
def test_damaged_extensions_hold_no_label_table(tmp_path: Path, at: int) -> None:
    path = write_nifti(tmp_path / "a.nii", blocks(SHAPE, (0, 1)), CARET)
    data = bytearray(path.read_bytes())
    data[at : at + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(data)

    assert with_labels(replace(read_header(path).info, notes=())).notes == ()


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 800), damage=st.binary(min_size=1, max_size=24), cut=st.integers(0, 2000))
def test_of_any_damaged_header_a_document_or_nothing_is_taken(tmp_path: Path, at: int, damage: bytes, cut: int) -> None:
    path = write_nifti(tmp_path / "a.nii", blocks(SHAPE, (0, 1)), CARET)
    data = bytearray(path.read_bytes())
    data[at : at + len(damage)] = damage
    path.write_bytes(data[: len(data) - cut])

    found = label_xml(path)

    assert found is None or b"<LabelTable" in found


@pytest.mark.parametrize("name", ["a.label", "a.ctbl", "a_dseg.tsv", "a.tsv", "a.txt"])
@pytest.mark.parametrize("image", ["a.nrrd", "a.nii", "a.nii.gz"])
def test_a_label_table_beside_the_image(tmp_path: Path, image: str, name: str) -> None:
    table = b"index\tname\n1\tleft\n" if name.endswith(".tsv") else b"1 left 1 2 3 255\n"
    (tmp_path / name).write_bytes(table)
    write = write_nrrd if image == "a.nrrd" else write_nifti
    info = labelled(write(tmp_path / image, blocks(SHAPE, (0, 1), "int16")))

    assert names(info) == ["left"]
    assert info.labels is not None
    assert info.labels.source.endswith(f" {name}")
    assert not info.labels.is_in_header


def test_the_header_comes_before_a_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(SNAP)

    assert names(labelled(write_nifti(tmp_path / "a.nii", blocks(SHAPE, (0, 1)), CARET)))[0] == "spleen"


def test_the_likelier_file_comes_first(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"1 second 1 2 3 255")
    (tmp_path / "a.ctbl").write_bytes(b"1 first 1 2 3 255")

    assert names(labelled(write_nrrd(tmp_path / "a.nrrd", blocks(SHAPE, (0, 1))))) == ["first"]


@pytest.mark.parametrize("name", ["a.label", "a.ctbl", "a_dseg.tsv"])
def test_a_file_that_should_be_a_label_table_and_is_none_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"nothing of that kind")
    info = labelled(write_nrrd(tmp_path / "a.nrrd", blocks(SHAPE, (0, 1))))

    assert info.labels is None
    assert info.notes[-1].startswith(f"{name} is not a label table: ")


@pytest.mark.parametrize("name", ["a.txt", "a.tsv"])
def test_of_other_texts_beside_an_image_nothing_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"Patient moved.\n")
    info = labelled(write_nrrd(tmp_path / "a.nrrd", blocks(SHAPE, (0, 1))))

    assert info.labels is None
    assert info.notes == ()


def test_what_a_table_left_out_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.ctbl").write_bytes(b"1 a 1 2 3 255\n1 b 1 2 3 255\n")
    info = labelled(write_nrrd(tmp_path / "a.nrrd", blocks(SHAPE, (0, 1))))

    assert info.notes == ("3D Slicer colour table a.ctbl: 1 value is listed more than once; the first entry counts.",)


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(SNAP)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.txt").symlink_to(tmp_path / "b.txt")

    assert labelled(write_nrrd(folder / "a.nrrd", blocks(SHAPE, (0, 1)))).labels is None


def test_a_pipe_and_a_huge_file_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    with open(tmp_path / "b.txt", "wb") as file:
        file.truncate(LARGEST_FILE + 1)

    with pytest.raises(LabelTableError, match=r"a\.txt is not a regular file\."):
        read_label_file(tmp_path / "a.txt")
    with pytest.raises(LabelTableError, match=r"b\.txt is too large"):
        read_label_file(tmp_path / "b.txt")
    with pytest.raises(LabelTableError, match=r"c\.txt could not be read"):
        read_label_file(tmp_path / "c.txt")


def test_no_file_is_opened_for_an_image_of_other_values_or_without_a_table(tmp_path: Path) -> None:
    for name in ("f.txt", "c.txt", "v.txt"):
        (tmp_path / name).write_bytes(SNAP)
    floats = read_header(write_nifti(tmp_path / "f.nii", np.zeros(SHAPE, np.float32))).info
    vectors = read_header(write_nrrd(tmp_path / "v.nrrd", np.zeros((*SHAPE, 2), np.int16), is_layered=True)).info
    whole = read_header(write_nifti(tmp_path / "w.nii", blocks(SHAPE, (0, 1)))).info
    converted = replace(whole, path=tmp_path / "c.nii", read_as="US")
    dicom = replace(whole, path=tmp_path / "c.nii", format="GDCMImageIO")

    assert [opened_by(info) for info in (floats, vectors, whole, converted, dicom)] == [[]] * 5
    assert len(opened_by(replace(whole, path=tmp_path / "c.nii"))) == 1


def test_no_reader_of_label_tables_is_loaded_for_an_image_without_one(tmp_path: Path) -> None:
    path = write_nifti(tmp_path / "a.nii", blocks(SHAPE, (0, 1)))
    code = (
        "import sys, pathlib\n"
        "from itk_inspector.itkio.header import read_header\n"
        "from itk_inspector.itkio.label_tables import with_labels\n"
        f"with_labels(read_header(pathlib.Path({str(path)!r})).info)\n"
        "print(*sorted(name for name in sys.modules if name.startswith('itk_inspector.core.labels.')))\n"
    )

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.split() == ["itk_inspector.core.labels.label_table"]
