"""The document on pixels that a child has handed over."""

from __future__ import annotations

import os

from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.itkio.bridge import WrappedPixels
from itk_inspector.worker.memory.mapping import Mapping
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.memory.shown_first import shown_first
from itk_inspector.worker.parent.child_pixels import ChildPixels
from itk_inspector.worker.parent.itk_line import ItkLine
from itk_inspector.worker.tasks.open import PixelsReply, SliceReply
from itk_inspector.worker.tasks.operate import OperateReply


def opened_document(
    reply: PixelsReply | SliceReply | OperateReply, fd: int, policy: ScratchPolicy, line: ItkLine | None = None
) -> ImageDocument:
    """Map the file of ``fd``, which stays the caller's.

    Parameters
    ----------
    reply : PixelsReply, SliceReply or OperateReply
    fd : int
    policy : ScratchPolicy
        Where an edited copy may lie.
    line : ItkLine, optional
        On which the child is asked what ITK reads; without it, itk is loaded here when that is first needed.
    """
    info = reply.info
    stamp = None
    if info.mapping == "file":  # the stamp as it was before the header was read
        now = FileStamp.of_open(fd)
        stamp = next((one for _, one in info.stamped_files if one.is_same_file(now)), now)
    mapping = Mapping(os.dup(fd), reply.nbytes, reply.offset, name=info.path.name, stamp=stamp, policy=policy)
    pixels = mapping.pixels(info.dtype, info.shape)
    if reply.look is not None:  # scripts go through pixels in order
        mapping.expect(in_order=False)
        mapping.map_ahead(shown_first(info, pixels))
    itk_pixels = WrappedPixels(pixels, info) if line is None else ChildPixels(line, pixels, info, store=mapping)
    return ImageDocument(info, pixels, itk_pixels, mapping, look=reply.look)
