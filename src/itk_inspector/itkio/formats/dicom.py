"""DICOM: what ITK's reader does to its pixels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from itk_inspector.itkio.engine.metadata_values import number_of, value_of
from itk_inspector.itkio.formats.format_facts import FormatFacts
from itk_inspector.itkio.second.rescale_note import rescale_note


def _notes(path: Path, io: Any) -> list[str]:
    keys = io.GetMetaDataDictionary()
    notes = []
    if keys.HasKey("0028|0004") and str(value_of(keys, "0028|0004")).strip() == "MONOCHROME1":
        notes.append("MONOCHROME1: ITK inverts the stored values.")
    slope, intercept = number_of(keys, "0028|1053", 1.0), number_of(keys, "0028|1052", 0.0)
    if slope != 1.0 or intercept != 0.0:
        notes.append(rescale_note("by ITK", slope, intercept))
    return notes


FACTS = FormatFacts(notes=_notes)
