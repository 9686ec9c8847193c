"""docs/developers_day.md runs as it stands: all of it as one script, and cell by cell in a real kernel."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
CELLS = re.findall(
    r"^```python\n(.*?)^```",
    (REPOSITORY / "docs" / "developers_day.md").read_text(encoding="utf-8"),
    re.DOTALL | re.MULTILINE,
)

KERNEL = """
import json, sys
from jupyter_client.manager import start_new_kernel

manager, client = start_new_kernel(kernel_name="python3")
told = []

def hear(message):
    if message["msg_type"] in ("execute_result", "error"):
        told[-1].append(message["content"])

try:
    for cell in json.load(sys.stdin):
        told.append([])
        client.execute_interactive(cell, output_hook=hear, timeout=120)
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
print(json.dumps(told))
"""


def run(code: str, given: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        input=given,
        cwd=REPOSITORY,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_the_day_has_five_bugs() -> None:
    assert len(CELLS) == 5


def test_the_day_is_a_script() -> None:
    told = run("\n".join(CELLS))

    assert re.search(r"start index +6, 4, 2 +0, 0, 0", told)
    assert re.search(r"start index +0, 0, 0 +0, 0, 0", told)


@pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("jupyter_client", "ipykernel")),
    reason="a kernel needs jupyter_client and ipykernel",
)
def test_the_day_is_a_notebook() -> None:
    told: list[list[dict[str, Any]]] = json.loads(run(KERNEL, json.dumps([*CELLS, "ii.show(cropped)"])))

    assert [content for cell in told for content in cell if "ename" in content] == []
    (shown,) = told[-1]
    assert set(shown["data"]) == {"text/plain", "text/html", "image/png"}
    assert re.search(r"start index +6, 4, 2 +0, 0, 0", shown["data"]["text/plain"])
