"""Handing files to the window that is open."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from itk_inspector.app import single_instance
from itk_inspector.app.single_instance import Handed, InstanceServer, Layers
from itk_inspector.core.display.placing import Placing


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for sockets that is ours alone."""
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.setenv("DISPLAY", ":5")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    return folder


@pytest.fixture
def opened(runtime: Path) -> Iterator[InstanceServer]:
    """A window's door."""
    made = InstanceServer()
    yield made
    made.close()


def handed_over(
    listener: InstanceServer, paths: list[Path], read_as: str = "", layers: Layers = ()
) -> tuple[bool, Handed | None]:
    """Hand over in a thread, as another process would."""
    answer: list[bool] = []
    caller = threading.Thread(target=lambda: answer.append(single_instance.hand_over(paths, read_as, "", layers)))
    caller.start()
    taken = listener.receive()
    caller.join(10)
    return answer[0], taken


def test_without_a_window_nothing_is_handed_over(runtime: Path) -> None:
    assert not single_instance.hand_over([Path("/a.png")], "")


def test_files_reach_the_window(opened: InstanceServer) -> None:
    assert handed_over(opened, [Path("/a b.png"), Path("/c.nii")], "UC") == (
        True,
        Handed((Path("/a b.png"), Path("/c.nii")), "UC"),
    )


def test_what_belongs_over_them_comes_with_them(opened: InstanceServer) -> None:
    layers = ((Path(os.fsdecode(b"/labels-\xff.nrrd")), Placing.LABELS), (Path("/b.nrrd"), Placing.LAYER))

    assert handed_over(opened, [Path("/a.nrrd")], layers=layers)[1] == Handed((Path("/a.nrrd"),), "", "", layers)


def test_every_name_comes_through(opened: InstanceServer) -> None:
    paths = [Path("/Schädel/影像.nrrd"), Path(os.fsdecode(b"/not-utf8-\xff.mha")), Path("/" + "x" * 240)]

    assert handed_over(opened, paths)[1] == Handed(tuple(paths), "")


def test_a_second_window_does_not_take_the_door(opened: InstanceServer) -> None:
    second = InstanceServer()

    assert second.fileno() == -1
    second.close()
    assert opened.receive() is None  # it only looked whether somebody is there
    assert handed_over(opened, [])[0]


def test_a_socket_left_behind_by_a_killed_window_is_replaced(runtime: Path) -> None:
    left = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    left.bind(str(runtime / "itk-inspector-_5.socket"))
    left.close()

    assert not single_instance.hand_over([], "")
    made = InstanceServer()
    assert made.fileno() >= 0
    assert handed_over(made, [])[0]
    made.close()
    assert list(runtime.iterdir()) == []


@pytest.mark.parametrize(
    "line",
    [b"nonsense\n", b"{}\n", b'{"paths": 3, "read_as": ""}\n', b"no end", b"[" * 100_000 + b"\n"],
    ids=lambda line: repr(line[:9]),
)
def test_nonsense_is_not_opened(opened: InstanceServer, runtime: Path, line: bytes) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
        caller.connect(str(runtime / "itk-inspector-_5.socket"))
        caller.sendall(line)
        caller.shutdown(socket.SHUT_WR)

        assert opened.receive() is None


def test_a_folder_that_others_may_enter_is_not_used(runtime: Path) -> None:
    runtime.chmod(0o755)

    assert InstanceServer().fileno() == -1
    assert not single_instance.hand_over([], "")
