"""``itk_inspector.view`` from a script that has its own event loop."""

from __future__ import annotations

import doctest
import os
import signal
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QMessageBox
from pytestqt.qtbot import QtBot

import itk_inspector as ii
from dicom_files import write_series
from itk_inspector.app import scripting
from itk_inspector.gui.shell.document_tabs import DocumentTabs
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver


def close(window: QMainWindow) -> None:
    window.close()
    window.deleteLater()
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_array_is_viewed_not_copied(qtbot: QtBot, own_settings: None) -> None:
    array = np.arange(12, dtype=np.int16).reshape(3, 4)

    window = ii.view(array, block=False)

    assert isinstance(window, QMainWindow)
    assert window.objectName() == "mainWindow"
    image = scripting._kept[-1].app.images.current
    assert image is not None
    assert np.shares_memory(image.document.pixels, array)
    assert not image.document.pixels.flags.writeable
    close(window)
    assert not scripting._kept


def test_itk_image_keeps_its_geometry(qtbot: QtBot, own_settings: None) -> None:
    import itk

    image = itk.image_from_array(np.arange(12, dtype=np.uint8).reshape(3, 4))
    image.SetSpacing([0.5, 2.0])
    image.SetOrigin([10.0, 20.0])

    window = ii.view(image, block=False)
    scripting._kept[-1].app.probe.show_index(ii.ItkIndex.of(2, 1))

    assert WindowDriver(window).label("physicalPointValue").startswith("(11.000, 22.000)")
    assert WindowDriver(window).label("pixelValue") == "6"
    close(window)


def test_path_is_opened_in_the_background(qtbot: QtBot, own_settings: None, samples: Path) -> None:
    window = ii.view(samples / "head-phantom.png", block=False)

    qtbot.waitUntil(lambda: window.windowTitle().startswith("head-phantom.png"), timeout=30_000)

    close(window)


@pytest.mark.parametrize("wrong", ["nine", [1, 2, 3], np.zeros(0), np.zeros((2, 2), dtype=object)])
def test_what_is_no_image_is_refused_with_a_sentence(qtbot: QtBot, own_settings: None, wrong: Any) -> None:
    if isinstance(wrong, str):
        wrong = object()

    with pytest.raises(ii.InspectorError):
        ii.view(wrong, block=False)


def image_of(window: QMainWindow) -> Any:
    """The open image of a window that ``view`` returned."""
    return next(made.app.images.current for made in scripting._kept if made.window is window)


def hover(window: QMainWindow, horizontal: float, vertical: float) -> None:
    next(made.app for made in scripting._kept if made.window is window).probe.hover(horizontal, vertical)


def notes(window: QMainWindow) -> str:
    return WindowDriver(window).label("imageNotes")


# ------------------------------------------------------------------ whose document it is


def test_the_callers_document_stays_open(qtbot: QtBot, own_settings: None, samples: Path) -> None:
    with ii.open_document(samples / "oblique-volume.nrrd") as document:
        close(ii.view(document, block=False))

        assert document.pixels.size
        assert document.probe(ii.ItkIndex.of(1, 2, 3)).agree


def test_two_windows_on_one_document_both_live(qtbot: QtBot, own_settings: None, samples: Path) -> None:
    with ii.open_document(samples / "oblique-volume.nrrd") as document:
        first, second = ii.view(document, block=False), ii.view(document, block=False)
        close(first)

        hover(second, 5, 5)

        assert WindowDriver(second).label("pixelValue") == str(document.pixels[18, 5, 5])
        close(second)


@pytest.mark.parametrize("kind", ["file", "array"])
def test_a_document_that_the_script_closed_is_told_truly(
    qtbot: QtBot, own_settings: None, samples: Path, kind: str
) -> None:
    from itk_inspector.itkio import from_memory

    path = samples / "oblique-volume.nrrd"
    document = ii.open_document(path) if kind == "file" else from_memory.document(np.zeros((3, 4)), name="zeros")
    window = ii.view(document, block=False)
    document.close()

    hover(window, 2, 2)
    window.grab()

    assert f"⚠&nbsp;The script closed {document.info.path.name};" in notes(window)
    assert ("Reload" in notes(window)) is (kind == "file")
    assert WindowDriver(window).label("pixelValue") == ""
    close(window)


def test_a_tab_whose_document_was_closed_can_be_brought_and_left(qtbot: QtBot, own_settings: None) -> None:
    from itk_inspector.itkio import from_memory

    document = from_memory.document(np.zeros((3, 4)), name="zeros")
    window = ii.view(document, block=False)
    app = scripting._kept[-1].app
    app.files.adopt(from_memory.document(np.ones((3, 4))))
    document.close()

    app.tabs.select(0)
    window.grab()
    app.edit.set_editing(True)

    assert "The script closed zeros" in notes(window)
    assert app.images.current is not None
    assert app.images.current.session is None
    for box in window.findChildren(QMessageBox):
        box.close()
    app.tabs.close(0)
    close(window)


def test_viewing_leaves_the_recent_files_alone(qtbot: QtBot, own_settings: None, samples: Path) -> None:
    from itk_inspector.gui.shell.settings import Settings

    before = Settings.default().recent
    window = ii.view(samples / "head-phantom.png", block=False)
    qtbot.waitUntil(lambda: window.windowTitle().startswith("head-phantom.png"), timeout=30_000)

    assert Settings.default().recent == before
    close(window)


# ------------------------------------------------------------------ an image that changes under the window


def itk_image(size: tuple[int, ...] = (40, 40, 6)) -> Any:
    import itk

    return itk.image_from_array(np.arange(int(np.prod(size)), dtype=np.float32).reshape(size[::-1]))


def test_a_filter_that_ran_again_with_another_size_is_noticed(qtbot: QtBot, own_settings: None) -> None:
    import itk

    shrink = itk.ShrinkImageFilter.New(itk_image())
    shrink.SetShrinkFactors(1)
    shrink.Update()
    window = ii.view(shrink.GetOutput(), block=False)
    hover(window, 30, 30)
    before = WindowDriver(window).label("pixelValue")

    shrink.SetShrinkFactors(4)
    shrink.UpdateLargestPossibleRegion()
    hover(window, 31, 31)
    window.grab()

    assert (before != "", WindowDriver(window).label("pixelValue")) == (True, "")
    assert "changed since it was opened" in notes(window)
    assert "Reload" in notes(window)
    close(window)


def test_an_image_that_was_allocated_anew_is_never_read_outside(qtbot: QtBot, own_settings: None) -> None:
    import itk

    image = itk_image()
    window = ii.view(image, block=False)
    hover(window, 30, 30)
    region = itk.ImageRegion[3]()
    region.SetSize([4, 4, 4])
    image.Initialize()
    image.SetRegions(region)
    image.Allocate()

    for place in range(40):
        hover(window, place, place)
    window.grab()
    scripting._kept[-1].app.edit.set_editing(True)

    assert "changed since it was opened" in notes(window)
    for box in window.findChildren(QMessageBox):
        box.close()
    close(window)


def test_reload_shows_the_image_as_it_is_now(qtbot: QtBot, own_settings: None) -> None:
    import itk

    image = itk_image()
    window = ii.view(image, block=False)
    region = itk.ImageRegion[3]()
    region.SetSize([4, 4, 4])
    image.SetRegions(region)
    image.Allocate()
    image.FillBuffer(7)
    hover(window, 1, 1)

    window.menus.actions["reload"].trigger()
    hover(window, 1, 1)

    assert (WindowDriver(window).label("pixelValue"), notes(window)) == ("7.0", "")
    assert image_of(window).document.geometry.size == (4, 4, 4)
    close(window)


def test_new_pixels_in_the_same_place_are_shown_and_said(qtbot: QtBot, own_settings: None) -> None:
    image = itk_image()
    window = ii.view(image, block=False)
    view = window.canvas.view
    before = view.viewport().grab().toImage()

    image.FillBuffer(0)
    image.Modified()
    hover(window, 3, 3)

    assert WindowDriver(window).label("pixelValue") == "0.0"
    assert WindowDriver(window).label("statusMessage").startswith("The pixels of itk image changed in memory")
    assert view.viewport().grab().toImage() != before
    close(window)


def test_new_spacing_is_noticed(qtbot: QtBot, own_settings: None) -> None:
    image = itk_image()
    window = ii.view(image, block=False)
    hover(window, 2, 3)
    scripting._kept[-1].app.view.set_slice(2, 5)

    image.SetSpacing([0.5, 0.25, 2.0])
    image.SetOrigin([100.0, 0.0, 0.0])
    hover(window, 2, 3)

    assert WindowDriver(window).label("physicalPointValue").startswith("(101.000, 0.750, 10.000)")
    assert WindowDriver(window).label("statusMessage").startswith("The geometry of itk image changed in memory")
    assert image_of(window).plane.position[2] == 5
    close(window)


def test_new_pixels_under_a_still_pointer_are_told_when_they_are_drawn(qtbot: QtBot, own_settings: None) -> None:
    image = itk_image()
    window = ii.view(image, block=False)
    driver = WindowDriver(window)
    hover(window, 2, 3)

    image.FillBuffer(77)
    image.Modified()
    driver.action("invertColours")

    assert driver.label("pixelValue") == driver.label("itkPixelValue") == "77.0"
    close(window)


def test_an_edited_copy_follows_the_geometry_too(qtbot: QtBot, own_settings: None) -> None:
    image = itk_image()
    window = ii.view(image, block=False)
    driver = WindowDriver(window)
    hover(window, 2, 3)
    driver.action("editCopy")
    driver.type("editValue", "5")
    driver.click(2, 3)

    image.SetSpacing([0.5, 0.25, 2.0])
    image.SetOrigin([100.0, 0.0, 0.0])
    hover(window, 2, 3)

    assert driver.label("physicalPointValue").startswith("(101.000, 0.750, ")
    assert driver.label("pixelValue") == driver.label("itkPixelValue") == "5.0"
    session = image_of(window).session
    assert session is not None
    assert session.info is not None
    assert session.info.geometry == image_of(window).document.geometry == session.geometry
    driver.action("undo")
    close(window)


def test_a_named_copy_follows_the_geometry_and_keeps_its_names(qtbot: QtBot, own_settings: None) -> None:
    from itk_inspector.core.labels.label_table import LabelTable

    image = itk_image()
    window = ii.view(image, block=False)
    WindowDriver(window).action("editCopy")
    shown = image_of(window)
    shown.set_labels(LabelTable((), "a table"))

    image.SetOrigin([100.0, 0.0, 0.0])
    hover(window, 2, 3)

    assert shown.session is not None
    assert shown.session.geometry.origin[0] == shown.info.geometry.origin[0] == 100.0
    assert shown.info.labels is not None
    close(window)


def test_a_version_with_a_place_of_its_own_stays_there_and_so_does_the_plane(qtbot: QtBot, own_settings: None) -> None:
    image = itk_image()
    window = ii.view(image, block=False)
    WindowDriver(window).action("editCopy")
    shown = image_of(window)
    session = shown.session
    assert session is not None
    part = replace(session.geometry, size=(*session.geometry.size[:2], 2))
    session.apply_version(session.view[:2], part, "crop", operation={"name": "crop"})
    scripting._kept[-1].app.view.set_slice(2, 0)

    image.SetOrigin([0.0, 0.0, 100.0])
    hover(window, 2, 3)

    assert (shown.info.geometry, shown.plane.position[2]) == (part, 0)
    WindowDriver(window).action("undo")
    close(window)


def test_two_windows_notice_each_for_itself(qtbot: QtBot, own_settings: None) -> None:
    from itk_inspector.itkio import from_memory

    image = itk_image()
    document = from_memory.document(image)
    windows = [ii.view(document, block=False) for _ in range(2)]

    image.FillBuffer(0)
    image.Modified()
    for window in windows:
        hover(window, 3, 3)

    assert all("changed in memory" in WindowDriver(window).label("statusMessage") for window in windows)
    for window in windows:
        close(window)


@pytest.mark.parametrize("way", ["empty", "not allocated"])
def test_an_image_without_pixels_is_refused_with_a_sentence(qtbot: QtBot, own_settings: None, way: str) -> None:
    import itk

    image = itk.Image[itk.F, 2].New()
    if way == "not allocated":
        region = itk.ImageRegion[2]()
        region.SetSize([4, 4])
        image.SetRegions(region)

    with pytest.raises(ii.InspectorError, match="no pixels yet"):
        ii.view(image, block=False)


@pytest.mark.parametrize(("shape", "size"), [((5,), (5, 1)), ((2, 3, 2, 3, 4), (4, 3, 2, 3))])
def test_one_and_five_axes_are_shown_as_of_a_file(
    qtbot: QtBot, own_settings: None, shape: tuple[int, ...], size: tuple[int, ...]
) -> None:
    window = ii.view(np.zeros(shape), block=False)

    assert image_of(window).document.geometry.size == size
    assert ("first 4-D block of 2" in notes(window)) is (len(shape) == 5)
    close(window)


# ------------------------------------------------------------------ waiting


def test_a_view_in_a_running_loop_waits_for_its_own_window(qtbot: QtBot, own_settings: None) -> None:
    seen: list[str] = []

    def look() -> None:
        window = scripting._kept[-1].window
        hover(window, 3, 3)
        seen.append(WindowDriver(window).label("pixelValue"))
        window.close()

    def clicked() -> None:
        QTimer.singleShot(50, look)
        seen.append(repr(ii.view(np.full((10, 10), 42, np.uint8))))
        loop.quit()

    loop = QEventLoop()
    QTimer.singleShot(0, clicked)
    loop.exec()

    assert seen == ["42", "None"]
    assert not scripting._kept


def test_a_view_waits_for_no_other_window(qtbot: QtBot, own_settings: None) -> None:
    other = ii.view(np.zeros((4, 5)), block=False)
    QTimer.singleShot(50, lambda: scripting._kept[-1].window.close())

    assert ii.view(np.ones((4, 5))) is None

    assert other.isVisible()
    hover(other, 1, 1)
    assert WindowDriver(other).label("pixelValue") == "0.0"
    close(other)


def test_a_view_can_be_waited_for_again_and_again(qtbot: QtBot, own_settings: None) -> None:
    for _ in range(3):
        QTimer.singleShot(30, lambda: scripting._kept[-1].window.close())
        assert ii.view(np.ones((4, 5))) is None


def test_loops_run_on_after_a_view(qtbot: QtBot, own_settings: None) -> None:
    QTimer.singleShot(30, lambda: scripting._kept[-1].window.close())
    ii.view(np.ones((4, 5)))
    for _ in range(3):
        QApplication.processEvents()
    seen: list[int] = []
    loop = QEventLoop()
    QTimer.singleShot(20, lambda: (seen.append(1), loop.quit()))
    QTimer.singleShot(5000, loop.quit)

    loop.exec()

    assert seen == [1]


def test_an_outer_window_that_is_closed_leaves_the_one_over_it_open(qtbot: QtBot, own_settings: None) -> None:
    order: list[str] = []

    def open_inner() -> None:
        outer = scripting._kept[-1].window
        QTimer.singleShot(30, outer.close)
        QTimer.singleShot(150, lambda: (order.append("inner closes"), scripting._kept[-1].window.close()))
        ii.view(np.ones((4, 5)))
        order.append("inner is done")

    QTimer.singleShot(30, open_inner)
    ii.view(np.ones((4, 5)))

    assert order == ["inner closes", "inner is done"]
    assert not scripting._kept


def test_a_view_is_not_the_end_of_the_callers_application(qtbot: QtBot, own_settings: None) -> None:
    told: list[int] = []
    app = QApplication.instance()
    assert app is not None

    def tell() -> None:
        told.append(1)

    app.aboutToQuit.connect(tell)
    QTimer.singleShot(30, lambda: scripting._kept[-1].window.close())
    ii.view(np.ones((4, 5)))
    QApplication.processEvents()
    app.aboutToQuit.disconnect(tell)

    assert told == []


def test_a_view_waits_after_the_application_was_told_to_exit(qtbot: QtBot, own_settings: None) -> None:
    app = QApplication.instance()
    assert app is not None
    app.exit(0)
    seen: list[bool] = []
    QTimer.singleShot(50, lambda: (seen.append(True), scripting._kept[-1].window.close()))

    ii.view(np.ones((4, 5)))

    assert seen == [True]


def test_an_exception_in_a_slot_ends_no_wait(own_settings: None) -> None:
    code = """
        import sys, numpy as np, itk_inspector as ii
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication
        app = QApplication([])
        def close():
            [w.close() for w in app.topLevelWidgets() if w.objectName() == "mainWindow"]
        QTimer.singleShot(50, lambda: 1 / 0)
        QTimer.singleShot(200, close)
        print(ii.view(np.zeros((4, 5))))
    """

    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=120)

    assert (done.returncode, done.stdout) == (0, "None\n"), done.stderr
    assert "ZeroDivisionError" in done.stderr


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")
def test_a_fork_of_a_process_with_windows_gets_a_sentence() -> None:
    code = """
        import os, numpy as np, itk_inspector as ii
        window = ii.view(np.zeros((4, 5)), block=False)
        if os.fork() == 0:
            try:
                ii.view(np.zeros((4, 5)))
            except ii.InspectorError as e:
                os.write(1, str(e).encode())
            os._exit(0)
        os.wait()
        print("", window.isVisible())
        window.close()
    """

    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=120)

    told = "This process was forked from one with a QApplication, which only that one can use."
    assert (done.returncode, done.stdout) == (0, f"{told} True\n"), done.stderr


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")
def test_a_fork_of_a_process_without_an_application_opens_windows_of_its_own() -> None:
    code = """
        import os, numpy as np, itk_inspector as ii, itk_inspector.app.scripting
        if os.fork() == 0:
            windows = [ii.view(np.zeros((4, 5)), block=False) for _ in range(2)]
            os.write(1, str([window.isVisible() for window in windows]).encode())
            os._exit(0)
        os.wait()
    """

    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=120)

    assert (done.returncode, done.stdout) == (0, "[True, True]"), done.stderr


def test_ctrl_c_closes_the_window_that_is_waited_for(qtbot: QtBot, own_settings: None) -> None:
    QTimer.singleShot(100, lambda: signal.raise_signal(signal.SIGINT))

    with pytest.raises(KeyboardInterrupt):
        ii.view(np.ones((4, 5)))

    assert not scripting._kept
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.qt_log_ignore("does not support raise")
def test_ctrl_c_asks_about_unsaved_edits(qtbot: QtBot, own_settings: None) -> None:
    asked: list[int] = []

    def edit() -> None:
        app = scripting._kept[-1].app
        app.edit.set_editing(True)
        app.edit.set_value("5")
        app.edit.set_pixel("0 0")
        signal.raise_signal(signal.SIGINT)
        QTimer.singleShot(100, interrupt_again)

    def interrupt_again() -> None:
        signal.raise_signal(signal.SIGINT)
        QTimer.singleShot(100, discard)

    def discard() -> None:
        boxes = [b for b in scripting._kept[-1].window.findChildren(QMessageBox, "unsavedDialog") if b.isVisible()]
        asked.append(len(boxes))
        boxes[0].button(QMessageBox.StandardButton.Discard).click()

    QTimer.singleShot(50, edit)
    with pytest.raises(KeyboardInterrupt):
        ii.view(np.ones((4, 5)))

    assert asked == [1]


@pytest.mark.qt_log_ignore("does not support raise")
def test_a_window_that_was_kept_after_ctrl_c_ends_without_an_interrupt(qtbot: QtBot, own_settings: None) -> None:
    def answer(button: QMessageBox.StandardButton) -> None:
        window = scripting._kept[-1].window
        box = next(b for b in window.findChildren(QMessageBox, "unsavedDialog") if b.isVisible())
        box.button(button).click()

    def edit() -> None:
        app = scripting._kept[-1].app
        app.edit.set_editing(True)
        app.edit.set_value("5")
        app.edit.set_pixel("0 0")
        signal.raise_signal(signal.SIGINT)
        QTimer.singleShot(100, stay)

    def stay() -> None:
        answer(QMessageBox.StandardButton.Cancel)
        QTimer.singleShot(50, leave)

    def leave() -> None:
        scripting._kept[-1].window.close()
        answer(QMessageBox.StandardButton.Discard)

    QTimer.singleShot(50, edit)

    assert ii.view(np.ones((4, 5))) is None


@pytest.mark.parametrize("kind", ["QCoreApplication", "QGuiApplication"])
def test_an_application_that_shows_no_windows_is_told(kind: str) -> None:
    module = "QtCore" if kind == "QCoreApplication" else "QtGui"
    code = f"""
        import numpy as np, itk_inspector as ii
        from PySide6.{module} import {kind}
        app = {kind}([])
        try:
            ii.view(np.zeros((4, 5)), block=False)
        except ii.InspectorError as e:
            print(e)
    """

    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=120)

    assert done.stdout == f"This process has a {kind} already, which can show no window.\n", done.stderr


def test_a_view_in_a_thread_leaves_the_interpreter_able_to_end() -> None:
    code = """
        import threading, numpy as np, itk_inspector as ii
        def wanted():
            try:
                ii.view(np.zeros((4, 5)))
            except ii.InspectorError as e:
                print(e)
        thread = threading.Thread(target=wanted)
        thread.start()
        thread.join()
    """

    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=120)

    assert (done.returncode, done.stdout) == (0, "A window can only be opened in the main thread.\n"), done.stderr


def test_pixels_of_a_nanometre_have_points_of_their_own(qtbot: QtBot, own_settings: None) -> None:
    image = itk_image()
    image.SetSpacing([1e-9, 1e-9, 1e-9])
    window = ii.view(image, block=False)
    hover(window, 3, 4)

    assert WindowDriver(window).label("physicalPointValue").startswith("(3.00e-09, 4.00e-09, 3.00e-09)")
    app = scripting._kept[-1].app
    assert "(3e-09, 4e-09, 3e-09)" in app.probe.text()
    assert app.images.current is not None
    app.view.set_slice(2, 5)
    window.frame.finish()
    row = window.slice_bar._rows[2]
    assert row.widgets[-1].text() == "5.00e-09"
    close(window)


# ------------------------------------------------------------------ several images, several windows


def tabs_of(window: QMainWindow) -> list[str]:
    bar = window.findChild(DocumentTabs, "documentTabs")
    assert bar is not None
    return [bar.tabText(n) for n in range(bar.count())]


def title_of(window: QMainWindow) -> str:
    return window.windowTitle().removesuffix("[*] – ITK Inspector")


def test_several_images_have_tabs_in_their_order_with_their_names(qtbot: QtBot, own_settings: None) -> None:
    window = ii.view(np.zeros((3, 4)), itk_image(), np.ones((5, 6)), names=("before", "", "after/2"), block=False)

    assert tabs_of(window) == ["before", "itk image", "after/2"]
    assert title_of(window) == "before"
    assert image_of(window).document.geometry.size == (4, 3)
    close(window)


def test_files_keep_their_place_among_what_is_there_at_once(qtbot: QtBot, own_settings: None, samples: Path) -> None:
    files = [samples / "head-phantom.png", samples / "oblique-volume.nrrd"]
    window = ii.view(files[0], np.zeros((3, 4)), files[1], names=["a", "b", "c"], block=False)

    qtbot.waitUntil(lambda: len(tabs_of(window)) == 3, timeout=30_000)

    assert tabs_of(window) == ["a", "b", "c"]
    assert title_of(window) == "a"
    app = scripting._kept[-1].app
    app.files.adopt(from_memory.document(np.ones((2, 2)), name="d"))
    assert (tabs_of(window)[3], title_of(window)) == ("d", "d")
    close(window)


def test_a_given_name_stays_when_the_file_is_read_again(qtbot: QtBot, own_settings: None, samples: Path) -> None:
    window = ii.view(samples / "head-phantom.png", name="mine", block=False)
    qtbot.waitUntil(lambda: title_of(window) == "mine", timeout=30_000)
    first = image_of(window)

    window.menus.actions["reload"].trigger()
    qtbot.waitUntil(lambda: image_of(window) is not first, timeout=30_000)

    assert title_of(window) == "mine"
    close(window)


def layers_of(window: Any) -> list[str]:
    return [layer.name for layer in window.layers]


def test_images_of_one_place_are_layers_of_one_tab(qtbot: QtBot, own_settings: None) -> None:
    before = np.arange(12, dtype=np.uint8).reshape(3, 4)
    window = ii.view(before, np.ones((30, 40)), before + 1, names=("before", "else", "after"), block=False)

    assert (tabs_of(window), layers_of(window)) == (["before + 1", "else"], ["before", "after"])
    assert image_of(window).label == "before"
    close(window)


def test_layers_stand_in_the_order_of_the_call_whatever_comes_first(
    qtbot: QtBot, own_settings: None, samples: Path, tmp_path: Path
) -> None:
    file, again = samples / "head-phantom.png", tmp_path / "again.png"
    again.write_bytes(file.read_bytes())
    with ii.open_document(file) as document:
        pixels = np.array(document.pixels)
    window = ii.view(file, pixels, again, pixels, names=("one", "two", "three", "four"), block=False)

    qtbot.waitUntil(lambda: len(layers_of(window)) == 4, timeout=30_000)

    assert (layers_of(window), len(tabs_of(window))) == (["one", "two", "three", "four"], 1)
    assert image_of(window).label == "one"
    close(window)


@pytest.mark.parametrize(
    "names",
    [
        {"names": ("one",)},
        {"names": ("one", "two", "three")},
        {"names": "ab"},
        {"names": (1, 2)},
        {"name": "one"},
        {"name": "one", "names": ("one", "two")},
    ],
)
def test_names_that_do_not_suit_are_refused(qtbot: QtBot, own_settings: None, names: dict[str, Any]) -> None:
    with pytest.raises(ii.InspectorError, match="name"):
        ii.view(np.zeros((3, 4)), np.zeros((3, 4)), block=False, **names)

    assert not scripting._kept


def test_nothing_is_opened_when_one_of_them_is_no_image(qtbot: QtBot, own_settings: None) -> None:
    with pytest.raises(ii.InspectorError):
        ii.view(np.zeros((3, 4)), object(), block=False)

    assert not scripting._kept


def test_block_may_still_be_the_second_argument(qtbot: QtBot, own_settings: None) -> None:
    with pytest.warns(DeprecationWarning, match=r"since ITK Inspector 0\.1.*use view\(image, block=True\)") as said:
        window = ii.view(np.zeros((3, 4)), False)
    assert [each.filename for each in said] == [__file__]

    assert tabs_of(window) == ["array"]
    close(window)


def test_windows_on_arrays_of_one_name_are_numbered(qtbot: QtBot, own_settings: None) -> None:
    windows = [ii.view(np.zeros((3, 4)), block=False) for _ in range(3)]
    three = [title_of(window) for window in windows]

    close(windows[0])
    two = [title_of(window) for window in windows[1:]]
    close(windows[1])

    assert (three, two) == (["array 1", "array 2", "array 3"], ["array 2", "array 3"])
    assert title_of(windows[2]) == "array"
    close(windows[2])


def test_series_of_one_folder_are_told_by_their_description(qtbot: QtBot, own_settings: None, tmp_path: Path) -> None:
    for number, said in (("1", "T1 head"), ("2", "T2 head")):
        write_series(tmp_path / "study", (0.0, 2.0), uid=f"1.2.3.4.{number}", SeriesDescription=said)
    with (
        ii.open_document(tmp_path / "study", series="1.2.3.4.1") as one,
        ii.open_document(tmp_path / "study", series="1.2.3.4.2") as other,
    ):
        window = ii.view(one, other, block=False)

        assert layers_of(window) == ["study (T1 head)", "study (T2 head)"]
        close(window)


def test_windows_do_not_lie_on_one_another(qtbot: QtBot, own_settings: None) -> None:
    first = ii.view(np.zeros((3, 4)), block=False)
    first.move(10, 20)
    others = [ii.view(np.zeros((3, 4)), block=False) for _ in range(3)]
    windows = [first, *others]

    corners = {(window.frameGeometry().x(), window.frameGeometry().y()) for window in windows}

    assert len(corners) == 4
    assert (first.x(), first.y()) == (10, 20)
    for window in windows:
        close(window)


def test_the_next_script_begins_where_the_first_window_was(qtbot: QtBot, own_settings: None) -> None:
    first = ii.view(np.zeros((3, 4)), block=False)
    first.resize(720, 620)
    first.move(10, 40)
    second = ii.view(np.zeros((3, 4)), block=False)
    where = first.geometry()
    close(first)
    close(second)

    again = ii.view(np.zeros((3, 4)), block=False)

    assert again.geometry() == where
    close(again)


def test_a_window_that_was_moved_is_remembered(qtbot: QtBot, own_settings: None) -> None:
    first, second = (ii.view(np.zeros((3, 4)), block=False) for _ in range(2))
    second.resize(720, 620)
    close(first)
    close(second)

    again = ii.view(np.zeros((3, 4)), block=False)

    assert (again.width(), again.height()) == (720, 620)
    close(again)


def test_a_second_window_is_not_maximized_over_the_first(qtbot: QtBot, own_settings: None) -> None:
    first = ii.view(np.zeros((3, 4)), block=False)
    first.showMaximized()
    close(first)

    first, second = (ii.view(np.zeros((3, 4)), block=False) for _ in range(2))

    assert (first.isMaximized(), second.isMaximized()) == (True, False)
    close(first)
    close(second)


def test_the_examples_of_view_run(qtbot: QtBot, own_settings: None) -> None:
    parsed = doctest.DocTestParser().get_doctest(ii.view.__doc__ or "", {}, "view", None, None)
    told: list[str] = []

    result = doctest.DocTestRunner().run(parsed, out=told.append, clear_globs=False)

    assert (result.failed, result.attempted > 3) == (0, True), "".join(told)
    for composition in list(scripting._kept):
        close(composition.window)


def test_an_array_lies_where_the_script_says(qtbot: QtBot, own_settings: None) -> None:
    window = ii.view(np.zeros((3, 4)), spacing=(0.5, 2), origin=(10, 20), at=(2, 1), block=False)

    assert window.probe.physical_point.components == (11.0, 22.0)
    close(window)


def test_places_and_positions_that_do_not_suit_are_refused(qtbot: QtBot, own_settings: None, samples: Path) -> None:
    for image in (itk_image(), samples / "head-phantom.png"):
        with pytest.raises(ii.UsageError, match="says where its pixels lie"):
            ii.view(image, spacing=(1, 1, 1), block=False)
    for wrong in ((9, 9), "nonsense", 7):
        with pytest.raises(ii.ProbeError):
            ii.view(np.zeros((3, 4)), at=wrong, block=False)
    assert not scripting._kept


def test_a_masked_array_shows_its_mask_over_it(qtbot: QtBot, own_settings: None) -> None:
    array = np.ma.MaskedArray(np.arange(12.0).reshape(3, 4))
    array[1, 2] = np.ma.masked

    window = ii.view(array, at=(2, 1), block=False)

    assert [layer.name for layer in window.layers] == ["array", "mask"]
    assert window.probe.array_value == 6.0  # as stored under the mask
    close(window)


def test_levels_and_colours_are_those_that_are_given(qtbot: QtBot, own_settings: None, samples: Path) -> None:
    given = {"levels": (2, 7), "colormap": "viridis"}
    window = ii.view(np.zeros((3, 4)), samples / "head-phantom.png", **given, block=False)
    images = next(made.app.images for made in scripting._kept if made.window is window)
    qtbot.waitUntil(lambda: len(images.all) == 2, timeout=30_000)

    for image in images.all:
        assert (image.settings.levels.low, image.settings.levels.high) == (2.0, 7.0)
        assert image.settings.colour_map == "viridis"
    close(window)


def test_a_look_that_there_is_not_opens_no_window(qtbot: QtBot, own_settings: None) -> None:
    for wrong in ({"levels": (2, 1)}, {"levels": "auto"}, {"colormap": "jet"}, {"colour": True}):
        with pytest.raises(ii.UsageError):
            ii.view(np.zeros((3, 4)), **wrong, block=False)
    assert not scripting._kept


def test_a_last_axis_is_colour_where_that_is_said(qtbot: QtBot, own_settings: None) -> None:
    window = ii.view(np.zeros((3, 4, 3), np.uint8), colour=True, block=False)

    assert image_of(window).document.info.pixel_type == "rgb"
    close(window)


@pytest.mark.parametrize("link", [True, False])
def test_tabs_are_linked_in_this_window_only(qtbot: QtBot, own_settings: None, link: bool) -> None:
    window = ii.view(np.zeros((5, 3, 4)), np.zeros((5, 9, 9)), link=link, block=False)
    other = ii.view(np.zeros((5, 3, 4)), block=False)

    def on(each: QMainWindow) -> set[str]:
        return set(next(made.app.switches.on for made in scripting._kept if made.window is each))

    links = {"linkPan", "linkZoom", "linkSlice", "linkPlane"}
    assert on(window) & links == (links if link else set())
    assert not on(other) & links
    close(window)
    close(other)
