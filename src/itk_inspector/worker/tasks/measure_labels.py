"""The task of going through all labels of an image in chunks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.worker.memory.scratch_file import map_private
from itk_inspector.worker.tasks.operate import GivenImage
from itk_inspector.worker.tasks.plausible_header import check_info
from itk_inspector.worker.tasks.plausible_image import check_file
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.plausible import need

if TYPE_CHECKING:  # who asks has loaded it
    from itk_inspector.core.measure.label_sums import LabelSums


@dataclass(frozen=True, slots=True)
class MeasureLabelsReply:
    """What was found of so many labels is in the file whose descriptor comes with this message.

    Parameters
    ----------
    token : int
    info : ImageInfo
        Of the image in which the labels lie: the measured one, or else that of the labels.
    labels : ImageInfo
        Of the image of labels.
    count : int
    outside : int
        As of `core.measure.label_sums.LabelSums`.
    is_measured : bool
    """

    DESCRIPTORS: ClassVar = (1, 1)

    token: int
    info: ImageInfo
    labels: ImageInfo
    count: int
    outside: int
    is_measured: bool

    def sums(self, fd: int) -> LabelSums:
        """Return a copy of what the file says.

        Raises
        ------
        ValueError
            If it is something else.
        """
        from itk_inspector.core.measure.label_sums import LabelSums, columns_of
        from itk_inspector.core.measure.under_label import values_type

        values = values_type(np.dtype(self.info.dtype)) if self.is_measured else None
        dimension = self.info.geometry.dimension
        columns = columns_of(dimension, values)
        check_file(fd, 0, nbytes := 8 * columns * self.count)
        table = map_private(fd, nbytes).view(np.int64) if self.count else np.zeros(0, np.int64)
        labels = np.dtype(self.labels.dtype)
        return LabelSums.of_table(table.reshape(-1, columns).copy(), labels, dimension, values, self.outside)


@dataclass(frozen=True, slots=True)
class MeasureLabelsTask:
    """Tell of each label how many pixels it has, and where they lie, and what another image holds there.

    Parameters
    ----------
    token : int
    labels : OpenRequest
    image : OpenRequest or None
        What is measured under the labels.
    given : GivenImage or None
        One of the two whose pixels come with the task: no file of it is read.
    gives_labels : bool
        It is the labels.
    """

    DESCRIPTORS: ClassVar = (0, 3)

    token: int
    labels: OpenRequest
    image: OpenRequest | None
    given: GivenImage | None = None
    gives_labels: bool = False

    @property
    def requests(self) -> tuple[OpenRequest, ...]:
        """What is read."""
        both = ((self.labels, self.gives_labels), (self.image, not self.gives_labels))
        return tuple(one for one, is_given in both if one is not None and not (self.given is not None and is_given))

    @property
    def path(self) -> Path:
        """The image of labels."""
        return self.labels.path

    @property
    def writes(self) -> bool:
        """It does not."""
        return False

    def check(self, reply: Any, fds: tuple[int, ...]) -> None:
        """Refuse what can be said of no image."""
        from itk_inspector.core.measure.label_sums import MOST_LABELS  # as above

        if not isinstance(reply, MeasureLabelsReply):
            raise CodecError(f"a {type(reply).__name__} that nobody asked for")
        check_info(reply.info)
        check_info(reply.labels)
        need(np.dtype(reply.labels.dtype).kind in "iub", "no labels")
        need(reply.is_measured == (self.image is not None), "what nobody asked for")
        need(0 <= reply.count <= MOST_LABELS, "more labels than are told")
        try:
            found = reply.sums(fds[0])
        except ValueError as e:
            raise CodecError("no labels") from e
        need(found.can_be_of(reply.info.shape), "other labels")
