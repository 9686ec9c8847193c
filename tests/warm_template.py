"""A child that has loaded all it ever loads, and is forked for each child that the tests of this process start."""

from __future__ import annotations

import ctypes
import gc
import os
import runpy
import signal
import socket
import sys
import warnings
from pathlib import Path
from typing import NoReturn

CLONE = {"x86_64": 56, "aarch64": 220}
"""The number of clone(2), by machine."""
_CLONE_PARENT = 0x8000
_WORDS = 1 << 16
"""Bytes of a request at most."""


def _loaded() -> None:
    """Load what a child loads, until it is at rest."""
    from itk_inspector.itkio.engine import engine, wrapper_modules
    from itk_inspector.worker import process

    warnings.simplefilter("ignore")
    wrapper_modules.use()
    wrapper_modules.use = lambda: None  # it is done once in a process, and has been in each that is forked
    engine.preload()
    for load in process._loads():
        load()


def _forked() -> int:
    """Fork a child of this process's own parent, which the tests then wait for as for any other; see clone(2).

    Python is told before and after, as by `os.fork`; nothing else here asks to be.
    """
    python, system = ctypes.pythonapi, ctypes.PyDLL(None)  # neither lets go of Python's lock
    python.PyOS_BeforeFork()
    pid = system.syscall(CLONE[os.uname().machine], _CLONE_PARENT | signal.SIGCHLD, 0, 0, 0, 0)
    (python.PyOS_AfterFork_Child if pid == 0 else python.PyOS_AfterFork_Parent)()
    assert pid >= 0, "nothing was forked"
    return int(pid)


def _child(control: socket.socket, fds: list[int], words: list[str]) -> NoReturn:
    """Be a child of the tests, as if it had been started as a program."""
    control.close()
    connection, pixels, said = fds
    for fd in (1, 2):
        os.dup2(said, fd)
    os.close(said)
    code = 1
    try:
        from itk_inspector.worker.process import main
        from itk_inspector.worker.sandbox.beginning import connections

        main(*connections([str(connection), str(os.getppid()), str(pixels), *words]))
        code = 0
    except SystemExit as e:
        code = e.code if isinstance(e.code, int) else 1
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def serve(control: socket.socket) -> None:
    """Fork a child for each request, until there are no more."""
    while True:
        text, fds, *_ = socket.recv_fds(control, _WORDS, 3)
        if not text:
            return
        folder, *words = text.decode().split("\0")
        pid = _forked()
        if pid == 0:
            os.chdir(folder)
            _child(control, fds, words)
        control.send(str(pid).encode())
        for fd in fds:
            os.close(fd)


if __name__ == "__main__":
    gc.disable()
    package = Path(sys.argv[1])
    start = runpy.run_path(str(package / "worker" / "__main__.py"), run_name="of the template")
    start["_find_modules"]()
    control = socket.socket(fileno=int(sys.argv[2]))
    _loaded()
    gc.freeze()
    control.send(b".")
    serve(control)
