"""A document on an image that is read in parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from itk_inspector.core.chunked.changed_chunks import ChangedChunks
from itk_inspector.core.chunked.in_parts import not_whole
from itk_inspector.core.chunked.tiled_access import TiledAccess
from itk_inspector.core.chunked.tiled_pixels import EditedTiles, TiledPixels
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import PixelsGoneError
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.pixel_store import PixelStore
from itk_inspector.core.pixels.probe import ItkPixels

if TYPE_CHECKING:
    from itk_inspector.core.display.first_look import FirstLook


class TiledDocument(ImageDocument):
    """An image of which only what is looked at is in memory: a picture of any level, and single pixels of level 0.

    Parameters
    ----------
    info : ImageInfo
        Of level 0.
    tiles : TiledPixels
    itk_pixels : ItkPixels
        Reads pixels of level 0 that are in memory through ITK.
    store : PixelStore
        Has the process that reads the chunks ended.
    look : FirstLook
        How it is drawn, by a sample of the coarsest level.
    lender : ImageDocument, optional
        As for `ImageDocument`.
    """

    def __init__(
        self,
        info: ImageInfo,
        tiles: TiledPixels,
        itk_pixels: ItkPixels,
        store: PixelStore,
        look: FirstLook | None,
        *,
        lender: ImageDocument | None = None,
    ) -> None:
        super().__init__(info, None, itk_pixels, store, look=look, lender=lender)
        self._tiles = tiles

    @property
    def tiles(self) -> TiledPixels:
        """What is drawn, level by level.

        Raises
        ------
        PixelsGoneError
            If the document is closed.
        """
        if self.is_closed:
            raise PixelsGoneError(f"{self.info.path.name} is closed.")
        return self._tiles

    @property
    def pixels(self) -> NoReturn:
        """Refuse: they are never all in memory.

        Raises
        ------
        NotWholeError
        """
        raise not_whole(self.info.path.name)

    @property
    def drawable(self) -> TiledPixels:
        """What a canvas draws."""
        return self.tiles

    @property
    def image(self) -> NoReturn:
        """Refuse, likewise.

        Raises
        ------
        NotWholeError
        """
        raise not_whole(self.info.path.name)

    @property
    def access(self) -> TiledAccess:
        """The way to single pixels."""
        return TiledAccess(self.tiles, self.info.geometry, self, self.info.path)

    @property
    def is_tiled(self) -> bool:
        """Tell that it is read in parts."""
        return True

    def edit(self) -> EditSession:
        """Return a copy that holds what is changed of the finest level, and nothing else; the store stays as it is.

        It can be looked at as long as the document is open.

        Raises
        ------
        NotWholeError
            If a script holds the pixels: there is nothing to write them anew from.
        """
        if self.info.is_held:
            raise not_whole(self.info.path.name)
        tiles = self.tiles
        edited = EditedTiles(tiles, ChangedChunks(tiles.levels[0], tiles.dtype, tiles.components))
        behind = _TilesBehind(self)
        return EditSession(edited, self.geometry, channels=self.info.channels, bytes_behind=behind, info=self.info)

    def lent(self) -> TiledDocument:
        """Return a document on the same tiles that may be closed without closing this one."""
        return TiledDocument(self.info, self.tiles, self.itk_pixels, self.store, self.look, lender=self)

    def fetch(self, plane: Plane, *, is_next: bool = False) -> None:
        """Do nothing: what is drawn is asked for."""


class _TilesBehind:
    """What an edited copy shows where nothing was changed; implements `core.editing.copied_bytes.CopiedBytes`.

    Parameters
    ----------
    document : TiledDocument
    """

    def __init__(self, document: TiledDocument) -> None:
        self._document = document

    @property
    def array(self) -> NoReturn:
        """Refuse.

        Raises
        ------
        NotWholeError
        """
        raise not_whole(self._document.info.path.name)

    @property
    def is_safe(self) -> bool:
        """Tell whether the document is open."""
        return self._document.is_safe

    @property
    def is_unchanged(self) -> bool:
        """Tell that what was changed is held here alone."""
        return True

    def prepare(self) -> None:
        """Do nothing: no change is written into a file."""
