"""What is open: the header's facts, the ITK image and the NumPy view on the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, Self

import numpy.typing as npt

from itk_inspector.core.chunked.tiled_pixels import Drawable
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import PixelsGoneError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex, checked_index
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.header.file_stamp import DiskState, compare_all
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.live_image import MemoryChange, MemoryState
from itk_inspector.core.image.pixel_store import PixelStore
from itk_inspector.core.notebook_hook import mime_bundle
from itk_inspector.core.pixels.pixel_access import PixelAccess
from itk_inspector.core.pixels.probe import ItkPixels, Probe

if TYPE_CHECKING:
    from itk_inspector.core.display.first_look import FirstLook


class LiveImage(Protocol):
    """An image in the memory of somebody else."""

    def state(self) -> MemoryState:
        """Return its present state."""

    def document(self) -> ImageDocument:
        """Make a document on it as it is now."""


class ImageDocument:
    """An opened image; usable in ``with``.

    Parameters
    ----------
    info : ImageInfo
    pixels : numpy.ndarray or None
        Read-only **view**, C-contiguous, shape ``info.shape``; None where they are never all in memory.
    itk_pixels : ItkPixels
        Reads the same bytes through ITK.
    store : PixelStore
        Owner of the bytes.
    live : LiveImage, optional
        An image in memory on the same bytes, which may change under this document.
    lender : ImageDocument, optional
        Whose bytes these are: they are given back by closing that one, and not this.
    look : FirstLook, optional
        How it is first drawn, as whoever read it chose.
    again : callable, optional
        Makes the document anew, where the pixels are a copy of what somebody else holds.
    """

    _repr_mimebundle_ = mime_bundle

    def __init__(
        self,
        info: ImageInfo,
        pixels: npt.NDArray[Any] | None,
        itk_pixels: ItkPixels,
        store: PixelStore,
        *,
        live: LiveImage | None = None,
        lender: ImageDocument | None = None,
        look: FirstLook | None = None,
        again: Callable[[], ImageDocument] | None = None,
    ) -> None:
        assert pixels is None or (pixels.flags.c_contiguous and not pixels.flags.writeable)
        self.info = info
        self._pixels: npt.NDArray[Any] | None = pixels
        self._itk: ItkPixels | None = itk_pixels
        self._store: PixelStore | None = store
        self._live = live
        self._lender = lender
        self.look = look
        self._again = again
        self._state: MemoryState | None = live.state() if live is not None else None

    def _open(self) -> tuple[npt.NDArray[Any], ItkPixels, PixelStore]:
        if self._itk is None or self._store is None:
            raise self._closed_error()
        assert self._pixels is not None
        return self._pixels, self._itk, self._store

    def _closed_error(self) -> PixelsGoneError:
        return PixelsGoneError(f"{self.info.path.name} is closed.")

    @property
    def pixels(self) -> npt.NDArray[Any]:
        """Read-only NumPy **view** of ITK's memory, ``[.., slice, row, col[, component]]``."""
        return self._open()[0]

    @property
    def drawable(self) -> Drawable:
        """What a canvas draws."""
        return self.pixels

    @property
    def address(self) -> int:
        """Where the first pixel lies in memory; no pixel is looked at."""
        place: int = self._open()[0].__array_interface__["data"][0]
        return place

    @property
    def access(self) -> PixelAccess:
        """The guarded way to the pixels."""
        return PixelAccess(self._open()[0], self.info.geometry, self, self.info.path)

    @property
    def image(self) -> Any:
        """The ``itk.Image`` or ``itk.VectorImage`` on the same bytes; None where ITK wraps no such type.

        ITK cannot work on pixels that are not aligned: of those it is a **copy**, made when first asked for.
        """
        return self._open()[1].image

    @property
    def itk_pixels(self) -> ItkPixels:
        """Reads single pixels through ITK."""
        if self._itk is None:
            raise self._closed_error()
        return self._itk

    @property
    def store(self) -> PixelStore:
        """Owner of the bytes."""
        if self._store is None:
            raise self._closed_error()
        return self._store

    @property
    def geometry(self) -> Geometry:
        """Size and placement."""
        return self.info.geometry

    @property
    def is_closed(self) -> bool:
        """Tell whether `close` was called."""
        return self._store is None

    @property
    def is_withdrawn(self) -> bool:
        """Tell whether these are the bytes of another document that was closed."""
        return self._lender is not None and self._lender.is_closed

    @property
    def is_safe(self) -> bool:
        """Tell whether the pixels can still be read; False after a mapped file was cut short or memory was moved."""
        store = self._store
        return store is not None and (self._lender is None or not self.is_withdrawn) and store.is_safe

    @property
    def can_be_read_again(self) -> bool:
        """Tell whether there is a file, or an image in memory, to make the document of anew."""
        return self.info.has_source or self.is_held_elsewhere

    @property
    def is_held_elsewhere(self) -> bool:
        """Tell whether `renewed` can be asked: somebody else holds the image, in memory."""
        return self._live is not None or self._again is not None

    @property
    def is_tiled(self) -> bool:
        """Tell whether it is read in parts: then its pixels are never all in memory."""
        return False

    @property
    def is_live(self) -> bool:
        """Tell whether this is an image in memory that may change."""
        return self._live is not None

    def lent(self) -> ImageDocument:
        """Return a document on the same bytes that may be closed without closing this one."""
        own = self._open()
        return ImageDocument(self.info, *own, live=self._live, lender=self, look=self.look, again=self._again)

    def fetch(self, plane: Plane, *, is_next: bool = False) -> None:
        """Take it that a plane is shown now, or next, where its pixels lie together; they are not looked at."""
        pixels, _, store = self._open()
        cut = plane.slice(pixels, self.geometry)
        if cut.flags.c_contiguous:
            start = cut.__array_interface__["data"][0] - pixels.__array_interface__["data"][0]
            (store.fetch if is_next else store.begin_fetching)(start, cut.nbytes)

    def memory_change(self) -> MemoryChange:
        """Tell what became of an image in memory since this was last asked; of a moved one each time."""
        if self._live is None or self._state is None:
            return MemoryChange.NONE
        now = self._live.state()
        change = self._state.change_to(now)
        if change is MemoryChange.PIXELS:
            self._state = now
        return change

    def renewed(self) -> ImageDocument:
        """Return a document on the image in memory as it is now, or on a new copy of it."""
        if self._live is not None:
            return self._live.document()
        assert self._again is not None
        return self._again()

    def disk_state(self) -> DiskState:
        """Tell whether the files, header and pixels, are still the ones that were opened."""
        return compare_all(self.info.stamped_files)

    def probe(self, index: ItkIndex) -> Probe:
        """Read one pixel through both APIs.

        Raises
        ------
        ProbeError
            If the index has another dimension or lies outside the image.
        """
        found = self.access.probe(checked_index(index), self.itk_pixels)
        return replace(found, stored=self.info.stored_value(found), label_names=self.info.label_names(found))

    def edit(self) -> EditSession:
        """Return an editable **copy** (copy-on-write); the original stays as it is.

        Where the pixels are those of a file, the first change takes them out of it when that is cheap; see
        ``info.mapping``. The copy outlives the document.
        """
        self.access.all()
        copied = self.store.private_copy()
        pixels = copied.array[: self.info.bytes].view(self.info.dtype).reshape(self.info.shape)
        return EditSession(pixels, self.geometry, channels=self.info.channels, bytes_behind=copied, info=self.info)

    def close(self) -> None:
        """Let go of image and view. Arrays taken from ``pixels`` before stay valid."""
        store, self._store = self._store, None
        self._pixels = None
        self._itk = None
        if store is not None and self._lender is None:
            store.close()

    def __reduce__(self) -> NoReturn:
        """Refuse to be copied or pickled: the pixels belong to this process and this document."""
        raise TypeError("An open image cannot be copied or pickled; open its file again, or copy `pixels`.")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
