"""What is exported is what is shown is what SimpleITK reads, or it is refused with the reason."""

from __future__ import annotations

import os
import struct
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import numpy.typing as npt
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itk_inspector.core.editing.repeating import repeat
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import EditError, InspectorError
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Exported, Opened
from itk_inspector.itkio.engine import engine
from itk_inspector.worker.memory import private_copy
from itk_inspector.worker.parent.calls import result
from itk_inspector.worker.parent.client import FileClient

SHAPE = (4, 40, 60)  # several memory pages
COUNT = 4 * 40 * 60


@pytest.fixture(scope="module")
def client() -> Iterator[FileClient]:
    engine.preload_bridge()
    shared = FileClient()
    for child in shared.children:
        child.start()
    yield shared
    shared.close()


def ramp() -> npt.NDArray[np.uint16]:
    return np.arange(COUNT, dtype=np.uint16).reshape(SHAPE)


def _npy(folder: Path) -> tuple[Path, Path, int]:
    np.save(folder / "a.npy", ramp())
    return folder / "a.npy", folder / "a.npy", 128


def _nifti(folder: Path) -> tuple[Path, Path, int]:
    head = bytearray(352)
    struct.pack_into("<i", head, 0, 348)
    struct.pack_into("<8h", head, 40, 3, *SHAPE[::-1], 1, 1, 1, 1)
    struct.pack_into("<hh", head, 70, 512, 16)
    struct.pack_into("<8f", head, 76, 1, 1, 1, 1, 1, 1, 1, 1)
    struct.pack_into("<f", head, 108, 352)
    head[344:348] = b"n+1\0"
    (folder / "a.nii").write_bytes(bytes(head) + ramp().tobytes())
    return folder / "a.nii", folder / "a.nii", 352


def _mha(folder: Path) -> tuple[Path, Path, int]:
    """At an odd byte, where no uint16 may lie."""
    size = " ".join(map(str, SHAPE[::-1]))
    head = f"ObjectType = Image\nNDims = 3\nDimSize = {size}\nElementType = MET_USHORT\nElementDataFile = LOCAL\n"
    head = head.replace("NDims", f"Comment = {'x' * (len(head) % 2)}\nNDims")
    assert len(head) % 2
    (folder / "a.mha").write_bytes(head.encode() + ramp().tobytes())
    return folder / "a.mha", folder / "a.mha", len(head)


def _pair(suffix: str) -> Callable[[Path], tuple[Path, Path, int]]:
    def make(folder: Path) -> tuple[Path, Path, int]:
        sitk.WriteImage(sitk.GetImageFromArray(ramp()), str(folder / f"a{suffix}"), useCompression=False)
        return folder / f"a{suffix}", folder / "a.raw", 0

    return make


MAKERS = {"npy": _npy, "nii": _nifti, "mha": _mha, "mhd": _pair(".mhd"), "nhdr": _pair(".nhdr")}
"""Each writes a ramp that can be mapped; returns what is opened, the file of pixels, and where they begin in it."""


class Case:
    """An image on disk, opened, with a copy or not."""

    def __init__(self, folder: Path, client: FileClient, kind: str, copied_up_to: int) -> None:
        self.folder = folder
        self.path, self.data, self.offset = MAKERS[kind](folder)
        self.client = client
        client.open(1, OpenRequest(self.path, copied_up_to=copied_up_to))
        opened = result(client.wait(1))
        assert isinstance(opened, Opened)
        self.document: ImageDocument = opened.document
        self.session: EditSession | None = None

    def edit(self, number: int) -> None:
        """Change something of the copy, by each of the ways in turn."""
        if self.session is None:
            if self.document.is_closed:
                return
            self.session = self.document.edit()
        session, value = self.session, 60_000 + number
        place = number * 997 % COUNT
        z, y, x = (int(c) for c in np.unravel_index(place, SHAPE))
        ways: list[Callable[[], object]] = [
            lambda: session.set_pixel(ItkIndex.of(x, y, z), value),
            lambda: session.fill(Region((z, y, x), (1, 40 - y, 1)), value),
            lambda: session.paint(np.arange(place, min(place + 300, COUNT)), value),
            session.end_stroke,
            session.undo,
            session.redo,
            lambda: session.pixels.__setitem__((z, y, x), value),
        ]
        if session.is_safe:
            ways[number % len(ways)]()

    def on_disk(self, number: int) -> None:
        """Let another program change the files, by each of the ways in turn."""
        other = np.random.default_rng(number).integers(0, 60_000, COUNT, dtype=np.uint16)
        whole = self.data.read_bytes()[: self.offset] + other.tobytes() if self.data.exists() else b""
        ways: list[Callable[[], object]] = [
            lambda: self._write(self.offset + 2 * (number % COUNT), b"\7\7"),
            lambda: self.data.write_bytes(whole),  # cut, then written: what most programs do
            lambda: self._replace(self.data, whole),
            lambda: self.path.write_bytes(b"# longer\n" + self.path.read_bytes()),
            lambda: self._replace(self.path, self.path.read_bytes()),
            lambda: os.truncate(self.data, self.offset + 100),
            lambda: self.data.unlink(),
        ]
        if self.data.exists() and self.path.exists():
            ways[number % len(ways)]()

    def _write(self, place: int, data: bytes) -> None:
        with self.data.open("r+b") as file:
            file.seek(place)
            file.write(data)

    @staticmethod
    def _replace(path: Path, data: bytes) -> None:
        path.with_name("new").write_bytes(data)
        path.with_name("new").replace(path)

    def shown(self) -> npt.NDArray[Any] | None:
        """What is on screen; None when nothing can be shown any more."""
        if self.session is not None:
            return self.session.view.copy() if self.session.is_safe else None
        return self.document.pixels.copy() if self.document.is_safe else None

    def close(self) -> None:
        self.session = None
        self.document.close()


steps = st.lists(
    st.tuples(st.sampled_from(["edit", "edit", "edit", "on_disk", "close", "export"]), st.integers(0, 400)), max_size=10
)


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    kind=st.sampled_from(sorted(MAKERS)),
    copied_up_to=st.sampled_from([0, 2**40]),
    is_taken_out=st.booleans(),
    done=steps,
)
def test_exported_is_shown_is_read_by_simpleitk(
    client: FileClient, kind: str, copied_up_to: int, is_taken_out: bool, done: list[tuple[str, int]]
) -> None:
    limit = private_copy.COPIED_AT_MOST if is_taken_out else 0  # as of a file that is too large for that
    with tempfile.TemporaryDirectory() as name, mock.patch.object(private_copy, "COPIED_AT_MOST", limit):
        case = Case(Path(name), client, kind, copied_up_to)
        try:
            for step, number in [*done, ("export", 0)]:
                if step == "edit":
                    said = refusal(lambda n=number: case.edit(n))
                    assert not said or "changed on disk" in said or "cannot be read any more" in said
                elif step == "on_disk":
                    case.on_disk(number)
                elif step == "close" and case.session is not None:
                    case.document.close()
                elif step == "export" and not (case.document.is_closed and case.session is None):
                    check_export(case, Path(name) / "out.nrrd")
        finally:
            case.close()


def refusal(act: Callable[[], object]) -> str:
    """Do something; return with which words it was refused."""
    try:
        act()
    except InspectorError as e:
        return f"{e.message} {e.advice}"
    return ""


def check_export(case: Case, target: Path) -> None:
    before = case.shown()
    document = None if case.document.is_closed else case.document
    request = ExportRequest(target, overwrite=True)
    was_there = target.read_bytes() if target.exists() else None
    done: list[object] = []

    def export() -> None:
        case.client.export(2, document, case.session, request)
        done.append(result(case.client.wait(2)))

    said = refusal(export)
    if said:
        assert "changed on disk" in said
        assert "Reload" in said
        assert (target.read_bytes() if target.exists() else None) == was_there
        return
    assert isinstance(done[0], Exported)
    after = case.shown()
    assert before is not None
    assert after is not None
    assert np.array_equal(before, after)
    assert np.array_equal(sitk.GetArrayFromImage(sitk.ReadImage(str(target))), after)


@pytest.mark.parametrize("kind", sorted(MAKERS))
@pytest.mark.parametrize("number", [0, 1, 2, 5])
def test_edits_outlive_whatever_happens_to_the_file(client: FileClient, tmp_path: Path, kind: str, number: int) -> None:
    case = Case(tmp_path, client, kind, 0)
    case.edit(0)
    case.edit(2)
    seen = case.shown()

    case.on_disk(number)

    assert np.array_equal(case.shown(), seen)  # type: ignore[arg-type]  # there is something to see
    check_export(case, tmp_path / "out.nrrd")
    assert (tmp_path / "out.nrrd").exists()
    case.close()


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_what_another_program_writes_is_noticed_before_the_first_edit(
    client: FileClient, tmp_path: Path, kind: str
) -> None:
    case = Case(tmp_path, client, kind, 0)
    session = case.document.edit()
    case.on_disk(0)

    with pytest.raises(EditError, match="changed on disk since it was opened"):
        session.set_pixel(ItkIndex.of(0, 0, 0), 1)

    assert not session.is_modified
    case.close()


@pytest.mark.parametrize("number", [0, 1, 5])
def test_pixels_of_a_giant_that_were_written_directly_are_not_saved_over_a_changed_file(
    client: FileClient, tmp_path: Path, number: int
) -> None:
    with mock.patch.object(private_copy, "COPIED_AT_MOST", 0):
        case = Case(tmp_path, client, "npy", 0)
        session = case.session = case.document.edit()
        session.pixels[0, 0, 0] = 7
        case.on_disk(number)

        with pytest.raises(InspectorError, match="changed on disk"):
            client.export(4, case.document, session, ExportRequest(tmp_path / "out.nrrd"))

        assert not (tmp_path / "out.nrrd").exists()
        case.close()


def test_a_giant_that_is_changed_keeps_its_edits_for_a_reload(client: FileClient, tmp_path: Path) -> None:
    with mock.patch.object(private_copy, "COPIED_AT_MOST", 0):
        case = Case(tmp_path, client, "npy", 0)
        case.edit(0)
        case.edit(1)
        before = case.session
        assert before is not None
        case.on_disk(2)
        case.on_disk(0)
        client.open(3, OpenRequest(case.path))
        opened = result(client.wait(3))
        assert isinstance(opened, Opened)
        with opened.document as document:
            anew = document.edit()
            expected = document.pixels.copy()

            assert repeat(before, anew) == 2

            assert anew.view[0, 0, 0] == 60_000
            changed = anew.view != expected
            assert changed.sum() == (before.view >= 60_000).sum()
        case.close()
