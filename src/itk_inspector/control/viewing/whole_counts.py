"""All pixels of images that are read in parts, counted by a process of their own: one box after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from itk_inspector.control.file_service import FileService
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Questions, Status
from itk_inspector.control.viewing.counted_box import (
    AllLabels,
    What,
    box_of,
    in_memory,
    normal,
    region_wanted,
    task_text,
    wanted,
    why_never,
)
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.header.file_stamp import DiskState, FileStamp, compare_all, stamps_now
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.in_memory import InMemory
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Cancelled, Failed, LabelsFound, Outcome, Reckoned
from itk_inspector.core.measure.shapes import Shape
from itk_inspector.core.text.duration_text import duration_text

if TYPE_CHECKING:  # no picture waits for it to be loaded
    from itk_inspector.core.measure.under_label import UnderLabels
    from itk_inspector.core.measure.whole_image import WholeReport

_Stamps: TypeAlias = tuple[tuple[Path, FileStamp], ...]
_Documents: TypeAlias = tuple[ImageDocument, ...]
"""What is gone through: that of an image, and of what is measured under its labels."""
_ALONE = AllLabels()
_TOLD_AFTER, _TOLD_FROM = 3.0, 0.02
"""Seconds, and part of all, after which it is told how long the rest takes."""


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """What was found, and whether the files changed since counting began."""

    report: WholeReport
    stamps: _Stamps
    is_stale: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class CountedLabels:
    """What was found of the labels of an image, and whether its files changed since that began."""

    found: UnderLabels
    stamps: _Stamps
    is_stale: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """What is to be counted."""

    image: OpenImage
    documents: _Documents
    box: What
    token: int
    stamps: _Stamps = ()
    askers: int = 1

    @property
    def document(self) -> ImageDocument:
        return self.documents[0]

    def is_of(self, image: OpenImage, box: What) -> bool:
        return self.image is image and self.documents == _documents(image, box) and self.box == box


class WholeCounts:
    """Counts what is asked for, one after the other, and keeps what was found for as long as a document is open.

    Parameters
    ----------
    images : OpenImages
    service : FileService
    next_token : callable
    questions : Questions
    status : Status
    clock : callable
        Gives seconds.
    """

    def __init__(
        self,
        images: OpenImages,
        service: FileService,
        next_token: Callable[[], int],
        questions: Questions,
        status: Status,
        clock: Callable[[], float],
    ) -> None:
        self._images, self._service, self._next_token = images, service, next_token
        self._questions, self._status = questions, status
        self._found: dict[_Documents, dict[What, Counted | CountedLabels]] = {}
        self._asked: list[_Asked] = []
        self._clock, self._since = clock, 0.0
        self._fraction = 0.0
        self._is_shown = False

    # what is known ----------------------------------------------------------

    @property
    def task(self) -> tuple[int, Path] | None:
        """The token of what is being counted, and the image's path."""
        return (self._asked[0].token, self._asked[0].image.info.path) if self._asked else None

    def of(self, image: OpenImage, box: What = ()) -> Counted | None:
        """Return what was found in a box of an image; None where that was not counted, or is not what is shown."""
        found = self._known(image, normal(image, box))
        return found if isinstance(found, Counted) else None

    def labels_of(self, labels: OpenImage, what: AllLabels = _ALONE) -> CountedLabels | None:
        """Return what was found of the labels of an image, or of another one under them; None as for `of`."""
        found = self._known(labels, what)
        return found if isinstance(found, CountedLabels) else None

    def _known(self, image: OpenImage, what: What) -> Counted | CountedLabels | None:
        return None if why_never(image, what) else self._found.get(_documents(image, what), {}).get(what)

    def fraction(self, image: OpenImage, box: What = ()) -> Callable[[], float] | None:
        """Return what tells how far counting has come; None where it was not asked for."""
        asked = self._asked_for(image, box)
        return None if asked is None else partial(self._fraction_of, asked.token)

    def is_asked(self, image: OpenImage, box: What = ()) -> bool:
        """Tell whether it is being counted, or will be."""
        return self._asked_for(image, box) is not None

    def _asked_for(self, image: OpenImage, box: What) -> _Asked | None:
        same = normal(image, box)
        return next((each for each in self._asked if each.is_of(image, same)), None)

    def _fraction_of(self, token: int) -> float:
        return self._fraction if self._asked and self._asked[0].token == token else 0.0

    # what is asked for ------------------------------------------------------

    def ask(self, image: OpenImage, box: What = ()) -> None:
        """Count all pixels in a box of an image, or go through its labels, unless that is under way."""
        if why_never(image, box):
            return
        asked = self._asked_for(image, box)
        if asked is not None:
            self._asked[self._asked.index(asked)] = replace(asked, askers=asked.askers + 1)
            return
        with self._images.changing():
            self._asked.append(_Asked(image, _documents(image, box), normal(image, box), self._next_token()))
            if len(self._asked) == 1:
                self._begin()

    def let_go(self, image: OpenImage, box: What = ()) -> None:
        """Want it no longer for one of those who asked; it goes on for the others."""
        asked = self._asked_for(image, box)
        if asked is not None and asked.askers > 1:
            self._asked[self._asked.index(asked)] = replace(asked, askers=asked.askers - 1)
        else:
            self.stop(image, box)

    def stop(self, image: OpenImage, box: What = ()) -> None:
        """Count it no longer."""
        asked = self._asked_for(image, box)
        if asked is not None:
            with self._images.changing():
                self._remove(asked)
                self._status.show_message(f"{image.label}: cancelled.")

    def _begin(self) -> None:
        """Begin with the first that waits."""
        asked = self._asked[0]
        self._fraction, self._since = 0.0, self._clock()
        self._asked[0] = asked = replace(asked, stamps=_stamps(asked.documents))
        if isinstance(asked.box, AllLabels):
            self._measure_labels(asked, AllLabels.now(asked.image, asked.box.of))
            return
        request = OpenRequest.again(asked.document.info)
        if isinstance(asked.box, Shape):
            request = replace(request, box=box_of(asked.box))
            self._service.reckon(asked.token, request, region_wanted(), asked.box)
            return
        if asked.box:
            request = replace(request, box=asked.box)
        self._service.reckon(asked.token, request, wanted())

    def _measure_labels(self, asked: _Asked, what: AllLabels) -> None:
        self._asked[0] = replace(asked, box=what)
        labels, of, image, given = asked.image, what.of, None, None
        if of is not None:
            image = OpenRequest.again(of.document.info)
            held = next(iter(in_memory(labels, of)), None)
            given = None if held is None else InMemory(held.document, held.session, is_labels=held is labels)
        try:
            self._service.measure_labels(asked.token, OpenRequest.again(labels.document.info), image, given)
        except InspectorError as e:  # nothing of the one in memory can be had
            self._asked.pop(0)
            self._questions.show_error(labels.info.path, e)
            self._go_on()

    def _remove(self, asked: _Asked) -> None:
        is_under_way = self._asked[0] is asked
        self._asked.remove(asked)
        if is_under_way:
            self._service.cancel(asked.token)
            self._go_on()

    def _go_on(self) -> None:
        if self._is_shown:
            self._is_shown = False
            self._status.show_operating(None, None)
        if self._asked:
            self._begin()

    # what the background reports --------------------------------------------

    def progressed(self, fraction: float | None, *, is_alone: bool) -> None:
        """Take how far it is, and show it where nothing else is under way."""
        self._fraction = fraction or 0.0
        self._is_shown = is_alone
        if is_alone:
            asked = self._asked[0]
            what = f"Counting {task_text(asked.image, asked.box)}"
            self._status.show_operating(f"{what} …{self._left()}", fraction)

    def _left(self) -> str:
        """Say how long it will still take, as soon as that can be told."""
        seconds = self._clock() - self._since
        if seconds < _TOLD_AFTER or self._fraction < _TOLD_FROM:
            return ""
        return f" about {duration_text(seconds * (1.0 - self._fraction) / self._fraction)} left"

    def ended(self, outcome: Outcome) -> None:
        """Keep what was found, or say why there is nothing; go on with what waits."""
        asked = self._asked.pop(0)
        match outcome:
            case Reckoned(found=report):
                self._keep(asked, Counted(report, asked.stamps, _has_changed(asked.stamps)))
            case LabelsFound(found=labels):
                self._keep(asked, CountedLabels(labels, asked.stamps, _has_changed(asked.stamps)))
            case Failed(path=path, error=error):
                self._questions.show_error(path, error)
            case Cancelled(path=path):
                self._status.show_message(f"{path.name}: cancelled.")
        self._go_on()

    def _keep(self, asked: _Asked, found: Counted | CountedLabels) -> None:
        known = self._found.setdefault(asked.documents, {})
        if isinstance(asked.box, AllLabels):  # of other pixels of the one in memory nothing is known any more
            for other in [each for each in known if isinstance(each, AllLabels)]:
                del known[other]
        known[asked.box] = found
        self._status.show_message(f"Counted {task_text(asked.image, asked.box)}.")

    # at the end of an event -------------------------------------------------

    def show(self) -> None:
        """Let go of what was asked or found of documents that are not open any more."""
        if not self._asked and not self._found:
            return
        open_documents = {image.document for image in self._images.all}
        self._found = {each: found for each, found in self._found.items() if open_documents.issuperset(each)}
        for asked in [each for each in reversed(self._asked) if not open_documents.issuperset(each.documents)]:
            self._remove(asked)  # the one under way last: none of the others is begun

    def check(self) -> None:
        """Look whether files have changed since they were counted."""
        for documents, found in self._found.items():
            stale = [box for box, each in found.items() if not each.is_stale and _has_changed(each.stamps)]
            if stale:
                with self._images.changing():
                    self._found[documents] = found | {box: replace(found[box], is_stale=True) for box in stale}


def _has_changed(stamps: _Stamps) -> bool:
    return compare_all(stamps) is not DiskState.SAME


def _documents(image: OpenImage, what: What) -> _Documents:
    of = what.of if isinstance(what, AllLabels) else None
    return (image.document,) if of is None else (image.document, of.document)


def _stamps(documents: _Documents) -> _Stamps:
    """Stamp the files of documents as they are now; those of an address have no stamp."""
    return stamps_now(path for document in documents for path, _ in document.info.stamped_files)
