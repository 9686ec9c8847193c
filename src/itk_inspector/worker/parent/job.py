"""What the window's process knows of a task that a child does."""

from __future__ import annotations

from typing import Any, Generic, Protocol, TypeVar

from itk_inspector.core.errors import InspectorError, OpenError, ReaderDiedError
from itk_inspector.core.image.outcome import Cancelled, Failed, Outcome
from itk_inspector.worker.parent.child import Child
from itk_inspector.worker.parent.watchdog import Limits, Watchdog
from itk_inspector.worker.wire.messages import ProgressReply, Task

_Task = TypeVar("_Task", bound=Task)


class Job(Protocol):
    """A task, how far it is, and what its replies come to; `Lane` takes it through its life."""

    @property
    def task(self) -> Task:
        """What the child is told."""
        ...

    @property
    def watchdog(self) -> Watchdog:
        """When the child counts as hung."""
        ...

    @property
    def is_done(self) -> bool:
        """Tell whether the last answer was all."""
        ...

    def heard(self, progress: ProgressReply) -> None:
        """Take what the child says on its way."""
        ...

    def answer(self, reply: Any, fds: tuple[int, ...], child: Child) -> Outcome:
        """Return what a reply means that the task has checked; its descriptors are closed when it has returned.

        Raises
        ------
        CodecError
            If it comes out of turn.
        OSError
            If this process cannot take what it hands over.
        """
        ...

    def fraction(self, child: Child) -> float | None:
        """Return how much is done, 0 to 1; None when it cannot be known."""
        ...

    def without_culprit(self, *, after_others: bool = False) -> Job | None:
        """Return what to try in a fresh child after this one ended or hung; None when the task itself was to blame.

        ``after_others`` says that what ended had done other tasks before, which may be to blame.
        """
        ...

    def failed(self, error: InspectorError) -> Outcome:
        """Return what became of it when the child told an error, or has ended; asked before `close`."""
        ...

    def cancelled(self) -> Outcome:
        """Return what became of it when the child was ended at the user's wish; asked before `close`."""
        ...

    def close(self) -> None:
        """Remove what was needed on the way."""
        ...


class SteadyJob:
    """What those jobs have in common that tell all the time how far they are, and are not begun twice.

    Parameters
    ----------
    limits : Limits
    """

    def __init__(self, limits: Limits) -> None:
        self.is_done = False
        self._fraction: float | None = None
        self.watchdog = Watchdog(limits, 0)
        self.watchdog.header_came()  # what counts is the time between two parts

    def heard(self, progress: ProgressReply) -> None:
        """Take how far it is."""
        self._fraction = progress.fraction
        self.watchdog.goes_on(0)

    def fraction(self, child: Child) -> float | None:
        """Return how much is done; None when it is not known."""
        return self._fraction

    def without_culprit(self, *, after_others: bool = False) -> None:
        """Return None: it is not begun twice."""
        return


class AskingJob(SteadyJob, Generic[_Task]):
    """What those of them have in common that only find something out, and leave nothing behind.

    Parameters
    ----------
    task : Task
    limits : Limits
    undone : str
        What has not been done when the process ended; what ended it follows.
    """

    def __init__(self, task: _Task, limits: Limits, undone: str) -> None:
        super().__init__(limits)
        self.task = task
        self._undone = undone

    def failed(self, error: InspectorError) -> Outcome:
        """Return that it could not be done."""
        if isinstance(error, ReaderDiedError):
            sentence = f"{self._undone}: the process that did it ended."
            error = OpenError(sentence, detail=f"{error.message}\n{error.detail}")
        return Failed(self.task.token, self.task.path, error)

    def cancelled(self) -> Outcome:
        """Return that it was given up."""
        return Cancelled(self.task.token, self.task.path)

    def close(self) -> None:
        """Nothing is needed on the way."""
