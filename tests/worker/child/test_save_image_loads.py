"""What a save loads before it is confined: also who reads back what ITK writes, of each format that has a reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.second import readers
from itk_inspector.storage.atomic_write import Consent
from itk_inspector.worker.child import save_image
from itk_inspector.worker.tasks.export import ExportTask
from itk_inspector.worker.wire.pixel_source import PixelSource

INFO = ImageInfo(Path("/a.nrrd"), "NrrdImageIO", "scalar", "short", 1, "int16", Geometry.identity((4, 3)))


@pytest.mark.parametrize(
    ("name", "kinds"),
    [("a.tif", ["TIFFImageIO"]), ("a.nrrd", ["NrrdImageIO"]), ("a.ome.tif", []), ("a.npz", [])],
)
def test_the_second_reader_is_loaded_where_itk_writes(
    monkeypatch: pytest.MonkeyPatch, name: str, kinds: list[str]
) -> None:
    loaded: list[str] = []
    monkeypatch.setattr(engine, "preload_rest", lambda: None)
    monkeypatch.setattr(readers, "preload", loaded.append)
    path = Path("/folder", name)

    source = PixelSource(24, 0, has_changes=True)
    save_image.load(ExportTask(1, INFO, source, ExportRequest(path), path, path.with_name(".b"), Consent()))

    assert loaded == kinds
