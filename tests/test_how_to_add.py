"""CONTRIBUTING's instructions work: each is followed on a copy of the source, and a program proves what came of it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
INSTRUCTIONS = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class NewFile:
    """A block of code that begins with ``# new file: PATH``."""

    path: str
    text: str

    def apply(self, root: Path) -> None:
        assert not (root / self.path).exists(), f"{self.path} is there already"
        (root / self.path).write_text(self.text, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Edit:
    """A diff that begins with ``--- PATH``; its hunks are found by their lines, which must stand there once."""

    path: str
    hunks: tuple[tuple[str, str], ...]

    def apply(self, root: Path) -> None:
        text = (root / self.path).read_text(encoding="utf-8")
        for before, after in self.hunks:
            assert text.count(before) == 1, f"CONTRIBUTING edits lines that {self.path} does not have once:\n{before}"
            text = text.replace(before, after)
        (root / self.path).write_text(text, encoding="utf-8")


def section(name: str) -> str:
    found = re.search(rf"<!-- add: {name} -->\n(.*?)<!-- /add -->", INSTRUCTIONS, re.DOTALL)
    assert found is not None, f"CONTRIBUTING does not show how to add: {name}"
    return found[1]


def steps(text: str) -> list[NewFile | Edit]:
    """Return what a section tells to do."""
    made: list[NewFile | Edit] = []
    for language, block in re.findall(r"^```(\w+)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        head, _, body = block.partition("\n")
        if language == "python":
            made.append(NewFile(head.removeprefix("# new file: "), body))
        elif language == "diff":
            hunks = [hunk.splitlines() for hunk in body.split("@@\n")]
            sides = [tuple("".join(f"{line[1:]}\n" for line in hunk if line[0] in keep) for keep in (" -", " +"))
                     for hunk in hunks]  # fmt: skip
            made.append(Edit(head.removeprefix("--- "), tuple((before, after) for before, after in sides)))
    return made


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the source, with the resources beside it."""
    shutil.copytree(REPOSITORY / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "resources").symlink_to(REPOSITORY / "resources")
    return tmp_path


def run(copy: Path, program: str) -> str:
    """Run a program with the copy; return what it prints."""
    places = os.pathsep.join((str(copy / "src"), str(REPOSITORY / "tests")))
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": places, "QT_QPA_PLATFORM": "offscreen", "HOME": str(copy)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def follow(copy: Path, name: str) -> list[NewFile | Edit]:
    """Do what a section tells; the result is as clean as the source."""
    told = steps(section(name))
    for step in told:
        step.apply(copy)
    files = [str(copy / step.path) for step in told]
    settings = ("--config", str(REPOSITORY / "pyproject.toml"), "--no-cache")
    for command in (("check",), ("format", "--check")):
        ruff = [sys.executable, "-m", "ruff", *command, *settings, *files]
        done = subprocess.run(ruff, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
    return told


START = """
import sys
import numpy as np
import itk_inspector as ii
assert ii.__file__.startswith(sys.path[1] if sys.path[0] == "" else sys.path[0]), ii.__file__
"""
WINDOW = f"""{START}
from window_driver import WindowDriver
window = ii.view(np.zeros((6, 8), np.uint8), block=False)
driver = WindowDriver(window)
driver.rest()
"""


def in_menu(menu: str, name: str) -> str:
    """Return lines that print whether an action stands in a menu."""
    return f"""
menus = {{each.title().replace("&", ""): each for each in (a.menu() for a in window.menuBar().actions()) if each}}
inner = [a.menu() for menu in menus.values() for a in menu.actions() if a.menu()]
menus |= {{each.title().replace("&", ""): each for each in inner}}
print(driver.qaction({name!r}) in menus[{menu!r}].actions())
"""


def test_an_action(copy: Path) -> None:
    follow(copy, "action")

    told = run(copy, WINDOW + in_menu("View", "magnify") + """
before, again = driver.canvas().grab().toImage(), driver.canvas().grab().toImage()
driver.action("magnify")
driver.rest()
print(before == again, before == driver.canvas().grab().toImage())
print(driver.qaction("magnify").shortcut().toString())
window.close()
""")  # fmt: skip

    assert told.split() == ["True", "True", "False", "M"]


def test_a_tool(copy: Path) -> None:
    follow(copy, "tool")

    told = run(copy, WINDOW + in_menu("Tools", "toolRow") + """
driver.action("editCopy")
driver.action("toolRow")
driver.type("editValue", "7")
driver.click(2, 3)
for place in ((0, 3), (7, 3), (2, 2), (2, 4)):
    driver.hover(*place)
    driver.settle()
    print(driver.label("pixelValue"))
driver.action("undo")
driver.hover(2, 3)
driver.settle()
print(driver.label("pixelValue"))
driver.action("editCopy")
window.close()
""")  # fmt: skip

    assert told.split() == ["True", "7", "7", "0", "0", "0"]
    assert run(copy, "import sys, itk_inspector.app.program; print('numpy' in sys.modules)") == "False"


def test_an_export_format(copy: Path) -> None:
    follow(copy, "export format")

    told = run(copy, START + """
from itk_inspector.core.export.format_table import markdown_table
pixels = np.arange(120, dtype=np.int16).reshape(4, 5, 6)
ii.export(pixels, "image.mnc2")
with ii.open_document("image.mnc2") as document:
    print(document.info.format, np.array_equal(document.pixels, pixels))
print("| .mnc2 |" in markdown_table())
""")  # fmt: skip

    assert told.split() == ["MINCImageIO", "True", "True"]


def test_an_operation(copy: Path) -> None:
    follow(copy, "operation")

    told = run(copy, WINDOW + in_menu("Values", "offsetOperation") + """
from PySide6.QtWidgets import QPushButton
driver.action("offsetOperation")
driver.settle()
driver.type("amount", "7")
driver.settle()
driver.find("operationApply", QPushButton).click()
driver.wait(lambda: driver.qaction("undo").isEnabled())
driver.hover(2, 3)
driver.settle()
print(driver.label("pixelValue"), driver.qaction("undo").text())
driver.action("undo")
driver.action("editCopy")
window.close()
""")  # fmt: skip

    assert told.split() == ["True", "7", "&Undo", "offset", "by", "7"]


@pytest.mark.parametrize(("name", "promised"), [("action", 1), ("tool", 2), ("operation", 3), ("export format", 1)])
def test_an_addition_takes_as_many_files_as_is_promised(name: str, promised: int) -> None:
    heading = re.findall(rf"^### An? {name} \((\d) files?\)", INSTRUCTIONS, re.MULTILINE)

    edited = {step.path for step in steps(section(name)) if isinstance(step, Edit)}

    assert heading == [str(promised)]
    assert len(edited) <= promised


def test_an_instruction_that_does_not_fit_is_noticed(copy: Path) -> None:
    (step,) = steps("```diff\n--- src/itk_inspector/core/errors.py\n no such line\n+another\n```\n")

    with pytest.raises(AssertionError, match="does not have once"):
        step.apply(copy)
