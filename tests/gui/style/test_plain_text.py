"""Names and metadata of files are shown as they are: never as rich text, never with characters that act."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as QtText
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QTableWidget, QWidget

import itk_inspector
from itk_inspector.app.composition import Composition
from itk_inspector.core.dicom.series import DicomSeries, SeriesCatalog
from itk_inspector.core.errors import InspectorError
from itk_inspector.gui.dialogs import messages
from itk_inspector.gui.dialogs.series_dialog import SeriesDialog
from itk_inspector.gui.style.plain_text import plain_entry, plain_label, plain_tip, plain_title, rich
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver

SOURCE = Path(itk_inspector.__file__).parent
NAME = "<h1>bold <font size=7 color=red>x & \x1b[31m\u202ey [*].png"
SEEN = r"<h1>bold <font size=7 color=red>x & \x1b[31m\u202ey [*].png"
VALUE = '<b>Bold</b><img src="file:///etc/passwd">\none\x07 &lt;i&gt;'
RICH = {("canvas_frame", "_empty"), ("canvas_frame", "_notes"), ("export_dialog", "_findings")}
RICH |= {("series_dialog", "_problems"), ("hover_panel", "_captions")}


def calls(name: str) -> list[tuple[str, ast.Call]]:
    """Every call of a function or method of this name in the window's source, with its module."""
    found = []
    for path in sorted((SOURCE / "gui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == name:
                found.append((path.stem, node))
    return found


def is_constant(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and not QtText.mightBeRichText(str(node.value))


@pytest.mark.parametrize("name", ["setToolTip", "setTabToolTip", "setStatusTip", "setWhatsThis"])
def test_every_tip_is_a_constant_or_plain(name: str) -> None:
    wrong = [
        f"{module}:{call.lineno}"
        for module, call in calls(name)
        if not is_constant(call.args[-1]) and not ast.unparse(call.args[-1]).startswith("plain_tip(")
    ]

    assert not wrong


def test_the_walk_sees_the_source() -> None:
    assert len(calls("setToolTip")) > 30
    assert len(calls("QLabel")) > 5


def test_every_label_is_plain_or_says_that_it_is_not() -> None:
    """A label made bare has a constant text, or is one of those that show rich text on purpose."""
    wrong = []
    for module, call in calls("QLabel"):
        if module == "plain_text" or (call.args and is_constant(call.args[0])):
            continue
        source = next((SOURCE / "gui").rglob(f"{module}.py")).read_text(encoding="utf-8")
        if not any(m == module and f"self.{name}" in source for m, name in RICH):
            wrong.append(f"{module}:{call.lineno}")

    assert not wrong


def test_rich_labels_take_outside_text_through_one_function() -> None:
    for path in sorted((SOURCE / "gui").rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        assert path.stem in ("plain_text", "index_label") or "html.escape" not in source, path.stem


# ------------------------------------------------------------------ the functions


@pytest.mark.parametrize("text", ["<b>x</b>", "&lt;i&gt;.png", '<img src="x">', "<h1>", "a <br/> b"])
def test_a_tip_shows_markup(qapp: QApplication, text: str) -> None:
    drawn = QTextDocument()
    drawn.setHtml(plain_tip(text))

    assert QtText.mightBeRichText(plain_tip(text))
    assert drawn.toPlainText() == text


def test_a_tip_without_markup_stays_what_it_is() -> None:
    assert plain_tip("a < b & c\n  d") == "a < b & c\n  d"
    assert plain_tip("a\x1b") == r"a\x1b"


def test_titles_and_entries() -> None:
    assert plain_title("a[*]\x1b") == r"a[*][*]\x1b"
    assert plain_entry("a&b\tc") == r"a&&b\tc"
    assert rich("<b>\u202e") == r"&lt;b&gt;\u202e"


def test_a_label_is_plain(qapp: QApplication) -> None:
    parent = QWidget()

    assert plain_label("<b>x</b>", parent).textFormat() is Qt.TextFormat.PlainText


# ------------------------------------------------------------------ the window


@pytest.fixture
def hostile(composition: Composition) -> Composition:
    """A window with an image of a name that Qt would take for rich text."""
    QApplication.processEvents()
    composition.app.files.adopt(from_memory.document(np.zeros((4, 5), np.uint8), name=NAME))
    QApplication.processEvents()
    return composition


def test_a_name_is_read_in_the_status_line_and_leaves_its_height(composition: Composition) -> None:
    QApplication.processEvents()
    composition.window.status_line.show_message("Ready.")
    QApplication.processEvents()
    height = composition.window.statusBar().height()

    composition.app.files.adopt(from_memory.document(np.zeros((4, 5), np.uint8), name=NAME))
    QApplication.processEvents()

    message = WindowDriver(composition.window).find("statusMessage", QLabel)
    assert message.text() == f"Opened {SEEN}."
    assert message.textFormat() is Qt.TextFormat.PlainText
    assert composition.window.statusBar().height() == height


def test_a_name_is_read_in_tab_and_title(hostile: Composition) -> None:
    tabs = hostile.window.tabs

    assert tabs.tabText(0) == SEEN.replace("&", "&&")
    assert "&lt;h1&gt;" in tabs.tabToolTip(0)
    assert hostile.window.windowTitle() == f"{SEEN.replace('[*]', '[*][*]')}[*] – ITK Inspector"


def test_metadata_is_read_in_the_panel(
    composition: Composition, tmp_path: Path, open_file: Callable[..., None]
) -> None:
    path = tmp_path / "a.nrrd"
    path.write_bytes(
        b"NRRD0004\ntype: uint8\ndimension: 2\nsizes: 3 2\nencoding: raw\n"
        b"<i>key</i>:=<b>Bold</b><img src='x'>\x1b[31m\n\n" + bytes(6)
    )
    open_file(path)
    table = composition.window.findChild(QTableWidget, "imageMetadata")
    assert table is not None

    cells = {table.item(row, 0).text(): table.item(row, 1) for row in range(table.rowCount())}

    assert cells["<i>key</i>"].text() == r"<b>Bold</b><img src='x'>\x1b[31m"
    assert cells["<i>key</i>"].toolTip().count("&lt;") == 3
    assert "\x1b" not in cells["<i>key</i>"].toolTip()


def test_a_recent_file_is_read_in_its_menu(composition: Composition) -> None:
    composition.recent.show_paths([Path("/d/a&b<b>c.png"), Path("/d/\x1btab\t.png")])

    composition.window.menus.recent.aboutToShow.emit()
    first, second = composition.window.menus.recent.actions()
    assert (first.text(), first.toolTip().count("&lt;"), "&amp;" in first.toolTip()) == ("a&&b<b>c.png", 1, True)
    assert second.text() == r"\x1btab\t.png"


def test_no_label_of_the_window_guesses(hostile: Composition) -> None:
    hostile.app.edit.set_editing(True)
    hostile.app.edit.set_value("<b>300</b>")

    guessing = [w.text() for w in hostile.window.findChildren(QLabel) if w.textFormat() is Qt.TextFormat.AutoText]

    assert not [text for text in guessing if QtText.mightBeRichText(text)]
    assert WindowDriver(hostile.window).find("editNote", QLabel).text() == "“<b>300</b>” is not a number."


@pytest.mark.parametrize("kind", ["error", "unsaved", "outside", "stalled"])
def test_boxes_are_plain(composition: Composition, kind: str) -> None:
    error = InspectorError(f"{NAME} is damaged.", advice=VALUE, detail=VALUE)
    made: dict[str, Callable[[], QMessageBox]] = {
        "error": lambda: messages.show_error(composition.window, Path(NAME), error),
        "unsaved": lambda: messages.ask_unsaved(composition.window, NAME, lambda _: None),
        "outside": lambda: messages.ask_outside(composition.window, error, lambda: None),
        "stalled": lambda: messages.ask_stalled(composition.window, Path(NAME), lambda _: None),
    }

    box = made[kind]()

    assert SEEN in box.text()
    for shown in box.findChildren(QLabel):
        assert shown.textFormat() is Qt.TextFormat.PlainText or not QtText.mightBeRichText(shown.text())
    assert not set(box.text() + box.informativeText() + box.detailedText()) & set("\x1b\x07\u202e")
    box.close()


def test_notes_and_disk_changes_are_escaped(hostile: Composition) -> None:
    image = hostile.app.images.current
    assert image is not None
    image.disk_note = f"{NAME} changed on disk."
    hostile.app.images.tell()

    assert "&lt;h1&gt;bold &lt;font" in WindowDriver(hostile.window).find("imageNotes", QLabel).text()
    assert "\x1b" not in WindowDriver(hostile.window).find("imageNotes", QLabel).text()


def test_a_series_is_read_as_it_is(composition: Composition) -> None:
    series = DicomSeries(
        "1.2", VALUE, NAME, "MR", 3, (5, 4, 1), (1.0, 1.0, 1.0), "axial", (Path("/d/1"),), (VALUE,), None
    )
    catalog = SeriesCatalog(Path(f"/{NAME}"), (series,), 0, (f"A & <b>{NAME}",))

    dialog = SeriesDialog(catalog, composition.window.theme, composition.window)

    table = dialog.findChild(QTableWidget, "seriesTable")
    remarks = dialog.findChild(QLabel, "seriesRemarks")
    assert table is not None
    assert remarks is not None
    assert table.item(0, 1).text() == f"⚠ 3 · {SEEN}"
    assert "&lt;b&gt;Bold" in table.item(0, 2).toolTip()
    assert f"A & <b>{SEEN}" in remarks.text()
    assert remarks.textFormat() is Qt.TextFormat.PlainText
    assert dialog.windowTitle() == f"DICOM series in {SEEN.replace('[*]', '[*][*]')}"
    dialog.deleteLater()
