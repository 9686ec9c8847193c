"""What the two processes say to each other whatever the task is, and every message as bytes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from itk_inspector.core.data_class import dataclass
from itk_inspector.worker.wire.codec import CodecError, packed, unpacked


class Task(Protocol):
    """What a child is given to do; a frozen dataclass.

    A message, task or reply, that comes with descriptors says with how many, at least and at most, in a class
    variable ``DESCRIPTORS``. Types that the annotations of its fields need, and that whoever receives it loads only
    then, stand in a mapping ``LATER`` of its module: from the type's name to its module.
    """

    @property
    def token(self) -> int:
        """What names the task in every reply."""
        ...

    @property
    def path(self) -> Path:
        """The file that a failure is told about."""
        ...

    @property
    def writes(self) -> bool:
        """Tell whether files are made, renamed and removed."""
        ...

    def check(self, reply: Any, fds: tuple[int, ...]) -> None:
        """Refuse a reply that does not answer this task, or that no file could give.

        Raises
        ------
        CodecError
        """
        ...


@dataclass(frozen=True, slots=True)
class Ready:
    """The child has loaded itk."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The child has loaded what the task needs; from now on the time counts."""

    token: int


@dataclass(frozen=True, slots=True)
class ProgressReply:
    """Part of the task that is done, 0 to 1, and which file is looked at now, if it is one of many."""

    token: int
    fraction: float
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class ErrorReply:
    """The task failed; ``kind`` names an error class of `core.errors`."""

    token: int
    kind: str
    message: str
    advice: str
    detail: str


OnTheWay: TypeAlias = Begun | ProgressReply | ErrorReply
"""What a child may say of any task."""
ON_THE_WAY: dict[str, type] = {kind.__name__: kind for kind in (Ready, Begun, ProgressReply, ErrorReply)}


def takes_descriptors(message: Any, count: int) -> bool:
    """Tell whether so many descriptors may come with a message."""
    least, most = getattr(message, "DESCRIPTORS", (0, 0))
    return bool(least <= count <= most)


LAST_MARK = 8
"""The last of the bytes that a message may begin with which packs itself: JSON begins with none of them."""


def encode(message: Any) -> bytes:
    """Turn a message into bytes: what it packs itself, or else JSON."""
    own = getattr(message, "packed", None)
    data: bytes | None = None if own is None else own()
    return packed(type(message).__name__, message) if data is None else data


def decode(data: bytes, kinds: Mapping[str, type]) -> Any:
    """Turn bytes into one of some kinds of message.

    Raises
    ------
    CodecError
        If they are anything else.
    """
    if not data or data[0] > LAST_MARK:
        return unpacked(data, kinds)
    for kind in kinds.values():
        if getattr(kind, "MARK", None) == data[0]:
            return kind.unpacked(data)  # type: ignore[attr-defined]  # a kind with a mark has it
    raise CodecError(f"no message begins with {data[0]}")
