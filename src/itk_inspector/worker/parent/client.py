"""Opening and saving through child processes; implements `control.file_service.FileService`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.bridge_fact import BridgeFact
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Outcome
from itk_inspector.core.pixels.probe import ItkPixels
from itk_inspector.itkio.bridge import WrappedPixels
from itk_inspector.storage.atomic_write import Consent, write_bytes
from itk_inspector.worker.memory.gather import Gathered, gather
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.parent.child import Child
from itk_inspector.worker.parent.child_pixels import ChildPixels
from itk_inspector.worker.parent.header_reading import HeaderReading, header_task, is_looked_through
from itk_inspector.worker.parent.itk_line import ItkLine
from itk_inspector.worker.parent.job import Job
from itk_inspector.worker.parent.lane import Lane
from itk_inspector.worker.parent.launch import Launched
from itk_inspector.worker.parent.reading import Reading
from itk_inspector.worker.parent.save_under_way import SaveUnderWay
from itk_inspector.worker.parent.stores import Stores
from itk_inspector.worker.parent.watchdog import Limits
from itk_inspector.worker.sandbox.family import Ahead
from itk_inspector.worker.tasks.header import HeaderReply
from itk_inspector.worker.tasks.open import OpenTask, PixelsReply
from itk_inspector.worker.wire import codec

if TYPE_CHECKING:  # no picture waits for it to be loaded
    from itk_inspector.core.editing.operation import Operation
    from itk_inspector.core.export.preflight import ExportRequest
    from itk_inspector.core.image.in_memory import InMemory
    from itk_inspector.core.measure.shapes import Shape
    from itk_inspector.core.measure.whole_image import Wanted


class FileClient:
    """Reads in one child, writes, operates and counts in others, so that none waits for the other.

    Parameters
    ----------
    policy : ScratchPolicy, optional
        Where pixels may lie.
    on_change : callable, optional
        Called with a `Child` after it was started or ended.
    limits : Limits, optional
        When reading counts as hung.
    launched : Launched, optional
        A process that is to be the reading child.
    itk_in_child : bool
        The reading child is asked what ITK reads at a pixel, so that this process needs no itk for it.
    in_parts : bool
        What is too large for this machine, and lies in chunks, is read in parts.
    ahead : Ahead
        When the reading child makes the process of the next task ready.
    """

    def __init__(
        self,
        policy: ScratchPolicy | None = None,
        on_change: Callable[[Child], None] | None = None,
        limits: Limits | None = None,
        launched: Launched | None = None,
        *,
        itk_in_child: bool = False,
        in_parts: bool = False,
        ahead: Ahead = Ahead.NEVER,
    ) -> None:
        self._policy = policy or ScratchPolicy.default()
        self._limits = limits or Limits()
        self._reading = Lane(Child(self._policy, on_change, ahead=ahead), keeps_warm=True)
        self._writing = Lane(Child(self._policy, on_change), keeps_warm=False)
        self._operating = Lane(Child(self._policy, on_change), keeps_warm=False)
        self._counting = Lane(Child(self._policy, on_change), keeps_warm=False)
        self._lanes = (self._reading, self._writing, self._operating, self._counting)
        self.line = ItkLine(self._reading.child) if itk_in_child else None
        self.stores = Stores() if in_parts else None
        if launched is not None:
            self._reading.child.adopt(launched)

    @property
    def children(self) -> tuple[Child, ...]:
        """The children that read, write, operate and count."""
        return tuple(lane.child for lane in self._lanes)

    @property
    def limits(self) -> Limits:
        """When reading counts as hung; the next task is watched by them."""
        return self._limits

    @limits.setter
    def limits(self, limits: Limits) -> None:
        self._limits = limits

    @property
    def is_alive(self) -> bool:
        """Tell whether the reading child was started and has not ended."""
        return self._reading.child.is_alive

    @property
    def is_busy(self) -> bool:
        """Tell whether a task is under way."""
        return any(lane.job is not None for lane in self._lanes)

    def warm_up(self) -> None:
        """Start the reading child, which loads itk at once."""
        self._reading.warm_up()

    def prepare(self) -> None:
        """Make what understands a child that opens an image, before there is one."""
        codec.prepare(HeaderReply, PixelsReply)

    def open(self, token: int, request: OpenRequest) -> None:
        """Begin to read a file or a series, or to look through a folder; what was being read is given up."""
        if self._reading.job is not None:
            self._reading.give_up()
        job: Job
        if request.header_only or is_looked_through(request):
            job = HeaderReading(header_task(token, request), self._limits)
        else:
            task = OpenTask(token, request.absolute(), in_parts=self.stores is not None)
            job = Reading(task, self._limits, self._policy, self.line, self.stores)
        self._reading.try_to_begin(job)

    def report_bridge(self, document: ImageDocument, told: Callable[[tuple[BridgeFact, ...]], None]) -> None:
        """Find out how ITK and NumPy share an image: in the child where that holds it, else here."""
        pixels = document.itk_pixels
        if isinstance(pixels, ChildPixels):
            pixels.report(told)
        elif document.image is None:
            told(())
        else:
            from itk_inspector.itkio import interface_report  # loads itk

            told(interface_report.facts(document.image, document.access.all(), document.info))

    def export(
        self, token: int, document: ImageDocument | None, session: EditSession | None, request: ExportRequest
    ) -> None:
        """Begin to write an edited copy, or else a document.

        Raises
        ------
        InspectorError
            If another export is under way, the request may not go ahead, the file that was
            opened has changed, or there is no room for the changed pixels.
        """
        self._refuse_second()
        info = (session.info if session is not None else None) or (document.info if document is not None else None)
        assert info is not None
        gathered = gather(document, session, self._policy, info.path.name)
        saving = SaveUnderWay(token, info, request, self._limits)
        try:
            saving.begin(gathered.source)
        except BaseException:
            saving.close()
            raise
        self.begin(saving, gathered)

    def write_edited(
        self, token: int, document: ImageDocument, session: EditSession, target: Path, *, has_all: bool
    ) -> None:
        """Begin to write the edited copy of an image that is read in parts into a new store.

        ``has_all`` is for all chunks, and not only those that were changed.

        Raises
        ------
        InspectorError
            If another one is under way, the target is not free, or there is no room for what was changed.
        """
        self._refuse_second()
        from itk_inspector.worker.parent.store_writing import edited_store  # few windows need it

        image, limits = (document, session), self._limits
        self.begin(*edited_store(token, image, target, limits, self._policy, has_all=has_all))

    def begin(self, job: Job, gathered: Gathered) -> None:
        """Begin a job on pixels of this process, beside reading.

        Raises
        ------
        InspectorError
            If another one is under way, or the process cannot be started.
        """
        self._refuse_second()
        _begin(self._writing, job, gathered)

    def prepare_operations(self) -> None:
        """Start the process that computes operations: somebody is about to ask for one."""
        if self._operating.job is None:
            self._operating.warm_up()

    def operate(
        self,
        token: int,
        document: ImageDocument | None,
        session: EditSession | None,
        operation: Operation,
        others: Mapping[str, tuple[ImageDocument | None, EditSession | None]] = MappingProxyType({}),
    ) -> None:
        """Begin an operation on an edited copy, or else on a document, beside reading and writing.

        Raises
        ------
        EditError
            If it cannot be done on this image.
        InspectorError
            If another one is under way, or pixels cannot be read any more.
        """
        from itk_inspector.worker.parent import operating  # no picture waits for it to be loaded

        if self._operating.job is not None:
            raise InspectorError("Another operation is under way; wait until it is done.")
        if session is not None:
            session.end_stroke()
        image, limits = (document, session), self._limits
        job, gathered = operating.prepared(token, image, operation, others, limits, self._policy, self.line)
        _begin(self._operating, job, *gathered)

    def compute(self, job: Job) -> None:
        """Begin a job that computes; where `operate` would refuse, this does."""
        if self._operating.job is not None:
            raise InspectorError("Another operation is under way; wait until it is done.")
        self._operating.try_to_begin(job)

    def read_changes(self, token: int, info: ImageInfo, changes: Path) -> None:
        """Begin to read changed chunks that were saved of an image in chunks; raises as `compute` does."""
        from itk_inspector.worker.parent.reading_changes import ReadingChanges  # few need it

        self.compute(ReadingChanges(token, info, changes, self._limits))

    def reckon(self, token: int, request: OpenRequest, wanted: Wanted, outline: Shape | None = None) -> None:
        """Begin to go through all pixels of an image in chunks, or of a region of it, as `count` does."""
        from itk_inspector.worker.parent.reckoning import Reckoning  # few need it

        self.count(Reckoning(token, request.absolute(), wanted, self._limits, outline))

    def measure_labels(
        self, token: int, labels: OpenRequest, image: OpenRequest | None = None, given: InMemory | None = None
    ) -> None:
        """Begin to go through all labels of an image in chunks, or another one under them, as `count` does.

        Raises
        ------
        InspectorError
            If the pixels of the one that is ``given`` cannot be had.
        """
        from itk_inspector.worker.parent import measuring_labels  # few need it

        other = None if image is None else image.absolute()
        job, gathered = measuring_labels.prepared(token, labels.absolute(), other, self._limits, given, self._policy)
        self.count(job, *gathered)

    def count(self, job: Job, *gathered: Gathered) -> None:
        """Begin a job that goes through all pixels, beside all else; what was gone through is given up."""
        if self._counting.job is not None:
            self._counting.give_up()
        if gathered:
            _begin(self._counting, job, *gathered)
        else:
            self._counting.try_to_begin(job)

    def _refuse_second(self) -> None:
        if self._writing.job is not None:
            raise InspectorError("Another copy is being saved; wait until it is done.")

    def itk_pixels(self, pixels: npt.NDArray[Any], info: ImageInfo, document: ImageDocument) -> ItkPixels:
        """Return how ITK reads what was made of a document; where it reads that one here, this too."""
        if self.line is None or not isinstance(document.itk_pixels, ChildPixels):
            return WrappedPixels(pixels, info)
        return ChildPixels(self.line, pixels, info)

    def write_picture(self, path: Path, png: bytes, protected: tuple[FileStamp, ...]) -> None:
        """Write a small file, over an existing one but for those that are protected."""
        write_bytes(path, png, Consent(overwrite=True, protected=protected))

    def cancel(self, token: int) -> list[Outcome]:
        """End the task at once and keep a fresh child warm."""
        return [outcome for lane in self._lanes if lane.does(token) for outcome in lane.cancel()]

    def progress(self) -> list[Outcome]:
        """Report how far the children have come."""
        return [outcome for lane in self._lanes for outcome in lane.progress()]

    def extend(self, token: int) -> None:
        """Wait on for a task that counted as hung."""
        for lane in self._lanes:
            if lane.job is not None and lane.does(token):
                lane.job.watchdog.extend()

    def receive(self, child: Child) -> list[Outcome]:
        """Turn what a child has said, or its death, into outcomes; a child that says what makes no sense is ended."""
        lane = next(lane for lane in self._lanes if lane.child is child)
        outcomes = lane.receive()
        if lane is self._counting and lane.job is None:
            child.end()  # what it has loaded serves nothing else
        return outcomes

    def wait(self, token: int, told: Callable[[float | None], None] | None = None) -> Outcome:
        """Wait for the end of a task, without an event loop, and tell how far it is; Ctrl+C ends it."""
        return next((lane for lane in self._lanes if lane.does(token)), self._reading).wait(told)

    def abandon(self) -> None:
        """Let go of the children without ending them: in a forked process they are the other one's."""
        for lane in self._lanes:
            lane.child.abandon()

    def close(self) -> None:
        """End the children; an idle one has nothing to lose, and would first finish what it loads for later."""
        for lane in self._lanes:
            lane.child.on_change = None
            lane.child.end()
            lane.forget()
        if self.stores is not None:
            self.stores.close()


def _begin(lane: Lane, job: Job, *gathered: Gathered) -> None:
    """Begin a job on pixels of this process, whose descriptors are closed here."""
    descriptors = [descriptor for one in gathered for descriptor in one.descriptors]
    try:
        lane.begin(job, tuple(descriptor.fd for descriptor in descriptors))
        for one in gathered:
            one.begin()
    except BaseException:
        lane.forget()
        raise
    finally:
        for descriptor in descriptors:
            descriptor.close()
