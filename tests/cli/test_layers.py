"""Images over an image, from the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from label_images import write_nrrd


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pixels = np.full((3, 40, 40), 100, np.int16)
    pixels[:, :2] = 0
    write_nrrd(tmp_path / "a.nrrd", pixels)
    labels = np.zeros((3, 40, 40), np.uint8)
    labels[:, 10:30, 10:30] = 7
    write_nrrd(tmp_path / "labels.nrrd", labels)
    return tmp_path


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "itk_inspector", *words]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment, timeout=120)


def coloured(path: Path) -> int:
    """Count saturated pixels where the image is."""
    picture = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    colours = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.width(), 4)
    tones = colours[100:700, 50:600, :3].astype(int)
    return int(np.count_nonzero(tones.max(axis=-1) - tones.min(axis=-1) > 40))


def test_a_screenshot_shows_labels_over_the_image(folder: Path) -> None:
    for words in ((), ("--overlay", "labels.nrrd")):
        done = run(folder, "a.nrrd", *words, "--screenshot", f"{len(words)}.png", "--window-size", "1000x800")
        assert (done.returncode, done.stderr) == (0, "")

    assert coloured(folder / "2.png") > 10_000 > coloured(folder / "0.png")


@pytest.mark.parametrize("option", ["--overlay", "--layer"])
@pytest.mark.parametrize("images", [(), ("a.nrrd", "labels.nrrd")])
def test_they_go_with_one_image(folder: Path, images: tuple[str, ...], option: str) -> None:
    done = run(folder, *images, option, "labels.nrrd")
    assert done.returncode == 2
    assert "--overlay and --layer go with exactly one image" in done.stderr


def test_what_cannot_be_read_is_named(folder: Path) -> None:
    done = run(folder, "a.nrrd", "--overlay", "missing.nrrd", "--screenshot", "out.png")
    assert done.returncode == 3
    assert "missing.nrrd" in done.stderr
    assert not (folder / "out.png").exists()
