"""The task of writing the edited copy of an image in chunks into a new store."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.worker.tasks.new_store import NewStoreReply
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.plausible import need


@dataclass(frozen=True, slots=True)
class EditedStoreTask:
    """Write a new store; the descriptor of what was changed follows (`worker.memory.changed_boxes`).

    Parameters
    ----------
    token : int
    request : OpenRequest
        The image that was edited.
    info : ImageInfo
        Of its finest level.
    named : pathlib.Path
        The target as the user named it.
    target : pathlib.Path
        Where that really is, links resolved.
    folder : pathlib.Path
        A private folder beside it.
    boxes : int
        How many boxes hold what was changed.
    has_all : bool
        All chunks are written, and not only those that were changed.
    """

    DESCRIPTORS: ClassVar = (1, 1)

    token: int
    request: OpenRequest
    info: ImageInfo
    named: Path
    target: Path
    folder: Path
    boxes: int
    has_all: bool

    @property
    def path(self) -> Path:
        """The target as the user named it."""
        return self.named

    @property
    def writes(self) -> bool:
        """It does."""
        return True

    def check(self, reply: Any, fds: tuple[int, ...]) -> None:  # none come with it
        """Refuse what tells of another target."""
        if not isinstance(reply, NewStoreReply):
            raise CodecError(f"a {type(reply).__name__} that nobody asked for")
        need(reply.path == self.named, "another target")
        need(reply.bytes >= 0, "a negative length")
