"""Starting a child for headers before anything else, and loading what speaks to it while it loads its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from itk_inspector.core.errors import InspectorError
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.parent.launch import launch
from itk_inspector.worker.parent.watchdog import Limits

if TYPE_CHECKING:
    from itk_inspector.worker.parent.header_client import HeaderClient


@contextmanager
def header_client(limits: Limits) -> Iterator[HeaderClient]:
    """Lend what has a child read headers; the child ends with it."""
    policy, launched = ScratchPolicy.default(), None
    with suppress(InspectorError):  # told when there is something to do
        launched = launch(policy)
    try:
        from itk_inspector.worker.parent.header_client import HeaderClient  # now that the child loads its own

        client = HeaderClient(policy, limits, launched)
    except BaseException:
        if launched is not None:
            launched.end()
        raise
    try:
        yield client
    finally:
        client.close()
