"""The questions and messages of the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLabel, QMessageBox, QWidget

from itk_inspector.control.ports import UnsavedChoice
from itk_inspector.core.display.placing import Placing
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.gui.style.plain_text import plain_tip
from itk_inspector.gui.widgets.read_as_chooser import read_as_chooser


def _message(parent: QWidget, name: str, title: str, icon: QMessageBox.Icon, text: str, further: str) -> QMessageBox:
    """Return a message box of plain text that goes when it is closed."""
    box = QMessageBox(parent)
    box.setObjectName(name)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(icon)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(visible_text(text))
    box.setInformativeText(visible_text(further))
    return box


def show_error(parent: QWidget, path: Path | None, error: InspectorError) -> QMessageBox:
    """Show what happened and what to do; details are folded away."""
    icon = QMessageBox.Icon.Warning
    box = _message(parent, "errorDialog", "ITK Inspector", icon, error.message, error.advice)
    detail = "\n\n".join(part for part in (str(path) if path else "", error.detail.strip()) if part)
    if detail:
        box.setDetailedText(visible_text(detail, lines=True))
    box.setStandardButtons(QMessageBox.StandardButton.Ok)
    box.open()
    return box


def show_about(parent: QWidget, version: str, versions: Sequence[str], copy: Callable[[str], None]) -> QMessageBox:
    """Show the licence and the versions of everything, which *Copy* takes for a report of a fault."""
    icon, question = QMessageBox.Icon.NoIcon, "What is really in this image, and at which index?"
    box = _message(parent, "aboutDialog", "About ITK Inspector", icon, f"ITK Inspector {version}", "")
    box.setInformativeText("\n".join((question, "Apache License 2.0", "", *versions[1:])))
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    button = box.addButton("Copy versions", QMessageBox.ButtonRole.ActionRole)
    button.setObjectName("copyVersions")
    button.clicked.disconnect()  # the box stays open
    button.clicked.connect(lambda: copy("\n".join(versions) + "\n"))
    box.open()
    return box


def ask_unsaved(
    parent: QWidget, name: str, answer: Callable[[UnsavedChoice], None], *, offers_repeat: bool = False
) -> QMessageBox:
    """Ask what to do with unsaved edits; the answer comes later."""
    button, icon = QMessageBox.StandardButton, QMessageBox.Icon.Question
    text = f"The edited copy of {name} is not saved."
    further = "Save it first, or apply the edits again to what is read?" if offers_repeat else "Save it first?"
    box = _message(parent, "unsavedDialog", "Unsaved edits", icon, text, further)
    box.setStandardButtons(button.Save | button.Discard | button.Cancel)
    box.setDefaultButton(button.Save)
    choices = {int(button.Save): UnsavedChoice.SAVE, int(button.Discard): UnsavedChoice.DISCARD}
    repeat = box.addButton("Apply edits again", QMessageBox.ButtonRole.AcceptRole) if offers_repeat else None

    def finished(code: int) -> None:
        repeats = repeat is not None and box.clickedButton() is repeat
        answer(UnsavedChoice.REPEAT if repeats else choices.get(code, UnsavedChoice.CANCEL))

    box.finished.connect(finished)
    box.open()
    return box


def ask_return(parent: QWidget, name: str, answer: Callable[[UnsavedChoice], None]) -> QMessageBox:
    """Ask whether edits go back to the script that waits for them; the answer comes later."""
    button, icon = QMessageBox.StandardButton, QMessageBox.Icon.Question
    further = "The script that opened this window goes on with the edited image, or without it."
    box = _message(parent, "unsavedDialog", "Return edits", icon, f"Return the edited copy of {name}?", further)
    box.setStandardButtons(button.Discard | button.Cancel)
    back = box.addButton("Return edits", QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(back)

    def finished(code: int) -> None:
        if box.clickedButton() is back:
            answer(UnsavedChoice.RETURN)
        else:
            answer(UnsavedChoice.DISCARD if code == int(button.Discard) else UnsavedChoice.CANCEL)

    box.finished.connect(finished)
    box.open()
    return box


def ask_placing(
    parent: QWidget, names: Sequence[str], over: str, suggested: Placing, answer: Callable[[Placing], None]
) -> QMessageBox:
    """Ask whether to open files in tabs, or over the image of a name; no answer comes where they shall not be."""
    role, icon = QMessageBox.ButtonRole.AcceptRole, QMessageBox.Icon.Question
    what = names[0] if len(names) == 1 else f"{len(names)} files"
    them, tab = ("it", "New tab") if len(names) == 1 else ("them", "New tabs")
    further = f"A layer or label overlay is drawn over {over}, at the same physical points."
    box = _message(parent, "placingDialog", "Open dropped files", icon, f"How shall {what} be opened?", further)
    box.setToolTip(plain_tip("\n".join(names)) if len(names) > 1 else "")
    choices = {}
    for placing, text, tip in (
        (Placing.TAB, tab, f"Open {them} beside the other tabs."),
        (Placing.LAYER, "Layer", f"Show {them} over the image, half transparent."),
        (Placing.LABELS, "Label overlay", f"Show {them} over the image, each label in its own colour."),
    ):
        button = box.addButton(text, role)
        button.setObjectName(f"{placing.value}Placing")
        button.setToolTip(plain_tip(tip))
        choices[button] = placing
        if placing is suggested:
            box.setDefaultButton(button)
    box.addButton(QMessageBox.StandardButton.Cancel)

    def finished(_code: int) -> None:
        chosen = next((placing for button, placing in choices.items() if button is box.clickedButton()), None)
        if chosen is not None:
            answer(chosen)

    box.finished.connect(finished)
    box.open()
    return box


def ask_whether(parent: QWidget, question: str, yes: str, go_on: Callable[[], None]) -> QMessageBox:
    """Ask whether to do something; the answer comes later."""
    box = _message(parent, "whetherDialog", "ITK Inspector", QMessageBox.Icon.Question, question, "")
    accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(accept)
    box.finished.connect(lambda _code: go_on() if box.clickedButton() is accept else None)
    box.open()
    return box


def ask_outside(parent: QWidget, error: InspectorError, allowed: Callable[[], None]) -> QMessageBox:
    """Ask whether a header may take its pixels from outside its own folder; the answer comes later."""
    button, icon = QMessageBox.StandardButton, QMessageBox.Icon.Warning
    box = _message(parent, "outsideDialog", "Pixels from another folder", icon, error.message, error.advice)
    box.setStandardButtons(button.Open | button.Cancel)
    box.setDefaultButton(button.Cancel)
    box.finished.connect(lambda code: allowed() if code == int(button.Open) else None)
    box.open()
    return box


def ask_stalled(parent: QWidget, path: Path, answer: Callable[[bool], None], *, writing: bool = False) -> QMessageBox:
    """Ask whether to wait on for a reader, or a writer, that gives no sign of life; the answer comes later."""
    text = f"Reading {path.name} is taking unusually long; the reader does not respond."
    further, title, stop = "It may be large, or on a slow disk.", "Still reading", "Stop reading"
    if writing:
        text = f"Saving {path.name} is taking unusually long; the writer does not respond."
        further, title, stop = "Its folder may be on a disk that is no longer connected.", "Still saving", "Stop saving"
    box = _message(parent, "stalledDialog", title, QMessageBox.Icon.Question, text, further)
    wait = box.addButton("Wait", QMessageBox.ButtonRole.RejectRole)
    box.addButton(stop, QMessageBox.ButtonRole.AcceptRole)
    box.finished.connect(lambda _code: answer(box.clickedButton() in (wait, None)))
    box.open()
    return box


def ask_open(parent: QWidget, folder: str, chosen: Callable[[list[str], str], None]) -> QFileDialog:
    """Ask for files and how to read them; the answer comes later.

    Qt's own dialog, because the system's has no place for "Read as".
    """
    dialog = QFileDialog(parent, "Open images", folder)
    dialog.setObjectName("openDialog")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog, True)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    read_as = read_as_chooser(dialog)
    layout = dialog.layout()
    if isinstance(layout, QGridLayout):
        row = layout.rowCount()
        layout.addWidget(QLabel("Read as:", dialog), row, 0)
        layout.addWidget(read_as, row, 1)
    dialog.filesSelected.connect(lambda paths: chosen(paths, read_as.currentData()))
    dialog.open()
    return dialog


def ask_open_over(parent: QWidget, title: str, folder: str, chosen: Callable[[Sequence[Path]], None]) -> QFileDialog:
    """Ask for files to be opened over an image; the answer comes later."""
    dialog = QFileDialog(parent, title, folder)
    dialog.setObjectName("openOverDialog")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(lambda paths: chosen([Path(path) for path in paths]))
    dialog.open()
    return dialog


def ask_folder(parent: QWidget, folder: str, chosen: Callable[[str], None], title: str = "Open folder") -> QFileDialog:
    """Ask for a folder; the answer comes later."""
    dialog = QFileDialog(parent, title, folder)
    dialog.setObjectName("folderDialog")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
    dialog.fileSelected.connect(chosen)
    dialog.open()
    return dialog


def ask_save_as(
    parent: QWidget, name: str, title: str, suggested: Path, filters: str, chosen: Callable[[Path], None]
) -> QFileDialog:
    """Ask where to save a text or a picture; the filter that is chosen gives the suffix."""
    dialog = QFileDialog(parent, title, str(suggested), filters)
    dialog.setObjectName(name)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)

    def follow(name: str) -> None:
        dialog.setDefaultSuffix(name.rpartition("(*.")[2].removesuffix(")"))

    dialog.filterSelected.connect(follow)
    follow(dialog.selectedNameFilter())
    dialog.fileSelected.connect(lambda path: chosen(Path(path)))
    dialog.open()
    return dialog


def ask_load(
    parent: QWidget, name: str, title: str, folder: Path, filters: str, chosen: Callable[[Path], None]
) -> QFileDialog:
    """Ask for a file that is read besides images."""
    dialog = QFileDialog(parent, title, str(folder), filters)
    dialog.setObjectName(name)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda path: chosen(Path(path)))
    dialog.open()
    return dialog
