"""What ``itk-inspector info`` says of the DICOM series of a folder."""

from __future__ import annotations

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.dicom.series import SeriesCatalog, catalog_dict, catalog_lines
from itk_inspector.core.text.visible_text import json_text


@dataclass(frozen=True, slots=True)
class SeriesReport:
    """The series of a folder."""

    catalog: SeriesCatalog

    def json_text(self, indent: int | None) -> str:
        """Return them as JSON; on one line without an indent."""
        return json_text(catalog_dict(self.catalog), indent=indent)

    def lines(self) -> list[str]:
        """Return them for people."""
        return ["\n".join(catalog_lines(self.catalog))]
