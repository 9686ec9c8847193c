"""Opening: what is asked for, and what becomes of what was read."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from itk_inspector.control.file_service import FileService
from itk_inspector.control.files.first_slice import FirstSlice
from itk_inspector.control.files.open_intent import OpenIntent, Over
from itk_inspector.control.files.places import Places
from itk_inspector.control.files.reading import Reading
from itk_inspector.control.files.tokens import Tokens
from itk_inspector.control.files.unsaved_edits import UnsavedEdits
from itk_inspector.control.model.image_title import ImageTitle
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Questions, RecentFiles, Status
from itk_inspector.control.viewing.screen import Screen
from itk_inspector.core.display.placing import Placing
from itk_inspector.core.editing.repeating import repeat
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import InspectorError, OutsideError
from itk_inspector.core.header.file_stamp import DiskState
from itk_inspector.core.header.header_text import header_summary
from itk_inspector.core.header.image_info import SERIES_UID, ImageInfo
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.open_request import FolderScan, OpenRequest

if TYPE_CHECKING:  # no picture waits for it to be loaded
    from itk_inspector.core.dicom.series import DicomSeries, SeriesCatalog


class OpenFiles:
    """Each opened file gets a tab; reading one again keeps its tab, its plane and its zoom.

    Parameters
    ----------
    images : OpenImages
    service : FileService
    tokens : Tokens
    places : Places
    screen : Screen
    unsaved : UnsavedEdits
    give_copy : callable
        Makes a session the edited copy of an image: ``(image, session)``.
    go_to : callable
        Goes to a position in the image on screen.
    questions : Questions
    status : Status
    recent : RecentFiles
    clock : callable, optional
        Gives seconds; another one for tests.
    """

    def __init__(
        self,
        images: OpenImages,
        service: FileService,
        tokens: Tokens,
        places: Places,
        screen: Screen,
        unsaved: UnsavedEdits,
        give_copy: Callable[[OpenImage, EditSession], None],
        go_to: Callable[[str], None],
        questions: Questions,
        status: Status,
        recent: RecentFiles,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._images = images
        self._screen = screen
        self._unsaved = unsaved
        self._give_copy = give_copy
        self._go_to = go_to
        self._questions = questions
        self._status = status
        self._recent = recent
        self.places = places
        self._first_slice = FirstSlice(images, places)
        self._reading = Reading(service, tokens, status, clock)

    @property
    def task(self) -> tuple[int, Path] | None:
        """The token of what is being read, and its path."""
        return self._reading.task

    @property
    def is_loading(self) -> bool:
        """Tell whether a file is being read."""
        return self.task is not None

    def open(
        self,
        path: Path,
        read_as: str = "",
        part: int = 0,
        *,
        at: str = "",
        title: ImageTitle | None = None,
        placing: Placing = Placing.TAB,
        over: OpenImage | None = None,
        layers: Over = (),
        then: Callable[[OpenImage | None], None] = lambda _: None,
    ) -> None:
        """Open a file in a tab of its own; one that is open already comes to the front, read again if it changed.

        With another ``placing`` it is laid over an image, the one on screen by default; ``layers`` are opened over the
        file itself. ``then`` gets the image when it has been read, or None where it cannot be.
        """
        if placing in (Placing.LAYER, Placing.LABELS):
            over = over or self._images.current
        known = self.places.opened(path, read_as, part)
        if known is None:
            asked = OpenRequest(path, read_as, part=part)
            self._ask_for(OpenIntent(asked, at=at, title=title, placing=placing, over=over, layers=layers, then=then))
            return
        said = f"{known.label} is already open."
        with self._images.changing():
            if over is not None and not self._images.share_tab(known, over):
                said = self.places.put(known, placing, over)
            elif over is None and not self._questions.is_asking:
                self._images.bring(known)
        if over is None and not self._questions.is_asking and known.document.disk_state() is DiskState.CHANGED:
            self.reload()
        else:
            self._status.show_message(said)
            self._go(known, at)
        self._open_over(known, layers)

    def open_then(self, request: OpenRequest, then: Callable[[OpenImage | None], None]) -> None:
        """Open an image in a tab of its own; ``then`` gets it, or None where it cannot be read."""
        self._ask_for(OpenIntent(request, then=then))

    def _open_over(self, image: OpenImage, layers: Over) -> None:
        for source, placing in layers:
            if isinstance(source, Path):
                self.open(source, placing=placing, over=image)
                continue
            try:
                self.adopt(source(image.info), placing=placing, over=image)
            except InspectorError as e:
                self._questions.show_error(None, e)

    def open_whole_series(self) -> None:
        """Open the series that the slice on screen belongs to."""
        image = self._images.current
        info = image.document.info if image is not None else None
        if info is not None and info.has_sibling_slices:
            self._ask_for(OpenIntent(OpenRequest(info.path.parent, scan=FolderScan(info.metadata.get(SERIES_UID, "")))))

    def choose_part(self) -> None:
        """Ask which other image of the file on screen to open, in a tab of its own."""
        image = self._images.current
        if image is not None and len(image.document.info.parts) > 1:
            info = image.document.info
            self._questions.ask_part(info, lambda part: self.open(info.path, info.read_as, part))

    def read_as(self, name: str) -> None:
        """Read the file on screen as another pixel type, a name of `READ_AS` or ``""`` for the stored one."""
        image = self._images.current
        if image is not None and image.document.info.is_on_disk and image.document.info.read_as != name:
            self.reload(name)

    def reload(self, read_as: str | None = None) -> None:
        """Read the file on screen again; plane, slice, zoom and contrast stay where the size is the same.

        Parameters
        ----------
        read_as : str, optional
            The pixel type to read as; the one that it was read as by default.
        """
        image = self._images.current
        if image is None or not image.document.can_be_read_again or self._first_slice.is_image(image):
            return  # nothing to read again, or it is being read
        info = image.document.info
        if not info.has_source:
            self._unsaved.when_safe(image, lambda: self._renew(image))
            return

        def begin(*, repeats: bool = False) -> None:
            edits = image.session.stamp if image.session is not None else None
            self._ask_for(OpenIntent(OpenRequest.again(info, read_as), image, edits, repeats))

        self._unsaved.when_safe(image, begin, repeat=lambda: begin(repeats=True))

    def adopt(
        self,
        document: ImageDocument,
        *,
        owned: bool = True,
        title: ImageTitle | None = None,
        placing: Placing = Placing.TAB,
        over: OpenImage | None = None,
        layers: Over = (),
    ) -> OpenImage:
        """Show a document that is open already; one that is not ``owned`` is not closed with its tab."""
        image = OpenImage(document if owned else document.lent(), title)
        self._status.show_message(self.places.put(image, placing, over))
        self._open_over(image, layers)
        return image

    def _renew(self, image: OpenImage) -> None:
        """Show an image in memory as it is now."""
        if image not in self._images:
            return
        try:
            document = image.document.renewed()
        except InspectorError as e:
            self._questions.show_error(None, e)
        else:
            self._status.show_message(self.places.replace(image, OpenImage(document)))

    def _ask_for(self, intent: OpenIntent) -> None:
        with self._images.changing():
            self._reading.ask(intent)

    def begin_next(self) -> None:
        """Begin to read what waits, when nothing is being read."""
        self._reading.begin_next()

    def _end(self) -> OpenIntent:
        """End reading, and return what was asked for."""
        if self._reading.has_header:
            self._screen.show_header(None)
        return self._reading.end()

    def progressed(self, fraction: float | None) -> None:
        """Show how far reading has come."""
        if self.task is not None:
            self._status.show_loading(self.task[1], fraction)

    def header_came(self, info: ImageInfo) -> None:
        """Show what is being read."""
        self._reading.has_header = True
        self._status.show_message(f"Reading {info.path.name} … {header_summary(info)}")
        self._screen.show_header(info)

    def slice_came(self, document: ImageDocument) -> None:
        """Show a slice of the series that is being read; where an image is read again, that one stays."""
        intent = self._reading.intent
        if intent is None or intent.replaces is not None:
            document.close()
        else:
            self._first_slice.show(document, intent)

    def arrived(self, document: ImageDocument) -> None:
        """Show a file that was read, in the place of the one that it replaces; later edits are asked about first."""
        intent = self._end()
        before = intent.replaces or self._first_slice.taken()

        def show() -> None:
            image = self._add(document, intent, before)
            self._recent.add(document.info.path)
            self._go(image, intent.at)
            self._open_over(image, intent.layers)
            intent.then(image)

        if before is not None and before.session is not None and intent.repeats:
            self._repeat(document, intent, before, before.session)
        elif before is None or before.session is None or before.session.stamp == intent.edits:
            show()
        else:
            self._unsaved.when_safe(before, show, document.close)

    def failed(self, path: Path, error: InspectorError) -> None:
        """Show a failure; a header that reaches outside its folder is asked about instead."""
        intent = self._end()
        self._first_slice.remove()
        if isinstance(error, OutsideError):
            allowed = intent.of(replace(intent.request, allow_outside=True))
            self._questions.ask_outside(error, lambda: self._ask_for(allowed))
        else:
            self._questions.show_error(path, error)
            intent.then(None)

    def cancelled(self) -> None:
        """Take it that reading was ended."""
        intent = self._end()
        self._first_slice.remove()
        intent.then(None)

    def found(self, catalog: SeriesCatalog) -> None:
        """Open the only series when there is nothing to say first; else ask."""
        intent = self._end()

        def chosen(series: DicomSeries) -> None:
            self._ask_for(intent.of(intent.request.of_series(series)))

        if catalog.obvious is not None:
            chosen(catalog.obvious)
        else:
            self._status.show_message(f"{catalog.folder.name}: {len(catalog.series)} series.")
            deeper = intent.of(intent.request.deeper())
            self._questions.ask_series(catalog, chosen, lambda: self._ask_for(deeper))

    def _repeat(self, document: ImageDocument, intent: OpenIntent, before: OpenImage, edits: EditSession) -> None:
        """Do the edits of an image again on what was read anew; where that cannot be, both stay open."""
        try:
            session = document.edit()
            count = repeat(edits, session)
        except InspectorError as e:
            self._add(document, intent)
            self._questions.show_error(document.info.path, e)
            return
        self._add(document, intent, before, session)
        self._recent.add(document.info.path)
        edits_were = "1 edit was" if count == 1 else f"{count} edits were"
        self._status.show_message(f"Reloaded {document.info.path.name}; {edits_were} applied again.")

    def _add(
        self,
        document: ImageDocument,
        intent: OpenIntent,
        replaces: OpenImage | None = None,
        session: EditSession | None = None,
    ) -> OpenImage:
        image = OpenImage(document, intent.title)
        if session is not None:
            self._give_copy(image, session)
        if replaces is not None and replaces in self._images:
            said = self.places.replace(replaces, image)
        else:
            said = self.places.put(image, intent.placing, intent.over)
        self._status.show_message(said)
        return image

    def _go(self, image: OpenImage, at: str) -> None:
        """Go to a position that was asked for with the file, if the image is on screen."""
        if at and image is self._images.current:
            try:
                self._go_to(at)
            except InspectorError as e:
                self._questions.show_error(image.document.info.path, e)

    def give_up_on(self, image: OpenImage) -> None:
        """End the reading that would replace an image, or go on with it."""
        intent = self._reading.intent
        if (intent is not None and intent.replaces is image) or self._first_slice.is_image(image):
            if self._reading.has_header:
                self._screen.show_header(None)
            self._reading.give_up()

    def give_up_waiting(self) -> None:
        """Read nothing more."""
        self._reading.give_up_waiting()
