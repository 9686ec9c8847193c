"""NRRD: the space that a file states."""

from __future__ import annotations

from pathlib import Path

import pytest

from itk_inspector.core.errors import OpenError
from itk_inspector.core.header import remembered
from itk_inspector.core.header.space import Space
from itk_inspector.itkio.formats.nrrd import FACTS


@pytest.mark.parametrize(
    ("lines", "space"),
    [
        ("space: left-posterior-superior", Space(is_patient=True)),
        ("space: RAS", Space(is_patient=True)),
        ("space: LAST", Space(is_patient=True)),
        ("space: right-anterior-superior-time", Space(is_patient=True)),
        ("space: scanner-xyz", Space()),
        ("space: 3D-right-handed", Space()),
        ("space: 3D-left-handed-time", Space()),
        ("space dimension: 3", Space()),
        ("", Space()),
        ('space: LPS\nspace units: "mm" "mm" "mm"', Space("mm", is_patient=True)),
        ('space dimension: 3\nspace units: "microns" "microns" "microns"', Space("µm")),
        ('space dimension: 2\nspace units: "nm" "nm"', Space("nm")),
        ('space dimension: 3\nspace units: "mm" "mm" "s"', Space()),
        ('space dimension: 1\nspace units: "light years"', Space("light years")),
        ('space: LPST\nspace units: "mm" "mm" "mm" "s"', Space("mm", is_patient=True)),
        ('space dimension: 1\nspace units: "broken', Space()),
    ],
)
def test_letters_and_unit_are_the_files_own(tmp_path: Path, lines: str, space: Space) -> None:
    path = tmp_path / "a.nrrd"
    path.write_text(f"NRRD0004\ntype: uchar\n{lines}\n\n" if lines else "NRRD0004\ntype: uchar\n\n")

    assert FACTS.space(path, None) == space


def test_what_nobody_could_confirm_is_refused_where_itk_reads_the_header(tmp_path: Path) -> None:
    path = tmp_path / "a.nrrd"
    path.write_text("NRRD0004\ntype: uchar\nencoding: gzip\n\n")
    FACTS.correct(path, None)
    remembered.forget()  # as after each task
    path.write_text("NRRD0004\ntype: uchar\nencoding: ZRL\n\n")

    with pytest.raises(OpenError, match=r"^a\.nrrd cannot be read: its encoding “ZRL” is not known\.$"):
        FACTS.correct(path, None)
