"""Pyramidal TIFF files and whole slides, written by tifffile."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tifffile
from PIL import Image

TILED = {"tile": (64, 48), "photometric": "minisblack", "compression": "zlib"}


def plane(shape: tuple[int, ...], dtype: str = "uint16") -> npt.NDArray[Any]:
    """Return values of which each tells its place from its neighbours'."""
    count = int(np.prod(shape))
    most = 250 if dtype in ("uint8", "int8") else 60_000
    return (np.arange(count, dtype=np.int64) * 7919 % most).astype(dtype).reshape(shape)


def halved(full: npt.NDArray[Any], count: int) -> list[npt.NDArray[Any]]:
    """Return levels of other values than those of the finest: each says by its ones which it is."""
    rows, columns = (-3, -2) if full.ndim > 2 and full.shape[-1] in (3, 4) else (-2, -1)
    made = [full]
    for _ in range(count - 1):
        cut = [slice(None)] * full.ndim
        cut[rows] = cut[columns] = slice(None, None, 2)
        made.append(made[-1][tuple(cut)] + np.asarray(1, full.dtype))
    return made


def by_subifds(path: Path, levels: Sequence[npt.NDArray[Any]], *, big: bool = False, **more: Any) -> Path:
    """Write levels as the sub-directories of full resolution."""
    options = {**TILED, **more}
    others = {key: value for key, value in options.items() if key not in ("metadata", "resolution")}
    with tifffile.TiffWriter(path, bigtiff=big) as out:
        out.write(levels[0], subifds=len(levels) - 1, **options)
        for level in levels[1:]:
            out.write(level, subfiletype=1, **others)
    return path


def by_pages(path: Path, levels: Sequence[npt.NDArray[Any]], **more: Any) -> Path:
    """Write levels as pages of falling size."""
    with tifffile.TiffWriter(path) as out:
        for level in levels:
            out.write(level, **{**TILED, "metadata": None, **more})
    return path


def aperio(path: Path, levels: Sequence[npt.NDArray[np.uint8]], mpp: float = 0.5) -> Path:
    """Write what a slide of Aperio's scanners says of itself: tiled pages, with its text in each."""
    height, width = levels[0].shape[:2]
    with tifffile.TiffWriter(path) as out:
        for number, level in enumerate(levels):
            rows, columns = level.shape[:2]
            size = f"{width}x{height} [0,0 {width}x{height}] (64x48) -> {columns}x{rows}"
            text = f"Aperio Image Library v11.2.1\n{size} |AppMag = 20|MPP = {mpp}|Filename = test"
            more = {"photometric": "rgb", "compression": "zlib", "metadata": None}
            out.write(level, tile=(48, 64), description=text, **more)
            if number == 0:  # the second page is a thumbnail, in strips
                small = np.ascontiguousarray(level[::8, ::8])
                said = f"Aperio Image Library v11.2.1\n{size} - {small.shape[1]}x{small.shape[0]}|"
                out.write(small, rowsperstrip=16, description=said, **more)
    return path


def sparse(
    path: Path,
    shapes: Sequence[tuple[int, ...]],
    written: Callable[[int, int], npt.NDArray[Any] | None],
    *,
    tile: tuple[int, int] = (256, 256),
    descriptions: Sequence[str] = (),
    **more: Any,
) -> Path:
    """Write levels as tiled pages; ``written`` returns the tile of a level with a number, None for one left out."""
    packed: dict[int, bytes] = {}

    def of(tile: npt.NDArray[Any] | None) -> bytes:
        if tile is None:
            return b""
        if id(tile) not in packed:
            packed[id(tile)] = zlib.compress(tile.tobytes(), 1)
            kept.append(tile)  # as long as its number is in use
        return packed[id(tile)]

    kept: list[npt.NDArray[Any]] = []
    with tifffile.TiffWriter(path) as out:
        for level, shape in enumerate(shapes):
            rows, columns = (-(-n // edge) for n, edge in zip(shape, tile, strict=False))
            tiles = (of(written(level, number)) for number in range(rows * columns))
            said = {"description": descriptions[level]} if descriptions else {}
            out.write(tiles, shape=shape, dtype="uint8", tile=tile, metadata=None, compression="zlib", **said, **more)
    return path


def aperio_text(width: int, height: int, mpp: float = 0.5) -> str:
    """Return what Aperio's scanners write of a page."""
    return f"Aperio Image Library v11.2.1\n{width}x{height} (256x256)|AppMag = 20|MPP = {mpp}|Filename = test"


def mirax(path: Path, levels: Sequence[npt.NDArray[np.uint8]], fill: int = 0xC0D0E0, left_out: int = -1) -> Path:
    """Write a slide as 3DHISTECH's scanners do: a file that says nothing, and a folder of its name beside it.

    Parameters
    ----------
    path : pathlib.Path
    levels : sequence of numpy.ndarray
        ``[row, col, 3]``, the first of whole images of 48 × 64, each other half as large as the one before.
    fill : int
        The background, ``0xBBGGRR``.
    left_out : int
        Which image of the finest level was not scanned.
    """
    high, wide = 48, 64
    folder = path.with_suffix("")
    folder.mkdir()
    path.write_bytes(b"")
    across, down = levels[0].shape[1] // wide, levels[0].shape[0] // high
    name = "0123456789abcdef0123456789abcdef"
    data, pages = b"", []
    for number, level in enumerate(levels):
        every, entries = 2**number, []
        for row in range(0, down, every):
            for column in range(0, across, every):
                if number == 0 and row * across + column == left_out:
                    continue
                top, left = row // every * high, column // every * wide
                image = np.zeros((high, wide, 3), np.uint8)
                part = level[top : top + high, left : left + wide]
                image[: part.shape[0], : part.shape[1]] = part
                packed = _png(image)
                entries.append((row * across + column, len(data), len(packed), 0))
                data += packed
        pages.append(entries)
    (folder / "Data0000.dat").write_bytes(data)
    begin = len(b"01.02") + len(name) + 8
    table, after = b"", begin + 4 * len(pages)
    body = b""
    for entries in pages:
        table += struct.pack("<i", after + len(body))
        body += struct.pack("<ii", 0, after + len(body) + 8) + struct.pack("<ii", len(entries), 0)
        body += b"".join(struct.pack("<4i", *entry) for entry in entries)
    (folder / "Index.dat").write_bytes(b"01.02" + name.encode() + struct.pack("<ii", begin, begin) + table + body)
    sections = [f"LAYER_0_LEVEL_{number}_SECTION" for number in range(len(levels))]
    text = [
        "[GENERAL]", f"SLIDE_ID = {name}", f"IMAGENUMBER_X = {across}", f"IMAGENUMBER_Y = {down}",
        "OBJECTIVE_MAGNIFICATION = 20", "[HIERARCHICAL]", "HIER_COUNT = 1", "NONHIER_COUNT = 0",
        "INDEXFILE = Index.dat", "HIER_0_NAME = Slide zoom level", f"HIER_0_COUNT = {len(levels)}",
        *(f"HIER_0_VAL_{number}_SECTION = {section}" for number, section in enumerate(sections)),
        "[DATAFILE]", "FILE_COUNT = 1", "FILE_0 = Data0000.dat",
    ]  # fmt: skip
    for number, section in enumerate(sections):
        mpp = 0.25 * 2**number
        text += [
            f"[{section}]", f"IMAGE_CONCAT_FACTOR = {int(number > 0)}", "OVERLAP_X = 0", "OVERLAP_Y = 0",
            f"MICROMETER_PER_PIXEL_X = {mpp}", f"MICROMETER_PER_PIXEL_Y = {mpp}", "IMAGE_FORMAT = PNG",
            f"IMAGE_FILL_COLOR_BGR = {fill}", f"DIGITIZER_WIDTH = {wide}", f"DIGITIZER_HEIGHT = {high}",
        ]  # fmt: skip
    (folder / "Slidedat.ini").write_text("\r\n".join(text) + "\r\n")
    return path


def leica(
    path: Path,
    areas: Sequence[tuple[int, int, Sequence[npt.NDArray[np.uint8]]]],
    size: tuple[int, int],
    pixel: int = 500,
) -> Path:
    """Write a slide as Leica's scanners do: areas of it in levels of their own.

    Parameters
    ----------
    path : pathlib.Path
    areas : sequence of tuple
        Row and column where each begins on the slide, and its levels, ``[row, col, 3]``.
    size : tuple of int
        Rows and columns of the slide.
    pixel : int
        Nanometres.
    """
    overview = np.full((size[0] // 8, size[1] // 8, 3), 230, np.uint8)
    images, number = "", 0
    for row, column, levels, (high, wide) in (
        *((*area, area[2][0].shape[:2]) for area in areas),
        (0, 0, [overview], size),
    ):
        dimensions = ""
        for level, each in enumerate(levels):
            dimensions += f'<dimension sizeX="{each.shape[1]}" sizeY="{each.shape[0]}" r="{level}" ifd="{number}"/>'
            number += 1
        images += (
            f'<image name="i"><creationDate>2026</creationDate><device model="m" version="v"/><pixels sizeX="{wide}" '
            f'sizeY="{high}">{dimensions}</pixels><view sizeX="{wide * pixel}" sizeY="{high * pixel}" '
            f'offsetX="{column * pixel}" offsetY="{row * pixel}"/><scanSettings><objectiveSettings><objective>20'
            "</objective></objectiveSettings><illuminationSettings><numericalAperture>0.4</numericalAperture>"
            "<illuminationSource>brightfield</illuminationSource></illuminationSettings></scanSettings></image>"
        )
    xmlns = "http://www.leica-microsystems.com/scn/2010/10/01"
    collection = f'<collection name="c" sizeX="{size[1] * pixel}" sizeY="{size[0] * pixel}"><barcode>b</barcode>'
    text = f'<?xml version="1.0"?><scn xmlns="{xmlns}">{collection}{images}</collection></scn>'
    more = {"photometric": "rgb", "compression": "zlib", "metadata": None, "tile": (48, 64)}
    with tifffile.TiffWriter(path, bigtiff=True) as out:
        for each in (*(level for _, _, levels in areas for level in levels), overview):
            out.write(each, description=text, resolution=(10**7 // pixel,) * 2, resolutionunit="CENTIMETER", **more)
            text = ""
    return path


def ventana(path: Path, levels: Sequence[npt.NDArray[np.uint8]], mpp: float = 0.25) -> Path:
    """Write a slide as Ventana's scanners do: one area of tiles of 48 × 64 that touch."""
    down, across = (n // edge for n, edge in zip(levels[0].shape, (48, 64), strict=False))
    iscan = f'<iScan Magnification="40" ScanRes="{mpp}" Z-layers="1" ScannerModel="s"/>'

    def numbered(row: int, column: int) -> int:  # from the bottom, to and fro
        up = down - row - 1
        return up * across + (column if up % 2 == 0 else across - column - 1) + 1

    joint = '<TileJointInfo Confidence="99" Direction="{}" Tile1="{}" Tile2="{}" OverlapX="0" OverlapY="0"/>'
    joints = "".join(
        joint.format("RIGHT", numbered(row, column), numbered(row, column + 1))
        for row in range(down)
        for column in range(across - 1)
    )
    joints += "".join(
        joint.format("UP", numbered(row + 1, column), numbered(row, column))
        for row in range(down - 1)
        for column in range(across)
    )
    said = f'AOIScanned="1" Width="64" Height="48" NumRows="{down}" NumCols="{across}" Pos-X="0" Pos-Y="0"'
    stitched = f"<ImageInfo {said}>{joints}</ImageInfo>"
    origin = '<AOI0 OriginX="0" OriginY="0"/>'
    encoded = f"<EncodeInfo><SlideStitchInfo>{stitched}</SlideStitchInfo><AoiOrigin>{origin}</AoiOrigin></EncodeInfo>"
    more = {"photometric": "rgb", "compression": "zlib", "metadata": None}
    with tifffile.TiffWriter(path, bigtiff=True) as out:
        label = np.full((32, 32, 3), 200, np.uint8)
        out.write(label, description="Label Image", extratags=[_packet(iscan)], **more)
        for number, level in enumerate(levels):
            said = f"level={number} mag={40 / 2**number:g} quality=90"
            packet = [_packet(encoded)] if number == 0 else []
            out.write(level, description=said, tile=(48, 64), extratags=packet, **more)
    return path


def _packet(text: str) -> tuple[int, int, int, bytes, bool]:
    """Return the tag in which a TIFF file holds XML, for tifffile."""
    return 700, 1, len(text), text.encode(), True


def _png(image: npt.NDArray[np.uint8]) -> bytes:
    packed = io.BytesIO()
    Image.fromarray(image).save(packed, "PNG")
    return packed.getvalue()


def hamamatsu(path: Path, levels: Sequence[npt.NDArray[np.uint8]]) -> Path:
    """Write a slide as Hamamatsu's scanners do: each level is one strip, a JPEG, of which more levels can be had."""
    lens = 40.0
    with tifffile.TiffWriter(path, byteorder="<") as out:
        for number, level in enumerate(levels):
            packed = io.BytesIO()
            Image.fromarray(level).save(packed, "JPEG", quality=100, subsampling=0)
            extra = [
                (65420, "I", 1, 1, True),  # that it is one
                (65421, "f", 1, lens / 2**number, True),
                *((tag, "i", 1, 0, True) for tag in (65422, 65423, 65424)),
            ]
            per_cm = 40000 / 2**number
            out.write(
                iter([packed.getvalue()]), shape=level.shape, dtype=level.dtype, photometric="rgb", compression="zlib",
                rowsperstrip=level.shape[0], extratags=extra, metadata=None, software="NDP.scan",
                resolution=(per_cm, per_cm), resolutionunit="CENTIMETER",
            )  # fmt: skip
    with tifffile.TiffFile(path, mode="r+b", is_ndpi=False) as written:  # tifffile cannot write what it cannot compress
        for page in written.pages:
            page.tags["Compression"].overwrite(7)
            page.tags["PhotometricInterpretation"].overwrite(6)
    return path
