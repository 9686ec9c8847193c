"""What readers print is told of the file that is being read, and of no other."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from itk_inspector.api.opening import open_document
from itk_inspector.core.system.backend import PORTABLE

BUFFERED = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
"""As users have it: what is printed waits in the buffers of C and of Python, as the file is no terminal."""

PRINTING = """
import ctypes, os, sys
from itk_inspector.worker.child.desk import StderrText
told = os.fdopen(os.dup(0), "w")
c = ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)
def say(what):
    c.puts(f"C {what}".encode()); print("Python", what); os.write(2, f"system {what}\\n".encode())
"""

WAYS = [
    pytest.param("say('before'); text = StderrText(); print(repr(text.take()), file=told)", [], id="before"),
    pytest.param("text = StderrText(); say('now'); print(text.take(), file=told)", ["now"], id="meanwhile"),
    pytest.param(
        "first = StderrText(); say('one'); other = StderrText(); say('two'); print(other.take(), file=told)",
        ["two"],
        id="two in a row",
    ),
    pytest.param(
        "text = StderrText(); say('one'); text.take(); say('two'); print(text.take(), file=told)",
        ["two"],
        id="taken before",
    ),
    pytest.param(
        "text = StderrText(); say('own')\nwith text.of_another(): say('another')\n"
        "say('more'); print(text.take(), file=told)",
        ["own", "more"],
        id="another file looked at",
    ),
    pytest.param("os.close(2); text = StderrText(); print(repr(text.take()), file=told)", [], id="closed"),
]


@pytest.mark.parametrize("way", ["0", "1"], ids=["native", "portable"])
@pytest.mark.parametrize(("code", "heard"), WAYS)
def test_what_was_printed_is_told_once(tmp_path: Path, code: str, heard: list[str], way: str) -> None:
    printed = tmp_path / "printed"
    told = tmp_path / "told"
    with printed.open("w+b") as output, told.open("w+b") as answer:
        subprocess.run(
            [sys.executable, "-c", PRINTING + code],
            env={**BUFFERED, PORTABLE: way},
            stdin=answer,
            stdout=output,
            stderr=output,
            check=True,
        )

    lines = [line for line in told.read_text().splitlines() if line not in ("", "''")]

    assert sorted(lines) == sorted(f"{who} {what}" for what in heard for who in ("C", "Python", "system"))


READING = """
import os, signal, sys
from pathlib import Path
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.worker.parent.client import FileClient
client, folder = FileClient(), Path(sys.argv[1])
for token, word in enumerate(sys.argv[2:], 1):
    is_killed, word = word.startswith("kill "), word.removeprefix("kill ")
    if is_killed:
        os.kill(client.children[0].pid, signal.SIGKILL)
    client.open(token, OpenRequest(folder / word))
    outcome = client.wait(token)
    if is_killed:
        continue
    error = getattr(outcome, "error", None)
    print(error.message if error else "; ".join(outcome.document.info.notes) or "fine")
    if error is None:
        outcome.document.close()
client.close()
"""

HALF = "truncated: the JPEG data ends early; the rest is grey or coarse."


@pytest.mark.parametrize("way", ["0", "1"], ids=["native", "portable"])
def test_files_in_a_row_are_told_apart(tmp_path: Path, small_image: Path, way: str) -> None:
    """The library of JPEG files prints through C: it was heard with a later file, or with none."""
    image = pytest.importorskip("PIL.Image")
    image.effect_noise((70, 60), 80).save(tmp_path / "whole.jpg")
    data = (tmp_path / "whole.jpg").read_bytes()
    (tmp_path / "half.jpg").write_bytes(data[: len(data) // 2])
    (tmp_path / "damaged.jpg").write_bytes(data[:-2] + bytes(3) + data[-2:])
    words = [
        "half.jpg",
        "small.mha",
        "damaged.jpg",
        "small.mha",
        "half.jpg",
        "kill whole.jpg",
        "small.mha",
        "whole.jpg",
    ]

    done = subprocess.run(
        [sys.executable, "-c", READING, str(tmp_path), *words],
        env={**BUFFERED, PORTABLE: way},
        capture_output=True,
        text=True,
        check=True,
    )

    damaged = "ITK’s reader says: Corrupt JPEG data: 3 extraneous bytes before marker 0xd9."
    assert done.stdout.splitlines() == [HALF, "fine", damaged, "fine", HALF, "fine", "fine"]


def test_bytes_that_are_left_over_in_a_jpeg_are_told_and_it_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.fromarray(np.random.default_rng(6).integers(1, 255, size=(20, 30), dtype=np.uint8)).save(path)
    expected = np.asarray(Image.open(path))
    path.write_bytes(path.read_bytes()[:-2] + b"abc" + b"\xff\xd9")

    with open_document(path) as document:
        assert document.info.notes[-1] == (
            "ITK’s reader says: Corrupt JPEG data: 3 extraneous bytes before marker 0xd9."
        )
        assert np.array_equal(document.pixels, expected)
