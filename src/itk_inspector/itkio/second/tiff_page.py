"""One page of a TIFF file: what it stores, whether tifffile can decode it here, and its pixels as they are shown."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt
import tifffile

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.pixels.pixel_types import COMPLEX_PARTS

_PHOTOMETRIC, _ORIENTATION = 262, 274
_UNASSOCIATED = 2
_RGB, _PALETTE, _CMYK, _YCBCR = 2, 3, 5, 6
_COLOURS = {_CMYK: "CMYK", 8: "CIE L*a*b*", 9: "ICC L*a*b*", 10: "ITU L*a*b*", 32844: "LogL", 32845: "LogLuv"}
_CODECS = {2: "CCITT", 3: "CCITT fax 3", 4: "CCITT fax 4", 5: "LZW", 6: "old JPEG", 7: "JPEG", 33007: "JPEG",
           34712: "JPEG 2000", 33003: "JPEG 2000", 33005: "JPEG 2000", 34887: "LERC", 34925: "LZMA", 34933: "PNG",
           34934: "JPEG XR", 50000: "zstd", 34926: "zstd", 50001: "WebP", 34927: "WebP", 50002: "JPEG XL",
           52546: "JPEG XL"}  # fmt: skip
_OF_LIBRARY = {34925: "lzma", 50000: "compression.zstd", 34926: "compression.zstd"}
"""By compression the module of the standard library that decodes it, where Python has it."""
_JPEGS = (6, 7, 33007, 34892)
_COMPLEX_INTEGER = 5
_WHOLE = (8, 16, 32, 64, 128)
_SHORT_PALETTE = 255
_LOOKED_AT = 256


@dataclass(frozen=True, slots=True)
class Kind:
    """What pages must have in common to be slices of one volume.

    Parameters
    ----------
    size : tuple of int
        Columns, rows and slices in the page, as shown.
    samples : int
        Per pixel, as shown: 3 where a palette is applied.
    dtype : str
        NumPy name of one sample as shown; ``""`` where NumPy has none.
    photometric : int
        As stored.
    """

    size: tuple[int, int, int]
    samples: int
    dtype: str
    photometric: int


_NUMBERS = ("ImageWidth", "ImageLength", "BitsPerSample", "SamplesPerPixel", "Photometric", "Compression", "Predictor",
            "PlanarConfig", "RowsPerStrip", "TileWidth", "TileLength", "ImageDepth", "SubFileType")  # fmt: skip


def nonsense_in(page: tifffile.TiffPage) -> str:
    """Name what in a damaged page is no number, as tifffile gives it; ``""`` where all are."""
    for name in _NUMBERS:
        value = getattr(page, name.lower())
        several = value if isinstance(value, tuple) and name == "BitsPerSample" else (value,)
        if not all(isinstance(number, int) for number in several):
            return name
    places = (*page.dataoffsets[:1], *page.databytecounts[:1])
    return "" if all(isinstance(number, int) for number in places) else "place"


def kind_of(page: tifffile.TiffPage) -> Kind:
    """Return the kind of a page."""
    separate, depth, rows, columns, contiguous = page.shaped
    if _orientation(page) > 4:
        rows, columns = columns, rows
    samples, dtype = separate * contiguous, ""
    if page.dtype is not None and page.sampleformat != _COMPLEX_INTEGER:
        dtype = page.dtype.name
    if is_left_to_itk(page):
        samples, dtype = 4, "uint8"
    elif _has_palette(page):
        table = _palette(page)
        samples, dtype = (1 if _is_grey(table) else 3), table.dtype.name
    return Kind((columns, rows, depth), samples, dtype, int(page.photometric))


def is_left_to_itk(page: tifffile.TiffPage) -> bool:
    """Tell whether ITK's conversion to colours with alpha is shown: of a few bits a sample, and of YCbCr."""
    if isinstance(page.bitspersample, int) and page.bitspersample < 8:
        return True
    return page.photometric == _YCBCR and bool(_codec_wanted(page) or page.compression not in _JPEGS)


def undecodable(page: tifffile.TiffPage) -> str:
    """Say why tifffile cannot decode a page here, as the end of a sentence; ``""`` where it can."""
    wanted = _codec_wanted(page)
    if wanted:
        return wanted
    if page.dtype is None or not isinstance(page.bitspersample, int):
        return f"{_bits(page)} samples are not supported"
    if is_left_to_itk(page):
        return f"only ITK converts {'YCbCr colours' if page.photometric == _YCBCR else f'{_bits(page)} samples'}"
    if page.sampleformat == _COMPLEX_INTEGER:
        return "complex integers are not supported"
    if page.bitspersample not in _WHOLE and find_spec("imagecodecs") is None:
        return f"{page.bitspersample}-bit samples need imagecodecs"
    too_short = page.bitspersample in _WHOLE and 0 < _stored_bytes(page) < page.nbytes
    return "its strips hold fewer bytes than its pixels need" if too_short else ""


def _stored_bytes(page: tifffile.TiffPage) -> int:
    """Return how many bytes all strips of a page have together; 0 where that says nothing of its pixels."""
    return sum(page.databytecounts) if page.compression == 1 else 0


def absent_segments(page: tifffile.TiffPage) -> int:
    """Count the strips or tiles of a page that are not in the file, which tifffile fills."""
    if page.compression == 1 and _stored_bytes(page) >= page.nbytes:
        return 0
    return math.prod(page.chunked) - len(page.databytecounts) + page.databytecounts.count(0)


def notes_on(page: tifffile.TiffPage) -> list[str]:
    """Say what is done to samples that are stored so."""
    turned, photometric = _orientation(page) > 1, page.photometric
    if photometric == _PALETTE:
        notes = [f"The file stores {page.bitspersample}-bit palette numbers; shown with the palette applied."]
    elif is_left_to_itk(page):
        what = "YCbCr colours" if photometric == _YCBCR else f"{page.bitspersample}-bit pixels"
        notes = [f"The file stores {what}; ITK gives colours with alpha."]
    elif photometric in _COLOURS:
        notes = [f"The file stores {_COLOURS[photometric]} colours; the numbers are shown as they are stored."]
    elif photometric == 0 and _PHOTOMETRIC in page.tags and not turned:
        notes = ["The file stores white as 0; the values are those that ITK returns."]
    else:
        notes = []
    if turned and not is_left_to_itk(page):
        by_itk = _orientation(page) == 4 and not page.is_tiled and page.shaped[0] == 1
        how = "ITK reorders them" if by_itk else "they are shown upright"
        notes.append(f"The file stores its rows in another direction; {how}.")
    return notes


def pixel_type_of(page: tifffile.TiffPage) -> str:
    """Return ITK's word for the pixels of a page."""
    kind = kind_of(page)
    if kind.dtype in COMPLEX_PARTS:
        return "complex"
    if kind.samples == 1:
        return "scalar"
    is_colour = kind.photometric in (_RGB, _PALETTE, _YCBCR) or is_left_to_itk(page)
    return {3: "rgb", 4: "rgba"}.get(kind.samples, "vector") if is_colour else "vector"


@contextlib.contextmanager
def opened(page: tifffile.TiffPage) -> Iterator[tifffile.FileHandle]:
    """Open the file of a page again."""
    handle = page.parent.filehandle
    handle.open()
    try:
        yield handle
    finally:
        handle.close()


def shown(page: tifffile.TiffPage) -> npt.NDArray[Any]:
    """Decode a page of an open file: slices, rows, columns and samples, upright, its palette applied."""
    stored = np.asarray(page.asarray(squeeze=False, maxworkers=1)).reshape(page.shaped)
    return upright(page, as_shown(page, stored))


def as_shown(page: tifffile.TiffPage, stored: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Bring what is stored (separate samples, slices, rows, columns, samples) into the order and values to be shown."""
    separate, depth, rows, columns, contiguous = stored.shape
    pixels = stored.transpose(1, 2, 3, 0, 4).reshape(depth, rows, columns, separate * contiguous)
    if not _has_palette(page):
        return pixels
    table = _palette(page)
    found = table[:, np.minimum(pixels[..., 0], table.shape[1] - 1)]
    return np.moveaxis(found[:1] if _is_grey(table) else found, 0, -1)


def upright(page: tifffile.TiffPage, pixels: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Turn slices, rows, columns and samples as the page's orientation says (TIFF 6.0, section 8)."""
    orientation = _orientation(page)
    if orientation > 4:
        pixels = pixels.transpose(0, 2, 1, 3)
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, :, ::-1]
    return pixels[:, ::-1] if orientation in (3, 4, 7, 8) else pixels


def is_turned(page: tifffile.TiffPage) -> bool:
    """Tell whether a page's rows and columns do not run as they are shown."""
    return _orientation(page) > 1


def is_reduced(page: tifffile.TiffPage) -> bool:
    """Tell whether a page is a smaller copy of another one."""
    return bool(page.subfiletype & 1)


def misread(page: tifffile.TiffPage) -> str:
    """Say what ITK does to the colours of a page that it reads as colours with alpha; ``""`` when nothing."""
    plain = not page.is_tiled and page.shaped[0] == 1 and _orientation(page) in (1, 4)
    multiplied = page.photometric == _RGB and page.samplesperpixel == 4 and tuple(page.extrasamples) == (_UNASSOCIATED,)
    return "with its colours multiplied by alpha" if multiplied and not plain else ""


def metadata_of(page: tifffile.TiffPage) -> dict[str, str]:
    """Return the texts of a page by the names of their tags."""
    return {tag.name: tag.value.strip("\0 \n") for tag in page.tags if isinstance(tag.value, str)}


def is_left_out_by_itk(page: tifffile.TiffPage) -> bool:
    """Tell whether ITK does not take a page for a slice."""
    return bool(page.subfiletype & 5)


def is_mask(page: tifffile.TiffPage) -> bool:
    """Tell whether a page is the transparency mask of another one."""
    return bool(page.subfiletype & 4) or page.photometric == 4


def _codec_wanted(page: tifffile.TiffPage) -> str:
    compression, predictor = int(page.compression), int(page.predictor)
    name = _CODECS.get(compression) or getattr(page.compression, "name", f"compression {compression}").lower()
    if not _has_codec(compression):
        return f"{name} compression needs imagecodecs" if compression in _CODECS else f"{name} is not known"
    if predictor not in tifffile.TIFF.UNPREDICTORS and compression not in tifffile.TIFF.IMAGE_COMPRESSIONS:
        return f"predictor {predictor} needs imagecodecs"
    return ""


def _has_codec(compression: int) -> bool:
    """Tell whether tifffile can decompress; it has codecs that fail when they are called, for want of their library."""
    if compression not in tifffile.TIFF.DECOMPRESSORS:
        return False
    if compression in _OF_LIBRARY:
        return find_spec("imagecodecs") is not None or _is_there(_OF_LIBRARY[compression])
    return True


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # of the package that the module would be in
        return False


def _bits(page: tifffile.TiffPage) -> str:
    bits = page.bitspersample
    return f"{bits}-bit" if isinstance(bits, int) else f"{'-, '.join(map(str, bits))}-bit"


def _orientation(page: tifffile.TiffPage) -> int:
    found = page.tags.valueof(_ORIENTATION, 1)
    return found if isinstance(found, int) and 1 <= found <= 8 else 1


def _has_palette(page: tifffile.TiffPage) -> bool:
    table = page.colormap
    return page.photometric == _PALETTE and table is not None and page.dtype is not None and page.dtype.kind == "u"


def _palette(page: tifffile.TiffPage) -> npt.NDArray[Any]:
    """Return red, green and blue as ITK takes them: 8-bit where the first 256 entries are no larger."""
    assert page.colormap is not None
    table = np.asarray(page.colormap)
    return table.astype(np.uint8) if table[:, :_LOOKED_AT].max() <= _SHORT_PALETTE else table


def _is_grey(table: npt.NDArray[Any]) -> bool:
    return bool((table[0] == table[1]).all() and (table[0] == table[2]).all())
