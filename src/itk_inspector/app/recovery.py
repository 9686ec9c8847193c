"""Edits of one window are written down while they are made, and what other windows left behind is asked about."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from itk_inspector import __version__
from itk_inspector.control.editing.recovery_controller import RecoveryController
from itk_inspector.control.editing.restoring import Restoring
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.editing.operation import Operation
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.image.outcome import Operated
from itk_inspector.gui.background.latest_job import LatestJob
from itk_inspector.storage.recovery import RecoveryStore
from itk_inspector.storage.recovery_writer import RecoveryWriter

if TYPE_CHECKING:
    from itk_inspector.app.composition import Composition
    from itk_inspector.control.model.app_state import AppState

_INTERVAL = 200
"""Milliseconds between an edit and the writing down of it, and of all that came meanwhile."""


class Recovery(QObject):
    """Follows a window as long as it is open; implements `control.ports.StateView`.

    Parameters
    ----------
    composition : Composition
        Its parent.
    store : RecoveryStore, optional
    """

    def __init__(self, composition: Composition, store: RecoveryStore | None = None) -> None:
        super().__init__(composition)
        self._composition = composition
        app, status = composition.app, composition.window.status_line
        questions = composition.questions
        kept = RecoveryWriter(store or RecoveryStore())
        self._controller = RecoveryController(app.images, kept, status, __version__)
        self._restoring = Restoring(
            app.images,
            app.files,
            self._controller,
            kept,
            app.edit.give_copy,
            self._operate,
            LatestJob(self, "restoring", 0),
            self._later,
            questions,
            questions,
            status,
        )
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_INTERVAL)
        self._timer.timeout.connect(self._record)
        app.unsaved.leaving = self._controller.forget_all
        app.end_of_event.add(self)
        composition.disposed.connect(self._close)
        self._record()

    def offer(self) -> None:
        """Ask what to do with edits that other windows left behind."""
        self._restoring.offer()

    def show_state(self, _: AppState) -> None:
        """Write down soon what was done, and go on with what is to be restored."""
        if self._restoring.is_waiting:
            self._later(self._restoring.begin_next)
        if self._controller.has_copies and not self._timer.isActive():
            self._timer.start()

    def _record(self) -> None:
        if self._controller.record():
            self._timer.start()

    def _operate(
        self,
        image: OpenImage,
        session: EditSession,
        operation: Operation,
        answered: Callable[[Operated | InspectorError], None],
    ) -> None:
        """Have an operation done again, after the one that is under way."""
        operations = self._composition.app.operations
        if operations.task is not None:
            QTimer.singleShot(_INTERVAL, self, partial(self._operate, image, session, operation, answered))
            return
        try:
            operations.repeat(image, session, operation, answered)
        except InspectorError as e:
            answered(e)

    def _later(self, work: Callable[[], None]) -> None:
        QTimer.singleShot(0, self, work)

    def _close(self) -> None:
        self._timer.stop()
        self._restoring.close()
        self._controller.close()
