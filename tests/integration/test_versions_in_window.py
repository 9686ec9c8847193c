"""Versions of another pixel type, size and number of components in a real window, probed through ITK and saved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name
from PySide6.QtWidgets import QDockWidget

from itk_inspector.app.composition import Composition
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from window_driver import WindowDriver

SHAPE = (4, 24, 32)


def write(path: Path) -> sitk.Image:
    """Write an oblique image of bytes, and return it."""
    image = sitk.GetImageFromArray((np.arange(4 * 24 * 32) % 251).astype(np.uint8).reshape(SHAPE))
    turn = 0.3
    image.SetDirection((np.cos(turn), -np.sin(turn), 0, np.sin(turn), np.cos(turn), 0, 0, 0, 1))
    image.SetSpacing((0.5, 0.75, 2.0))
    image.SetOrigin((10.0, -20.0, 30.0))
    sitk.WriteImage(image, str(path))
    return image


@pytest.fixture
def window(composition: Composition, tmp_path: Path) -> WindowDriver:
    write(tmp_path / "a.nrrd")
    driver = WindowDriver(composition.window)
    driver.open(tmp_path / "a.nrrd")
    driver.action("editCopy")
    driver.rest()
    return driver


def current(composition: Composition) -> OpenImage:
    image = composition.app.images.current
    assert image is not None
    return image


def become(
    composition: Composition, pixels: npt.NDArray[Any], geometry: Geometry, label: str, pixel_type: str = ""
) -> None:
    """Go on with what an operation made."""

    def step(session: EditSession) -> str:
        session.apply_version(pixels, geometry, label, pixel_type=pixel_type)
        return f"{label} done."

    composition.app.edit.step(step)


def read_at(driver: WindowDriver, composition: Composition, x: int, y: int) -> tuple[str, object, object]:
    """Hover a pixel; return what the panel shows, what NumPy and what ITK read."""
    driver.hover(x, y)
    image = current(composition)

    def is_answered() -> bool:
        return image.probe is not None and not image.probe.awaits_itk

    driver.wait(is_answered)
    assert image.probe is not None
    return driver.label("pixelValue"), image.probe.array_value, image.probe.itk_value


def save(driver: WindowDriver, composition: Composition, path: Path) -> sitk.Image:
    composition.app.saving.export(ExportRequest(path))
    driver.wait(lambda: path.exists() and not driver.is_busy)
    return sitk.ReadImage(str(path))


def test_floats_of_bytes_are_probed_edited_undone_redone_and_saved(
    window: WindowDriver, composition: Composition, tmp_path: Path
) -> None:
    image = current(composition)
    before = read_at(window, composition, 5, 3)
    z = image.plane.position[2]
    byte = int(image.document.pixels[z, 3, 5])
    become(composition, image.pixels.astype(np.float32) / 4, image.info.geometry, "cast")

    cast = read_at(window, composition, 6, 3)
    window.type("editValue", "0.125")
    composition.app.edit.set_pixel(f"6 3 {z}")
    edited = read_at(window, composition, 6, 3)
    window.action("undo")
    window.action("undo")
    undone = read_at(window, composition, 5, 3)
    window.action("redo")
    window.action("redo")
    redone = read_at(window, composition, 6, 3)

    assert (before, undone) == (("%d" % byte, byte, byte),) * 2  # noqa: UP031
    assert cast[1:] == (float(image.document.pixels[z, 3, 6]) / 4,) * 2
    assert edited == redone == ("0.125", 0.125, 0.125)
    judge = save(window, composition, tmp_path / "out.nrrd")
    right = image.document.pixels.astype(np.float32) / 4
    right[z, 3, 6] = 0.125
    assert judge.GetPixelID() == sitk.sitkFloat32
    assert np.array_equal(sitk.GetArrayFromImage(judge), right)
    original = sitk.ReadImage(str(tmp_path / "a.nrrd"))
    assert judge.GetDirection() == pytest.approx(original.GetDirection(), abs=1e-12)
    assert (judge.GetOrigin(), judge.GetSpacing()) == (original.GetOrigin(), original.GetSpacing())


def test_a_crop_is_probed_where_it_lies_and_saved_there(
    window: WindowDriver, composition: Composition, tmp_path: Path
) -> None:
    image = current(composition)
    original = sitk.ReadImage(str(tmp_path / "a.nrrd"))
    z, whole = image.plane.position[2], image.info.geometry
    geometry = replace(whole, size=(8, 7, 2), origin=whole.point_of(ItkIndex.of(10, 6, 1)).components)
    become(composition, image.pixels[1:3, 6:13, 10:18].copy(), geometry, "crop")
    window.rest()

    shown, value, itk_value = read_at(window, composition, 3, 2)
    point = image.probe.physical_point.components if image.probe is not None else ()
    window.action("undo")
    window.rest()
    back = read_at(window, composition, 13, 8)
    window.action("redo")

    byte = int(image.document.pixels[z, 8, 13])
    assert (shown, value, itk_value) == (str(byte), byte, byte)
    assert back == (str(byte), byte, byte)
    assert point == pytest.approx(original.TransformIndexToPhysicalPoint((13, 8, z)), abs=1e-9)
    judge = save(window, composition, tmp_path / "part.nrrd")
    right = original[10:18, 6:13, 1:3]
    assert np.array_equal(sitk.GetArrayFromImage(judge), sitk.GetArrayFromImage(right))
    assert judge.GetOrigin() == pytest.approx(right.GetOrigin(), abs=1e-9)


def test_components_are_probed_and_drawn_and_go_again(window: WindowDriver, composition: Composition) -> None:
    image = current(composition)
    z = image.plane.position[2]
    byte = int(image.document.pixels[z, 3, 5])
    pixels = np.stack([image.pixels, 255 - image.pixels, image.pixels], axis=-1)
    before = image.settings

    become(composition, pixels, image.info.geometry, "colours", "rgb")

    _, value, itk_value = read_at(window, composition, 5, 3)
    assert value == itk_value == (byte, 255 - byte, byte)
    assert image.info.is_colour
    window.action("undo")
    assert read_at(window, composition, 5, 3)[1:] == (byte, byte)
    assert image.settings == before


def test_what_was_made_in_a_mapping_of_its_own_is_shown_and_saved(
    window: WindowDriver, composition: Composition, tmp_path: Path
) -> None:
    made = sitk.GetImageFromArray(np.arange(4 * 24 * 32, dtype=np.int16).reshape(SHAPE))
    made.CopyInformation(sitk.ReadImage(str(tmp_path / "a.nrrd")))
    sitk.WriteImage(made, str(tmp_path / "made.nrrd"), useCompression=True)
    from itk_inspector import open_document

    with open_document(tmp_path / "made.nrrd") as document:
        result = document.edit()
    version = result.version

    def step(session: EditSession) -> str:
        session.apply_version(version.pixels, version.geometry, "made", bytes_behind=version.bytes_behind)
        return "Made."

    composition.app.edit.step(step)
    window.type("editValue", "-5")
    composition.app.edit.set_pixel("0 0 0")
    image = current(composition)
    assert image.session is not None
    assert image.session.version.pixels is version.pixels

    z = image.plane.position[2]
    assert read_at(window, composition, 5, 3)[1:] == (z * 24 * 32 + 3 * 32 + 5,) * 2
    judge = sitk.GetArrayFromImage(save(window, composition, tmp_path / "out.nrrd"))
    assert judge[0, 0, 0] == -5
    assert np.array_equal(judge.reshape(-1)[1:], np.arange(1, 4 * 24 * 32))


def stacked(pixels: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return np.stack([pixels, pixels[::-1]], axis=-1)


def test_panels_layers_and_three_planes_follow_every_version(
    window: WindowDriver, composition: Composition, tmp_path: Path
) -> None:
    labels = sitk.GetImageFromArray((np.arange(4 * 24 * 32) // 500).astype(np.uint8).reshape(SHAPE))
    labels.CopyInformation(sitk.ReadImage(str(tmp_path / "a.nrrd")))
    sitk.WriteImage(labels, str(tmp_path / "parts.nrrd"))
    image = current(composition)
    window.drop(tmp_path / "parts.nrrd", placing="labels")
    window.wait(lambda: not window.is_busy and len(composition.app.images.layers) == 2)
    if current(composition) is not image:
        window.action("layerBelow")
    window.hover(12, 9)
    window.action("addPoint")
    window.action("measureRectangle")
    window.stroke((11, 8), (14, 11))
    window.action("quadView")
    window.rest()
    for dock in composition.window.findChildren(QDockWidget):
        dock.show()
        dock.raise_()
        window.settle()
    whole = image.info.geometry
    part = replace(whole, size=(8, 7, 2), origin=whole.point_of(ItkIndex.of(10, 6, 1)).components)
    turned = replace(part, size=(7, 8, 2), spacing=(part.spacing[1], part.spacing[0], part.spacing[2]))
    session = image.session
    assert session is not None
    states = [(session.view.tobytes(), session.geometry)]

    become(composition, session.view.astype(np.float32) / 3, whole, "cast")
    states.append((session.view.tobytes(), session.geometry))
    become(composition, session.view[1:3, 6:13, 10:18].copy(), part, "crop")
    states.append((session.view.tobytes(), session.geometry))
    become(composition, stacked(session.view), part, "stack")
    states.append((session.view.tobytes(), session.geometry))
    become(composition, np.swapaxes(session.view[..., 0], 1, 2).copy(), turned, "permute")
    states.append((session.view.tobytes(), session.geometry))

    for action, order in (("undo", states[-2::-1]), ("redo", states[1:]), ("undo", states[-2::-1])):
        for pixels, geometry in order:
            window.action(action)
            window.rest()
            assert (session.view.tobytes(), session.geometry, image.info.geometry) == (pixels, geometry, geometry)
            assert geometry.contains(ItkIndex(image.plane.position))
            read_at(window, composition, 3, 2)
            window.action("fullRange")
    assert [point.index for point in image.points.all] == [ItkIndex.of(12, 9, image.plane.position[2])]
    assert len(image.shapes.all) == 1
    assert image.info is image.document.info
