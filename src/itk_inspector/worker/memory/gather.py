"""What a child needs to write an image: descriptors of its pixels, and of what was changed."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import ExportError
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.worker.memory.mapping import Mapping
from itk_inspector.worker.memory.private_copy import PrivateCopy
from itk_inspector.worker.memory.scratch_file import map_writable, reserve_scratch
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.wire.descriptor import Descriptor
from itk_inspector.worker.wire.pixel_source import PixelSource

GATHERED = b"."
"""What the child reads from the last descriptor when the pixels lie where it looks for them."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Descriptors for the child, what they hold, and the work that is still to be done for that.

    Parameters
    ----------
    source : PixelSource
    descriptors : tuple of Descriptor
        As `PixelSource` says; closed by the caller once the child has them.
    begin : callable
        Copies what has to be copied, in a thread; called once the child has the descriptors.
    """

    source: PixelSource
    descriptors: tuple[Descriptor, ...]
    begin: Callable[[], None] = field(default=lambda: None)


def gather(document: ImageDocument | None, session: EditSession | None, policy: ScratchPolicy, name: str) -> Gathered:
    """Return what tells the pixels of a session, or else of a document, as they are now.

    What lies in a file is named; only changed memory pages are copied, in whole, so that
    what is written is what is shown even where the file changed beside them.

    Raises
    ------
    ExportError
        If the file behind them has changed since it was opened.
    PixelsGoneError
        If they cannot be read any more.
    SpaceError
        If there is no room for what has to be copied.
    """
    image = session if session is not None else document
    assert image is not None
    owner = image.bytes_behind if isinstance(image, EditSession) else image.store
    if isinstance(owner, Mapping | PrivateCopy) and owner.stamp not in (None, FileStamp.of_open(owner.fd)):
        edited = session is not None and session.is_modified
        raise ExportError(
            f"{name} changed on disk since it was opened; it was not saved.",
            advice="Reload it first" + ("; the edits are applied again." if edited else "."),
        )
    view = image.access.all()
    flat = view.reshape(-1).view(np.uint8)
    if not isinstance(owner, Mapping | PrivateCopy) or (session is not None and session.handed_out):
        return _copied(PixelSource(view.nbytes), (), ((0, view.nbytes),), flat, session, policy, name)
    base = Descriptor(os.dup(owner.fd))
    source = PixelSource(view.nbytes, owner.offset, stamp=owner.stamp)
    spans = session.version.changed_spans if session is not None else ()
    return _copied(source, (base,), spans, flat, session, policy, name) if spans else Gathered(source, (base,))


def _copied(
    source: PixelSource,
    base: tuple[Descriptor, ...],
    spans: tuple[tuple[int, int], ...],
    flat: npt.NDArray[np.uint8],
    session: EditSession | None,
    policy: ScratchPolicy,
    name: str,
) -> Gathered:
    """Reserve a file for parts of the pixels, and copy them in a thread that the next edit waits for."""
    size = sum(stop - start for start, stop in spans)
    scratch = Descriptor(reserve_scratch(size, policy, name))
    ready, tell = os.pipe2(os.O_CLOEXEC)
    told = Descriptor(tell)
    memory = map_writable(scratch.fd, size)

    def copy() -> None:
        at = 0
        try:
            for start, stop in spans:
                memory[at : at + stop - start] = flat[start:stop]
                at += stop - start
            with contextlib.suppress(BrokenPipeError):  # the child was ended
                os.write(told.fd, GATHERED)
        finally:
            told.close()

    thread = threading.Thread(target=copy, name="gather pixels", daemon=True)

    def begin() -> None:
        thread.start()
        if session is not None:
            session.being_read(thread.join)

    filled = PixelSource(source.nbytes, source.offset, spans=spans, stamp=source.stamp, has_base=bool(base))
    return Gathered(filled, (*base, scratch, Descriptor(ready)), begin)
