"""Files that belong to an image by their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from itk_inspector.core.header.companions import label_files


@pytest.mark.parametrize(
    ("image", "stem"),
    [
        ("brain.nii.gz", "brain"),
        ("brain.NII.GZ", "brain"),
        ("sub-01_dseg.nii", "sub-01_dseg"),
        ("a.seg.nrrd", "a.seg"),
        ("a.b.mha", "a.b"),
        ("plain", "plain"),
    ],
)
def test_a_label_table_has_the_name_of_its_image(image: str, stem: str) -> None:
    ends = (".label", ".ctbl", "_dseg.tsv", ".tsv", ".txt")

    assert label_files(Path("folder", image)) == tuple(Path("folder", stem + end) for end in ends)


def test_an_image_is_not_its_own_label_table() -> None:
    assert Path("a.txt") not in label_files(Path("a.txt"))
