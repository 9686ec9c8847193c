"""Labels of an image, and what lies under them, for callers without an event loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from itk_inspector.core.chunked.budget import WHOLE
from itk_inspector.core.errors import OpenError
from itk_inspector.worker.parent import blocking

if TYPE_CHECKING:
    from itk_inspector.core.header.image_info import ImageInfo
    from itk_inspector.core.image.document import ImageDocument
    from itk_inspector.core.image.open_request import OpenRequest
    from itk_inspector.core.measure.under_label import UnderLabels
    from itk_inspector.worker.parent.watchdog import Limits

Found: TypeAlias = "tuple[ImageInfo, ImageInfo, UnderLabels]"
"""Of the image in which the labels lie, of the image of labels, and what was found."""


def may_go_by_chunks(request: OpenRequest) -> bool:
    """Tell whether a request may be one of an image in chunks: its header says."""
    from itk_inspector.itkio.stores import kinds  # few calls need it

    return not request.files and not request.read_as and kinds.may_be_in_chunks(request.path)


def go_by_chunks(labels: OpenRequest, image: OpenRequest | None, limits: Limits | None = None) -> bool:
    """Tell whether chunks are gone through: of labels alone, or where both images are in chunks, and large.

    Raises
    ------
    OpenError
        If one of them cannot be read.
    """
    requests = [each for each in (labels, image) if each is not None]
    if not all(map(may_go_by_chunks, requests)):
        return False
    infos = [blocking.read_info(each, limits) for each in requests]
    return all(info.levels for info in infos) and (image is None or sum(info.bytes for info in infos) > WHOLE)


def labels_by_chunks(
    labels: OpenRequest,
    image: OpenRequest | None = None,
    limits: Limits | None = None,
    scheduler: str = "",
    told: Callable[[float | None], None] = lambda _: None,
) -> Found:
    """Return what is told of labels, and of an image under them, chunk by chunk: in a child process, or on a cluster.

    Raises
    ------
    OpenError
        If they cannot be read, or are too many.
    UsageError
        If there is no such level or box, or an image cannot be measured.
    """
    if not scheduler:
        done = blocking.measure_labels(labels, image, limits, told)
        return done.info, done.labels, done.found
    from itk_inspector.core.measure.under_label import told_of  # loads NumPy

    try:
        from itk_inspector.itkio.stores import labels_on_dask  # an extra
    except ImportError as e:
        sentence = "A scheduler is reached by dask, which is not installed."
        raise OpenError(sentence, advice="Install itk-inspector[cluster].") from e
    other = None if image is None else image.absolute()
    found = labels_on_dask.found_on_cluster(labels.absolute(), other, scheduler, told)
    return found.info, found.labels, told_of(found.sums, found.info, is_measured=image is not None)


def labels_of_document(labels: ImageDocument) -> UnderLabels:
    """Return what is told of the labels of an image that is open.

    Raises
    ------
    OpenError
        If its file was cut short meanwhile, or it has too many labels.
    UsageError
        If it is no image of labels.
    """
    from itk_inspector.core.display.laid_over import check_can_be_measured  # the child has begun to load its own
    from itk_inspector.core.geometry.regions import Region
    from itk_inspector.core.measure.label_sums import TooManyLabelsError, sums_in, too_many
    from itk_inspector.core.measure.under_label import told_of
    from itk_inspector.core.measure.whole_image import numbers_type

    info, access = labels.info, labels.access
    check_can_be_measured(info, info)
    pixels = access.all()
    try:
        sums = sums_in(Region((0,) * pixels.ndim, pixels.shape), pixels.shape, pixels.view(numbers_type(pixels.dtype)))
    except TooManyLabelsError as e:
        raise too_many(info.name) from e
    if not access.is_whole:
        raise _cut_short()
    return told_of(sums, info, is_measured=False)


def labels_of_documents(image: ImageDocument, labels: ImageDocument) -> UnderLabels:
    """Return what is told of an image under the labels of another one, both of which are open.

    Raises
    ------
    OpenError
        If one of their files was cut short meanwhile.
    UsageError
        If they cannot be measured.
    """
    from itk_inspector.core.display.laid_over import check_can_be_measured  # as above
    from itk_inspector.core.measure.layer_pixels import LayerPixels
    from itk_inspector.core.measure.under_labels import under_labels

    check_can_be_measured(image.info, labels.info)
    over = LayerPixels(labels.info.name, labels.info, labels.access.all(), image.geometry, labels.geometry.start_index)
    access = (image.access, labels.access)
    found = under_labels(image.info, image.access.all(), over, go_on=lambda: all(each.is_whole for each in access))
    if found is None:
        raise _cut_short()
    return found


def _cut_short() -> OpenError:
    return OpenError("One of the files was cut short while it was read.")
