"""What the user asks the window for: files, pictures, help, the command palette."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage, QPixmap

from itk_inspector import __version__
from itk_inspector.control.actions.table import ACTIONS
from itk_inspector.control.app import App
from itk_inspector.core.display.placing import Placing
from itk_inspector.core.errors import InspectorError, LabelTableError, ProbeError, of_system
from itk_inspector.gui.dialogs import messages
from itk_inspector.gui.dialogs.window_questions import WindowQuestions
from itk_inspector.gui.shell.main_window import MainWindow
from itk_inspector.gui.shell.screenshot import PictureOf, PictureWanted, png_bytes
from itk_inspector.gui.style.resources import sample

if TYPE_CHECKING:  # the window appears before NumPy is loaded
    from itk_inspector.core.display.scene import Scene
    from itk_inspector.gui.style.theme import Theme

_MOST_POINTS = 32 * 1024 * 1024


class WindowDialogs:
    """Dialogs of one window; implements `control.actions.commands.DialogCommands`.

    Parameters
    ----------
    window : MainWindow
        Their parent.
    questions : WindowQuestions
        Asks for files.
    app : App
        Tells what is on screen.
    versions : callable
        Returns what a report of a fault needs, one fact a line.
    """

    def __init__(
        self, window: MainWindow, questions: WindowQuestions, app: App, versions: Callable[[], list[str]]
    ) -> None:
        self._window = window
        self._questions = questions
        self._app = app
        self._versions = versions

    def ask_open(self) -> None:
        """Ask which files to open, and how to read them."""
        self._questions.ask_open()

    def ask_open_over(self, placing: Placing) -> None:
        """Ask which files to open over the image on screen."""
        self._questions.ask_open_over(placing, lambda paths: self._app.adding.open(paths, placing))

    def ask_folder(self) -> None:
        """Ask which folder to open."""
        self._questions.ask_folder()

    def ask_address(self) -> None:
        """Ask from which address to open an image."""
        self._questions.ask_address()

    def open_sample(self, name: str) -> None:
        """Open an image that comes with the program."""
        self._window.open_requested.emit(sample(name), "")

    def save_screenshot(self) -> None:
        """Ask where to save what is on screen now; it may be something else when the answer comes."""
        image, window = self._app.images.current, self._window
        pictures = {PictureOf.WINDOW: window.picture(), PictureOf.CANVAS: window.canvas.front.grab()}
        scene, label = self._app.view.scene, image.label if image is not None else ""

        def save(path: Path, wanted: PictureWanted) -> None:
            if wanted.what is PictureOf.SLICE and scene is not None:
                picture: QPixmap | QImage = picture_of_slice(scene, label, window.theme, wanted)
            else:
                picture = pictures[wanted.what]
            self._app.pictures.save(path, png_bytes(picture))

        def chosen(path: Path, wanted: PictureWanted) -> None:
            self._guarded(lambda path: save(path, wanted))(path)

        suggested = self._beside("view.png")
        self._questions.ask_screenshot(suggested, chosen, has_slice=scene is not None)

    def save_points(self) -> None:
        """Ask where to save the points."""
        if self._app.images.current is None:
            return
        from itk_inspector.core.probing.points_text import POINTS_FORMATS  # with NumPy, which the window precedes

        filters = ";;".join(f"{form.name} (*{form.suffix})" for form in POINTS_FORMATS)
        suggested = self._beside(f"points{POINTS_FORMATS[0].suffix}")
        self._questions.ask_save_points(suggested, filters, self._guarded(self._app.points.save))

    def load_points(self) -> None:
        """Ask for a file of points."""
        if self._app.images.current is not None:
            self._questions.ask_load_points(self._window.folder, self._guarded(self._load_points))

    def _load_points(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                data = file.read(_MOST_POINTS + 1)
            text = data.decode("utf-8-sig")
        except OSError as e:
            raise of_system(e, f"{path.name} could not be read") from e
        except UnicodeDecodeError as e:
            raise ProbeError(f"{path.name} is not text.") from e
        if len(data) > _MOST_POINTS:
            raise ProbeError(f"{path.name} is larger than any list of points that can be kept.")
        self._app.points.load(text)

    def load_labels(self) -> None:
        """Ask for a label table."""
        if self._app.images.current is not None:
            self._questions.ask_load_labels(self._window.folder, self._guarded(self._load_labels))

    def _load_labels(self, path: Path) -> None:
        from itk_inspector.core.labels.label_file import read_label_table  # few starts need it
        from itk_inspector.core.labels.label_table import LARGEST_FILE

        if path.exists() and not path.is_file():
            raise LabelTableError(f"{path.name} is not a regular file.")
        try:
            with path.open("rb") as file:
                data = file.read(LARGEST_FILE + 1)
        except OSError as e:
            raise of_system(e, f"{path.name} could not be read") from e
        self._app.labels.use(read_label_table(data, path.name))

    def save_measured(self, form: str) -> None:
        """Ask where to save what was measured: ``csv``, the values of the plot (``plot``), or its picture."""
        image, window = self._app.images.current, self._window
        if image is None:
            return
        plot = window.measure_panel.shape.plot
        pictures = {"png": plot.png, "svg": plot.svg}
        data = pictures[form]() if form in pictures else self._app.measure.text(form).encode()
        suffix = form if form in pictures else "csv"
        what = "measured" if form == "csv" else "plot"
        suggested = self._beside(f"{what}.{suffix}")

        def save(path: Path) -> None:
            self._app.measure.save(path, data)

        self._questions.ask_save_measured(suggested, f"{suffix.upper()} (*.{suffix})", self._guarded(save))

    def save_journal(self, form: str) -> None:
        """Ask where to save the journal: as a script (``py``) or as JSON (``json``)."""
        image = self._app.images.current
        if image is None or image.session is None:
            return
        suggested = self._beside(f"edits.{form}")
        kind = "Python (*.py)" if form == "py" else "JSON (*.json)"

        def save(path: Path) -> None:
            self._app.journal.save(path, form)

        self._questions.ask_save_journal(suggested, kind, self._guarded(save))

    def apply_journal(self) -> None:
        """Ask for a journal, and repeat it on the image on screen."""
        if self._app.images.current is not None:
            self._questions.ask_load_journal(self._window.folder, self._guarded(self._apply_journal))

    def _apply_journal(self, path: Path) -> None:
        from itk_inspector.core.editing.journal_file import MOST_BYTES

        try:
            with path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
        except OSError as e:
            raise of_system(e, f"{path.name} could not be read") from e
        self._app.applying.apply(data)

    def load_changes(self) -> None:
        """Ask for changed chunks, and put them into the copy of the image on screen."""
        if self._app.images.current is not None:
            load = self._app.later.beside.loading_changes.load
            self._questions.ask_folder("Load changed chunks", self._guarded(load))

    def save_under_labels(self) -> None:
        """Ask where to save the statistics under labels, as they are now."""
        image, data = self._app.images.current, self._app.under_labels.text("csv").encode()
        if image is None or not data:
            return
        suggested = self._beside("under-labels.csv")

        def save(path: Path) -> None:
            self._app.under_labels.save(path, data)

        self._questions.ask_save_measured(suggested, "CSV (*.csv)", self._guarded(save))

    def _beside(self, ending: str) -> Path:
        """Suggest a name for what belongs to the image on screen."""
        image, stem = self._app.images.current, "screenshot"
        if image is not None:
            from itk_inspector.core.export.write_formats import suffix_of  # with NumPy, which the window precedes

            path = image.document.info.path
            stem = path.name[: len(path.name) - len(suffix_of(path))]
        return self._window.folder / f"{stem}-{ending}"

    def _guarded(self, work: Callable[[Path], None]) -> Callable[[Path], None]:
        """Return the same with its failures told."""

        def guarded(path: Path) -> None:
            try:
                work(path)
            except InspectorError as e:
                self._questions.show_error(path, e)

        return guarded

    def replace_value(self) -> None:
        """Ask which value to replace by which other one."""
        self._ask_replacing("VALUE")

    def replace_range(self) -> None:
        """Ask which values to replace by one."""
        self._ask_replacing("RANGE")

    def remove_label(self) -> None:
        """Ask which label to remove."""
        self._ask_replacing("LABEL")

    def _ask_replacing(self, what: str) -> None:
        from itk_inspector.gui.dialogs.replace_dialog import Replaced, ReplaceDialog  # few starts need it

        app = self._app
        value = app.edit.value_text if what == "RANGE" else app.label_editing.value_in_question
        places, replacing = app.replacing.places(), app.replacing
        if places:
            dialog = ReplaceDialog(Replaced[what], value, replacing.background, places, replacing.count, self._window)
            dialog.replace_requested.connect(replacing.replace)
            dialog.open()

    def show_palette(self) -> None:
        """Offer all actions by their names."""
        from itk_inspector.gui.dialogs.command_palette import (
            CommandPalette,  # what few starts need must not slow down every one
        )

        CommandPalette(ACTIONS, self._app.state, self._window.menus.actions, self._window).open()

    def show_help(self, page: str) -> None:
        """Show a page of help."""
        from itk_inspector.gui.dialogs.help_window import show_help  # what few starts need must not slow down every one

        show_help(self._window, page)

    def show_about(self) -> None:
        """Show the licence, and the versions of everything."""
        messages.show_about(self._window, __version__, self._versions(), self._window.copy_text)


def picture_of_slice(scene: Scene, name: str, theme: Theme, wanted: PictureWanted) -> QImage:
    """Return the picture of a slice as it is shown.

    Raises
    ------
    UsageError
        If it would have too many pixels, or none.
    """
    from itk_inspector.core.display.slice_caption import slice_caption  # rarely needed
    from itk_inspector.gui.canvas.slice_picture import slice_picture, with_caption

    picture = slice_picture(scene, theme, wanted.scale, overlays=wanted.overlays)
    if not wanted.caption:
        return picture
    return with_caption(picture, slice_caption(scene.info, scene.plane, scene.settings, name), theme)
