"""Statistics of all pixels of an image, for callers without an event loop."""

from __future__ import annotations

import functools
import itertools
import operator
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from itk_inspector.core.errors import OpenError
from itk_inspector.worker.parent import blocking

if TYPE_CHECKING:
    import numpy.typing as npt

    from itk_inspector.core.header.image_info import ImageInfo
    from itk_inspector.core.image.document import ImageDocument
    from itk_inspector.core.image.open_request import OpenRequest
    from itk_inspector.core.measure.whole_image import Wanted, WholeReport
    from itk_inspector.core.pixels.passes import Place
    from itk_inspector.worker.parent.watchdog import Limits

T = TypeVar("T")
_BLOCK = 1 << 18
"""Values that are looked at at once."""


def statistics_of_file(
    request: OpenRequest,
    wanted: Wanted,
    limits: Limits | None = None,
    scheduler: str = "",
    told: Callable[[float | None], None] = lambda _: None,
) -> tuple[ImageInfo, WholeReport]:
    """Return what is told of all pixels, and of which: in a child process, or on a cluster.

    Raises
    ------
    OpenError
        If it cannot be read.
    UsageError
        If it has no such level or box, or its numbers have no order.
    """
    if scheduler:
        try:
            from itk_inspector.itkio.stores import on_dask  # an extra
        except ImportError as e:
            sentence = "A scheduler is reached by dask, which is not installed."
            raise OpenError(sentence, advice="Install itk-inspector[cluster].") from e
        return on_dask.on_cluster(request.absolute(), wanted, scheduler, told)
    if blocking.read_info(request, limits).levels:
        found = blocking.reckon(request, wanted, limits, told)
        return found.info, found.found
    with blocking.open_document(request, limits) as document:
        return document.info, statistics_of_document(document, wanted)


def statistics_of_document(document: ImageDocument, wanted: Wanted) -> WholeReport:
    """Return what is told of all pixels of an image that is open.

    Raises
    ------
    OpenError
        If its file was cut short meanwhile.
    UsageError
        If its numbers have no order.
    """
    from itk_inspector.core.measure.whole_image import numbers_type, whole_report  # the child has begun to load its own

    access, info = document.access, document.info
    pixels = access.all()
    pixels = pixels.view(numbers_type(pixels.dtype))
    found = whole_report(_Through(pixels, info.channels), info, wanted)
    if not access.is_whole:
        raise OpenError("The file was cut short while it was read.")
    return found


class _Through:
    """Goes through an array, as often as it is called."""

    def __init__(self, pixels: npt.NDArray[Any], components: int) -> None:
        self._pixels, self._components = pixels, components

    def __call__(self, of_block: Callable[[npt.NDArray[Any], Place], T], joined: Callable[[T, T], T], /) -> T | None:
        # one after the other: what is found of each takes memory, too
        found = itertools.starmap(of_block, self._blocks())
        first = list(itertools.islice(found, 1))
        return functools.reduce(joined, found, first[0]) if first else None

    def _blocks(self) -> Iterator[tuple[npt.NDArray[Any], Place]]:
        pixels, begin = self._pixels, 0
        for part in (pixels,) if pixels.flags.c_contiguous else pixels:  # of the slowest axis
            flat, step = part.reshape(-1, self._components), max(1, _BLOCK // self._components)
            for at in range(0, len(flat), step):
                yield flat[at : at + step], functools.partial(operator.add, begin + at)
            begin += len(flat)
