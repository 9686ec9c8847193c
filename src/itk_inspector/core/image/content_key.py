"""By what an image is known again, wherever its file lies and whatever it is called."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.pixels.pixel_access import PixelAccess

_BLOCK = 1024 * 1024
_WHOLE = 256 * 1024 * 1024
"""Bytes up to which all pixels count; of larger images, blocks from first to last, and the name of the file."""
_BLOCKS = 64


def content_prefix(info: ImageInfo) -> str:
    """Return the beginning of the key: what is known without a look at the pixels."""
    return f"{'x'.join(map(str, info.geometry.size))}-{info.components}x{info.dtype}-"


def content_key(info: ImageInfo, access: PixelAccess, go_on: Callable[[], bool] = lambda: True) -> str | None:
    """Return the key of an image's pixels, or None when ``go_on``, which is asked before each block, says no.

    Where the pixels lie in space does not count, so that a corrected header keeps what was noted of its image.
    """
    import hashlib  # with it a library of encryption is loaded, which no picture waits for

    digest = hashlib.blake2b(digest_size=16)
    pixels = access.all().reshape(-1)
    is_sampled = pixels.nbytes > _WHOLE
    if is_sampled:
        digest.update(info.path.name.encode("utf-8", "surrogateescape"))
    for first, last in _ranges(pixels.size, pixels.itemsize, is_sampled):
        if not go_on():
            return None
        digest.update(np.ascontiguousarray(pixels[first:last]).data)
    return content_prefix(info) + digest.hexdigest()


def _ranges(count: int, itemsize: int, is_sampled: bool) -> Iterator[tuple[int, int]]:
    length = max(1, _BLOCK // itemsize)
    if not is_sampled:
        yield from ((first, min(first + length, count)) for first in range(0, count, length))
        return
    short = max(1, length // 16)
    for number in range(_BLOCKS):
        first = (count - short) * number // (_BLOCKS - 1)
        yield first, first + short
