"""Real prompts for tests: Python's, IPython's and the debugger's in a terminal of their own, and Jupyter's kernels."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE = float(os.environ.get("ITK_INSPECTOR_TEST_PATIENCE", "60"))
"""Seconds for anything that is waited for; most of it takes less than one."""


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of a process that leaves the user's files alone and shows no window on a screen."""
    own = {"QT_QPA_PLATFORM": "offscreen", "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", "PYTHONUNBUFFERED": "1"}
    folders = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR")
    return {**os.environ, **own, **{name: str(folder) for name in folders}}


def wait_for_text(path: Path) -> str:
    """Return the text of a file, as soon as there is any."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if path.exists() and (text := path.read_text()):
            return text
        time.sleep(0.02)
    return "nothing was written"


class Terminal:
    """A program in a terminal of its own.

    Parameters
    ----------
    child : pexpect.fdpexpect.fdspawn
    prompt : str
        Regular expression of what it shows when it waits for a line.
    """

    def __init__(self, child: Any, prompt: str) -> None:
        self.child = child
        self._prompt = prompt
        child.expect(prompt)

    def type(self, line: str, prompt: str = "") -> str:
        """Type a line, wait for the next prompt, and return what came meanwhile."""
        self.send(line)
        self.child.expect(prompt or self._prompt)
        return str(self.child.before)

    def send(self, line: str) -> None:
        """Type a line."""
        self.child.sendline(line)


@contextmanager
def terminal(folder: Path, *arguments: str, prompt: str) -> Iterator[Terminal]:
    """Run Python with arguments in a terminal, and end it.

    `pexpect.spawn` would fork the process of the tests, which has threads, and run Python there: that may wait for
    what another thread had at that moment, and this process for it, both for ever.
    """
    import fcntl  # none of these everywhere
    import termios

    from pexpect import fdpexpect

    ours, theirs = os.openpty()
    fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 400, 0, 0))
    child = fdpexpect.fdspawn(ours, encoding="utf-8", timeout=PATIENCE)
    process = subprocess.Popen(
        [sys.executable, *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment(folder),
        cwd=folder,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield Terminal(child, prompt)
    finally:
        process.kill()
        process.wait()
        child.close()


class Kernel:
    """A kernel of Jupyter.

    Parameters
    ----------
    client : jupyter_client.BlockingKernelClient
    """

    def __init__(self, client: Any) -> None:
        self._client = client

    def run(self, code: str) -> str:
        """Run a cell, and return what it wrote to stderr, or raised, and its value as text."""
        said: list[str] = []

        def hear(message: Any) -> None:
            content = message["content"]
            match message["msg_type"]:
                case "stream" if content["name"] == "stderr":
                    said.append(content["text"])
                case "execute_result":
                    said.append(content["data"]["text/plain"])
                case "error":
                    said.append(f"{content['ename']}: {content['evalue']}")

        self._client.execute_interactive(code, output_hook=hear, timeout=PATIENCE)
        return "".join(line for line in said if "propagateSizeHints" not in line)

    def send(self, code: str) -> None:
        """Ask for a cell, and do not wait for it."""
        self._client.execute(code, stop_on_error=False)  # what comes next is run, whatever comes of it


@contextmanager
def kernel(folder: Path) -> Iterator[tuple[Kernel, Any]]:
    """Start a kernel, and end it; with its manager, which can interrupt it."""
    from jupyter_client.kernelspec import KernelSpec  # not everywhere
    from jupyter_client.manager import KernelManager

    # over sockets of its own folder: nothing listens on the network
    manager = KernelManager(transport="ipc", ip=str(folder / "kernel"), connection_file=str(folder / "kernel.json"))
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    manager._kernel_spec = KernelSpec(argv=command, display_name="Python", language="python")
    manager.start_kernel(env=environment(folder))
    client = manager.client()
    try:
        client.start_channels(hb=False)  # its thread is waited for without a limit, and its manager knows the kernel
        client.wait_for_ready(timeout=PATIENCE)
        yield Kernel(client), manager
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.cleanup_resources()
        manager.context.destroy(linger=0)
