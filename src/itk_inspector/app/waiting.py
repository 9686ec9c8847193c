"""Waiting for one window to be closed, whatever else the process is doing."""

from __future__ import annotations

from PySide6.QtCore import QEventLoop, Qt, QThread
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from itk_inspector.app.composition import Composition
from itk_inspector.app.interrupt import Interrupt


def wait_and_delete(composition: Composition) -> None:
    """Run the event loop until this window is closed, and let nothing of it stay.

    Raises
    ------
    KeyboardInterrupt
        If Ctrl+C closed it.
    """
    try:
        wait_until_closed(composition)
    finally:
        delete_parts(composition)


def delete_parts(composition: Composition) -> None:
    """Let nothing stay of a window that is closed."""
    for part in (composition.window, composition):  # nobody has them; collected in any order they end the process
        delete(part)


def delete_when_closed(composition: Composition) -> None:
    """Let nothing stay of a window that a script was given: what it was last asked about stays in its ``script``.

    Nobody else frees it: its signals are connected to functions that hold it.
    """
    composition.disposed.connect(_delete_later)


def _delete_later(composition: Composition) -> None:
    for part in (composition.window, composition):
        part.deleteLater()  # when the handlers that run in it are done


def wait_until_closed(composition: Composition) -> None:
    """Run the event loop until this window is closed.

    Raises
    ------
    KeyboardInterrupt
        If Ctrl+C closed it.
    """
    with Interrupt(composition.window) as interrupt:
        wait_for(composition)
    interrupt.pass_on()


def wait_for(composition: Composition) -> None:
    """Run a loop until this window is closed, whatever other windows there are, and whatever loops run around it.

    The loop is not the application's: that one's end would be told as the end of the program (``aboutToQuit``), and
    would end every other loop too, so that the end of an outer window closed the one over it.
    """
    window = composition.window
    if composition.is_disposed:
        return
    window.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)  # whatever loop there is around is the caller's
    loop = QEventLoop()
    composition.disposed.connect(loop.quit)
    if loop.exec() < 0 and QThread.currentThread().loopLevel() == 0:
        _run_after_exit(composition)
    if not composition.is_disposed:  # the application was told to quit meanwhile
        window.close_for_good()


def _run_after_exit(composition: Composition) -> None:
    """Run the application's loop: once it was told to exit, Qt refuses all others until that one has run."""
    qt = QApplication.instance()
    assert isinstance(qt, QApplication)
    composition.disposed.connect(lambda: qt.exit(0))
    qt.exec()
