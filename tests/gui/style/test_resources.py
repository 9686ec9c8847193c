"""The resources are found in a source tree, in an editable install and in a wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from itk_inspector.control.actions.table import ACTIONS
from itk_inspector.gui.style import resources

REPOSITORY = Path(__file__).resolve().parents[3]


def root_seen_by(path: Path) -> Path:
    code = "from itk_inspector.gui.style.resources import resources_root; print(resources_root())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(path)},
        capture_output=True,
        text=True,
        check=True,
        cwd=path,
    )
    return Path(done.stdout.strip())


def test_source_tree_and_editable_install_use_the_top_folder() -> None:
    assert root_seen_by(REPOSITORY / "src") == REPOSITORY / "resources"


def test_wheel_carries_the_resources(tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)

    root = root_seen_by(installed)

    assert root == installed / "itk_inspector" / "resources"
    assert (root / "samples" / "head-phantom.png").is_file()
    assert (root / "icons" / "open.svg").is_file()


def test_samples_are_small() -> None:
    folder = resources.resources_root() / "samples"
    assert sum(p.stat().st_size for p in folder.iterdir()) < 2_000_000
    assert {p.name for p in folder.iterdir()} == {
        "head-phantom.png",
        "oblique-volume.nrrd",
        "colour-chart.png",
        "three-by-three.mha",
    }


def test_samples_can_be_made_again(tmp_path: Path) -> None:
    import itk
    import numpy as np

    subprocess.run([sys.executable, str(REPOSITORY / "resources" / "make_samples.py"), str(tmp_path)], check=True)

    for kept in (resources.resources_root() / "samples").iterdir():
        made, present = (itk.imread(str(p)) for p in (tmp_path / kept.name, kept))
        difference = itk.array_view_from_image(made).astype(int) - itk.array_view_from_image(present).astype(int)
        assert np.abs(difference).max() <= 1, kept.name  # another maths library may round otherwise
        assert tuple(made.GetOrigin()) == tuple(present.GetOrigin())


@pytest.mark.parametrize("name", sorted({a.icon for a in ACTIONS if a.icon}))
def test_every_icon_of_the_action_table_exists_and_takes_the_colour(qapp: QApplication, name: str) -> None:
    icon = resources.icon(name, QColor("#ff0000"), 20)

    image = icon.pixmap(20, 20).toImage()

    colours = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    seen = [c for c in colours if c.alpha() > 200]
    assert seen
    assert all(c.red() > 200 and c.green() < 60 for c in seen)


def test_an_icon_that_was_drawn_before_takes_another_colour_and_side(qapp: QApplication) -> None:
    red = resources.icon("open", QColor("#ff0000"), 20).pixmap(20, 20)
    again = resources.icon("open", QColor("#ff0000"), 20).pixmap(20, 20)
    blue = resources.icon("open", QColor("#0000ff"), 20, 32).pixmap(32, 32)

    assert again.toImage() == red.toImage()
    assert blue.width() == 32
    seen = [blue.toImage().pixelColor(x, y) for x in range(32) for y in range(32)]
    assert any(c.alpha() > 200 and c.blue() > 200 and c.red() < 60 for c in seen)
