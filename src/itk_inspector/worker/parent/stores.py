"""The images that are read in parts, each by a child of its own."""

from __future__ import annotations

from collections.abc import Callable

from itk_inspector.core.image.tiled_document import TiledDocument
from itk_inspector.worker.parent.child import Child
from itk_inspector.worker.parent.itk_line import ItkLine
from itk_inspector.worker.parent.store_line import StoreLine
from itk_inspector.worker.parent.tile_probe import TileProbe
from itk_inspector.worker.tasks.open import OpenTask, StoreReply
from itk_inspector.worker.tasks.scan import ScanTask
from itk_inspector.worker.wire.codec import CodecError


class Stores:
    """Keeps the process that has opened such an image for as long as its document is open."""

    def __init__(self) -> None:
        self.opened: Callable[[StoreLine], None] | None = None
        """Called with each line before anything is asked for on it."""
        self._lines: list[StoreLine] = []

    def document(
        self, task: OpenTask | ScanTask, reply: StoreReply, fds: tuple[int, ...], child: Child, line: ItkLine | None
    ) -> TiledDocument:
        """Make a document, to which the child's process belongs from now on; a fresh one takes its place.

        Parameters
        ----------
        task : OpenTask
        reply : StoreReply
        fds : tuple of int
            That came with it; they stay the caller's.
        child : Child
        line : ItkLine, optional
            On which a child is asked what ITK reads; where there is one, this image's own child is asked, which is
            warm.
        """
        if not isinstance(task, OpenTask):
            raise CodecError("parts that nobody asked for")
        own = child.handed_over()
        store = StoreLine(task, reply, fds, own)
        child.start()
        if line is not None:
            store.itk = ItkLine(own)
            store.itk.news, store.itk.waits = line.tell, line.waits
        self._lines = [one for one in self._lines if one.is_safe]
        self._lines.append(store)
        if self.opened is not None:
            self.opened(store)
        return TiledDocument(reply.info, store.tiles, TileProbe(reply.info, store, store.itk), store, reply.look)

    @property
    def pids(self) -> frozenset[int]:
        """The numbers of their processes."""
        return frozenset(line.pid for line in self._lines if line.pid is not None)

    def close(self) -> None:
        """End them all."""
        for line in self._lines:
            line.close()
