"""Intents of opening: one file is read at a time, the others wait for their turn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.requests import OpenIntent
from itk_inspector.control.tabs import Tabs
from itk_inspector.core.dicom.series import DicomSeries, SeriesCatalog
from itk_inspector.core.editing.repeating import repeat
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import InspectorError, OutsideError
from itk_inspector.core.header.file_stamp import DiskState
from itk_inspector.core.header.image_info import SERIES_UID
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.open_request import FolderScan, OpenRequest

_SIGN_OF_LIFE = 2.0  # seconds without a header after which another file goes first


class Opening(Tabs):
    """Each opened file gets a tab; reading one again keeps its tab, its cut and its zoom."""

    def open(self, path: Path, read_as: str = "") -> None:
        """Open a file in a tab of its own; one that is open already comes to the front, read again if it changed."""
        known = next((i for i in self._images if _is_open_as(i, path, read_as)), None)
        if known is None:
            self._ask_for(OpenIntent(OpenRequest(path, read_as)))
            return
        if not self._questions.is_asking:
            self._bring(known)
        self.refresh()
        if not self._questions.is_asking and known.document.disk_state() is DiskState.CHANGED:
            self.reload()
        else:
            self._view.show_status(f"{path.name} is open already.")

    def open_whole_series(self) -> None:
        """Open the series that the slice on screen belongs to."""
        info = self._image.document.info if self._image is not None else None
        if info is not None and info.has_sibling_slices:
            scan = FolderScan(info.metadata.get(SERIES_UID, ""))
            self._ask_for(OpenIntent(OpenRequest(info.path.parent, scan=scan)))

    def reload(self) -> None:
        """Read the file on screen again; plane, slice, zoom and contrast stay where the size is the same."""
        image = self._image
        if image is None or not image.document.can_be_read_again:
            return
        info = image.document.info
        if not info.is_on_disk:
            self._when_safe(image, lambda: self._renew(image))
            return
        files = info.data_files if info.is_series else ()

        def begin(*, repeats: bool = False) -> None:
            edits = image.session.stamp if image.session is not None else None
            self._ask_for(OpenIntent(OpenRequest(info.path, info.read_as, files), image, edits, repeats))

        self._when_safe(image, begin, repeat=lambda: begin(repeats=True))

    def adopt(self, document: ImageDocument, *, owned: bool = True) -> None:
        """Show a document that is open already; one that is not ``owned`` is not closed with its tab."""
        self._add(document if owned else document.lent())

    def _renew(self, image: OpenImage) -> None:
        """Show an image in memory as it is now."""
        if image not in self._images:
            return
        try:
            document = image.document.renewed()
        except InspectorError as e:
            self._questions.show_error(None, e)
        else:
            self._add(document, image)

    def _ask_for(self, intent: OpenIntent) -> None:
        """Read a file now, after those that wait, or before one that gives no sign of life."""
        stuck = self._request
        if self._loading is None or stuck is None:
            self._waiting.append(intent)
            self._begin_next()
        elif not self._has_header and self._clock() - self._began > _SIGN_OF_LIFE:
            self._files.cancel(self._loading[0])
            self._waiting.appendleft(intent)
            self._waiting.append(stuck)
            self._end_loading()
            self._begin_next()
        else:
            self._waiting.append(intent)
            self._view.show_status(f"{intent.path.name} waits until {self._loading[1].name} is read.")

    def _begin_next(self) -> None:
        if not self._waiting:
            return
        intent = self._request = self._waiting.popleft()
        self._token += 1
        self._loading = (self._token, intent.path)
        self._has_header = False
        self._began = self._clock()
        self._view.show_loading(intent.path, None)
        self._files.open(self._token, intent.request)
        self.refresh()

    def _end_loading(self) -> OpenIntent:
        intent = self._request
        assert intent is not None
        self._loading = self._request = None
        self._view.show_loading(None, None)
        return intent

    def _end_task(self, token: int) -> OpenIntent | None:
        """End reading, and return what was asked for; or end saving."""
        if self._loading is not None and self._loading[0] == token:
            return self._end_loading()
        self._end_saving()
        return None

    def _choose(self, catalog: SeriesCatalog, request: OpenRequest) -> None:
        """Open the only series when there is nothing to say first; else ask."""

        def chosen(series: DicomSeries) -> None:
            self._ask_for(OpenIntent(request.of_series(series)))

        def deeper() -> None:
            self._ask_for(OpenIntent(request.deeper()))

        first = catalog.series[0] if len(catalog.series) == 1 else None
        if first is not None and not first.problems and not catalog.subfolders:
            chosen(first)
        else:
            self._view.show_status(f"{catalog.folder.name}: {len(catalog.series)} series.")
            self._questions.ask_series(catalog, chosen, deeper)

    def _tell(self, path: Path, error: InspectorError, intent: OpenIntent | None) -> None:
        """Show a failure; a header that reaches outside its folder is asked about instead."""
        if isinstance(error, OutsideError) and intent is not None:
            allowed = replace(intent, request=replace(intent.request, allow_outside=True))
            self._questions.ask_outside(error, lambda: self._ask_for(allowed))
        else:
            self._questions.show_error(path, error)

    def _arrived(self, document: ImageDocument, intent: OpenIntent) -> None:
        """Show a file that was read, in the place of the one that it replaces; later edits are asked about first."""

        def show() -> None:
            self._add(document, intent.replaces)
            self._view.show_opened(document.info.path)

        before = intent.replaces
        if before is not None and before.session is not None and intent.repeats:
            self._repeat(document, before, before.session)
        elif before is None or before.session is None or before.session.stamp == intent.edits:
            show()
        else:
            self._when_safe(before, show, document.close)

    def _repeat(self, document: ImageDocument, before: OpenImage, edits: EditSession) -> None:
        """Do the edits of an image again on what was read anew; where that cannot be, both stay open."""
        try:
            session = document.edit()
            count = repeat(edits, session)
        except InspectorError as e:
            self._add(document)
            self._questions.show_error(document.info.path, e)
            return
        self._add(document, before, session)
        self._view.show_opened(document.info.path)
        edits_were = "1 edit was" if count == 1 else f"{count} edits were"
        self._view.show_status(f"Reloaded {document.info.path.name}; {edits_were} applied again.")

    def _add(
        self, document: ImageDocument, replaces: OpenImage | None = None, session: EditSession | None = None
    ) -> None:
        image = OpenImage(document)
        if session is not None:
            image.session, image.session_pixels = session, self._wrap_copy(session.view, document)
        if replaces is None or replaces not in self._images:
            self._images.append(image)
            if self._image is None or not self._questions.is_asking:  # a question stays before what it is about
                self._bring(image)
        else:
            was_shown = replaces is self._image
            if was_shown:
                replaces.view_state = self._view.view_state()
            if replaces.document.geometry.size == document.geometry.size:
                image.plane, image.is_quad, image.view_state = replaces.plane, replaces.is_quad, replaces.view_state
            self._images[self._images.index(replaces)] = image
            if was_shown:
                self._bring(image)
            replaces.close()
        self._view.show_status(f"Opened {document.info.path.name}.")
        self.refresh()


def _is_open_as(image: OpenImage, path: Path, read_as: str) -> bool:
    info = image.document.info
    return info.is_on_disk and not info.is_series and info.path == path and info.read_as == read_as
