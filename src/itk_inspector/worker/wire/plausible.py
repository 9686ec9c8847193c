"""Whether what a child says of any task can be true; nothing of it is used before."""

from __future__ import annotations

import math
from typing import assert_never

from itk_inspector.core import errors
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.messages import Begun, ErrorReply, OnTheWay, ProgressReply


def need(is_so: bool, otherwise: str) -> None:
    """Refuse what is not so.

    Raises
    ------
    CodecError
    """
    if not is_so:
        raise CodecError(otherwise)


def check_on_the_way(reply: OnTheWay) -> None:
    """Refuse news of a task that cannot be.

    Raises
    ------
    CodecError
    """
    match reply:
        case ProgressReply():
            need(math.isfinite(reply.fraction) and 0 <= reply.fraction <= 1, "more than all")
        case ErrorReply():
            kind = getattr(errors, reply.kind, None)
            need(isinstance(kind, type) and issubclass(kind, errors.InspectorError), "no kind of error")
        case Begun():
            pass
        case _:
            assert_never(reply)
