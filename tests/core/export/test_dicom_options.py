"""What may be asked of a DICOM series."""

from __future__ import annotations

import pytest

from itk_inspector.core.export.dicom_options import DicomOptions


@pytest.mark.parametrize(
    "options", [DicomOptions(), DicomOptions("é" * 64, modality="MR", number=7), DicomOptions("a b")]
)
def test_what_can_be_asked(options: DicomOptions) -> None:
    assert options.refusal == ""


@pytest.mark.parametrize(
    "options",
    [
        DicomOptions("a" * 65),
        DicomOptions("a\\b"),
        DicomOptions("a\nb"),
        DicomOptions(modality="mr"),
        DicomOptions(modality="M R"),
        DicomOptions(modality="A" * 17),
        DicomOptions(number=-1),
        DicomOptions(number=1 << 31),
    ],
)
def test_what_cannot_be_asked(options: DicomOptions) -> None:
    assert options.refusal.endswith(".")
