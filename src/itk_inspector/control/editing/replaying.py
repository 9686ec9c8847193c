"""Steps that are done again on a copy that nobody sees yet, while the window goes on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.editing.operation import Operation
from itk_inspector.core.editing.replay import Replay
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import EditError, InspectorError
from itk_inspector.core.image.outcome import Operated

_AT_ONCE = 8
"""Steps that are done again in one turn of the event loop."""
Operate: TypeAlias = Callable[[OpenImage, EditSession, Operation, Callable[[Operated | InspectorError], None]], None]
"""Does an operation in the background, and tells its result, or why there is none."""


class Replaying:
    """Drives a replay to its end, or to the first step that does not fit.

    Parameters
    ----------
    image : OpenImage
        That the copy was made of.
    replay : Replay
    operate : Operate
    later : callable
        Does something when the window has had its turn.
    goes_on : callable
        Tells whether it is still wanted; else nothing more is done, and nothing is told.
    """

    def __init__(
        self,
        image: OpenImage,
        replay: Replay,
        operate: Operate,
        later: Callable[[Callable[[], None]], None],
        goes_on: Callable[[], bool],
    ) -> None:
        self._image = image
        self._replay = replay
        self._operate = operate
        self._later = later
        self._goes_on = goes_on

    def run(self, ended: Callable[[InspectorError | None], None]) -> None:
        """Do some steps, and the others when the window has had its turn.

        ``ended`` is told why a step cannot be done again, or None when all are done.
        """
        if not self._goes_on():
            return
        replay = self._replay
        try:
            operation = replay.next(_AT_ONCE)
            if operation is not None:
                self._operate(self._image, replay.session, operation, partial(self._operated, ended))
                return
        except InspectorError as e:
            ended(e)
            return
        if replay.is_over:
            ended(None)
        else:
            self._later(partial(self.run, ended))

    def _operated(self, ended: Callable[[InspectorError | None], None], result: Operated | InspectorError) -> None:
        if isinstance(result, InspectorError):
            if self._goes_on():
                ended(self._replay.failed(EditError(result.message, detail=result.detail)))
            return
        with result.document as document:
            made, info = document.edit(), document.info
        kind = info.pixel_type if info.channels > 1 else ""
        try:
            self._replay.give(made.pixels, made.geometry, made.bytes_behind, kind)
        except InspectorError as e:
            ended(e)
        else:
            self._later(partial(self.run, ended))
