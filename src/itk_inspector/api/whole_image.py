"""Statistics of all pixels, also of an image that is larger than memory."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from itk_inspector.api.paths import path_of
from itk_inspector.core.errors import UsageError
from itk_inspector.worker.parent import whole_image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itk_inspector.core.image.document import ImageDocument
    from itk_inspector.core.measure.whole_image import ComponentReport

__all__ = ["statistics"]


def statistics(
    image: ImageDocument | str | os.PathLike[str],
    *,
    part: int = 0,
    level: int = 0,
    box: Sequence[tuple[int | None, int | None]] = (),
    median: bool = False,
    values: bool = False,
    histogram: int = 0,
    scheduler: str = "",
) -> tuple[ComponentReport, ...]:
    """Return the statistics of all pixels of an image, of each component.

    An image in chunks, such as OME-Zarr, is never in memory as a whole: dask goes through its chunks, in threads of a
    child process, or on a cluster.

    Parameters
    ----------
    image : ImageDocument, str or path-like
    part : int
        Which image of several in the file.
    level : int
        Which resolution of an image that is stored in several; 0 is the finest.
    box : sequence of tuple
        A part of that level: for each axis, x first, the ITK indices ``(first, last + 1)``; None is the image's edge.
    median, values : bool
        Also tell the median, for which all pixels are gone through up to three times more, and how often each whole
        number occurs, where a number has more than two bytes. Of smaller numbers both are always told.
    histogram : int
        Also count in so many bins, at the most.
    scheduler : str
        Address of a ``dask.distributed`` scheduler, such as ``tcp://host:8786``. Its workers read the image: they need
        this package and the way to the chunks.

    Returns
    -------
    tuple of ComponentReport
        ``count`` (of finite values), ``nan``, ``infinite``, ``total``, ``mean``, ``deviation`` (n − 1), ``median``,
        ``minimum``, ``maximum``, ``minimum_at`` and ``maximum_at``: the ITK index of the first pixel that holds it, in
        NumPy's order, of the level; ``values``: pairs of value and count of up to 4096 different whole numbers, and
        ``histogram``: ``counts`` of the finite values between ``edges``, as ``numpy.histogram(pixels, edges)`` gives
        them, from the smallest to the largest; of whole numbers each bin holds equally many. NaN and infinities are
        counted beside it: ``nan``, ``positive_infinite``, ``negative_infinite``. Sum
        and extremes are exact; so are all figures of whole numbers of one or two bytes, up to the last rounding.

    Raises
    ------
    OpenError
        If it cannot be read, dask is not installed, or no scheduler answers.
    UsageError
        If it has no such level or box, its numbers are complex, or a histogram cannot have so many bins.
    """
    from itk_inspector.core.image.document import ImageDocument  # loads NumPy
    from itk_inspector.core.image.open_request import OpenRequest
    from itk_inspector.core.measure.whole_image import Wanted

    wanted = Wanted(median=median, values=values, histogram=histogram)
    if isinstance(image, ImageDocument):
        if part or level or box or scheduler:
            raise UsageError("part=, level=, box= and scheduler= go with a path.")
        return whole_image.statistics_of_document(image, wanted).components
    request = OpenRequest(path_of(image), part=part, level=level, box=tuple(box))
    return whole_image.statistics_of_file(request, wanted, scheduler=scheduler)[1].components
