"""A real JupyterLab with a real browser, for tests of what a notebook shows."""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PATIENCE = 60.0
_NOT_WANTED = {"@jupyterlab/apputils-extension:announcements": True}  # asks whether it may fetch news
_MARK = "ITK_INSPECTOR_JUPYTERLAB"


def browser_file() -> str:
    """Return the browser; skip the test where something is absent that it needs."""
    for package in ("jupyterlab", "anywidget", "playwright"):
        pytest.importorskip(package, reason=f"{package} is not installed")
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found is None:
        pytest.skip("Chromium is not installed")
    return found


def _shared_folder() -> Path:
    """Return ``share/jupyter`` that holds JupyterLab's pages and the extension of anywidget."""
    for file in importlib.metadata.files("anywidget") or ():
        parts = file.parts
        if parts[-4:] == ("jupyter", "labextensions", "anywidget", "package.json"):
            return Path(str(file.locate())).resolve().parents[2]
    pytest.skip("anywidget has come without its extension of JupyterLab")


class JupyterLab:
    """A server, whose kernels are this Python; ends with `close`, and all that it started with it.

    Parameters
    ----------
    folder : Path
        For notebooks and settings.
    """

    def __init__(self, folder: Path) -> None:
        shared = _shared_folder()
        self.notebooks, runtime, kernel = (folder / name for name in ("notebooks", "runtime", "data/kernels/python3"))
        for each in (self.notebooks, runtime, kernel):
            each.mkdir(parents=True)
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        (kernel / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "Python", "language": "python"}))
        self.mark = uuid.uuid4().hex
        self.environment = os.environ | {
            "HOME": str(folder),
            "IPYTHONDIR": str(folder / "ipython"),
            "JUPYTERLAB_DIR": str(shared / "lab"),
            "JUPYTER_CONFIG_DIR": str(folder / "config"),
            "JUPYTER_DATA_DIR": str(folder / "data"),
            "JUPYTER_PATH": str(shared),
            "JUPYTER_RUNTIME_DIR": str(runtime),
            _MARK: self.mark,
        }
        (folder / "config/labconfig").mkdir(parents=True)
        (folder / "config/labconfig/page_config.json").write_text(json.dumps({"disabledExtensions": _NOT_WANTED}))
        options = ("--no-browser", "--allow-root", "--expose-app-in-browser", "--ServerApp.port=0")
        command = [sys.executable, "-m", "jupyterlab", *options, f"--ServerApp.root_dir={self.notebooks}"]
        with (folder / "server.log").open("wb") as log:
            self._server = subprocess.Popen(command, env=self.environment, cwd=folder, stdout=log, stderr=log)
        self.url, self.token = self._address(runtime / f"jpserver-{self._server.pid}.json", folder / "server.log")

    def _address(self, told: Path, log: Path) -> tuple[str, str]:
        for _ in _until_late():
            if self._server.poll() is not None:
                pytest.fail(f"JupyterLab has ended:\n{log.read_text()}")
            with contextlib.suppress(OSError, ValueError):
                about = json.loads(told.read_text())
                with urllib.request.urlopen(f"{about['url']}api/status?token={about['token']}", timeout=5):
                    return about["url"], about["token"]
        pytest.fail(f"JupyterLab does not answer:\n{log.read_text()}")

    def write(self, name: str, *cells: str) -> str:
        """Write a notebook; return the address of its page."""
        made = [
            {"cell_type": "code", "id": f"c{n}", "source": cell, "metadata": {}, "outputs": [], "execution_count": None}
            for n, cell in enumerate(cells)
        ]
        about = {"kernelspec": {"name": "python3", "display_name": "Python", "language": "python"}}
        book = {"cells": made, "metadata": about, "nbformat": 4, "nbformat_minor": 5}
        (self.notebooks / name).write_text(json.dumps(book))
        return f"{self.url}doc/tree/{name}?token={self.token}"

    def running(self) -> list[str]:
        """Return the commands that were started by server, kernels and browser, theirs included, and still run."""
        sought, found = f"{_MARK}={self.mark}".encode(), []
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if sought in (process / "environ").read_bytes().split(b"\0"):
                    found.append((process / "cmdline").read_text().replace("\0", " "))
        return found

    def is_gone(self) -> bool:
        """Tell whether after a while nothing runs any more."""
        return any(not self.running() for _ in _until_late())

    def close(self) -> None:
        """End the server, as a confirmed Ctrl+C does, and with it its kernels."""
        self._server.send_signal(signal.SIGTERM)
        try:
            self._server.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()


def _until_late() -> Iterator[None]:
    """Yield every now and then, as long as one waits for another process."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        yield
        time.sleep(0.05)  # another program's file cannot be waited for otherwise


@contextlib.contextmanager
def browser(lab: JupyterLab, executable: str) -> Iterator[Any]:
    """Open a page of a browser without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, env=lab.environment)
        try:
            page = opened.new_page(viewport={"width": 1200, "height": 2400})
            page.set_default_timeout(1000 * _PATIENCE)
            yield page
        finally:
            opened.close()


def open_notebook(page: Any, address: str) -> None:
    """Open a notebook, and wait until its kernel is there."""
    page.goto(address)
    page.wait_for_function("window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'")


def run_all(page: Any) -> None:
    """Run all cells, and wait until the last one has run; fail with what they raised."""
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    raised = page.locator('.jp-OutputArea [data-mime-type="application/vnd.jupyter.stderr"]').all_inner_texts()
    assert not raised, raised


def restart(page: Any) -> None:
    """Restart the kernel, as the menu does."""
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()")


def change_theme(page: Any, name: str) -> None:
    """Choose a theme of JupyterLab, and wait until the page has it."""
    page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", name)
    page.locator(f'body[data-jp-theme-name="{name}"]').wait_for(state="attached")
