"""Reading formats that no other library reads here: plain arithmetic, told from ITK's readers by nothing but care."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.late_numpy import np
from itk_inspector.core.system.links import end_of_links
from itk_inspector.itkio.second.second_reader import Piece, SecondReaderError, StoredImage

if TYPE_CHECKING:
    import numpy.typing as npt

NAME = "ITK Inspector’s own reader"
_SMALL = 1 << 20
_PIECE = 1 << 14
_PIECES = 6

Values: TypeAlias = "npt.NDArray[Any]"


@dataclass(frozen=True, slots=True)
class OwnReader:
    """A second reader made of functions.

    Parameters
    ----------
    stored : StoredImage
    decode : callable
        Returns all values, 1-D, native-endian, in the stored type.
    sample : callable or None
        Yields some pieces more cheaply than ``decode``; None: all values are looked at, while they are few.
    vouches : callable
        As ``vouches_for``.
    name : str
    """

    stored: StoredImage
    decode: Callable[[], Values]
    sample: Callable[[], Iterator[Piece]] | None = None
    vouches: Callable[[npt.NDArray[np.uint8]], bool] = lambda memory: False
    name: str = NAME

    def pieces(self) -> Iterator[Piece]:
        """Yield what is looked at."""
        if self.sample is not None:
            yield from self.sample()
        else:
            yield Piece(0, self.decode())

    def vouches_for(self, memory: npt.NDArray[np.uint8]) -> bool:
        """Tell whether a checksum proves the pixels right."""
        return self.vouches(memory)

    def read_into(self, memory: npt.NDArray[np.uint8]) -> None:
        """Decode all pixels."""
        values = self.decode()
        if values.nbytes != memory.nbytes:
            raise SecondReaderError(f"{values.nbytes:,} of {memory.nbytes:,} bytes of pixels are there")
        memory[:] = values.view(np.uint8)


def check_inside(path: Path, files: Iterable[Path]) -> None:
    """Refuse to look at files outside the folder of a header, which the system forbids a confined process as well.

    Raises
    ------
    SecondReaderError
    """
    try:
        home = end_of_links(path.parent)
        are_inside = all(file == path or end_of_links(file).is_relative_to(home) for file in files)
    except (OSError, ValueError) as e:  # circles of links, names that no file can have
        raise SecondReaderError("its pixels lie nowhere") from e
    if not are_inside:
        raise SecondReaderError("its pixels lie outside its folder")


def spread(count: int, itemsize: int) -> Iterator[tuple[int, int]]:
    """Yield start and number of values to look at: all of a few, else the first, the last and some between."""
    if count * itemsize <= _SMALL:
        yield 0, count
        return
    length = _PIECE // itemsize
    for i in range(_PIECES):
        yield (count - length) * i // (_PIECES - 1), length


def native(values: Values) -> Values:
    """Return values in this machine's byte order."""
    order = values.dtype.byteorder
    swaps = order not in "=|" and (order == "<") != (sys.byteorder == "little")
    return values.astype(values.dtype.newbyteorder("=")) if swaps else values.view(values.dtype.newbyteorder("="))
