"""The job of writing a new store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from itk_inspector.core.chunked.changed_chunks import ChangedChunks
from itk_inspector.core.editing.present_pixels import present_pixels
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import ExportError, InspectorError
from itk_inspector.core.export.store_request import StoreRequest
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Exported, Outcome
from itk_inspector.storage.folder_in_place import permit_folder
from itk_inspector.worker.memory.changed_boxes import write_boxes
from itk_inspector.worker.memory.gather import Gathered
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.parent.child import Child
from itk_inspector.worker.parent.job import SteadyJob
from itk_inspector.worker.parent.target_under_way import TargetUnderWay
from itk_inspector.worker.parent.watchdog import Limits
from itk_inspector.worker.tasks.edited_store import EditedStoreTask
from itk_inspector.worker.tasks.new_store import NewStoreReply, NewStoreTask
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.descriptor import Descriptor
from itk_inspector.worker.wire.pixel_source import PixelSource


class StoreWriting(SteadyJob):
    """A `Job` that writes a new store.

    Parameters
    ----------
    target : TargetUnderWay
        Its own from now on.
    task : NewStoreTask or EditedStoreTask
    limits : Limits
    """

    def __init__(self, target: TargetUnderWay, task: NewStoreTask | EditedStoreTask, limits: Limits) -> None:
        super().__init__(limits)
        self._target, self.task = target, task

    def answer(self, reply: Any, fds: tuple[int, ...], child: Child) -> Outcome:  # none come with it
        """Return what a checked reply means."""
        if not isinstance(reply, NewStoreReply):
            raise CodecError(f"a {type(reply).__name__} that nobody asked for")
        self.is_done = True
        return Exported(reply.token, reply.path, reply.bytes, True, reply.notes, reply.stamp, reply.verified_by)

    def failed(self, error: InspectorError) -> Outcome:
        """Return what became of it; asked before `close`."""
        return self._target.failed(error)

    def cancelled(self) -> Outcome:
        """Return what became of it when it was ended, perhaps too late."""
        return self._target.cancelled()

    def close(self) -> None:
        """Remove what was needed on the way."""
        self._target.close()


def new_store(token: int, request: OpenRequest, what: StoreRequest, limits: Limits) -> StoreWriting:
    """Return the job of writing an image that is stored already.

    Raises
    ------
    ExportError
        If the target is not free.
    """
    target = TargetUnderWay(token, what.target, permit_folder)
    return StoreWriting(target, NewStoreTask(token, request, what, target.path, target.folder), limits)


def edited_store(
    token: int,
    image: tuple[ImageDocument, EditSession],
    named: Path,
    limits: Limits,
    policy: ScratchPolicy,
    *,
    has_all: bool,
) -> tuple[StoreWriting, Gathered]:
    """Return the job of writing an edited copy, and the descriptor of what was changed of it.

    Raises
    ------
    ExportError
        If the target is not free, or all pixels of the copy are at hand.
    SpaceError
        If there is no room for what was changed.
    """
    (document, session), info = image, image[0].info
    changed = present_pixels(session)
    if not isinstance(changed, ChangedChunks):
        raise ExportError(f"{info.path.name} is not read in parts.", advice="Save it as any other image.")
    target = TargetUnderWay(token, named, permit_folder)
    try:
        boxes = changed.changed_boxes()
        scratch = Descriptor(write_boxes(boxes, policy, info.path.name))
    except BaseException:
        target.close()
        raise
    request = OpenRequest(document.info.path, part=info.part)
    task = EditedStoreTask(token, request, info, named, target.path, target.folder, len(boxes), has_all)
    return StoreWriting(target, task, limits), Gathered(PixelSource(0), (scratch,))
