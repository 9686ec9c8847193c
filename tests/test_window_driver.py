"""The driver of the window: what it says it did has happened."""

from __future__ import annotations

from pathlib import Path

import pytest

from window_driver import WindowDriver


def test_a_whole_way_by_names_alone(driver: WindowDriver, samples: Path) -> None:
    driver.open(samples / "oblique-volume.nrrd")
    driver.hover(40, 22)
    before = driver.label("pixelValue")
    assert driver.label("itkIndexValue") == "(40, 22, 18)"

    driver.action("editCopy")
    driver.type("editValue", "1234", by_key=True)
    driver.click(40, 22)
    assert driver.label("pixelValue") == "1234" != before
    assert driver.window.isWindowModified()
    driver.action("toolBrush")
    driver.stroke((10, 10), (20, 10), (20, 20))
    driver.hover(15, 10)
    assert driver.label("pixelValue") == "1234"

    driver.action("undo")
    driver.action("undo")
    driver.hover(40, 22)

    assert driver.label("pixelValue") == before
    assert not driver.window.isWindowModified()


def test_each_plane_of_the_quad_view_is_reached(driver: WindowDriver, samples: Path) -> None:
    driver.open(samples / "oblique-volume.nrrd")
    driver.action("quadView")
    driver.rest()

    driver.hover(5, 3, "XZ")

    assert driver.label("itkIndexValue").startswith("(5, ")
    assert driver.label("itkIndexValue").endswith(", 3)")


def test_what_is_not_there_is_said(driver: WindowDriver) -> None:
    with pytest.raises(AssertionError, match="no QWidget is named 'nowhere'"):
        driver.find("nowhere")
    with pytest.raises(AssertionError, match="no action has the id 'nothing'"):
        driver.qaction("nothing")
    with pytest.raises(AssertionError, match="undo is not enabled"):
        driver.action("undo")


def test_an_error_is_not_waited_for(driver: WindowDriver, tmp_path: Path) -> None:
    (tmp_path / "broken.png").write_bytes(b"no picture")

    with pytest.raises(AssertionError, match=r"broken\.png"):
        driver.open(tmp_path / "broken.png")
    assert driver.error is not None
    driver.error.close()
