"""The child process that reads and writes for a script, held and ended when the script says so."""

from __future__ import annotations

import weakref
from types import TracebackType
from typing import TYPE_CHECKING, Self

from itk_inspector.worker.parent.kept_client import KEPT

if TYPE_CHECKING:
    from itk_inspector.worker.parent.watchdog import Limits

__all__ = ["Session", "session"]


class Session:
    """Holds the child processes of this process until it is closed; use it in ``with``, or call `close`.

    Parameters
    ----------
    limits : Limits, optional
        When reading counts as hung, for calls that do not say it themselves.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._release = weakref.finalize(self, KEPT.release, KEPT.hold(limits))

    @property
    def is_closed(self) -> bool:
        """Tell whether `close` was called."""
        return not self._release.alive

    def close(self) -> None:
        """End the processes, unless another session still holds them; it does no harm twice."""
        self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def session(limits: Limits | None = None) -> Session:
    """Hold the child processes that read and write, and end them at the end of ``with``.

    Without a session one child is kept from the first call to the end of the program. In a session each thread that
    reads at the same time as others keeps one, too, and none is left when the session ends.

    Parameters
    ----------
    limits : Limits, optional
        When reading counts as hung, for all calls in the session that do not say it themselves.

    Returns
    -------
    Session
        Opened; sessions may be nested, and opened in several threads. The last one to be closed ends the processes;
        one that another thread still reads with ends after that call.

    Notes
    -----
    Images that were opened in a session stay valid after it. A process that was forked in a session has the session,
    and starts a child of its own.

    Examples
    --------
    >>> import itk_inspector as ii
    >>> with ii.session(limits=ii.Limits(header=5.0)):
    ...     infos = [ii.read_info(path) for path in paths]
    """
    return Session(limits)
