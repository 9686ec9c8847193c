"""What is known of a format beyond what ITK's reader says of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.space import Space
from itk_inspector.itkio.engine.header_record import Header, RawPlace

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Span: TypeAlias = "tuple[int, int] | None"
"""Where pixels begin and end in their file, in bytes; None where that is not known."""
Fill: TypeAlias = "Callable[[npt.NDArray[np.uint8]], None]"
"""Lets an ImageIO decode into memory."""


@dataclass(frozen=True, slots=True)
class FormatFacts:
    """One format; whatever is not known of it is left as it is here.

    Parameters
    ----------
    check : callable
        Refuses a file that ITK's reader must not be given, because it would never come back.
    hangs : callable
        Tells whether ITK's reader would never come back from a header that another reader takes.
    notes : callable
        Lists what the reader does to stored pixels without a word. Takes the file and the ImageIO that read its header.
    is_ras : bool
        ITK gives the geometry in RAS, and writes it so, as if it were LPS.
    metadata : callable
        Mends the file's own keys as ITK gives them. Takes the file and these.
    space : callable
        Tells which unit and which axes the file states for physical points. Takes the file and the ImageIO, or None
        where a second reader stands in for ITK's.
    span : callable
        Tells where the pixels lie. Takes the file, the ImageIO and the bytes of all pixels as ITK gives them.
    place : callable
        Tells where the pixels lie as they do in memory; None where they must be decoded.
    data_file : callable
        Returns the file that holds the pixels.
    is_lost_when_short : callable
        Tells whether of a short file no pixel can be trusted.
    is_text : callable
        Tells whether the pixels are written in digits: their span is the least that they can take.
    ends_early : callable
        Tells of a file whose span is not known whether it ends before its pixels do.
    why_not : callable
        Tells why ITK cannot read a file, as the end of a sentence without a full stop, and what one can do about it;
        ``("", "")`` where that is not known.
    correct : callable
        Puts right on the ImageIO what it has misunderstood of a header, or raises an `OpenError`.
    kept : callable
        Lists the spans of a file that its reader is given, where it would do wrong with the rest; none: all of it.
    is_tangled : callable
        Tells whether the ImageIO gets values wrong when it converts them. Takes the file and the ImageIO.
    decode : callable
        Decodes into memory what the ImageIO alone would not get right; False for the rest. Takes the file, the ImageIO,
        what lets it decode, and the memory.
    misread : callable
        Tells what the installed ITK does to pixels of a type, NumPy's name of a component, so that another library
        reads and writes them: "with other values"; ``""`` when nothing.
    finish : callable
        Puts into a file that ITK has written what not every version of it does. Takes the file, or the header of two,
        and the geometry of the image.
    is_filled_up : bool
        A short file is given to the reader with zeros at its end.
    reads_regions : bool
        ITK's reader reads a region of uncompressed pixels alone, although it says that it cannot stream.
    """

    check: Callable[[Path], None] = lambda path: None
    hangs: Callable[[Path], bool] = lambda path: False
    notes: Callable[[Path, Any], list[str]] = lambda path, io: []
    metadata: Callable[[Path, dict[str, str]], dict[str, str]] = lambda path, itk: itk
    space: Callable[[Path, Any], Space] = lambda path, io: Space()
    span: Callable[[Path, Any, int], Span] = lambda path, io, nbytes: None
    place: Callable[[Header], RawPlace | None] = lambda header: None
    data_file: Callable[[Path], Path] = lambda path: path
    is_lost_when_short: Callable[[Path], bool] = lambda path: False
    is_text: Callable[[Path], bool] = lambda path: False
    ends_early: Callable[[Path], bool] = lambda path: False
    why_not: Callable[[Path], tuple[str, str]] = lambda path: ("", "")
    correct: Callable[[Path, Any], None] = lambda path, io: None
    kept: Callable[[Path], list[tuple[int, int]]] = lambda path: []
    is_tangled: Callable[[Path, Any], bool] = lambda path, io: False
    decode: Callable[[Path, Any, Fill, npt.NDArray[np.uint8]], bool] = lambda path, io, fill, memory: False
    misread: Callable[[str], str] = lambda dtype: ""
    finish: Callable[[Path, Geometry], None] = lambda path, geometry: None
    is_filled_up: bool = False
    reads_regions: bool = False
    is_ras: bool = False
