"""The one copy that is being written, and what waits for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from itk_inspector.control.file_service import FileService
from itk_inspector.control.files.tokens import Tokens
from itk_inspector.control.ports import Questions, RecentFiles, Status
from itk_inspector.core.errors import ExportError, InspectorError
from itk_inspector.core.image.outcome import Exported


class CopyUnderWay:
    """Has one copy written at a time, in the background; what waits for it goes on afterwards.

    Parameters
    ----------
    service : FileService
    tokens : Tokens
    questions : Questions
    status : Status
    recent : RecentFiles
    """

    def __init__(
        self, service: FileService, tokens: Tokens, questions: Questions, status: Status, recent: RecentFiles
    ) -> None:
        self._service = service
        self._tokens = tokens
        self._questions = questions
        self._status = status
        self._recent = recent
        self._taken: Callable[[Exported], None] | None = None
        self._waiting: list[tuple[Callable[[], None], Callable[[], None]]] = []
        self._when_saved: Callable[[], None] | None = None
        self.task: tuple[int, Path] | None = None

    @property
    def is_saving(self) -> bool:
        """Tell whether a copy is being written."""
        return self.task is not None

    def begin(
        self,
        target: Path,
        begin: Callable[[int], None],
        taken: Callable[[Exported], None],
        go_on: Callable[[], None],
        give_up: Callable[[], None],
    ) -> None:
        """Have something written, or say why it cannot be; what it became is ``taken``.

        Parameters
        ----------
        target : Path
        begin : callable
            Given a token, has it written.
        taken : callable
        go_on, give_up : callable
            As for `wait`.
        """
        token = self._tokens.next()
        self.task = (token, target)
        self.wait(go_on, give_up)
        try:
            begin(token)
        except InspectorError as e:
            self.end()
            self._questions.show_error(target, e)
        except OSError as e:
            self._service.cancel(token)  # what was begun of it
            self.end()
            advice = "Close other programs, and try again."
            sentence = f"{target.name} could not be written: {e.strerror or 'the writer could not be started'}."
            self._questions.show_error(target, ExportError(sentence, advice=advice, detail=str(e)))
        else:
            self._taken = taken
            self._status.show_saving(target)

    def wait(self, go_on: Callable[[], None], give_up: Callable[[], None]) -> None:
        """Go on once the copy is written; give up when it is not."""
        self._waiting.append((go_on, give_up))

    def when_saved(self, go_on: Callable[[], None]) -> None:
        """Do something once the copy that is being written is written, after all that waits for it; the last counts."""
        self._when_saved = go_on

    def written(self, outcome: Exported) -> None:
        """Take it that the copy is written; what waits for that goes on."""
        self.task = None
        self._status.show_saving(None)
        if self._taken is not None:
            self._taken(outcome)
        self._taken = None
        by = f" by {outcome.verified_by}" if outcome.verified_by else ""
        verified = f"verified{by}" if outcome.verified else "not verified"
        notes = " ".join(("", *outcome.notes))
        self._status.show_message(f"Saved {outcome.path} · {outcome.bytes:,} bytes · {verified}.{notes}")
        self._status.show_saved(outcome.path)
        self._recent.add(outcome.path)
        waiting, self._waiting = self._waiting, []
        last, self._when_saved = self._when_saved, None
        for go_on, _ in waiting:
            go_on()
        if last is not None:
            last()

    def end(self) -> None:
        """Take it that the copy is not written; what waits for it is given up."""
        self.task = None
        self._taken = self._when_saved = None
        waiting, self._waiting = self._waiting, []
        self._status.show_saving(None)
        for _, give_up in waiting:
            give_up()
