"""A slice as it is shown, written from the command line and from Python: judged by another reader of PNG."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name

import itk_inspector as ii
from itk_inspector.app.as_shown import AsShown
from itk_inspector.cli import main
from itk_inspector.core.errors import ExportError, UsageError

PIXELS = np.random.default_rng(3).integers(0, 1000, (6, 4, 5)).astype(np.int16)


@pytest.fixture
def volume(tmp_path: Path) -> Path:
    path = tmp_path / "volume.mha"
    ii.export(PIXELS, path)
    return path


def run(*words: object) -> int:
    return main.main(["export", *map(str, words)])


def read(path: Path) -> npt.NDArray[Any]:
    return np.asarray(sitk.GetArrayFromImage(sitk.ReadImage(str(path))))


def grey(values: npt.NDArray[Any], low: float, high: float) -> npt.NDArray[Any]:
    tones = np.clip(np.floor(255 * (values.astype(float) - low) / (high - low) + 0.5), 0, 255).astype(np.uint8)
    return np.repeat(tones[..., None], 3, axis=-1)


def test_the_values_between_levels_are_grey(volume: Path, tmp_path: Path) -> None:
    code = run(volume, tmp_path / "a.png", "--as-shown", "--slice", "z=4", "--levels", 100, 900, "--scale", 2)

    assert code == 0
    assert (read(tmp_path / "a.png") == grey(PIXELS[4].repeat(2, 0).repeat(2, 1), 100, 900)).all()


@pytest.mark.parametrize(
    ("words", "plane"),
    [
        (["--slice", "y=1"], lambda a: a[::-1, 1, :]),
        (["--slice", "x=3"], lambda a: a[::-1, :, 3]),
        (["--plane", "zx", "--slice", "y=1"], lambda a: a[::-1, 1, :]),
        (["--slice", "0=3"], lambda a: a[::-1, :, 3]),
    ],
)
def test_the_plane_runs_along_the_axes_that_are_not_named_superior_up(
    volume: Path, tmp_path: Path, words: list[str], plane: Any
) -> None:
    assert run(volume, tmp_path / "a.png", "--as-shown", *words, "--levels", 0, 1000) == 0

    assert (read(tmp_path / "a.png") == grey(plane(PIXELS), 0, 1000)).all()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--slice", "z=6"], "z = 6 is not in the image"),
        (["--slice", "z=1:3"], "one slice, not a range"),
        (["--slice", "z=1", "--plane", "xz"], "runs along z"),
        (["--slice", "z=1", "y=1"], "too many are named"),
        (["--plane", "xt"], "names no plane"),
        (["--plane", "xx"], "names no plane"),
        (["--levels", "5", "5"], "first level is below"),
        (["--colour-map", "jet"], "no colour map “jet”"),
        (["--scale", "0"], "above 0"),
        (["--scale", "1e9"], "Choose a smaller scale"),
    ],
)
def test_what_there_is_not_is_refused(
    volume: Path, tmp_path: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(volume, tmp_path / "a.png", "--as-shown", *words) == 2

    assert said in capsys.readouterr().err
    assert not (tmp_path / "a.png").exists()


@pytest.mark.parametrize("words", [["--as-shown", "--cast", "uint8"], ["--as-shown", "--dicom"], ["--scale", "2"]])
def test_what_does_not_go_together_is_refused(volume: Path, tmp_path: Path, words: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        run(volume, tmp_path / "a.png", *words)

    assert end.value.code == 2


def test_only_a_png_is_written_and_nothing_is_replaced_unasked(
    volume: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "a.png"
    target.write_bytes(b"mine")

    assert run(volume, tmp_path / "a.jpg", "--as-shown") == 2
    assert run(volume, target, "--as-shown") == 3
    assert target.read_bytes() == b"mine"
    assert run(volume, target, "--as-shown", "--yes") == 0
    assert read(target).shape == (4, 5, 3)


def test_labels_lie_over_it_and_a_caption_below(volume: Path, tmp_path: Path) -> None:
    labels = np.zeros((6, 4, 5), np.uint8)
    labels[4, :2] = 3
    ii.export(labels, tmp_path / "labels.mha")
    size = ["--slice", "z=4", "--levels", "0", "1000", "--scale", "80"]

    run(volume, tmp_path / "bare.png", "--as-shown", *size)
    run(volume, tmp_path / "over.png", "--as-shown", *size, "--overlay", tmp_path / "labels.mha", "--caption")

    bare, over = read(tmp_path / "bare.png"), read(tmp_path / "over.png")
    differs = (bare != over[:320, :]).any(axis=-1)
    assert differs[:160].all()
    assert not differs[160:].any()
    assert over.shape[0] > 320


def test_python_writes_the_same(volume: Path, tmp_path: Path) -> None:
    how = {"levels": (0, 1000), "scale": 2}
    run(volume, tmp_path / "a.png", "--as-shown", "--slice", "z=4", "--levels", 0, 1000, "--scale", 2)

    done = ii.export(PIXELS, tmp_path / "b.png", slices={"z": 4}, as_shown=how)

    assert done.verified
    assert done.bytes == (tmp_path / "b.png").stat().st_size
    assert (read(tmp_path / "b.png") == read(tmp_path / "a.png")).all()
    with pytest.raises(ExportError):
        ii.export(PIXELS, tmp_path / "b.png", as_shown=True)
    with pytest.raises(UsageError, match="levels, colour_map, scale"):
        ii.export(PIXELS, tmp_path / "c.png", as_shown={"zoom": 2})


def test_an_edited_copy_is_shown_with_its_edits(volume: Path, tmp_path: Path) -> None:
    with ii.open_document(volume) as document:
        session = document.edit()
        session.set_pixel(ii.ItkIndex((2, 1, 4)), 1000)
        how = {"levels": (0, 1000)}

        ii.export(session, tmp_path / "a.png", like=document, slices={"z": 4}, as_shown=how)

        assert document.pixels[4, 1, 2] == PIXELS[4, 1, 2]
    wanted = PIXELS[4].copy()
    wanted[1, 2] = 1000
    assert (read(tmp_path / "a.png") == grey(wanted, 0, 1000)).all()


def test_it_needs_no_display(volume: Path, tmp_path: Path) -> None:
    code = (
        f"import numpy, itk_inspector as ii; ii.export(numpy.eye(4), r'{tmp_path / 'c.png'}', "
        "as_shown={'scale': 20, 'caption': True, 'overlays': True})"
    )
    bare = {"PATH": "/usr/bin", "HOME": str(tmp_path), "PYTHONPATH": ":".join(sys.path)}

    done = subprocess.run([sys.executable, "-c", code], env=bare, capture_output=True, text=True, timeout=120)

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "c.png").exists()


def test_how_has_the_defaults_of_a_window() -> None:
    assert AsShown() == AsShown(scale=1.0, overlays=False, caption=False, levels=None, colour_map="")
