"""Reading headers and nothing else through a child process: without NumPy, and all that is about pixels."""

from __future__ import annotations

from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Outcome
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.parent.child import Child
from itk_inspector.worker.parent.header_reading import HeaderReading, header_task
from itk_inspector.worker.parent.lane import Lane
from itk_inspector.worker.parent.launch import Launched
from itk_inspector.worker.parent.watchdog import Limits
from itk_inspector.worker.sandbox.family import Ahead
from itk_inspector.worker.tasks.header import HeaderTask


class HeaderClient:
    """Has a child read headers, one at a time.

    Parameters
    ----------
    policy : ScratchPolicy
    limits : Limits
        When reading counts as hung.
    launched : Launched, optional
        The child.
    once : bool
        It is told after the first header task that nothing else comes, so that it need not fork for it.
    """

    def __init__(
        self, policy: ScratchPolicy, limits: Limits, launched: Launched | None = None, *, once: bool = False
    ) -> None:
        self._limits = limits
        self._once = once
        self._lane = Lane(Child(policy, ahead=Ahead.IN_A_ROW), keeps_warm=False)
        if launched is not None:
            self._lane.child.adopt(launched)

    def open(self, token: int, request: OpenRequest) -> None:
        """Begin to read the header of a file or a series, or to look through a folder."""
        task = header_task(token, request)
        self._lane.try_to_begin(HeaderReading(task, self._limits))
        if self._once and isinstance(task, HeaderTask) and self._lane.job is not None:
            self._lane.child.send_no_more()

    def wait(self, token: int) -> Outcome:
        """Wait for the end of it; Ctrl+C ends it."""
        return self._lane.wait()

    def close(self) -> None:
        """End the child."""
        self._lane.child.end()
        self._lane.forget()
