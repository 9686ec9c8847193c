"""Of every image at hand: its own format is proposed, unless pixels or geometry would be lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from itk_inspector.core.errors import InspectorError
from itk_inspector.core.export.conversion import KEEP
from itk_inspector.core.export.preflight import ExportRequest, Severity, check
from itk_inspector.core.export.proposal import own_suffix, proposal
from itk_inspector.itkio.header import read_header


@pytest.mark.data
def test_the_own_format_is_proposed_unless_it_loses_something(shared_data: Path, manifest_row: dict[str, str]) -> None:
    path = shared_data / manifest_row["path"]
    if not path.is_file():
        pytest.skip("a series: its folder is opened")
    try:
        info = read_header(path).info
    except InspectorError:
        pytest.skip("cannot be opened")
    own, found = own_suffix(info), proposal(info)

    def worst(suffix: str) -> set[Severity]:
        request = ExportRequest(
            Path(f"/o/x{suffix}"), conversion=found.conversion, dtype=found.dtype, dicom=found.dicom
        )
        return {f.severity for f in check(info, request)} - {Severity.NOTE}

    keeps_type = (found.conversion, found.dtype) == (KEEP, "")
    assert not worst(found.suffix)
    assert (found.suffix == own) == bool(own and not worst(own))
    assert bool(found.reason) == (found.suffix != own or not keeps_type)
    if info.format == "NiftiImageIO":
        assert found.suffix == own
        assert not any("metadata" in f.text for f in check(info, ExportRequest(Path(f"/o/x{own}")))) or _is_set(info)


def _is_set(info: object) -> bool:
    """Tell whether the header states something that ITK does not write: limits of the display, or a scan's slices."""
    keys = info.metadata  # type: ignore[attr-defined]  # an ImageInfo
    return any(float(keys.get(key, "0") or "0") for key in ("cal_max", "cal_min", "dim_info", "toffset", "slice_code"))
