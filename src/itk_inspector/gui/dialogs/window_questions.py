"""What the window asks, and the errors it tells; implements `control.ports.Questions`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog
from shiboken6 import isValid

from itk_inspector.control.ports import UnsavedChoice
from itk_inspector.core.display.placing import Placing
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.text.typed_path import home_folder
from itk_inspector.gui.dialogs import messages
from itk_inspector.gui.shell.main_window import MainWindow
from itk_inspector.gui.shell.screenshot import PictureWanted, ask_screenshot

if TYPE_CHECKING:  # no picture waits for it to be loaded
    from itk_inspector.control.editing.left_edits import LeftChoice, LeftRow
    from itk_inspector.core.dicom.series import DicomSeries, SeriesCatalog
    from itk_inspector.core.editing.operations.question import OperationAnswer, OperationQuestion
    from itk_inspector.core.export.preflight import ExportRequest
    from itk_inspector.core.export.subject import Subject


class WindowQuestions:
    """Dialogs of one window.

    Parameters
    ----------
    window : MainWindow
        Their parent.
    """

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._waiting: list[QDialog] = []

    @property
    def is_asking(self) -> bool:
        """Tell whether a question about what is on screen waits for its answer."""
        self._waiting = [dialog for dialog in self._waiting if isValid(dialog) and dialog.isVisible()]
        return bool(self._waiting)

    def show_error(self, path: Path | None, error: InspectorError) -> None:
        """Show one dialog about a failure."""
        self._window.status_line.show_message(error.message)
        messages.show_error(self._window, path, error)

    def ask_outside(self, error: InspectorError, allowed: Callable[[], None]) -> None:
        """Ask whether a header may take its pixels from outside its own folder."""
        self._window.status_line.show_message(error.message)
        self._waiting.append(messages.ask_outside(self._window, error, allowed))

    def ask_stalled(self, path: Path, answer: Callable[[bool], None], *, writing: bool = False) -> None:
        """Ask whether to wait on for a reader, or a writer, that gives no sign of life."""
        self._waiting.append(messages.ask_stalled(self._window, path, answer, writing=writing))

    def ask_unsaved(self, name: str, answer: Callable[[UnsavedChoice], None], *, offers_repeat: bool = False) -> None:
        """Ask what to do with unsaved edits."""
        self._waiting.append(messages.ask_unsaved(self._window, name, answer, offers_repeat=offers_repeat))

    def ask_return(self, name: str, answer: Callable[[UnsavedChoice], None]) -> None:
        """Ask whether edits go back to the script that waits for them."""
        self._waiting.append(messages.ask_return(self._window, name, answer))

    def ask_whether(self, question: str, yes: str, go_on: Callable[[], None]) -> None:
        """Ask whether to do something that is much."""
        self._waiting.append(messages.ask_whether(self._window, question, yes, go_on))

    def ask_series(
        self, catalog: SeriesCatalog, chosen: Callable[[DicomSeries], None], deeper: Callable[[], None]
    ) -> None:
        """Ask which series of a folder to open."""
        from itk_inspector.gui.dialogs.series_dialog import (
            SeriesDialog,  # what few starts need must not slow down every one
        )

        dialog = SeriesDialog(catalog, self._window.theme, self._window)
        dialog.chosen.connect(chosen)
        dialog.deeper_requested.connect(deeper)
        self._waiting.append(dialog)
        dialog.open()

    def ask_part(self, info: ImageInfo, chosen: Callable[[int], None]) -> None:
        """Ask which of the images that a file holds to open."""
        rows = [
            f"{number + 1} · {name}{' (on screen)' if number == info.part else ''}"
            for number, name in enumerate(info.parts)
        ]
        said = "They are no one volume: each opens in a tab of its own."
        self._ask_row(f"Images in {info.path.name}", said, rows, (info.part + 1) % len(rows), chosen)

    def ask_box(self, name: str, rows: Sequence[str], first: int, chosen: Callable[[int], None]) -> None:
        """Ask which part of an image to open."""
        said = "What is on screen opens in a tab of its own, with the same indices and points."
        self._ask_row(f"Parts of {name}", said, rows, first, chosen)

    def _ask_row(self, title: str, said: str, rows: Sequence[str], first: int, chosen: Callable[[int], None]) -> None:
        from itk_inspector.gui.dialogs.parts_dialog import (
            PartsDialog,  # what few starts need must not slow down every one
        )

        dialog = PartsDialog(title, said, rows, first, self._window.theme, self._window)
        dialog.chosen.connect(chosen)
        self._waiting.append(dialog)
        dialog.open()

    def ask_left_edits(self, rows: Sequence[LeftRow], answer: Callable[[Sequence[LeftChoice]], None]) -> None:
        """Ask what to do with edits that were not saved when the program was ended."""
        from itk_inspector.gui.dialogs.left_edits_dialog import (
            LeftEditsDialog,  # what few starts need must not slow down every one
        )

        dialog = LeftEditsDialog(rows, self._window.theme, self._window)
        dialog.answered.connect(answer)
        self._waiting.append(dialog)
        dialog.open()

    def ask_placing(
        self, names: Sequence[str], over: str, suggested: Placing, answer: Callable[[Placing], None]
    ) -> None:
        """Ask whether to open files in tabs, or over the image of a name."""
        self._waiting.append(messages.ask_placing(self._window, names, over, suggested, answer))

    def ask_screenshot(
        self, suggested: Path, chosen: Callable[[Path, PictureWanted], None], *, has_slice: bool
    ) -> None:
        """Ask where to save a picture, and of what."""
        self._waiting.append(ask_screenshot(self._window, suggested, chosen, has_slice=has_slice))

    def ask_save_points(self, suggested: Path, filters: str, chosen: Callable[[Path], None]) -> None:
        """Ask where to save points, and in which format."""
        self._waiting.append(
            messages.ask_save_as(self._window, "savePointsDialog", "Save points", suggested, filters, chosen)
        )

    def ask_save_measured(self, suggested: Path, filters: str, chosen: Callable[[Path], None]) -> None:
        """Ask where to save what was measured."""
        title = "Save what was measured"
        self._waiting.append(
            messages.ask_save_as(self._window, "saveMeasuredDialog", title, suggested, filters, chosen)
        )

    def ask_save_journal(self, suggested: Path, filters: str, chosen: Callable[[Path], None]) -> None:
        """Ask where to save the journal."""
        self._waiting.append(
            messages.ask_save_as(self._window, "saveJournalDialog", "Save journal", suggested, filters, chosen)
        )

    def ask_new_store(self, suggested: Path, answer: Callable[[Path | None], None], *, has_all: bool) -> None:
        """Ask where to write a new store."""
        title = "Save as a new store" if has_all else "Save changed chunks"
        dialog = messages.ask_save_as(
            self._window, "newStoreDialog", title, self._window.folder / suggested, "OME-Zarr (*.zarr)", answer
        )
        dialog.rejected.connect(lambda: answer(None))
        self._waiting.append(dialog)

    def ask_load_points(self, folder: Path, chosen: Callable[[Path], None]) -> None:
        """Ask for a file of points."""
        filters = "Points (*.csv *.json);;All files (*)"
        self._waiting.append(
            messages.ask_load(self._window, "loadPointsDialog", "Load points", folder, filters, chosen)
        )

    def ask_load_journal(self, folder: Path, chosen: Callable[[Path], None]) -> None:
        """Ask for a journal to apply."""
        filters, title = "Journals (*.json);;All files (*)", "Apply journal"
        self._waiting.append(messages.ask_load(self._window, "applyJournalDialog", title, folder, filters, chosen))

    def ask_load_labels(self, folder: Path, chosen: Callable[[Path], None]) -> None:
        """Ask for a label table."""
        filters = "Label tables (*.label *.ctbl *.tsv *.txt);;All files (*)"
        title = "Load label table"
        self._waiting.append(messages.ask_load(self._window, "loadLabelsDialog", title, folder, filters, chosen))

    def ask_operation(self, question: OperationQuestion, answer: Callable[[OperationAnswer], None]) -> None:
        """Ask how to do an operation; no answer comes where the dialog is dismissed."""
        from itk_inspector.gui.dialogs.operation_dialog import (
            OperationDialog,  # what few starts need must not slow down every one
        )

        dialog = OperationDialog(question, self._window.theme, self._window)
        dialog.answered.connect(answer)
        self._waiting.append(dialog)
        dialog.open()

    def ask_export(
        self,
        subjects: Sequence[Subject],
        *,
        path: Path | None,
        protected: tuple[FileStamp, ...],
        answer: Callable[[ExportRequest | None, int], None],
    ) -> None:
        """Ask what to save, where and how; the answer is None when the dialog is dismissed."""
        from itk_inspector.gui.dialogs.export_dialog import (
            ExportDialog,  # what few starts need must not slow down every one
        )

        window = self._window
        folder = window.folder if subjects[0].info.path.is_absolute() else home_folder()
        dialog = ExportDialog(subjects, folder, window.theme, window, path=path, protected=protected)
        self._waiting.append(dialog)
        dialog.requested.connect(answer)
        dialog.rejected.connect(lambda: answer(None, 0))
        dialog.open()

    def ask_open(self) -> None:
        """Ask which files to open, and how to read them."""
        messages.ask_open(self._window, str(self._window.folder), self._files_chosen)

    def ask_open_over(self, placing: Placing, chosen: Callable[[Sequence[Path]], None]) -> None:
        """Ask which files to open over the image on screen."""
        title = "Open as label overlay" if placing is Placing.LABELS else "Open as layer"
        self._waiting.append(messages.ask_open_over(self._window, title, str(self._window.folder), chosen))

    def ask_folder(self, title: str = "Open folder", chosen: Callable[[Path], None] | None = None) -> None:
        """Ask which folder to open, or for what else there is to do with one."""
        take = self._folder_chosen if chosen is None else lambda path: chosen(Path(path))
        messages.ask_folder(self._window, str(self._window.folder), take, title)

    def ask_address(self) -> None:
        """Ask from which address to open an image."""
        from itk_inspector.gui.dialogs.address_dialog import AddressDialog  # rarely asked for

        dialog = AddressDialog(self._window)
        dialog.chosen.connect(lambda path: self._window.open_requested.emit(path, ""))
        dialog.open()

    def _files_chosen(self, paths: list[str], read_as: str) -> None:
        for path in paths:
            self._window.open_requested.emit(Path(path), read_as)

    def _folder_chosen(self, path: str) -> None:
        self._window.open_requested.emit(Path(path), "")
