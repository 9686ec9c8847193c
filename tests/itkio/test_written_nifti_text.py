"""The description and the name of an auxiliary file in a NIfTI header are written again, and found by nibabel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.itkio import writer


@pytest.mark.parametrize("suffix", [".nii", ".nii.gz"])
@pytest.mark.parametrize("is_wanted", [True, False])
def test_the_description_is_kept_where_metadata_are_wanted(
    tmp_path: Path, info_for: Callable[..., Any], suffix: str, is_wanted: bool
) -> None:
    nibabel = pytest.importorskip("nibabel")
    pixels = np.zeros((3, 4, 5), dtype=np.int16)
    metadata = {"descrip": "TE=3;Müller", "aux_file": "b.txt"}
    about = replace(info_for(pixels, Geometry.identity((5, 4, 3))), format="NiftiImageIO", metadata=metadata)

    staging = tmp_path / "staging"
    staging.mkdir()

    done = writer.write(pixels, about, ExportRequest(tmp_path / f"a{suffix}", metadata=is_wanted), staging)

    header = nibabel.load(done.path).header
    found = header["descrip"].item().decode(), header["aux_file"].item().decode()
    assert found == (("TE=3;Müller", "b.txt") if is_wanted else ("", ""))
    assert not any("metadata" in note for note in done.notes)
