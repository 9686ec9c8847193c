"""The task of going through all pixels of an image in chunks."""

from __future__ import annotations

import json
import math
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.worker.tasks.plausible_header import check_info
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.plausible import need

if TYPE_CHECKING:  # no picture waits for it to be loaded
    from itk_inspector.core.measure.shapes import Shape
    from itk_inspector.core.measure.whole_image import Wanted, WholeReport

LATER = MappingProxyType(
    {"Wanted": "itk_inspector.core.measure.whole_image", "Shape": "itk_inspector.core.measure.shapes"}
)


@dataclass(frozen=True, slots=True)
class ReckonReply:
    """What was found; ``info`` is that of the level, or of the box of it. Texts as of `core.measure.report_text`."""

    token: int
    info: ImageInfo
    texts: tuple[str, ...]
    outstanding: str = ""
    colours: str = ""
    samples: bytes = b""

    @classmethod
    def of(cls, token: int, info: ImageInfo, found: WholeReport) -> ReckonReply:
        """Say what was found."""
        from itk_inspector.core.measure import report_text  # loaded by whoever asked

        outstanding = "" if found.outstanding is None else report_text.outstanding_text(found.outstanding)
        colours = "" if found.colours is None else report_text.histogram_text(found.colours)
        return cls(token, info, tuple(each.text for each in found.components), outstanding, colours, found.samples)

    @property
    def found(self) -> WholeReport:
        """What was found; it can be read once the reply is checked."""
        from itk_inspector.core.measure import report_text  # as above
        from itk_inspector.core.measure.whole_image import ComponentReport, WholeReport

        return WholeReport(
            tuple(map(ComponentReport.of_text, self.texts)),
            report_text.outstanding_of(self.outstanding) if self.outstanding else None,
            report_text.histogram_of(json.loads(self.colours)) if self.colours else None,
            self.samples,
        )


@dataclass(frozen=True, slots=True)
class ReckonTask:
    """Tell the statistics of all pixels of a level, or of a box of it, or of a region that fills that box.

    Of a line the values at its places are told.
    """

    token: int
    request: OpenRequest
    wanted: Wanted
    outline: Shape | None = None

    @property
    def path(self) -> Path:
        """The store."""
        return self.request.path

    @property
    def writes(self) -> bool:
        """It does not."""
        return False

    def check(self, reply: Any, fds: tuple[int, ...]) -> None:  # none come with it
        """Refuse what can be said of no image."""
        from itk_inspector.core.measure.whole_image import MOST  # as above

        if not isinstance(reply, ReckonReply):
            raise CodecError(f"a {type(reply).__name__} that nobody asked for")
        check_info(reply.info)
        if self.outline is not None and not self.outline.kind.is_region:
            from itk_inspector.core.measure.profile import samples_between  # as above

            count = samples_between(self.outline.nodes[0], self.outline.nodes[-1])
            size = count * reply.info.channels * np.dtype(reply.info.dtype).itemsize
            need(len(reply.samples) == size and not reply.texts, "another line")
            return
        need(not reply.samples, "what nobody asked for")
        need(len(reply.texts) == reply.info.channels, "another number of components")
        try:
            found = reply.found
        except (ValueError, TypeError, OverflowError, RecursionError) as e:
            raise CodecError("no statistics") from e
        pixels = math.prod(reply.info.geometry.size)
        for each in found.components:
            counts = each.count, each.nan, each.infinite
            are_all = sum(counts) == pixels if self.outline is None else 0 < sum(counts) <= pixels
            need(min(counts) >= 0 and are_all, "other pixels")
            need(len(each.values) <= MOST and all(count > 0 for _, count in each.values), "values without pixels")
            need(each.histogram is None or sum(each.histogram.counts) == each.count, "another histogram")
            for place in (each.minimum_at, each.maximum_at):
                need((place is None) == (each.count == 0), "an extreme without a place")
                need(place is None or reply.info.geometry.contains(place), "an extreme outside the image")
        need((found.outstanding is not None) == self.wanted.outstanding, "what nobody asked for")
        if found.outstanding is not None:
            need(found.outstanding.is_plausible(pixels, MOST), "more than there are")
