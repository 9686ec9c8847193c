"""Starting a child for headers before anything else, and loading what speaks to it while it loads its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from itk_inspector.core.errors import InspectorError
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.parent.launch import Launched, launch
from itk_inspector.worker.parent.watchdog import Limits
from itk_inspector.worker.sandbox.family import Ahead

if TYPE_CHECKING:
    from itk_inspector.worker.parent.header_client import HeaderClient


@contextmanager
def header_client(limits: Limits, launched: Launched | None = None, *, once: bool = False) -> Iterator[HeaderClient]:
    """Lend what has a child read headers; the child ends with it.

    Parameters
    ----------
    limits : Limits
        When reading counts as hung.
    launched : Launched, optional
        A child that was started before.
    once : bool
        No more than one header is asked for.
    """
    policy = ScratchPolicy.default()
    if launched is None:
        with suppress(InspectorError):  # told when there is something to do
            launched = launch(policy, ahead=Ahead.IN_A_ROW)
    try:
        from itk_inspector.worker.parent.header_client import HeaderClient  # now that the child loads its own

        client = HeaderClient(policy, limits, launched, once=once)
    except BaseException:
        if launched is not None:
            launched.end()
        raise
    try:
        yield client
    finally:
        client.close()
