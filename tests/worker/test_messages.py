"""Only our own values cross the border between the processes."""

from __future__ import annotations

import pickle
import pickletools
from pathlib import Path
from typing import Any

import pytest

from itk_inspector.core.document import ImageInfo
from itk_inspector.core.export import ExportRequest
from itk_inspector.core.file_stamp import FileStamp
from itk_inspector.core.geometry import Geometry
from itk_inspector.core.regions import Region
from itk_inspector.core.rescale import Rescale
from itk_inspector.core.series import DicomSeries, SeriesCatalog, Thumbnail
from itk_inspector.storage.place import Consent
from itk_inspector.worker.messages import (
    ErrorReply,
    ExportReply,
    ExportTask,
    HeaderReply,
    OpenTask,
    PixelSource,
    PixelsReply,
    ProgressReply,
    Ready,
    ScanTask,
    SeriesReply,
    decode,
    encode,
)

INFO = ImageInfo(
    Path("/images/a.nrrd"),
    "NrrdImageIO",
    "scalar",
    "short",
    1,
    "int16",
    Geometry.identity((4, 3)),
    metadata={"key": "value µ"},
    notes=("a note",),
    data_files=(Path("/images/a"),),
    rescale=(Rescale(2.0, 1.0, 0, 255), None),
)
SERIES = DicomSeries(
    "1.2", "Müller", "head", "MR", 3, (5, 4, 2), (0.5, 0.5, 2.0), "axial", (Path("/images/a"),), ("uneven",),
    Thumbnail((1, 2), b"ab"),
)  # fmt: skip
REQUEST = ExportRequest(Path("/images/b.nrrd"), crop=Region((0, 0), (1, 2)), dtype="uint8")


@pytest.mark.parametrize(
    "message",
    [
        OpenTask(1, Path("/images/ä.nii"), "UC", header_only=True),
        OpenTask(1, Path("/images"), "", files=(Path("/images/a"), Path("/images/b"))),
        ScanTask(1, Path("/images"), "1.2.3", recursive=True),
        ProgressReply(1, 0.5),
        SeriesReply(1, SeriesCatalog(Path("/images"), (SERIES,), 2, ("more",))),
        ExportTask(
            2,
            INFO,
            PixelSource(24, 0, ((0, 4),), stamp=FileStamp(1, 2, 3, 4)),
            REQUEST,
            Path("/images/b.nrrd"),
            Path("/images/.save"),
            Consent(protected=(FileStamp(1, 2, 3, 4),)),
            ("a note",),
        ),
        Ready(),
        HeaderReply(3, INFO, None),
        PixelsReply(4, INFO, 24, 1),
        ExportReply(5, Path("/images/b.nrrd"), 100, True, ("a note",)),
        ErrorReply(6, "OpenError", "It failed.", "Try again.", "detail"),
    ],
    ids=lambda message: type(message).__name__,
)
def test_messages_come_through_as_they_were(message: Any) -> None:
    assert decode(encode(message)) == message


def stored(module: str, name: str, argument: str = "'1'") -> bytes:
    """Write a pickle by hand that calls ``module.name`` with one text."""
    text = argument.strip("'").encode()
    return (
        b"\x80\x04"
        + b"".join(b"\x8c" + bytes([len(word)]) + word for word in (module.encode(), name.encode()))
        + b"\x93\x8c"
        + bytes([len(text)])
        + text
        + b"\x85R."
    )


def test_the_forged_pickle_is_one_that_pickle_itself_would_run() -> None:
    forged = stored("builtins", "int", "'12'")

    assert pickle.loads(forged) == 12
    assert pickletools.dis(forged) is None


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("os", "system"),
        ("builtins", "eval"),
        ("builtins", "getattr"),
        ("subprocess", "Popen"),
        ("numpy", "array"),
        ("itk_inspector.api", "open_document"),
        ("itk_inspector", "open_document"),
        ("itk_inspector.cli", "main"),
        ("itk_inspector_evil.core", "run"),
        ("itk_inspector.worker.launch", "os.system"),
        ("itk_inspector.worker.launch", "subprocess.Popen"),
        ("itk_inspector.worker.launch", "subprocess"),
        ("itk_inspector.worker.mapping", "os.unlink"),
        ("itk_inspector.core.values", "parse_value"),
        ("pathlib", "os.system"),
        ("pathlib", "Path.unlink"),
    ],
)
def test_foreign_pickles_are_refused(module: str, name: str, tmp_path: Path) -> None:
    witness = tmp_path / "witness"

    with pytest.raises(pickle.UnpicklingError, match="is not a message"):
        decode(stored(module, name, f"'touch {witness}'"))

    assert not witness.exists()


@pytest.mark.parametrize("data", [b"", b"\x80", b"nonsense", encode(Ready())[:-3]])
def test_damaged_messages_raise(data: bytes) -> None:
    with pytest.raises((pickle.UnpicklingError, EOFError)):
        decode(data)
