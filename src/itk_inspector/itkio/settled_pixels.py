"""Holding ITK's pixels against a sample of a second reader's, and letting that one decode them where ITK is wrong."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from itk_inspector.core.errors import OpenError
from itk_inspector.core.export.installed_itk import itk_name
from itk_inspector.itkio.conversion import cast, is_converted, stored_components
from itk_inspector.itkio.engine.header_record import Header
from itk_inspector.itkio.refusals import RefusedError
from itk_inspector.itkio.second import compared
from itk_inspector.itkio.second.readers import libraries_errors
from itk_inspector.itkio.second.second_reader import ArrangingReader, SecondReader, SecondReaderError
from itk_inspector.itkio.second_opinion import leaves_decoding, noted


def with_settled_pixels(header: Header, memory: npt.NDArray[np.uint8]) -> Header:
    """Hold pixels that ITK has put into memory against a sample of the second reader's, and mend them there.

    Parameters
    ----------
    header : Header
    memory : numpy.ndarray
        Writable uint8 of all pixels.

    Raises
    ------
    OpenError
        If ITK's are wrong, and the second reader cannot decode them either.
    """
    second = header.second
    if second is None or header.stands_in or is_converted(header):
        return header
    try:
        wrong = _difference(second, header, memory)
    except SecondReaderError as e:
        return noted(header, f"No second reader could check these pixels: {e}.")
    if not wrong:
        return header
    try:
        with libraries_errors(second):
            second.read_into(memory)
    except SecondReaderError as e:
        name = header.info.path.name
        raise OpenError(f"{name} cannot be read: ITK reads it {wrong}, and {e}.") from e
    note = f"{itk_name()} reads this file wrongly: {wrong}; shown as stored ({second.name})."
    return replace(noted(header, note), stands_in=True)


def contradicts(header: Header, memory: npt.NDArray[np.uint8]) -> bool:
    """Tell whether a sample of the second reader's pixels is another one than these; False where there is none."""
    second = header.second
    if second is None or header.stands_in or is_converted(header):
        return False
    try:
        return bool(_difference(second, header, memory))
    except SecondReaderError:  # then it has no opinion
        return False


def _difference(second: SecondReader, header: Header, memory: npt.NDArray[np.uint8]) -> str:
    """Say how pixels differ from the second reader's; empty where they do not.

    Raises
    ------
    SecondReaderError
        If it cannot decode its own.
    """
    with libraries_errors(second):
        if second.vouches_for(memory):
            return ""
        return compared.pixel_difference(second.pieces(), memory.view(header.stored_dtype))


def read_instead(header: Header, memory: npt.NDArray[np.uint8], refusal: OpenError) -> Header:
    """Let the second reader decode pixels that ITK's reader has given up on.

    Parameters
    ----------
    header : Header
    memory : numpy.ndarray
        Writable uint8 of all pixels.
    refusal : OpenError
        What was said of ITK's reader, raised when the second one cannot decode them either.

    Raises
    ------
    OpenError
    """
    second = header.second
    if second is None or header.stands_in or is_converted(header) or second.stored.undecodable:
        raise refusal
    try:
        with libraries_errors(second):
            second.read_into(memory)
    except SecondReaderError as e:
        if e.__cause__ is not None or not isinstance(refusal, RefusedError):  # which says more, or has proof
            raise refusal from None
        raise OpenError(f"{header.info.path.name} cannot be read: {e}.", detail=refusal.detail) from None
    note = f"{itk_name()} does not read these pixels; shown as stored ({second.name})."
    return replace(noted(header, note), stands_in=True)


def read_standing_in(
    header: Header, memory: npt.NDArray[np.uint8], decode: Callable[[], npt.NDArray[np.generic]]
) -> None:
    """Let the second reader decode the pixels, and convert them by a C cast where another type was asked for.

    Parameters
    ----------
    header : Header
    memory : numpy.ndarray
        Writable uint8 of all pixels that are shown.
    decode : callable
        Returns all values of the file as ITK decodes them, 1-D.

    Raises
    ------
    OpenError
        If it cannot.
    """
    assert header.second is not None
    try:
        if not is_converted(header):
            _fill(header, memory, decode)
            return
        several = stored_components(header)
        stored = np.empty(math.prod(header.full_size) * several, dtype=header.stored_dtype)
        _fill(header, stored.view(np.uint8), decode)
    except SecondReaderError as e:
        raise OpenError(f"{header.info.path.name} cannot be read: {e}.") from e
    cast(stored, several, memory.view(header.info.dtype))


def _fill(header: Header, memory: npt.NDArray[np.uint8], decode: Callable[[], npt.NDArray[np.generic]]) -> None:
    assert header.second is not None
    if isinstance(header.second, ArrangingReader) and leaves_decoding(header.second):
        values = decode()
        with libraries_errors(header.second):
            header.second.arrange(values, memory)
    else:
        with libraries_errors(header.second):
            header.second.read_into(memory)
