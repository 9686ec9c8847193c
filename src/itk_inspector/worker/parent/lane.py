"""One child process, and the job that it does."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from typing import Any

from itk_inspector.core import errors
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.image.outcome import Outcome, Progress, SliceReady
from itk_inspector.worker.parent import failures
from itk_inspector.worker.parent.child import Child
from itk_inspector.worker.parent.job import Job
from itk_inspector.worker.sandbox.family import ENDED_AFTER_OTHERS
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.messages import Begun, ErrorReply, ProgressReply
from itk_inspector.worker.wire.plausible import check_on_the_way, need

_AFTER_OTHERS = f"exit code {ENDED_AFTER_OTHERS}"
_MOST_SHOWN = 4000
"""Letters of a message that made no sense, for whoever looks for the fault."""


class Lane:
    """Gives a child one job at a time, and turns what it says, or its death, into outcomes.

    Parameters
    ----------
    child : Child
    keeps_warm : bool
        Start a fresh process when one was ended.
    """

    def __init__(self, child: Child, *, keeps_warm: bool) -> None:
        self.child = child
        self._keeps_warm = keeps_warm
        self._job: Job | None = None
        self._unstarted: Outcome | None = None
        self._has_begun = False
        self._served: int | None = None
        """The process that has done the last job."""

    @property
    def job(self) -> Job | None:
        """What is under way."""
        return self._job

    def does(self, token: int) -> bool:
        """Tell whether a task is under way here."""
        return self._job is not None and self._job.task.token == token

    def warm_up(self) -> None:
        """Start the process, which loads itk at once."""
        with contextlib.suppress(InspectorError):  # told when there is something to do
            self.child.start()

    def begin(self, job: Job, fds: tuple[int, ...] = ()) -> None:
        """Begin a job; there must be none.

        Raises
        ------
        InspectorError
            If the system does not let the process start.
        """
        self._job, self._unstarted, self._has_begun = job, None, False
        job.watchdog.extend()
        self.child.send(job.task, fds)

    def try_to_begin(self, job: Job) -> None:
        """Begin a job; that the process cannot be started is told as its outcome."""
        try:
            self.begin(job)
        except InspectorError as e:
            self._unstarted = self._ended(job.failed(e))

    def forget(self) -> None:
        """Have no job any more, whatever the child does."""
        job, self._job = self._job, None
        if job is not None:
            job.close()

    def give_up(self) -> None:
        """End the process, and the job with it, without an outcome."""
        self.forget()
        self._end_child()

    def cancel(self) -> list[Outcome]:
        """End the process, and return what became of the job."""
        job = self._job
        if job is None:
            return []
        self.child.end()
        outcome = self._ended(job.cancelled())
        self._stay_warm()
        return [outcome]

    def progress(self) -> list[Outcome]:
        """Look how the child is, and report how far it has come."""
        self._watch()
        if self._unstarted is not None:
            failed, self._unstarted = self._unstarted, None
            return [failed]
        job = self._job
        if job is None:
            return []
        return [Progress(job.task.token, job.fraction(self.child), job.watchdog.has_expired)]

    def receive(self) -> list[Outcome]:
        """Return what came of what the child has said; one that says what makes no sense is ended."""
        try:
            messages = self.child.receive()
        except EOFError:
            return self._child_exited()
        except (CodecError, OSError) as e:
            return self._dismiss(e)
        outcomes: list[Outcome] = []
        message: Any = None
        try:
            for message, fds in messages:
                outcomes.extend(self._outcomes(message, fds))
        except (CodecError, OSError) as e:
            e.add_note(f"The message was {message!r:.{_MOST_SHOWN}}")
            outcomes.extend(self._dismiss(e))
        finally:
            for fd in (fd for _, fds in messages for fd in fds):
                os.close(fd)
        return outcomes

    def wait(self, told: Callable[[float | None], None] | None = None) -> Outcome:
        """Wait for the end of the job, without an event loop, and tell who asks how far it is; Ctrl+C ends it."""
        try:
            while True:
                if told is not None and self._job is not None:  # to find out takes as long as to read a small header
                    told(self._job.fraction(self.child))
                if self._unstarted is not None:
                    return self.progress()[0]
                if self.child.wait(0.2):
                    outcomes = self.receive()
                    for outcome in outcomes:
                        if isinstance(outcome, SliceReady):  # nobody looks at it
                            outcome.document.close()
                    if outcomes and self._job is None and self._unstarted is None:
                        return outcomes[-1]
                    continue
                assert self._job is not None
                self._watch()
                if self._job is not None and self._job.watchdog.has_expired:
                    return self._hung(self._job)
        except KeyboardInterrupt:
            self.cancel()
            raise

    def _watch(self) -> None:
        """Look how the child is; a file that is only looked at on the way must not hold it up."""
        job = self._job
        if job is None:
            return
        take = job.watchdog.heartbeat if self.child.is_ready and self._has_begun else job.watchdog.loads
        take(self.child.signs_of_life())
        if job.watchdog.has_expired:
            self._try_without_culprit(job)

    def _try_without_culprit(self, job: Job, *, after_others: bool = False) -> bool:
        rest = job.without_culprit(after_others=after_others)
        if rest is None:
            return False
        self.child.end()
        self.try_to_begin(rest)
        return True

    def _outcomes(self, message: Any, fds: tuple[int, ...]) -> list[Outcome]:
        job = self._job
        if job is None:
            raise CodecError("an answer to no question")
        need(message.token == job.task.token, "another task")
        match message:
            case Begun():
                need(not self._has_begun, "begun twice")
                self._has_begun = True
                return []
            case ProgressReply():
                check_on_the_way(message)
                job.heard(message)
                return []
            case ErrorReply():
                check_on_the_way(message)
                kind = getattr(errors, message.kind)
                return [self._ended(job.failed(kind(message.message, advice=message.advice, detail=message.detail)))]
            case _:
                job.task.check(message, fds)
                outcome = job.answer(message, fds, self.child)
                return [self._ended(outcome) if job.is_done else outcome]

    def _ended(self, outcome: Outcome) -> Outcome:
        self._served = self.child.pid
        self.forget()
        return outcome

    def _hung(self, job: Job) -> Outcome:
        name, watchdog, writing = job.task.path.name, job.watchdog, job.task.writes
        error = failures.hung(name, watchdog.complaint, loading=watchdog.is_loading, writing=writing)
        self.child.end()
        outcome = self._ended(job.failed(error))
        self._stay_warm()
        return outcome

    def _dismiss(self, reason: Exception) -> list[Outcome]:
        """End a child that says what makes no sense, or whose answer this process cannot take."""
        job = self._job
        self.child.end()
        outcomes = []
        if job is not None:
            error = failures.dismissed(job.task.path.name, reason, writing=job.task.writes)
            outcomes = [self._ended(job.failed(error))]
        self._stay_warm()
        return outcomes

    def _child_exited(self) -> list[Outcome]:
        job, was_ready = self._job, self.child.is_ready
        cause, said = self.child.last_words()
        is_the_last_ones = not self._has_begun and self._served is not None and self._served == self.child.pid
        if job is not None and self._try_without_culprit(job, after_others=is_the_last_ones or cause == _AFTER_OTHERS):
            return []
        self.child.end()
        outcomes = []
        if job is not None:
            name, writing = job.task.path.name, job.task.writes
            error = failures.died(name, cause, said, was_ready=was_ready, writing=writing)
            outcomes = [self._ended(job.failed(error))]
        if was_ready:
            self._stay_warm()
        return outcomes

    def _end_child(self) -> None:
        self.child.end()
        self._stay_warm()

    def _stay_warm(self) -> None:
        if self._keeps_warm:
            self.warm_up()
