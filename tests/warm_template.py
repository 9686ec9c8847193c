"""A child that has loaded all it ever loads, and is forked for each child that the tests of this process start."""

from __future__ import annotations

import gc
import os
import runpy
import socket
import sys
import time
import warnings
from pathlib import Path
from typing import NoReturn

WORDS = 1 << 16
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


def _child(control: socket.socket, parent: int, fds: list[int], words: list[str]) -> NoReturn:
    """Be a child of the tests, as if it had been started as a program."""
    control.close()
    while os.getppid() != parent:  # until what forked it has ended
        if os.getppid() == 1:  # the tests have
            os._exit(1)
        time.sleep(0.0002)
    connection, pixels, said = fds
    for fd in (1, 2):
        os.dup2(said, fd)
    os.close(said)
    code = 1
    try:
        from itk_inspector.worker.process import main
        from itk_inspector.worker.sandbox.beginning import connections

        main(*connections([str(connection), str(parent), str(pixels), *words]))
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
    parent = os.getppid()
    while True:
        text, fds, *_ = socket.recv_fds(control, WORDS, 3)
        if not text:
            return
        folder, *words = text.decode().split("\0")
        made = os.fork()
        if made == 0:
            child = os.fork()
            if child == 0:
                os.chdir(folder)
                _child(control, parent, fds, words)
            control.send(str(child).encode())
            os._exit(0)
        os.waitpid(made, 0)  # what it forked has the tests for a parent now
        control.send(b".")
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
