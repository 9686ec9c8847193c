"""The command that repeats a journal, in this process and with real children."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pytest

from itk_inspector.cli import main as cli
from itk_inspector.core.editing.journal_file import journal_text
from itk_inspector.core.editing.journal_script import journal_script
from itk_inspector.core.editing.operation import Operation
from itk_inspector.core.editing.replay import Replay
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.worker.parent import blocking

PIXELS = (np.arange(5 * 6 * 7) % 90).astype(np.int16).reshape(5, 6, 7)


def meta_image(path: Path, pixels: npt.NDArray[Any]) -> Path:
    size = " ".join(map(str, pixels.shape[::-1]))
    head = f"NDims = 3\nDimSize = {size}\nElementType = MET_SHORT\nElementSpacing = 0.5 1 2\nOffset = 7 -3 0.1\n"
    turned = "TransformMatrix = 0.6 0.8 0 -0.8 0.6 0 0 0 1\n"
    path.write_bytes(f"ObjectType = Image\n{head}{turned}ElementDataFile = LOCAL\n".encode() + pixels.tobytes())
    return path


def run(capfd: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    try:
        code = cli.main([str(word) for word in words])
    except SystemExit as e:
        code = int(e.code or 0)
    out, err = capfd.readouterr()
    return code, out, err


def operate(session: EditSession, document: ImageDocument, name: str, **parameters: Any) -> None:
    """Do an operation as the window does."""
    record = {"kind": "version", "label": name, "operation": Operation(name, parameters).record()}
    replay = Replay(session, [record])
    operation = replay.next()
    assert operation is not None
    outcome = blocking.operate(document, session, operation)
    replay = Replay(session, [record | {"operation": outcome.operation.record()}])
    replay.next()
    replay.take(outcome.document)


def edited(path: Path) -> tuple[ImageDocument, EditSession]:
    """Strokes, operations that change size, type and placement, and strokes again."""
    document = blocking.open_document(OpenRequest(path))
    session = document.edit()
    session.set_pixel(ItkIndex.of(1, 2, 3), -5)
    session.paint(np.arange(0, 200, 7), 30)
    session.end_stroke()
    session.restore(np.arange(0, 100, 14), document.access.all())
    session.end_stroke()
    operate(session, document, "flip", axes=[0], space="keep")
    operate(session, document, "crop", index=[2, 0, 1], size=[4, 6, 3], start="keep")
    session.fill(Region((0, 0, 0), (1, 2, 3)), 77)
    operate(session, document, "median", radius=[1, 1, 1])
    session.fill(Region((2, 3, 1), (1, 2, 3)), 78)
    session.undo()
    session.set_pixel(ItkIndex(tuple(s + 1 for s in session.geometry.start_index)), 79)
    return document, session


def read(path: Path) -> npt.NDArray[Any]:
    with blocking.open_document(OpenRequest(path)) as document:
        return document.access.all().copy()


Recorded: TypeAlias = tuple[Path, Path, npt.NDArray[Any], Geometry]
"""The image, the journal, and the edited copy."""


@pytest.fixture
def recorded(tmp_path: Path) -> Recorded:
    path = meta_image(tmp_path / "a.mha", PIXELS)
    document, session = edited(path)
    with document:
        journal = tmp_path / "edits.json"
        journal.write_text(journal_text(session.history.journal.entries, document.info), encoding="utf-8")
        script = journal_script(
            session.history.journal.entries, document.info, session.info or document.info, maker="the tests"
        )
        (tmp_path / "edits.py").write_text(script, encoding="utf-8")
    return path, journal, session.view.copy(), session.geometry


def test_the_same_comes_out_as_in_the_window(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, recorded: Recorded
) -> None:
    path, journal, pixels, geometry = recorded
    code, out, err = run(capfd, "apply", journal, path, tmp_path / "out.mha", "--json")

    assert (code, err) == (0, "")
    told = json.loads(out)
    assert (told["steps"], told["verified"], told["findings"]) == (8, True, told["findings"])
    assert read(tmp_path / "out.mha").tobytes() == pixels.tobytes()
    with blocking.open_document(OpenRequest(tmp_path / "out.mha")) as found:
        assert found.geometry.size == geometry.size
        first = geometry.point_of(ItkIndex(geometry.start_index)).components
        assert np.allclose(found.geometry.origin, first)
        assert np.allclose(found.geometry.direction, geometry.direction)


def test_the_script_does_the_same_operations(tmp_path: Path, recorded: Recorded) -> None:
    path, _, pixels, geometry = recorded
    words = [sys.executable, tmp_path / "edits.py", path, tmp_path / "out.npz"]
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, timeout=200, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    with np.load(tmp_path / "out.npz") as told:
        assert told["pixels"].tobytes() == pixels.tobytes()
        assert tuple(told["start"].tolist()) == geometry.start_index
        assert np.allclose(told["origin"], geometry.origin, rtol=0, atol=1e-12)
        assert told["direction"].tolist() == [list(row) for row in geometry.direction]


def test_another_image_is_refused_with_the_number_of_the_step(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, recorded: Recorded
) -> None:
    other = meta_image(tmp_path / "b.mha", PIXELS[:4])
    code, out, err = run(capfd, "apply", recorded[1], other, tmp_path / "out.mha")

    assert (code, out) == (3, "")
    assert "Step 1, “set (1, 2, 3)”, cannot be repeated. The edit was made on an image of another size" in err
    assert not (tmp_path / "out.mha").exists()


def test_nothing_is_replaced_unasked(capfd: pytest.CaptureFixture[str], tmp_path: Path, recorded: Recorded) -> None:
    path, journal, *_ = recorded
    before = path.read_bytes()

    assert run(capfd, "apply", journal, path, path)[0] == 3
    assert run(capfd, "apply", journal, path, path, "--yes")[0] == 3
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("data", "sentence"), [(b"{", "no journal"), (None, "could not be read"), (b'{"a": NaN}', "no journal")]
)
def test_what_is_no_journal_is_refused(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, data: bytes | None, sentence: str
) -> None:
    path = meta_image(tmp_path / "a.mha", PIXELS)
    if data is not None:
        (tmp_path / "j.json").write_bytes(data)
    code, out, err = run(capfd, "apply", tmp_path / "j.json", path, tmp_path / "out.mha")

    assert (code, out, sentence in err, len(err.splitlines())) == (3, "", True, 1)


def test_an_operation_that_fails_is_told_with_its_number(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = meta_image(tmp_path / "a.mha", PIXELS)
    operation = {"name": "crop", "parameters": {"index": [2, 0, 1], "size": [4, 6, 9], "start": "keep"}}
    steps = [{"kind": "version", "label": "crop", "operation": operation}]
    journal = {"format": "itk-inspector-journal", "version": 1, "image": {}, "steps": steps}
    (tmp_path / "j.json").write_text(json.dumps(journal))

    code, _, err = run(capfd, "apply", tmp_path / "j.json", path, tmp_path / "out.mha")

    assert (code, err.startswith("itk-inspector: Step 1, “crop”, cannot be repeated. ")) == (3, True)
