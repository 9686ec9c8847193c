"""What was entered in the console is found again: bounded, beside other windows, whatever the file holds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from itk_inspector.storage.console_history import LONGEST, MOST_KEPT, ConsoleHistory

ADDS = """
import sys
from pathlib import Path
from itk_inspector.storage.console_history import ConsoleHistory
history = ConsoleHistory(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for i in range(int(sys.argv[3])):
    history.add(f"{sys.argv[2]}[{i}] = '" + "x" * 2000 + "'")
    if i % 20 == 0:
        history.load()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "console-history.jsonl"


def lines(path: Path) -> list[str]:
    return [json.loads(line) for line in path.read_text("ascii").splitlines()]


def test_what_was_entered_is_found_again(path: Path) -> None:
    texts = ["array.mean()", "for i in range(3):\n    print('ü', i)\n", "'\udcff'"]
    for text in texts:
        ConsoleHistory(path).add(text)

    assert ConsoleHistory(path).load() == texts == lines(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_nothing_is_made_before_something_is_entered(path: Path) -> None:
    assert ConsoleHistory(path).load() == []
    assert not path.parent.exists()


def test_the_file_stands_in_the_state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    ConsoleHistory().add("1")

    assert lines(tmp_path / "itk-inspector" / "console-history.jsonl") == ["1"]


def test_it_is_bounded(path: Path) -> None:
    history = ConsoleHistory(path)
    path.parent.mkdir()
    path.write_text("".join(f'"{i}"\n' for i in range(2 * MOST_KEPT + 5)))
    history.add("y" * (LONGEST + 1))

    assert history.load() == [str(i) for i in range(MOST_KEPT + 5, 2 * MOST_KEPT + 5)]
    assert lines(path) == history.load()  # cut on the disk, too
    assert os.listdir(path.parent) == [path.name]

    path.write_text("".join(json.dumps(f"{i} " + "z" * 9000) + "\n" for i in range(300)))
    kept = history.load()
    assert [text.split()[0] for text in kept] == [str(i) for i in range(300 - len(kept), 300)]
    assert path.stat().st_size <= 1024 * 1024
    assert len(kept) > 100


@pytest.mark.parametrize(
    "damage", [b"\0" * 100, b"\xff\xfe\n", b'{"a": 1}\n[1]\n3\n""\n', b'"torn', b"[" * 5000 + b"\n", b"\n\n"]
)
def test_damage_harms_nothing_but_itself(path: Path, damage: bytes) -> None:
    history = ConsoleHistory(path)
    history.add("before")
    with path.open("ab") as file:
        file.write(damage)
    history.add("after")

    assert history.load() == ["before", "after"]


@pytest.mark.parametrize("kind", ["folder", "pipe", "link"])
def test_what_is_no_file_is_left_alone(path: Path, tmp_path: Path, kind: str) -> None:
    path.parent.mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text('"theirs"\n')
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(elsewhere)
    history = ConsoleHistory(path)
    history.add("mine")

    assert history.load() == []
    assert elsewhere.read_text() == '"theirs"\n'


def test_a_folder_that_cannot_be_made_harms_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    history = ConsoleHistory(tmp_path / "file" / "history")
    history.add("1")

    assert history.load() == []


def test_windows_of_several_processes_lose_nothing(path: Path) -> None:
    """Also while one of them writes the file anew: 700 lines of 2 kB are cut to a megabyte at least once."""
    count = 350
    adding = [
        subprocess.Popen(
            [sys.executable, "-c", ADDS, str(path), name, str(count)],
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for name in "ab"
    ]
    for process in adding:
        assert process.stdout is not None
        process.stdout.readline()
    for process in adding:
        process.communicate("\n", timeout=60)

    assert [process.returncode for process in adding] == [0, 0]
    kept = [text.split(" ")[0] for text in ConsoleHistory(path).load()]
    assert len(kept) > 400
    for name in "ab":
        mine = [int(text[2:-1]) for text in kept if text.startswith(name)]
        assert mine == list(range(count - len(mine), count))  # the latest, none missing, in their order
