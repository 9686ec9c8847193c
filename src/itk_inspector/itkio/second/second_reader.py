"""What an independent reader of a format says of one file, to be held against ITK's reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.space import Space
from itk_inspector.core.pixels.rescale import Rescale

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class StoredImage:
    """An image as its file states it.

    Parameters
    ----------
    size : tuple of int
        ITK order, every axis of the file.
    dtype : str
        NumPy name of one component as it is to be shown; ``""``: ITK's is not questioned.
    components : int
        Per pixel; 2 for complex numbers. 0: ITK's are not questioned.
    pixel_type : str
        ITK's word: ``scalar``, ``rgb``, ``rgba``, ``vector``, ``complex``.
    geometry : Geometry or None
        Of at most the first four axes, ITK order, LPS where the file places its image in the patient. None, or NaN in
        it: ITK's is not questioned.
    notes : tuple of str
        What is to be said of the image whoever reads it.
    metadata : mapping of str to str
        The file's own keys; needed only where ITK reads none.
    parts : tuple of str
        As in `ImageInfo`.
    undecodable : str
        Why the second reader cannot decode the pixels, as a `SecondReaderError` says it; ``""`` where it can.
    misread : str
        What ITK is known to do to the pixels, so that it is not asked for them: "with its pages in other places".
    notes_on : callable or None
        Returns what is to be said of the geometry that it takes, which is ITK's.
    placed : callable or None
        Returns a geometry, for a file whose header ITK refuses, and what is to be said of it besides.
    is_explained : bool
        The notes say why ITK has another geometry, where it has one.
    space : Space or None
        What the file says of the space of its image; None: that is known otherwise.
    rescale : tuple of Rescale or None
        As in `ImageInfo`; needed only where the second reader stands in.
    is_first_page : bool
        ITK reads the image when it is asked for one page alone.
    """

    size: tuple[int, ...]
    dtype: str
    components: int = 1
    pixel_type: str = "scalar"
    geometry: Geometry | None = None
    notes: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    undecodable: str = ""
    misread: str = ""
    notes_on: Callable[[Geometry], tuple[str, ...]] | None = None
    placed: Callable[[], tuple[Geometry | None, tuple[str, ...]]] | None = None
    is_explained: bool = False
    space: Space | None = None
    rescale: tuple[Rescale | None, ...] = ()
    is_first_page: bool = False

    def also_misread(self, what: str) -> StoredImage:
        """Return it with one thing more, if any, that ITK is known to do to the pixels."""
        return replace(self, misread=", ".join(filter(None, (self.misread, what))))


@dataclass(frozen=True, slots=True)
class Piece:
    """Values that lie in a row in memory.

    Parameters
    ----------
    start : int
        Of the first one, counted in components from the first of the image.
    values : numpy.ndarray
        1-D, in the type that is to be shown.
    tolerance : float
        By how much ITK's may differ, as a part of the largest of these: what a rescale in another order of steps does.
    """

    start: int
    values: npt.NDArray[Any]
    tolerance: float = 0.0


class SecondReader(Protocol):
    """An independent reader that has read the header of a file."""

    @property
    def name(self) -> str:
        """Its name and version, such as ``tifffile 2026.3.3``."""

    @property
    def stored(self) -> StoredImage:
        """What the file holds."""

    def pieces(self) -> Iterator[Piece]:
        """Yield all values of a small image; of others the first, the last and a few between.

        Raises
        ------
        SecondReaderError
            If it cannot decode them.
        """

    def vouches_for(self, memory: npt.NDArray[np.uint8]) -> bool:
        """Tell whether a checksum in the file proves ITK's pixels right to the last byte; False: look at pieces."""

    def read_into(self, memory: npt.NDArray[np.uint8]) -> None:
        """Decode all pixels, C-contiguous and native-endian, into uint8 of the stored image's bytes.

        Raises
        ------
        SecondReaderError
            If it cannot decode them.
        """


@runtime_checkable
class ArrangingReader(Protocol):
    """A second reader that leaves the decoding of some files to ITK, and puts what it decodes in order."""

    @property
    def arranges(self) -> bool:
        """Tell whether it does so with this file."""

    def arrange(self, decoded: npt.NDArray[Any], memory: npt.NDArray[np.uint8]) -> None:
        """Fill memory from all values that ITK has decoded, 1-D."""


class SecondReaderError(Exception):
    """Why a second reader cannot read a file, as part of a sentence: "zstd compression needs imagecodecs".

    Parameters
    ----------
    reason : str
    advice : str, optional
        What the user can do about it, as a sentence of its own.
    """

    def __init__(self, reason: str, *, advice: str = "") -> None:
        super().__init__(reason)
        self.advice = advice
