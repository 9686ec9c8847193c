"""The document on pixels that a child has handed over."""

from __future__ import annotations

from itk_inspector.core.document import ImageDocument
from itk_inspector.core.file_stamp import FileStamp
from itk_inspector.itkio.bridge import WrappedPixels
from itk_inspector.worker.mapping import Mapping
from itk_inspector.worker.messages import PixelsReply
from itk_inspector.worker.scratch_policy import ScratchPolicy


def opened_document(reply: PixelsReply, fd: int, policy: ScratchPolicy) -> ImageDocument:
    """Map the file of ``fd``, which is taken over; an edited copy of it may lie where ``policy`` says."""
    info = reply.info
    stamp = None
    if info.mapping == "file":  # the stamp as it was before the header was read
        now = FileStamp.of_open(fd)
        stamp = next((one for _, one in info.stamped_files if one.is_same_file(now)), now)
    mapping = Mapping(fd, reply.nbytes, reply.offset, name=info.path.name, stamp=stamp, policy=policy)
    pixels = mapping.pixels(info.dtype, info.shape)
    return ImageDocument(info, pixels, WrappedPixels(pixels, info), mapping)
