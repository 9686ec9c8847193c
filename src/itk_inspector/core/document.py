"""What is open: the header's facts, the ITK image and the NumPy view on the same bytes."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, Self

import numpy as np
import numpy.typing as npt

from itk_inspector.core.editing import EditSession
from itk_inspector.core.errors import InspectorError, ProbeError
from itk_inspector.core.file_stamp import DiskState, FileStamp, compare_all
from itk_inspector.core.geometry import Geometry
from itk_inspector.core.indexing import ItkIndex
from itk_inspector.core.live_image import LiveImage, MemoryChange, MemoryState
from itk_inspector.core.pixel_store import PixelStore
from itk_inspector.core.probe import ItkPixels, Probe, probe
from itk_inspector.core.rescale import Rescale

SERIES_UID = "0020|000e"
"""The metadata key that names a DICOM series."""
ORIENTATION = "0020|0037"
"""The metadata key of a DICOM image's orientation in the patient."""


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """What the header says.

    Parameters
    ----------
    path : pathlib.Path
        The file; a name without a folder for images that came from memory.
    format : str
        Name of the ITK ImageIO that understands the file, e.g. ``NrrdImageIO``.
    pixel_type : str
        ITK's word: ``scalar``, ``rgb``, ``rgba``, ``vector``, ``complex``, ...
    component_type : str
        ITK's word for one component: ``unsigned_char``, ``short``, ...
    components : int
        Components per pixel as stored; 2 for complex.
    dtype : str
        NumPy name of one element of ``pixels``.
    geometry : Geometry
        Of the pixels that are shown.
    itk_type : str
        The ITK image type that stands behind the pixels, or ``""``.
    mapping : {"file", "scratch"}
        Where the bytes live.
    metadata : mapping of str to str
        The file's own keys.
    metadata_names : mapping of str to str
        What some of the keys are called, where they are numbers as in DICOM.
    notes : tuple of str
        One sentence for everything that was converted, dropped or is uncertain.
    read_as : str
        The ITK pixel type asked for by the user, or ``""`` for the stored one.
    stamp : FileStamp, optional
        Of the file, taken before its header was read; None for a series.
    data_files : tuple of pathlib.Path
        Other files that hold its pixels, as far as the header names them; of a DICOM series all, in order of position.
    data_stamps : tuple of FileStamp
        Of ``data_files``, taken before their pixels were read.
    rescale : tuple of Rescale or None
        How the values were made from stored numbers: one for all, or one a slice; None and empty when they were not.
    has_sibling_slices : bool
        Other files of the folder belong to the same DICOM series.
    is_truncated : bool
        The file holds less than its header says; the rest of the pixels is made up.
    is_oriented : bool
        A DICOM file states how its image lies in the patient.
    """

    path: Path
    format: str
    pixel_type: str
    component_type: str
    components: int
    dtype: str
    geometry: Geometry
    itk_type: str = ""
    mapping: str = "scratch"
    metadata: MappingType[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    read_as: str = ""
    stamp: FileStamp | None = None
    data_files: tuple[Path, ...] = ()
    data_stamps: tuple[FileStamp, ...] = ()
    rescale: tuple[Rescale | None, ...] = ()
    has_sibling_slices: bool = False
    is_truncated: bool = False
    metadata_names: MappingType[str, str] = field(default_factory=dict)
    is_oriented: bool = False

    @property
    def is_complex(self) -> bool:
        """Tell whether pairs of components are complex numbers."""
        return np.dtype(self.dtype).kind == "c"

    @property
    def channels(self) -> int:
        """Length of the component axis of ``pixels``; 1 when there is none."""
        return self.components // 2 if self.is_complex else self.components

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of ``pixels``: NumPy order, plus a component axis if there are several."""
        return self.geometry.shape + ((self.channels,) if self.channels > 1 else ())

    @property
    def bytes(self) -> int:
        """Bytes of all pixels."""
        count = 1
        for n in self.shape:
            count *= n
        return count * np.dtype(self.dtype).itemsize

    @property
    def is_colour(self) -> bool:
        """Tell whether the components are red, green, blue[, alpha]."""
        return self.pixel_type in ("rgb", "rgba") and self.channels in (3, 4)

    @property
    def is_patient_space(self) -> bool:
        """Tell whether the physical space is the patient's (LPS), as in 3-D medical formats.

        A DICOM image that states no orientation gets the identity from ITK, which
        says nothing about the patient.
        """
        if self.geometry.dimension < 3 or self.format not in _PATIENT_SPACE:
            return False
        stated = self.is_series or self.is_oriented or ORIENTATION in self.metadata or not self.geometry.is_upright
        return self.format != "GDCMImageIO" or stated

    @property
    def stamped_files(self) -> tuple[tuple[Path, FileStamp], ...]:
        """All files that it was read from, each with its stamp."""
        own = ((self.path, self.stamp),) if self.stamp is not None else ()
        return (*own, *zip(self.data_files, self.data_stamps, strict=False))

    @property
    def own_files(self) -> tuple[FileStamp, ...]:
        """What tells its files from all others, whatever names they have by now.

        The file of a mapping keeps its number as long as the mapping is open; that of another may be given to a
        new file once it is gone, so it counts only as long as it has its name.
        """
        found = [stamp for _, stamp in self.stamped_files] if self.mapping == "file" else []
        for path, _ in self.stamped_files:
            with contextlib.suppress(OSError):
                found.append(FileStamp.of(path))
        return tuple(found)

    @property
    def is_on_disk(self) -> bool:
        """Tell whether there is something to read again."""
        return self.stamp is not None or self.is_series

    @property
    def is_series(self) -> bool:
        """Tell whether ``path`` is a folder, and ``data_files`` are the slices of a DICOM series in it."""
        return self.format == "GDCMImageIO" and bool(self.data_files)

    @property
    def unit(self) -> str:
        """What the physical coordinates are measured in, as far as the format says."""
        return "mm, LPS" if self.is_patient_space else "physical units"

    def stored_value(self, found: Probe) -> int | None:
        """Return the number that the file stores for a probed pixel, where it differs from the value."""
        if not self.rescale or self.read_as:
            return None
        rescale = self.rescale[found.array_index[0] if len(self.rescale) > 1 else 0]
        stored = rescale.stored(found.array_value, self.dtype) if rescale is not None else None
        return None if stored == found.array_value else stored


_PATIENT_SPACE = frozenset({"GDCMImageIO", "MetaImageIO", "MINCImageIO", "NiftiImageIO", "NrrdImageIO"})


class ImageDocument:
    """An opened image; usable in ``with``.

    Parameters
    ----------
    info : ImageInfo
    pixels : numpy.ndarray
        Read-only **view**, C-contiguous, shape ``info.shape``.
    itk_pixels : ItkPixels
        Reads the same bytes through ITK.
    store : PixelStore
        Owner of the bytes.
    live : LiveImage, optional
        An image in memory on the same bytes, which may change under this document.
    lender : ImageDocument, optional
        Whose bytes these are: they are given back by closing that one, and not this.
    """

    def __init__(
        self,
        info: ImageInfo,
        pixels: npt.NDArray[Any],
        itk_pixels: ItkPixels,
        store: PixelStore,
        *,
        live: LiveImage | None = None,
        lender: ImageDocument | None = None,
    ) -> None:
        assert not pixels.flags.writeable
        assert pixels.flags.c_contiguous
        self.info = info
        self._pixels: npt.NDArray[Any] | None = pixels
        self._itk: ItkPixels | None = itk_pixels
        self._store: PixelStore | None = store
        self._live = live
        self._lender = lender
        self._state: MemoryState | None = live.state() if live is not None else None

    def _open(self) -> tuple[npt.NDArray[Any], ItkPixels, PixelStore]:
        if self._pixels is None or self._itk is None or self._store is None:
            raise InspectorError(f"{self.info.path.name} is closed.")
        return self._pixels, self._itk, self._store

    def _readable(self) -> tuple[npt.NDArray[Any], ItkPixels, PixelStore]:
        opened = self._open()
        if not self.is_safe:
            raise InspectorError(
                f"The pixels of {self.info.path.name} cannot be read any more.", advice="Open it again."
            )
        return opened

    @property
    def pixels(self) -> npt.NDArray[Any]:
        """Read-only NumPy **view** of ITK's memory, ``[.., slice, row, col[, component]]``."""
        return self._open()[0]

    @property
    def image(self) -> Any:
        """The ``itk.Image`` or ``itk.VectorImage`` on the same bytes; None where ITK wraps no such type."""
        return self._open()[1].image

    @property
    def itk_pixels(self) -> ItkPixels:
        """Reads single pixels through ITK."""
        return self._open()[1]

    @property
    def store(self) -> PixelStore:
        """Owner of the bytes."""
        return self._open()[2]

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
        return self._store is not None and not self.is_withdrawn and self._store.is_safe

    @property
    def can_be_read_again(self) -> bool:
        """Tell whether there is a file, or an image in memory, to make the document of anew."""
        return self.info.is_on_disk or self._live is not None

    @property
    def is_live(self) -> bool:
        """Tell whether this is an image in memory that may change."""
        return self._live is not None

    def lent(self) -> ImageDocument:
        """Return a document on the same bytes that may be closed without closing this one."""
        return ImageDocument(self.info, *self._open(), live=self._live, lender=self)

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
        """Return a document on the image in memory as it is now."""
        assert self._live is not None
        return self._live.document()

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
        if not isinstance(index, ItkIndex):
            raise ProbeError("An ItkIndex is needed, such as ItkIndex.of(x, y), so that the order is plain.")
        pixels, itk_pixels, _ = self._readable()
        found = probe(index, self.geometry, pixels, itk_pixels)
        return replace(found, stored=self.info.stored_value(found))

    def edit(self) -> EditSession:
        """Return an editable **copy** (copy-on-write); the original stays as it is.

        Where the pixels are those of a file, the first change takes them out of it when that is cheap; see
        ``info.mapping``. The copy outlives the document.
        """
        copied = self._readable()[2].private_copy()
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
