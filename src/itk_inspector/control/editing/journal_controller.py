"""The journal of the copy on screen: shown, gone to, led back and forth, and saved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from itk_inspector import __version__
from itk_inspector.control.editing.edit_controller import EditController
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Questions, Status
from itk_inspector.control.probing.navigation import Navigation
from itk_inspector.control.viewing.background import Background, Holds
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import EditError, InspectorError

if TYPE_CHECKING:  # no picture waits for it to be loaded
    from itk_inspector.core.editing.journal import JournalEntry
    from itk_inspector.core.editing.journal_rows import JournalRow
    from itk_inspector.core.header.image_info import ImageInfo

PYTHON, JSON = "py", "json"
"""The forms in which a journal is written: the suffixes of files."""


class JournalView(Protocol):
    """The list of steps."""

    @property
    def is_seen(self) -> bool:
        """Tell whether it can be seen."""

    def show_journal(self, count: int, done: int, forgotten: int, row: Callable[[int], JournalRow] | None) -> None:
        """Show so many steps, of which the first ``done`` are not undone; ``row`` is None where no copy is edited."""


class JournalController:
    """Shows the journal while its panel is seen.

    Parameters
    ----------
    images : OpenImages
    edit : EditController
    navigation : Navigation
    panel : JournalView
    background : Background
        Writes journals as text.
    questions : Questions
    status : Status
    write : callable
        Writes a file: ``(path, data)``.
    """

    def __init__(
        self,
        images: OpenImages,
        edit: EditController,
        navigation: Navigation,
        panel: JournalView,
        background: Background,
        questions: Questions,
        status: Status,
        write: Callable[[Path, bytes], None],
    ) -> None:
        self._images = images
        self._edit = edit
        self._navigation = navigation
        self._panel = panel
        self._background = background
        self._questions = questions
        self._status = status
        self._write = write
        self._shown: tuple[EditSession | None, int] | None = None

    @property
    def _session(self) -> EditSession | None:
        image = self._images.current
        return image.session if image is not None else None

    def show(self) -> None:
        """Show the steps, where they are others than were shown."""
        session = self._session
        shown = session, session.history.journal.revision if session is not None else 0
        if shown == self._shown or not self._panel.is_seen:
            return
        self._shown = shown
        if session is None:
            self._panel.show_journal(0, 0, 0, None)
            return
        from itk_inspector.core.editing.journal_rows import journal_row

        history = session.history
        geometry = (session.opened_info or session).geometry
        row = partial(_row, journal_row, history.journal, geometry)
        self._panel.show_journal(history.journal.count, history.journal.done, history.forgotten, row)

    def go_to(self, number: int) -> None:
        """Go to the first pixel of a step."""
        session = self._session
        if session is None or not 0 < number <= session.history.journal.count:
            return
        from itk_inspector.core.editing.journal_rows import journal_row

        geometry = (session.opened_info or session).geometry
        first = journal_row(session.history.journal, number, geometry).first
        if first is None:
            self._status.show_message("This step changed the whole image.")
        elif not session.geometry.contains(first):
            self._status.show_message("This place is no longer in the image.")
        else:
            self._navigation.go_to(str(first))

    def move_to(self, number: int) -> None:
        """Undo or redo steps until the one with a number is the last that is done; 0 is the original."""

        def step(session: EditSession) -> str:
            session.end_stroke()
            journal = session.history.journal
            before = journal.done
            while journal.done > number and session.undo():
                pass
            while journal.done < min(number, journal.count) and session.redo():
                pass
            moved = journal.done - before
            if not moved:
                return "Older edits can no longer be undone." if number < before else ""
            count = "1 edit" if abs(moved) == 1 else f"{abs(moved):,} edits"
            rest = "" if journal.done == number else " Older edits can no longer be undone."
            return f"{'Redone' if moved > 0 else 'Undone'}: {count}.{rest}"

        self._edit.step(step)

    def text(self, form: str, then: Callable[[str], None]) -> None:
        """Write what was done and not undone, as Python or as JSON; long journals take a while."""
        session = self._session
        if session is None:
            return
        session.end_stroke()
        opened, now, entries = session.opened_info, session.info, session.history.journal.entries

        def answered(made: tuple[str, InspectorError | None]) -> None:
            text, error = made
            if error is not None:
                self._questions.show_error(None, error)
            else:
                then(text)

        def work(_: Holds) -> tuple[str, InspectorError | None]:
            try:
                return _written(form, entries, opened, now), None
            except InspectorError as e:
                return "", e

        self._background.ask(work, lambda: True, answered)

    def save(self, path: Path, form: str) -> None:
        """Write a file in one of the two forms."""

        def write(text: str) -> None:
            try:
                self._write(path, text.encode())
            except InspectorError as e:
                self._questions.show_error(path, e)
            else:
                self._status.show_message(f"Saved {path}.")

        self.text(form, write)


def _row(make: Callable[..., JournalRow], journal: object, geometry: object, number: int) -> JournalRow:
    return make(journal, number, geometry)


def _written(form: str, entries: tuple[JournalEntry, ...], opened: ImageInfo | None, now: ImageInfo | None) -> str:
    from itk_inspector.core.editing.journal_file import journal_text
    from itk_inspector.core.editing.journal_script import journal_script

    if form == JSON:
        return journal_text(entries, opened)
    if opened is None or now is None:
        raise EditError("Nothing is known of the image that these edits began with.")
    return journal_script(entries, opened, now, maker=f"ITK Inspector {__version__}")
