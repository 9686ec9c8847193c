"""The way that every system has, on this one: nothing that only Unix knows is imported, and an image is read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
import SimpleITK

from data_folders import REPOSITORY
from itk_inspector.core.system.backend import PORTABLE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="takes Linux's own calls away")

UNIX = ("fcntl", "grp", "posix", "pwd", "resource", "syslog", "termios", "tty", "pty")
CALLS = ("fork", "getuid", "memfd_create", "mkfifo", "pidfd_open", "pipe2", "posix_fadvise", "posix_fallocate", "pread")
CALLS += ("preadv", "pwrite", "pwritev", "setxattr", "getxattr", "chown", "sched_getaffinity", "nice")

WITHOUT = f"""
import importlib.abc, json, os, select, shutil, signal, socket, subprocess, sys, tempfile, random, multiprocessing.util
import numpy
class Blocked(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name in {UNIX!r}:
            raise ModuleNotFoundError(name)
for name in {UNIX!r}:
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Blocked())
kept = {{name: getattr(os, name) for name in ("fork",)}}
for name in {CALLS!r}:
    if hasattr(os, name):
        delattr(os, name)
for name in ("O_TMPFILE", "O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK", "O_DIRECTORY", "O_PATH"):
    delattr(os, name)
for module, names in ((select, ("poll", "epoll")), (signal, ("SIGKILL", "SIGHUP", "SIGSTOP")),
                      (socket, ("send_fds", "recv_fds", "AF_UNIX", "SCM_RIGHTS"))):
    for name in names:
        delattr(module, name)
"""
OTHERS = """
import asyncio, ctypes.util, itk, logging.handlers, nibabel, PIL.Image, pydicom, tifffile, uuid, webbrowser
import dask.callbacks, PySide6.QtNetwork, PySide6.QtSvg, PySide6.QtWidgets, pyqtgraph
"""


def run(text: str, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, PORTABLE: "1", "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(text), *words],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        timeout=300,
    )


@pytest.mark.parametrize("system", ["linux", "win32", "darwin"])
def test_all_modules_are_imported_without_what_only_unix_knows(system: str) -> None:
    """Other people's modules are there already: what they do by the system's name is theirs."""
    source = REPOSITORY / "src"
    names = sorted(
        ".".join(path.relative_to(source).with_suffix("").parts).removesuffix(".__init__")
        for path in source.rglob("*.py")
        if path.stem != "__main__"
    )
    done = run(
        OTHERS
        + WITHOUT
        + """
import importlib
sys.platform = sys.argv[2]
bad = {}
for name in json.loads(sys.argv[1]):
    try:
        importlib.import_module(name)
    except Exception as e:
        bad[name] = repr(e)
print(json.dumps(bad))
""",
        json.dumps([name for name in names if "napari_plugin" not in name]),
        system,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {}


@pytest.mark.parametrize("ending", [".mha", ".nii.gz", ".png"])
def test_a_child_reads_an_image_without_what_only_unix_knows(tmp_path: Path, ending: str) -> None:
    """The child loses these calls too: the program that starts it is one that takes them away first."""
    path = tmp_path / f"ä{ending}"
    pixels = (np.arange(11 * 13, dtype=np.uint16) % 251).astype(np.uint8).reshape(11, 13)
    SimpleITK.WriteImage(SimpleITK.GetImageFromArray(pixels), str(path))
    child = tmp_path / "child.py"
    start = (
        "import sys, runpy; path = sys.argv[1]; sys.argv = sys.argv[1:]\nrunpy.run_path(path, run_name='__main__')\n"
    )
    child.write_text(WITHOUT + start, encoding="utf-8")
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\n[ "$1" = -P ] && shift\nexec "{sys.executable}" -P "{child}" "$@"\n')
    python.chmod(0o755)
    done = run(
        """
        import json, sys
        import itk_inspector as ii
        sys.executable = sys.argv[2]
        try:
            document = ii.open_document(sys.argv[1])
        except ii.InspectorError as e:
            sys.exit(f"{e} {e.advice} {e.detail}")
        print(json.dumps([document.pixels.tolist(), document.info.mapping]))
        """,
        str(path),
        str(python),
    )

    assert done.returncode == 0, done.stderr
    seen, _ = json.loads(done.stdout)
    assert seen == SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(path))).tolist()


def test_a_child_ends_with_its_parent() -> None:
    done = run(
        """
        import os
        from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
        from itk_inspector.worker.parent.launch import launch
        print(launch(ScratchPolicy.default()).process.pid, flush=True)
        os._exit(0)
        """
    )
    pid = int(done.stdout)

    descriptor = None
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    import select

    waiting = select.poll()
    waiting.register(descriptor, select.POLLIN)
    assert waiting.poll(20_000), "the child goes on without its parent"
    os.close(descriptor)
