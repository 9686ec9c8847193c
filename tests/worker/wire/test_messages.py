"""Only our own values cross the border between the processes."""

from __future__ import annotations

import json
import os
import pickle
from pathlib import Path
from typing import Any

import pytest

from itk_inspector.core.dicom.series import DicomSeries, SeriesCatalog, Thumbnail
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import FolderScan, OpenRequest
from itk_inspector.core.pixels.rescale import Rescale
from itk_inspector.storage.atomic_write import Consent
from itk_inspector.worker.tasks.export import ExportReply, ExportTask
from itk_inspector.worker.tasks.header import HeaderReply
from itk_inspector.worker.tasks.open import OpenTask, PixelsReply
from itk_inspector.worker.tasks.scan import ScanTask, SeriesReply
from itk_inspector.worker.tasks.table import REPLIES, TASKS
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.messages import (
    Begun,
    ErrorReply,
    ProgressReply,
    Ready,
    decode,
    encode,
    takes_descriptors,
)
from itk_inspector.worker.wire.pixel_source import PixelSource

KINDS = {**TASKS, **REPLIES}
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
        OpenTask(1, OpenRequest(Path("/images/ä.nii"), "UC", header_only=True)),
        OpenTask(1, OpenRequest(Path("/images"), files=(Path("/images/a"), Path("/images/b")))),
        ScanTask(1, OpenRequest(Path("/images"), scan=FolderScan("1.2.3", recursive=True)), skips=(Path("/images/a"),)),
        ProgressReply(1, 0.5, Path("/images/a")),
        Begun(1),
        SeriesReply(1, SeriesCatalog(Path("/images"), (SERIES,), 2, ("more",))),
        ExportTask(
            2,
            INFO,
            PixelSource(24, 0, has_changes=True, stamp=FileStamp(1, 2, 3, 4)),
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
    assert decode(encode(message), KINDS) == message


def changed(message: Any, at: tuple[int, ...], value: Any) -> bytes:
    """Encode a message in which the value at a place of its JSON is another one."""
    words: Any = json.loads(encode(message))
    inside = words
    for step in at[:-1]:
        inside = inside[step]
    inside[at[-1]] = value
    return json.dumps(words).encode()


HEADER = HeaderReply(3, INFO, None)
CATALOG = SeriesReply(1, SeriesCatalog(Path("/images"), (SERIES,)))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x80",
        b"nonsense",
        encode(Ready())[:-3],
        pickle.dumps(Ready()),
        b"[]",
        b"null",
        b'["Child",[1]]',
        b'["Ready",{}]',
        b'[["Ready"],[]]',
        b"[" * 100_000 + b"]" * 100_000,
        b'["ProgressReply",[' + b"9" * 5000 + b",0.5,null]]",
        b'["ProgressReply",[1,' + b"9" * 400 + b",null]]",
        changed(HEADER, (1, 0), "3"),
        changed(HEADER, (1, 0), True),
        changed(HEADER, (1, 0), 3.0),
        changed(HEADER, (1, 0), None),
        changed(HEADER, (1, 1), []),
        changed(HEADER, (1, 1, 0), "/images/\0"),
        changed(HEADER, (1, 1, 4), "1"),
        changed(HEADER, (1, 1, 6, 0), [4, "3"]),
        changed(HEADER, (1, 1, 6, 3), [1.0]),
        changed(HEADER, (1, 1, 9), {"key": 1}),
        changed(HEADER, (1, 1, 9), [["key", "value"]]),
        changed(CATALOG, (1, 1, 1, 0, 10, 1), "not base64"),
        changed(CATALOG, (1, 1, 1), "ab"),
    ],
    ids=lambda data: repr(data[:40]),
)
def test_what_is_no_message_is_refused(data: bytes) -> None:
    with pytest.raises(CodecError):
        decode(data, KINDS)


def test_only_the_kinds_that_are_expected_come_through() -> None:
    with pytest.raises(CodecError):
        decode(encode(ScanTask(1, OpenRequest(Path("/images")))), REPLIES)
    with pytest.raises(CodecError):
        decode(encode(Ready()), TASKS)


def test_names_that_are_not_utf_8_and_odd_numbers_come_through() -> None:
    path = Path(os.fsdecode(b"/images/\xff.nii"))
    message = ErrorReply(2**62, "OpenError", "\udcff \x1b", "", "")

    assert decode(encode(ScanTask(1, OpenRequest(path))), KINDS) == ScanTask(1, OpenRequest(path))
    assert decode(encode(message), KINDS) == message
    assert decode(encode(ProgressReply(1, float("inf"))), KINDS) == ProgressReply(1, float("inf"))


@pytest.mark.parametrize(("count", "fits"), [(0, False), (1, True), (2, False)])
def test_pixels_come_with_one_descriptor(count: int, fits: bool) -> None:
    assert takes_descriptors(PixelsReply(4, INFO, 24, 1), count) is fits
    assert takes_descriptors(HEADER, count) is (count == 0)
