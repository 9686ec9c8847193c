"""What a child needs to write an image: descriptors of its pixels, and of what was changed."""

from __future__ import annotations

import contextlib
import errno
import os
import threading
from collections.abc import Callable
from dataclasses import field, replace

import numpy as np

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.blocks import all_bits
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.snapshot import Snapshot
from itk_inspector.core.editing.written_blocks import WrittenBlocks
from itk_inspector.core.errors import ExportError
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.system.backend import IS_PORTABLE
from itk_inspector.worker.memory import changed_bytes
from itk_inspector.worker.memory.mapping import Mapping
from itk_inspector.worker.memory.private_copy import PrivateCopy
from itk_inspector.worker.memory.scratch_file import open_scratch
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.wire import named_files
from itk_inspector.worker.wire.descriptor import Descriptor
from itk_inspector.worker.wire.pixel_source import PixelSource


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


def gather(
    document: ImageDocument | None,
    session: EditSession | None,
    policy: ScratchPolicy,
    name: str,
    otherwise: str = "it was not saved",
) -> Gathered:
    """Return what tells the pixels of a session, or else of a document, as they are now.

    What lies in a file is named; only blocks of memory that were changed are copied, as they
    are now, also where edits go on meanwhile. ``otherwise`` says what comes of it when they cannot be told.

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
    if isinstance(owner, Mapping | PrivateCopy) and _is_changed(owner):
        edited = session is not None and session.is_modified
        raise ExportError(
            f"{name} changed on disk since it was opened; {otherwise}.",
            advice="Reload it first" + ("; the edits are applied again." if edited else "."),
        )
    view = image.access.all()
    written = session.version.written if session is not None else None
    if not isinstance(owner, Mapping | PrivateCopy) or (session is not None and session.handed_out):
        flat = view.reshape(-1).view(np.uint8)
        whole = written.whole_snapshot() if written is not None else Snapshot(flat, all_bits(flat.size))
        return _copied(whole, written, PixelSource(view.nbytes, has_base=False, has_changes=True), (), policy, name)
    base = Descriptor(os.dup(owner.fd))
    source = PixelSource(view.nbytes, owner.offset, stamp=owner.stamp)
    if written is None or not written.nbytes:
        return Gathered(source, (base,))
    return _copied(written.snapshot(), written, replace(source, has_changes=True), (base,), policy, name)


def _is_changed(owner: Mapping | PrivateCopy) -> bool:
    """Tell whether a file is not as it was opened; one that is told by its name must still have it."""
    if owner.stamp not in (None, FileStamp.of_open(owner.fd)):
        return True
    return IS_PORTABLE and not named_files.is_found(owner.fd)


def _copied(
    snapshot: Snapshot,
    written: WrittenBlocks | None,
    source: PixelSource,
    base: tuple[Descriptor, ...],
    policy: ScratchPolicy,
    name: str,
) -> Gathered:
    """Open a file for parts of the pixels, or for all, that a thread fills while edits go on."""
    scratch = Descriptor(open_scratch(snapshot.nbytes, policy, name))
    ready, told = _pipe(policy, name)
    copied = Descriptor(os.dup(scratch.fd))
    write = changed_bytes.write_changes if source.has_base else changed_bytes.write_in_place

    def copy() -> None:
        said = changed_bytes.GATHERED
        try:
            write(copied.fd, snapshot)
        except OSError as e:
            said = changed_bytes.NO_ROOM if e.errno in (errno.ENOSPC, errno.EDQUOT) else changed_bytes.FAILED
        finally:
            with contextlib.suppress(BrokenPipeError):  # the child was ended
                os.write(told.fd, said)
            told.close()
            copied.close()

    if IS_PORTABLE:  # what the child is told by its name is whole before
        copy()
        return Gathered(source, (*base, scratch, ready))

    def begin() -> None:
        threading.Thread(target=copy, name="gather pixels", daemon=True).start()
        if written is not None:
            written.watch(snapshot)

    return Gathered(source, (*base, scratch, ready), begin)


def _pipe(policy: ScratchPolicy, name: str) -> tuple[Descriptor, Descriptor]:
    """Return the ends, to read and to write, of what tells the child that all is copied; of a file where it is named.

    Raises
    ------
    SpaceError
    """
    if IS_PORTABLE:
        ready = Descriptor(open_scratch(1, policy, name))
        return ready, Descriptor(os.dup(ready.fd))
    read, write = os.pipe()
    return Descriptor(read), Descriptor(write)
