"""Statistics of labels, also of images that are larger than memory."""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING, TypeAlias

from itk_inspector.api.paths import path_of
from itk_inspector.core.errors import UsageError
from itk_inspector.worker.parent import blocking, whole_labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itk_inspector.core.image.document import ImageDocument
    from itk_inspector.core.measure.under_label import UnderLabels

__all__ = ["labels"]

_Image: TypeAlias = "ImageDocument | str | os.PathLike[str]"


def labels(
    labels: _Image,
    of: _Image | None = None,
    *,
    part: int = 0,
    level: int = 0,
    box: Sequence[tuple[int | None, int | None]] = (),
    scheduler: str = "",
) -> UnderLabels:
    """Return where the labels of an image lie, and what another image holds under them.

    Images in chunks, such as OME-Zarr, are never in memory as a whole: dask goes through the chunks of labels
    alone, and of both images where together they are larger than 256 MiB, in threads of a child process, or on a
    cluster.

    Parameters
    ----------
    labels : ImageDocument, str or path-like
        An image of whole numbers, of which 0 is no label.
    of : ImageDocument, str or path-like, optional
        What is measured: each of its pixels has the label of the nearest pixel of ``labels``.
    part : int
        Which image of several in the file of ``of``, or of ``labels`` alone.
    level : int
        Which resolution of images that are stored in several; 0 is the finest.
    box : sequence of tuple
        A part of that level of ``of``, or of ``labels`` alone: for each axis, x first, the ITK indices
        ``(first, last + 1)``; None is the image's edge.
    scheduler : str
        Address of a ``dask.distributed`` scheduler, such as ``tcp://host:8786``. Its workers read the images, which
        have to be in chunks: they need this package and the way to the chunks.

    Returns
    -------
    UnderLabels
        ``rows``, one for each label but 0: ``label``, ``pixels``, ``size`` (area or volume in the file's unit), ``box``
        (``start`` and ``shape`` in NumPy order), ``centroid`` and ``first`` (ITK indices) and ``statistics`` of ``of``,
        as of `statistics`; sums of whole numbers are exact. The median is None where chunks are gone through.
        ``outside``: pixels of ``of`` outside ``labels``.

    Raises
    ------
    OpenError
        If an image cannot be read, dask is not installed, no scheduler answers, or there are more than
        1,048,576 labels.
    UsageError
        If there is no such level or box, ``labels`` is no image of labels, or ``of`` has several numbers a pixel.
    """
    from itk_inspector.core.image.document import ImageDocument  # loads NumPy
    from itk_inspector.core.image.open_request import OpenRequest

    def given(image: _Image, own: bool) -> ImageDocument | OpenRequest:
        if not isinstance(image, ImageDocument):
            return OpenRequest(path_of(image), part=part if own else 0, level=level, box=tuple(box) if own else ())
        if scheduler or (own and (part or level or box)):
            raise UsageError("part=, level=, box= and scheduler= go with a path.")
        return image

    over, main = given(labels, of is None), None if of is None else given(of, True)
    requests = [each for each in (over, main) if isinstance(each, OpenRequest)]
    if (
        isinstance(over, OpenRequest)
        and not isinstance(main, ImageDocument)
        and (scheduler or whole_labels.go_by_chunks(over, main))
    ):
        return whole_labels.labels_by_chunks(over, main, scheduler=scheduler)[2]
    with ExitStack() as stack:
        opened = {each: stack.enter_context(blocking.open_document(each)) for each in requests}
        document = opened[over] if isinstance(over, OpenRequest) else over
        if main is None:
            return whole_labels.labels_of_document(document)
        return whole_labels.labels_of_documents(opened[main] if isinstance(main, OpenRequest) else main, document)
