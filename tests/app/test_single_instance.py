"""Handing files to the window that is open."""

from __future__ import annotations

import json
import os
import socket
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from itk_inspector.app import single_instance
from itk_inspector.app.single_instance import Handed, InstanceServer, Layers
from itk_inspector.core.display.placing import Placing
from itk_inspector.core.system.backend import IS_PORTABLE

LOCAL, LOOPBACK = "local socket", "loopback"


@pytest.fixture(params=[LOOPBACK] if IS_PORTABLE else [LOCAL, LOOPBACK])
def way(request: pytest.FixtureRequest) -> str:
    """How windows are called: a local socket, or as where Python reaches none."""
    return str(request.param)


@pytest.fixture
def runtime(way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is ours alone, in which it is told where the window listens."""
    monkeypatch.setattr(single_instance, "IS_PORTABLE", way == LOOPBACK)
    folder = tmp_path / "run" if way == LOCAL else tmp_path / "itk-inspector" / "window"
    folder.mkdir(mode=0o700, parents=True)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
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


@pytest.mark.parametrize("way", [] if IS_PORTABLE else [LOCAL], indirect=True)
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


@pytest.mark.parametrize("way", [LOOPBACK], indirect=True)
@pytest.mark.parametrize("text", ["{port} " + "a" * 64, "", "nonsense", "70000 a", "1 2 3"])
def test_what_a_killed_window_told_leads_nobody_to_a_stranger(runtime: Path, text: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        stranger.settimeout(0.1)
        (runtime / "itk-inspector-_5.window").write_text(text.format(port=stranger.getsockname()[1]))

        assert not single_instance.hand_over([Path("/secret.nii")], "")
        with pytest.raises(TimeoutError):
            stranger.accept()

    made = InstanceServer()
    assert handed_over(made, [])[0]
    made.close()


@pytest.mark.parametrize("way", [LOOPBACK], indirect=True)
@pytest.mark.parametrize("text", ["", "nonsense", "70000 a", "1 2 3"])
def test_what_a_window_told_is_not_believed(opened: InstanceServer, runtime: Path, text: str) -> None:
    (runtime / "itk-inspector-_5.window").write_text(text)

    assert not single_instance.hand_over([], "")


@pytest.mark.parametrize("way", [LOOPBACK], indirect=True)
def test_who_does_not_know_the_key_is_not_heard(opened: InstanceServer, runtime: Path) -> None:
    told = runtime / "itk-inspector-_5.window"
    port, key = told.read_text().split()
    for said in ("", "a" * len(key)):
        with socket.create_connection(("127.0.0.1", int(port))) as caller:
            caller.sendall(json.dumps({"paths": [], "read_as": "", "key": said}).encode() + b"\n")
            assert opened.receive() is None
    assert stat.S_IMODE(told.stat().st_mode) == 0o600
    assert handed_over(opened, [])[0]


@pytest.mark.parametrize(
    "line",
    [b"nonsense\n", b"{}\n", b"3\n", b'{"paths": 3, "read_as": ""}\n', b"no end", b"[" * 100_000 + b"\n"],
    ids=lambda line: repr(line[:9]),
)
def test_nonsense_is_not_opened(opened: InstanceServer, runtime: Path, line: bytes) -> None:
    (place,) = runtime.iterdir()
    caller, key = single_instance._called(place)
    with caller:
        caller.sendall(line.replace(b"{", b'{"key": "' + key.encode() + b'", ').replace(b", }", b"}"))
        caller.shutdown(socket.SHUT_WR)

        assert opened.receive() is None


def test_a_folder_that_others_may_enter_is_not_used(runtime: Path) -> None:
    runtime.chmod(0o755)

    assert InstanceServer().fileno() == -1
    assert not single_instance.hand_over([], "")
