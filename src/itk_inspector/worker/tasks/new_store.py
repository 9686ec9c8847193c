"""The task of writing an image in chunks into a new store."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.plausible import need

if TYPE_CHECKING:  # who sends one has loaded it
    from itk_inspector.core.export.store_request import StoreRequest

LATER = MappingProxyType({"StoreRequest": "itk_inspector.core.export.store_request"})


@dataclass(frozen=True, slots=True)
class NewStoreReply:
    """The store is in place; its stamp is what it was before its last step, which changes nothing of that."""

    token: int
    path: Path
    bytes: int
    notes: tuple[str, ...]
    stamp: FileStamp | None
    verified_by: str


@dataclass(frozen=True, slots=True)
class NewStoreTask:
    """Write a new store.

    Parameters
    ----------
    token : int
    request : OpenRequest
        The image in chunks, and which level and box of it.
    what : StoreRequest
    target : pathlib.Path
        Where the target really is, links resolved.
    folder : pathlib.Path
        A private folder beside it.
    """

    token: int
    request: OpenRequest
    what: StoreRequest
    target: Path
    folder: Path

    @property
    def path(self) -> Path:
        """The target as the user named it."""
        return self.what.target

    @property
    def writes(self) -> bool:
        """It does."""
        return True

    def check(self, reply: Any, fds: tuple[int, ...]) -> None:  # none come with it
        """Refuse what tells of another target."""
        if not isinstance(reply, NewStoreReply):
            raise CodecError(f"a {type(reply).__name__} that nobody asked for")
        need(reply.path == self.what.target, "another target")
        need(reply.bytes >= 0, "a negative length")
