"""Intents in, state out: the application without a toolkit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import assert_never

from itk_inspector.control.base import nothing
from itk_inspector.control.edit_intents import EditIntents
from itk_inspector.control.looking import Looking
from itk_inspector.control.open_image import OpenImage
from itk_inspector.core.document import SERIES_UID, ImageDocument
from itk_inspector.core.errors import InspectorError, OutsideError
from itk_inspector.core.file_stamp import DiskState
from itk_inspector.core.outcome import Cancelled, Exported, Failed, HeaderReady, Opened, Outcome, Progress, SeriesFound
from itk_inspector.core.series import DicomSeries, SeriesCatalog


class Controller(Looking, EditIntents):
    """Opens files, and applies what the background reports."""

    def open(self, path: Path, read_as: str = "") -> None:
        """Open a file; unsaved edits are asked about first, a file being read is given up."""
        self._when_safe(lambda: self._begin_open(path, read_as))

    def open_whole_series(self) -> None:
        """Open the series that the slice on screen belongs to."""
        info = self._image.document.info if self._image is not None else None
        if info is not None and info.has_sibling_slices:
            folder, uid = info.path.parent, info.metadata.get(SERIES_UID, "")
            self._when_safe(lambda: self._begin_scan(folder, uid))

    def reload(self) -> None:
        """Read the file again; plane, slice, zoom and contrast stay where the size is the same."""
        image = self._image
        info = image.document.info if image is not None else None
        if info is None or not info.is_on_disk:
            return

        def begin() -> None:
            self._begin_open(info.path, info.read_as, info.data_files if info.is_series else ())
            self._reloads = True

        self._when_safe(begin)

    def check_disk(self) -> None:
        """Say beside the image when its file is not the one that was opened any more."""
        image = self._image
        if image is None:
            return
        name = image.document.info.path.name
        state = image.document.disk_state()
        if not image.document.is_safe:
            text = f"{name} was cut short on disk; its pixels cannot be shown any more."
        elif state is DiskState.CHANGED:
            text = f"{name} changed on disk."
        elif state is DiskState.GONE:
            text = f"{name} is no longer on disk; what you see is what was opened."
        else:
            text = ""
        self._view.show_disk_change(text)

    def adopt(self, document: ImageDocument) -> None:
        """Show a document that is open already."""
        self._show(document)

    def cancel(self) -> None:
        """Stop reading, or saving; what is shown stays."""
        task = self._loading or self._saving
        if task is not None:
            self.receive(self._files.cancel(task[0]))

    def tick(self) -> None:
        """Ask how far reading has come."""
        if self._loading is not None:
            self.receive(self._files.progress())

    def receive(self, outcomes: list[Outcome]) -> None:
        """Apply what the background reports; reports on superseded tasks are dropped."""
        for outcome in outcomes:
            self._apply(outcome)

    def _begin_open(
        self, path: Path, read_as: str = "", files: tuple[Path, ...] = (), *, allow_outside: bool = False
    ) -> None:
        self._begin(path)
        self._read_as = read_as
        self._files.open(self._token, path, read_as, files=files, allow_outside=allow_outside)
        self.refresh()

    def _begin_scan(self, folder: Path, uid: str = "", *, recursive: bool = False) -> None:
        self._begin(folder)
        self._files.scan(self._token, folder, uid=uid, recursive=recursive)
        self.refresh()

    def _begin(self, path: Path) -> None:
        self._token += 1
        self._loading = (self._token, path)
        self._reloads = False
        session = self._image.session if self._image is not None else None
        self._given_up = session.stamp if session is not None else None
        self._view.show_loading(path, None)

    def _apply(self, outcome: Outcome) -> None:
        current = [task[0] for task in (self._loading, self._saving) if task is not None]
        if outcome.token not in current:
            if isinstance(outcome, Opened):
                outcome.document.close()
            return
        match outcome:
            case Progress(fraction=fraction):
                if self._loading is not None:
                    self._view.show_loading(self._loading[1], fraction)
                    self._ask_about_stall(outcome)
            case HeaderReady(info=info):
                size = " × ".join(str(n) for n in info.geometry.size)
                self._view.show_status(f"Reading {info.path.name} … {size}, {info.dtype}, {info.format}")
            case Opened(document=document):
                self._end_loading()
                self._arrived(document)
            case SeriesFound(catalog=catalog):
                self._end_loading()
                self._choose(catalog)
            case Exported():
                self._exported(outcome)
            case Failed(path=path, error=error):
                self._end_task(outcome.token)
                self._tell(path, error)
            case Cancelled(path=path):
                self._end_task(outcome.token)
                self._view.show_status(f"{path.name}: cancelled.")
            case _:
                assert_never(outcome)
        self.refresh()

    def _ask_about_stall(self, progress: Progress) -> None:
        """Ask once when the reader seems hung; the answer counts only for the file it was about."""
        if not progress.is_stalled or self._loading is None or self._asks_stalled:
            return
        token, path = self._loading
        self._asks_stalled = True

        def answered(wait: bool) -> None:
            self._asks_stalled = False
            if self._loading is None or self._loading[0] != token:
                return
            if wait:
                self._files.forgive(token)
            else:
                self.cancel()

        self._view.ask_stalled(path, answered)

    def _choose(self, catalog: SeriesCatalog) -> None:
        """Open the only series when there is nothing to say first; else ask."""

        def chosen(series: DicomSeries) -> None:
            several = len(series.files) > 1
            path = series.folder if several else series.files[0]
            self._unless_edited(lambda: self._begin_open(path, self._read_as, series.files if several else ()))

        def deeper() -> None:
            self._unless_edited(lambda: self._begin_scan(catalog.folder, recursive=True))

        first = catalog.series[0] if len(catalog.series) == 1 else None
        if first is not None and not first.problems and not catalog.subfolders:
            chosen(first)
        else:
            self._view.show_status(f"{catalog.folder.name}: {len(catalog.series)} series.")
            self._view.ask_series(catalog, chosen, deeper)

    def _tell(self, path: Path, error: InspectorError) -> None:
        """Show a failure; a header that reaches outside its folder is asked about instead."""
        if isinstance(error, OutsideError):
            read_as = self._read_as
            self._view.ask_outside(
                error, lambda: self._when_safe(lambda: self._begin_open(path, read_as, allow_outside=True))
            )
        else:
            self._view.show_error(path, error)

    def _arrived(self, document: ImageDocument) -> None:
        """Show a file that was read."""

        def show() -> None:
            self._show(document)
            self._view.show_opened(document.info.path)

        self._unless_edited(show, document.close)

    def _unless_edited(self, go_on: Callable[[], None], give_up: Callable[[], None] = nothing) -> None:
        """Call ``go_on``; edits made since the file was asked for are not lost without a question."""
        session = self._image.session if self._image is not None else None
        if session is None or session.stamp == self._given_up:
            go_on()
        else:
            self._when_safe(go_on, give_up)

    def _end_task(self, token: int) -> None:
        if self._loading is not None and self._loading[0] == token:
            self._end_loading()
        else:
            self._end_saving()

    def _end_loading(self) -> None:
        self._loading = None
        self._view.show_loading(None, None)

    def _show(self, document: ImageDocument) -> None:
        self._held = False
        before = self._image
        kept = before.plane if before is not None and self._reloads and _same_size(before, document) else None
        pointer = before.pointer if before is not None else None
        if before is not None:
            before.close()
        self._image = OpenImage(document)
        self._image.pointer = pointer
        self._image.plane = kept or self._image.plane
        self._image.is_quad = kept is not None and before is not None and before.is_quad
        self._reloads = False
        self.painting.put_down()
        self._view.show_document(document, self._image.plane, keep_view=kept is not None)
        self._view.show_session(None)
        self._view.show_pixels(document.pixels, edited=False)
        self._view.show_layout(self._image.plane, is_quad=self._image.is_quad)
        self._view.show_disk_change("")
        self._look()
        info = document.info
        self._view.show_status(f"Opened {info.path.name}.")
        self.refresh()


def _same_size(image: OpenImage, document: ImageDocument) -> bool:
    return image.document.geometry.size == document.geometry.size
