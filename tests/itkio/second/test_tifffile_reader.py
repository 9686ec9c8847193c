"""TIFF as stored: what was written is what is shown, whatever ITK makes of it, and every difference is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name
import tifffile

import scanner_files
from data_folders import SHARED
from generated_images import tiff, values
from itk_inspector.core.errors import OpenError
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio import second_opinion
from itk_inspector.itkio.formats import tiff as tiff_format
from itk_inspector.itkio.header import read_requested
from itk_inspector.itkio.reader import read_settled
from itk_inspector.itkio.second.compared import pixel_difference
from itk_inspector.itkio.second.second_reader import SecondReaderError
from itk_inspector.itkio.second.tifffile_reader import open_file

Pixels = npt.NDArray[Any]
Write = Callable[..., Path]
WRONG = "reads this file wrongly"


@pytest.fixture
def misreads_wide_integers(monkeypatch: pytest.MonkeyPatch) -> None:
    """What itk 6.0b2 answers, whatever is installed."""
    monkeypatch.setattr(tiff_format, "reads_wide_integers", lambda: False)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write one array as TIFF."""

    def written(pixels: Pixels, **more: Any) -> Path:
        path = tmp_path / "image.tif"
        tifffile.imwrite(path, pixels, **({"metadata": None, "photometric": "minisblack"} | more))
        return path

    return written


def read(path: Path, part: int = 0) -> tuple[ImageInfo, Pixels]:
    header = read_requested(OpenRequest(path, part=part))
    memory = np.zeros(header.nbytes, dtype=np.uint8)
    header, _ = read_settled(header, memory)
    info = header.info
    return info, memory[: info.bytes].view(info.dtype).reshape(info.shape)


def said(info: ImageInfo) -> str:
    return " ".join(info.notes)


WIDE = ("uint32", "int32")
PLAIN = ("uint8", "int8", "uint16", "int16", *WIDE, "float32")


@pytest.mark.parametrize("byteorder", ["<", ">"])
@pytest.mark.parametrize("dtype", PLAIN)
def test_what_itk_reads_right_needs_no_note(
    write: Write, dtype: str, byteorder: Any, reads_wide_integers: bool
) -> None:
    for pixels, more in (
        (values(dtype, (6, 8)), {}),
        (values(dtype, (5, 6, 8)), {"bigtiff": True}),
        (values(dtype, (6, 8, 3)), {"photometric": "rgb"}),
        (values(dtype, (4, 6, 8, 3)), {"photometric": "rgb", "compression": "zlib"}),
        (values(dtype, (6, 8, 4)), {"photometric": "rgb", "extrasamples": ["unassalpha"]}),
        (values(dtype, (600, 900)), {"rowsperstrip": 7, "compression": "zlib"}),
        (values(dtype, (3, 600, 900)), {"rowsperstrip": 100}),
    ):
        info, shown = read(write(pixels, byteorder=byteorder, **more))

        assert (info.notes == ()) == (reads_wide_integers or dtype not in WIDE)
        assert info.notes == () or f"{WRONG}: with other values; shown as stored (tifffile" in said(info)
        assert shown.dtype == pixels.dtype
        assert np.array_equal(shown, pixels)


@pytest.mark.parametrize("byteorder", ["<", ">"])
@pytest.mark.parametrize("dtype", ["float16", "float64", "int64", "uint64", "complex64", "complex128"])
@pytest.mark.parametrize("shape", [(6, 8), (3, 6, 8)])
def test_types_that_itk_does_not_read_are_shown_as_stored(
    write: Write, dtype: str, shape: tuple[int, ...], byteorder: Any
) -> None:
    pixels = values(dtype, shape)

    info, shown = read(write(pixels, byteorder=byteorder, resolution=(50, 25), resolutionunit="CENTIMETER"))

    assert shown.dtype == pixels.dtype
    assert np.array_equal(shown, pixels)
    assert "shown as stored (tifffile" in said(info)
    assert info.geometry.spacing[:2] == pytest.approx((0.2, 0.4))
    if dtype != "float16":
        assert info.metadata["Software"] == "tifffile.py"


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("samples", [2, 4, 5, 7])
@pytest.mark.parametrize("is_planar", [False, True])
@pytest.mark.parametrize("more", [{}, {"compression": "zlib", "predictor": False}, {"tile": (16, 16)}])
def test_any_number_of_samples(write: Write, dtype: str, samples: int, is_planar: bool, more: dict[str, Any]) -> None:
    pixels = values(dtype, (20, 30, samples))
    stored = np.moveaxis(pixels, -1, 0) if is_planar else pixels

    info, shown = read(write(stored, planarconfig="separate" if is_planar else "contig", **more))

    assert (info.pixel_type, info.components) == ("vector", samples)
    assert np.array_equal(shown, pixels)


@pytest.mark.parametrize("alpha", ["unassalpha", "assocalpha", "unspecified"])
@pytest.mark.parametrize("shape", [(20, 30), (700, 800)])
@pytest.mark.parametrize("layout", [{"planarconfig": "separate"}, {"tile": (32, 32)}])
def test_colours_are_not_multiplied_by_alpha(
    write: Write, alpha: str, shape: tuple[int, int], layout: dict[str, Any]
) -> None:
    pixels = values("uint8", (*shape, 4))
    stored = np.moveaxis(pixels, -1, 0) if "planarconfig" in layout else pixels

    info, shown = read(write(stored, photometric="rgb", extrasamples=[alpha], **layout))

    assert np.array_equal(shown, pixels)
    assert ("multiplied by alpha" in said(info)) == (alpha == "unassalpha")


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32", "float64"])
@pytest.mark.parametrize("shape", [(40, 50), (40, 50, 3), (2, 40, 50)])
def test_tiles(write: Write, dtype: str, shape: tuple[int, ...]) -> None:
    pixels = values(dtype, shape)

    info, shown = read(write(pixels, tile=(16, 32), photometric="rgb" if shape[-1] == 3 else "minisblack"))

    assert shown.dtype == pixels.dtype
    assert np.array_equal(shown, pixels)
    assert "shown as stored" in said(info)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize(
    ("shape", "more"),
    [
        ((3, 900, 1500), {}),
        ((3, 900, 1500), {"rowsperstrip": 13, "compression": "zlib"}),
        ((900, 1500, 3), {"photometric": "rgb", "rowsperstrip": 64, "byteorder": ">"}),
        ((900, 1500, 3), {"photometric": "rgb", "tile": (64, 128), "compression": "zlib"}),
        ((900, 1500), {"extratags": [(274, 3, 1, 1, True)], "rowsperstrip": 7}),
    ],
)
def test_of_a_large_image_a_few_strips_are_looked_at(
    write: Write, dtype: str, shape: tuple[int, ...], more: dict[str, Any]
) -> None:
    pixels = values(dtype, shape)
    reader = open_file(OpenRequest(write(pixels, **more)))
    assert reader is not None
    flat = pixels.reshape(-1)

    pieces = list(reader.pieces())

    assert pieces[0].start == 0
    assert sum(piece.values.size for piece in pieces) <= flat.size
    for piece in pieces:
        assert np.array_equal(piece.values, flat[piece.start : piece.start + piece.values.size])
    if len(shape) == 3 and "photometric" not in more:
        assert pieces[-1].start + pieces[-1].values.size == flat.size
    assert pixel_difference(pieces, flat) == ""
    assert pixel_difference(pieces, flat[::-1])


def test_slices_within_one_page(write: Write) -> None:
    pixels = values("uint16", (4, 6, 8))

    info, shown = read(write(pixels, volumetric=True))

    assert np.array_equal(shown, pixels)
    assert WRONG in said(info)


def test_cmyk_is_shown_as_stored(write: Write) -> None:
    pixels = values("uint8", (6, 8, 4))

    info, shown = read(write(pixels, photometric="separated"))

    assert np.array_equal(shown, pixels)
    assert (info.pixel_type, info.is_colour) == ("vector", False)
    assert "CMYK" in said(info)


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("layout", [{}, {"tile": (16, 16)}])
@pytest.mark.parametrize("most", [255, 65535])
def test_a_palette_is_applied(write: Write, bits: int, layout: dict[str, Any], most: int) -> None:
    numbers = np.random.default_rng(3).integers(0, 2**bits, (20, 30)).astype(f"uint{bits}")
    table = np.random.default_rng(4).integers(0, most, (3, 2**bits), endpoint=True).astype(np.uint16)
    table[:, 0] = most

    info, shown = read(write(numbers, photometric="palette", colormap=table, **layout))

    assert np.array_equal(shown, np.moveaxis(table[:, numbers], 0, -1))
    assert shown.dtype == ("uint8" if most == 255 else "uint16")
    assert f"{bits}-bit palette" in info.notes[0]
    assert (WRONG in said(info)) == bool((layout and most > 255) or layout)


TURNED: dict[int, Callable[[Pixels], Pixels]] = {
    2: np.fliplr,
    3: lambda p: np.flipud(np.fliplr(p)),
    4: np.flipud,
    5: np.transpose,
    6: lambda p: np.rot90(p, -1),
    7: lambda p: np.rot90(p, 2).T,
    8: np.rot90,
}


@pytest.mark.parametrize("orientation", range(2, 9))
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("shape", [(6, 8), (700, 900)])
def test_rows_in_another_direction_are_put_upright(
    write: Write, orientation: int, dtype: str, shape: tuple[int, int]
) -> None:
    pixels = values(dtype, shape)

    info, shown = read(write(pixels, extratags=[(274, 3, 1, orientation, True)]))

    assert np.array_equal(shown, TURNED[orientation](pixels))
    assert "rows in another direction" in said(info)
    assert ("ITK reorders them" in said(info)) == (orientation == 4)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32", "float64"])
def test_white_as_zero_is_not_inverted(write: Write, dtype: str) -> None:
    pixels = values(dtype, (6, 8))

    info, shown = read(write(pixels, photometric="miniswhite"))

    assert np.array_equal(shown, pixels)
    assert "white as 0" in info.notes[0]


# pages -----------------------------------------------------------------------


def pages(path: Path, *written: tuple[Pixels, dict[str, Any]]) -> Path:
    with tifffile.TiffWriter(path) as out:
        for pixels, more in written:
            out.write(pixels, **({"photometric": "minisblack", "metadata": None, "contiguous": False} | more))
    return path


def test_pages_of_several_kinds_are_images_of_their_own(tmp_path: Path) -> None:
    kinds = [values("uint8", (6, 8)), values("uint16", (6, 8)), values("uint8", (6, 8)), values("float32", (9, 5))]
    path = pages(tmp_path / "a.tif", *((pixels, {}) for pixels in kinds))

    info, shown = read(path)

    assert np.array_equal(shown, np.stack([kinds[0], kinds[2]]))
    assert info.parts == ("2 pages of 8 × 6, uint8", "1 page of 8 × 6, uint16", "1 page of 5 × 9, float32")
    assert not any(info.parts[0] in note for note in info.notes)  # said beside the image, with all others
    for part, expected in ((1, kinds[1]), (2, kinds[3])):
        info, shown = read(path, part)
        assert info.part == part
        assert np.array_equal(shown, expected)
        assert shown.dtype == expected.dtype
    with pytest.raises(OpenError, match="holds 3 images"):
        read(path, 3)


def test_grey_and_colour_pages_are_of_two_kinds(tmp_path: Path) -> None:
    grey, colour = values("uint8", (6, 8)), values("uint8", (6, 8, 3))
    path = pages(tmp_path / "a.tif", (grey, {}), (colour, {"photometric": "rgb"}))

    assert np.array_equal(read(path)[1], grey)
    assert np.array_equal(read(path, 1)[1], colour)


@pytest.mark.parametrize("first", [None, 0])
def test_reduced_copies_and_masks_are_left_out(tmp_path: Path, first: int | None) -> None:
    full, small = values("uint8", (4, 6, 8)), values("uint8", (3, 4))
    written = []
    for number, page in enumerate(full):
        written += [(page, {} if number == 0 and first is None else {"subfiletype": 0}), (small, {"subfiletype": 1})]
    path = pages(tmp_path / "a.tif", *written, (full[0] > 99, {"subfiletype": 4, "photometric": "mask"}))

    info, shown = read(path)

    assert np.array_equal(shown, full)
    assert info.parts == ()
    assert "Left out: 4 reduced copies of the image." in info.notes
    assert "Left out: a mask." in info.notes


def test_the_levels_of_a_pyramid_are_left_out(tmp_path: Path) -> None:
    full = values("uint16", (64, 96))
    path = tmp_path / "a.tif"
    with tifffile.TiffWriter(path) as out:
        more = {"photometric": "minisblack", "metadata": None, "tile": (16, 16)}
        out.write(full, subifds=2, **more)
        out.write(full[::2, ::2], subfiletype=1, **more)
        out.write(full[::4, ::4], subfiletype=1, **more)

    info, shown = read(path)

    assert np.array_equal(shown, full)
    assert "Left out: 2 reduced copies of the image." in info.notes


# axes ------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_an_imagej_hyperstack_has_times_slices_and_channels(write: Write, dtype: str) -> None:
    pixels = values(dtype, (2, 3, 4, 6, 8))

    info, shown = read(write(pixels, imagej=True, metadata={"axes": "TZCYX", "spacing": 1.5}))

    assert info.geometry.size == (8, 6, 3, 2)
    assert info.components == 4
    assert np.array_equal(shown, np.moveaxis(pixels, 2, -1))
    assert "The file holds 2 times × 3 slices × 4 channels: time is the fourth axis, channels are components." in (
        info.notes
    )


def test_times_are_no_slices(write: Write) -> None:
    pixels = values("uint16", (5, 6, 8))

    info, shown = read(write(pixels, imagej=True, metadata={"axes": "TYX"}))

    assert info.geometry.size == (8, 6, 1, 5)
    assert np.array_equal(shown, pixels[:, None])


def test_an_imagej_stack_of_slices_needs_no_note(write: Write) -> None:
    pixels = values("uint16", (5, 6, 8))

    info, shown = read(write(pixels, imagej=True, metadata={"axes": "ZYX"}))

    assert info.notes == ()
    assert np.array_equal(shown, pixels)


@pytest.mark.parametrize("dtype", [">u1", ">u2", ">f4"])
def test_imagejs_large_files_have_one_directory_for_all_planes(tmp_path: Path, dtype: str) -> None:
    pixels = values(np.dtype(dtype).newbyteorder("=").name, (5, 6, 8)).astype(dtype)
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, pixels[0], imagej=False, byteorder=">", metadata=None, photometric="minisblack",
                     description="ImageJ=1.52i\nimages=5\nslices=5\n")  # fmt: skip
    with tifffile.TiffFile(path) as tif:
        start = tif.pages.first.dataoffsets[0]
    path.write_bytes(path.read_bytes()[:start] + pixels.tobytes())

    info, shown = read(path)

    assert info.geometry.size == (8, 6, 5)
    assert np.array_equal(shown, pixels)
    path.write_bytes(path.read_bytes()[:-1])
    info, shown = read(path)
    assert info.notes == ("The ImageJ description names 5 images; the file holds 1.",)
    assert np.array_equal(shown, pixels[0])


def test_an_imagej_description_of_other_pages_is_told(tmp_path: Path) -> None:
    pixels = values("uint8", (4, 6, 8))
    text = "ImageJ=1.53\nimages=4\nchannels=2\nslices=3\nhyperstack=true\n"
    path = pages(
        tmp_path / "a.tif", *((page, {"description": text if n == 0 else ""}) for n, page in enumerate(pixels))
    )

    info, shown = read(path)

    assert info.notes == ("The ImageJ description names 6 images; the file holds 4.",)
    assert np.array_equal(shown, pixels)


@pytest.mark.parametrize("axes", ["TCZYX", "CTZYX", "ZTCYX"])
@pytest.mark.parametrize("more", [{}, {"compression": "zlib"}, {"tile": (16, 16)}])
def test_ome_axes_in_every_order(write: Write, axes: str, more: dict[str, Any]) -> None:
    counts = {"T": 2, "C": 3, "Z": 4}
    pixels = values("uint16", (*(counts[a] for a in axes[:3]), 20, 18))

    info, shown = read(write(pixels, ome=True, metadata={"axes": axes}, **more))

    assert info.geometry.size == (18, 20, 4, 2)
    assert np.array_equal(shown, pixels.transpose(*(axes.index(a) for a in "TZYXC")))


def test_the_images_of_an_ome_file_are_parts(tmp_path: Path) -> None:
    path = tmp_path / "a.ome.tif"
    first, second = values("uint8", (3, 6, 8)), values("uint16", (2, 5, 7))
    with tifffile.TiffWriter(path, ome=True) as out:
        out.write(first, metadata={"axes": "ZYX"}, photometric="minisblack")
        out.write(second, metadata={"axes": "CYX"}, photometric="minisblack")

    info, shown = read(path)

    assert np.array_equal(shown, first)
    assert len(info.parts) == 2
    assert np.array_equal(read(path, 1)[1], np.moveaxis(second, 0, -1))


def test_a_description_of_other_files_is_not_followed(tmp_path: Path) -> None:
    pixels = values("uint16", (6, 8))
    for name in ("a.ome.tif", "b.ome.tif"):
        tifffile.imwrite(tmp_path / name, pixels, photometric="minisblack", metadata=None, description=(
            '<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image ID="Image:0">'
            '<Pixels ID="Pixels:0" DimensionOrder="XYZCT" Type="uint16" SizeX="8" SizeY="6" SizeZ="2" SizeC="1" '
            'SizeT="1"><TiffData IFD="0" FirstZ="0"><UUID FileName="a.ome.tif">urn:uuid:1</UUID></TiffData>'
            '<TiffData IFD="0" FirstZ="1"><UUID FileName="b.ome.tif">urn:uuid:2</UUID></TiffData></Pixels>'
            "</Image></OME>"
        ))  # fmt: skip

    info, shown = read(tmp_path / "a.ome.tif")

    assert np.array_equal(shown, pixels)
    assert "does not fit the pages of this file" in said(info)


@pytest.mark.parametrize(
    ("slices", "planes"), [("2000000000", ""), ("70000", ""), ("2", ' IFD="0" PlaneCount="2000000000"')]
)
def test_a_description_of_more_planes_than_a_file_holds_is_not_followed(write: Write, slices: str, planes: str) -> None:
    pixels = values("uint16", (6, 8))
    path = write(pixels, description=(
        '<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image ID="Image:0">'
        f'<Pixels ID="Pixels:0" DimensionOrder="XYZCT" Type="uint16" SizeX="8" SizeY="6" SizeZ="{slices}" SizeC="1" '
        f'SizeT="1"><TiffData{planes}/></Pixels></Image></OME>'
    ))  # fmt: skip

    info, shown = read(path)

    assert np.array_equal(shown, pixels)
    assert info.notes == ("The OME description does not fit the pages of this file.",)


def test_the_shape_that_tifffile_writes_has_axes(write: Write) -> None:
    pixels = values("uint8", (2, 3, 6, 8))

    info, shown = read(write(pixels, metadata={"axes": "TCYX"}))

    assert info.geometry.size == (8, 6, 1, 2)
    assert np.array_equal(shown, np.moveaxis(pixels, 1, -1)[:, None])


def test_the_shape_that_tifffile_wrote_until_2026_has_axes(write: Write) -> None:
    pixels = values("uint8", (2, 3, 6, 8))
    told = '{"axes": "TCYX", "shape": [2, 3, 6, 8]}'  # their order has changed since

    info, shown = read(write(pixels, metadata=None, description=told))

    assert info.geometry.size == (8, 6, 1, 2)
    assert np.array_equal(shown, np.moveaxis(pixels, 1, -1)[:, None])


@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
def test_the_thumbnails_of_an_lsm_file_are_left_out(tmp_path: Path, dtype: str) -> None:
    pixels = values(dtype, (3, 6, 8))
    scanner_files.lsm(tmp_path / "a.lsm", pixels, thumbnails=True)

    info, shown = read(tmp_path / "a.lsm")

    assert np.array_equal(shown, pixels)
    assert "Left out: 3 reduced copies of the image." in info.notes


@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("thumbnails", [False, True])
def test_an_lsm_file_has_times_slices_and_channels(tmp_path: Path, dtype: str, times: int, thumbnails: bool) -> None:
    pixels = values(dtype, (times, 4, 3, 6, 8))
    scanner_files.lsm(tmp_path / "a.lsm", pixels, thumbnails=thumbnails)

    info, shown = read(tmp_path / "a.lsm")

    expected = np.moveaxis(pixels, 2, -1)
    assert np.array_equal(shown, expected if times > 1 else expected[0])
    assert info.geometry.spacing[:3] == (0.5e-6, 0.75e-6, 2e-6)
    assert info.components == 3


# without imagecodecs ---------------------------------------------------------


def lzw(data: bytes) -> bytes:
    """Encode by TIFF's LZW in the plainest way: single bytes in 9 bits, the table cleared before it grows."""
    codes = [code for start in range(0, len(data), 200) for code in (256, *data[start : start + 200])]
    bits = "".join(f"{code:09b}" for code in (*codes, 257))
    bits = bits.ljust(-(-len(bits) // 8) * 8, "0")
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def lzw_pages(path: Path, *written: tuple[Pixels, dict[str, Any]]) -> Path:
    with tifffile.TiffWriter(path) as out:
        for pixels, more in written:
            side = more.get("tile", (8, pixels.shape[1]))
            blocks = [
                pixels[row : row + side[0], column : column + side[1]]
                for row in range(0, pixels.shape[0], side[0])
                for column in range(0, pixels.shape[1], side[1])
            ]
            layout = {} if "tile" in more else {"rowsperstrip": 8}
            out.write(
                iter([lzw(np.ascontiguousarray(block).tobytes()) for block in blocks]),
                shape=pixels.shape, dtype=pixels.dtype, compression="zlib", metadata=None, contiguous=False,
                **({"photometric": "minisblack"} | layout | more),
            )  # fmt: skip
    data = bytearray(path.read_bytes())
    with tifffile.TiffFile(path) as tif:
        for page in tif.pages:
            place = page.tags[259].valueoffset
            data[place : place + 2] = b"\x05\x00"
    path.write_bytes(data)
    return path


needs_no_codecs = pytest.mark.skipif(5 in tifffile.TIFF.DECOMPRESSORS, reason="imagecodecs is installed")


@needs_no_codecs
@pytest.mark.parametrize("dtype", PLAIN)
def test_lzw_that_itk_reads_right_needs_no_note(tmp_path: Path, dtype: str, reads_wide_integers: bool) -> None:
    if dtype in WIDE and not reads_wide_integers:
        pytest.skip("this ITK reads it wrongly; a test of it follows")
    pixels = values(dtype, (2, 16, 24))

    info, shown = read(lzw_pages(tmp_path / "a.tif", *((page, {}) for page in pixels)))

    assert info.notes == ()
    assert np.array_equal(shown, pixels)


@needs_no_codecs
@pytest.mark.parametrize("dtype", WIDE)
def test_lzw_that_nobody_reads_right_is_refused(tmp_path: Path, dtype: str, misreads_wide_integers: None) -> None:
    path = lzw_pages(tmp_path / "a.tif", *((page, {}) for page in values(dtype, (2, 16, 24))))

    with pytest.raises(OpenError, match=r"^a\.tif cannot be read: ITK reads it with other values; LZW .* needs"):
        read(path)


@pytest.mark.parametrize("dtype", WIDE)
def test_wide_integers_that_itk_does_not_read_are_read_all_the_same(
    write: Write, dtype: str, misreads_wide_integers: None
) -> None:
    """Labels are 0 nearly everywhere, as memory is that nobody has written to: a sample would not tell."""
    pixels = np.zeros((1500, 1000), dtype=dtype)
    pixels[700:720, 500:520] = 70_001

    info, shown = read(write(pixels, rowsperstrip=8))

    assert np.array_equal(shown, pixels)
    assert f"{WRONG}: with other values; shown as stored (tifffile" in said(info)


def test_wide_integers_that_nobody_reads_are_refused(
    write: Write, misreads_wide_integers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise SecondReaderError("tifffile makes no sense of it")

    path = write(values("uint32", (6, 8)))
    monkeypatch.setattr(second_opinion, "second_reader", fails)

    with pytest.raises(OpenError, match=r"cannot be read: ITK reads it with other values; tifffile makes no sense"):
        read(path)


def test_the_installed_itk_is_asked_what_it_reads(reads_wide_integers: bool) -> None:
    assert tiff_format.reads_wide_integers() == reads_wide_integers


@needs_no_codecs
def test_lzw_that_itk_reads_wrongly_is_told(tmp_path: Path) -> None:
    info, _ = read(lzw_pages(tmp_path / "a.tif", (values("uint16", (32, 48)), {"tile": (16, 16)})))

    assert "with 4 components a pixel, not 1; LZW compression needs imagecodecs." in said(info)
    assert "as stored" not in said(info)


OTHERS = [values("uint16", (40, 60)), values("uint8", (16, 24)), values("uint16", (8, 10))]


@needs_no_codecs
@pytest.mark.parametrize("other", OTHERS)
def test_of_lzw_pages_of_several_kinds_itk_reads_the_first(tmp_path: Path, other: Pixels) -> None:
    first = values("uint16", (16, 24))
    path = lzw_pages(tmp_path / "a.tif", (first, {}), (other, {}))

    info, shown = read(path)

    assert np.array_equal(shown, first)
    assert len(info.parts) == 2
    assert WRONG not in said(info)
    with pytest.raises(OpenError, match="LZW compression needs imagecodecs"):
        read(path, 1)
    with pytest.raises(OpenError, match="holds several images; read it in its stored type"):
        read_requested(OpenRequest(path, "F"))


ALPHA = {"tile": (16, 16), "photometric": "rgb", "extrasamples": ["unassalpha"]}
"""ITK multiplies the colours of such a page by alpha."""


@needs_no_codecs
def test_a_first_page_that_itk_would_misread_is_refused_as_it_is_alone(tmp_path: Path) -> None:
    page, other = values("uint8", (32, 48, 4)), values("uint8", (16, 24))

    for written in ([(page, ALPHA)], [(page, ALPHA), (other, {})]):
        with pytest.raises(OpenError, match=r"ITK reads it with its colours multiplied by alpha; LZW .* needs"):
            read(lzw_pages(tmp_path / "a.tif", *written))


@needs_no_codecs
def test_all_that_itk_does_to_pages_is_said(tmp_path: Path) -> None:
    page, other = values("uint8", (32, 48, 4)), values("uint8", (16, 24))

    with pytest.raises(OpenError, match="with its colours multiplied by alpha, with its pages in other places; LZW"):
        read(lzw_pages(tmp_path / "a.tif", (page, ALPHA), (page, ALPHA), (other, {})))


@needs_no_codecs
@pytest.mark.parametrize("other", OTHERS)
def test_lzw_pages_before_others_are_refused(tmp_path: Path, other: Pixels) -> None:
    page = values("uint16", (16, 24))
    path = lzw_pages(tmp_path / "a.tif", (page, {}), (page, {}), (other, {}))

    with pytest.raises(OpenError, match="pages in other places; LZW compression needs imagecodecs"):
        read(path)


def test_of_bilevel_pages_of_several_sizes_itk_reads_the_first(tmp_path: Path) -> None:
    written = [values("uint8", shape) > 99 for shape in ((16, 24), (20, 24))]
    path = pages(tmp_path / "a.tif", *((page, {}) for page in written))

    info, shown = read(path)

    assert np.array_equal(shown[..., 0], written[0] * np.uint8(255))
    assert len(info.parts) == 2


@needs_no_codecs
def test_lzw_that_itk_would_write_behind_the_image_is_refused(tmp_path: Path) -> None:
    page, small = values("uint16", (16, 24)), values("uint16", (8, 8))
    path = lzw_pages(tmp_path / "a.tif", *([(page, {}), (small, {"subfiletype": 1})] * 3))

    with pytest.raises(OpenError, match="pages in other places; LZW compression needs imagecodecs"):
        read(path)


# refusals --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("compression", "name"), [(50000, "zstd"), (50001, "WebP"), (34887, "LERC"), (34712, "JPEG 2000")]
)
def test_a_codec_that_is_not_there_is_named(write: Write, compression: int, name: str) -> None:
    if compression in tifffile.TIFF.DECOMPRESSORS and compression != 50000:
        pytest.skip("its codec is installed")
    path = write(values("uint8", (6, 8)), compression="zlib")
    data = bytearray(path.read_bytes())
    with tifffile.TiffFile(path) as tif:
        place = tif.pages.first.tags[259].valueoffset
    data[place : place + 2] = compression.to_bytes(2, "little")
    path.write_bytes(data)

    with pytest.raises(OpenError, match=f"cannot be read: {name} compression needs imagecodecs"):
        read(path)


@pytest.mark.parametrize(
    ("bits", "samples", "sample_format", "why"),
    [
        (32, 1, 5, "complex integers are not supported"),
        (12, 1, 1, "12-bit samples need imagecodecs"),
        (24, 1, 1, "24-bit samples need imagecodecs"),
        ((5, 6, 5), 3, 1, "5-, 6-, 5-bit samples are not supported"),
        ((8, 8, 16), 3, 1, "8-, 8-, 16-bit samples are not supported"),
    ],
)
def test_samples_that_nobody_reads_are_named(
    tmp_path: Path, bits: Any, samples: int, sample_format: int, why: str
) -> None:
    if "imagecodecs" in why and 5 in tifffile.TIFF.DECOMPRESSORS:
        pytest.skip("imagecodecs is installed")
    several = bits if isinstance(bits, tuple) else (bits,)
    tags = {258: several, 259: (1,), 262: (1 if samples == 1 else 2,), 277: (samples,), 339: (sample_format,) * samples}
    tiff(tmp_path / "a.tif", 8, 6, bytes(8 * 6 * 8), tags)

    with pytest.raises(OpenError, match=f"cannot be read: {why}"):
        read(tmp_path / "a.tif")


@pytest.mark.parametrize(("bits", "said_of_it"), [(1, "1-bit"), (2, "2-bit"), (4, "4-bit")])
def test_a_few_bits_a_sample_are_left_to_itk(tmp_path: Path, bits: int, said_of_it: str) -> None:
    tiff(tmp_path / "a.tif", 8, 6, bytes(range(6 * bits)), {258: (bits,), 259: (1,), 262: (1,), 277: (1,)})

    info, shown = read(tmp_path / "a.tif")

    assert shown.shape == (6, 8, 4)
    assert info.notes == (f"The file stores {said_of_it} pixels; ITK gives colours with alpha.",)


def test_uncompressed_ycbcr_is_left_to_itk(tmp_path: Path) -> None:
    tags = {258: (8, 8, 8), 259: (1,), 262: (6,), 277: (3,), 530: (1, 1)}
    tiff(tmp_path / "a.tif", 8, 6, bytes(range(144)), tags)

    info, _ = read(tmp_path / "a.tif")

    assert info.components == 4
    assert info.notes == ("The file stores YCbCr colours; ITK gives colours with alpha.",)


@pytest.mark.parametrize("compressor", ["JPEG", "LZW", "PackBits", "Deflate"])
@pytest.mark.parametrize("shape", [(64, 64), (3, 64, 64), (64, 64, 3)])
def test_what_simpleitk_compresses_needs_no_note(tmp_path: Path, compressor: str, shape: tuple[int, ...]) -> None:
    pixels = values("uint8", shape)
    image = sitk.GetImageFromArray(pixels, isVector=shape[-1] == 3)
    sitk.WriteImage(image, str(tmp_path / "a.tif"), useCompression=True, compressor=compressor)

    info, shown = read(tmp_path / "a.tif")

    assert info.notes == ()
    assert np.array_equal(shown, sitk.GetArrayFromImage(sitk.ReadImage(str(tmp_path / "a.tif"))))


def test_a_file_that_ends_within_its_strips_is_refused_with_figures(write: Write) -> None:
    path = write(values("float64", (60, 80)))
    path.write_bytes(path.read_bytes()[:-100])

    with pytest.raises(OpenError, match=r"page 1 is not wholly there; [\d,]+ of at least [\d,]+ bytes"):
        read(path)


def test_a_circle_is_refused_whatever_the_file_is_called(tmp_path: Path) -> None:
    path = pages(tmp_path / "a.tif", *[(values("uint8", (6, 8)), {})] * 2)
    with tifffile.TiffFile(path) as tif:
        first, last = tif.pages[0].offset, tif.pages[1]
        end = last.offset + 2 + 12 * len(last.tags)
    data = bytearray(path.read_bytes())
    data[end : end + 4] = first.to_bytes(4, "little")
    for name in ("loop.svs", "loop.tif", "loop"):
        (tmp_path / name).write_bytes(data)

        with pytest.raises(OpenError, match="circle"):
            read(tmp_path / name)


CASES = SHARED / "cases"


@pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not here")
@pytest.mark.parametrize(
    ("name", "place", "value"),
    [
        ("tif_2samples_uint8_minisblack.tif", (2, 4), [121, 124]),
        ("tif_float16.tif", (5, 7), 332.0),
        ("tif_float64.tif", (2, 4), 143.0),
        ("tif_pages_dtype.tif", (5, 7), 47),
        ("tif_subfile_mixed.tif", (3, 0, 0), 20),
        ("tif_planar4_uint8.tif", (5, 7), [142, 30, 174, 62]),
        ("tif_imagej_bighack.tif", (4, 5, 7), 239),
        ("tif_tiled16.tif", (39, 49), 1999),
        ("tif_cmyk.tif", (2, 4), [80, 81, 82, 83]),
    ],
)
def test_reported_files(name: str, place: tuple[int, ...], value: Any) -> None:
    info, shown = read(CASES / name)

    assert shown[place].tolist() == value
    assert "shown as stored" in said(info)


def test_no_tiff_file_is_refused_as_no_image(tmp_path: Path) -> None:
    (tmp_path / "a.tif").write_bytes(b"not a TIFF file at all" * 20)

    with pytest.raises(OpenError, match=r"a\.tif is not an image that ITK can read"):
        read(tmp_path / "a.tif")


def test_a_damaged_stream_is_refused_in_itks_words(write: Write) -> None:
    path = write(values("uint8", (6, 8)), compression="zlib")
    with tifffile.TiffFile(path) as tif:
        page = tif.pages.first
        place = page.dataoffsets[0] + page.databytecounts[0] - 1
    data = bytearray(path.read_bytes())
    data[place] ^= 255
    path.write_bytes(data)

    with pytest.raises(OpenError, match="cannot be read: Problem reading the row") as caught:
        read(path)

    assert "damaged" not in caught.value.advice


def with_tag(path: Path, tag: int, value: int, page: int = 0) -> Path:
    """Change a number in a directory."""
    with tifffile.TiffFile(path) as tif:
        place = tif.pages[page].tags[tag].valueoffset
    data = bytearray(path.read_bytes())
    data[place : place + 2] = value.to_bytes(2, "little")
    path.write_bytes(data)
    return path


def test_pixels_that_itk_gives_up_are_read_by_tifffile(tmp_path: Path) -> None:
    """A page that states a row a strip, and has all rows in one."""
    pixels = values("uint16", (3, 6, 8))
    path = with_tag(pages(tmp_path / "a.tif", *((page, {}) for page in pixels)), 278, 1, page=1)

    info, shown = read(path)

    assert np.array_equal(shown, pixels)
    assert "does not read these pixels; shown as stored (tifffile" in said(info)


def test_bytes_behind_a_strip_are_not_its_pixels(write: Write) -> None:
    path = with_tag(write(values("float64", (6, 8))), 279, 20)

    with pytest.raises(OpenError, match="cannot be read: its strips hold fewer bytes than its pixels need"):
        read(path)


def test_tiles_that_are_not_there_are_told(write: Write) -> None:
    pixels = values("uint16", (32, 48))
    path = write(pixels, tile=(16, 16), compression="zlib")
    with tifffile.TiffFile(path) as tif:
        place = tif.pages.first.tags[325].valueoffset
    data = bytearray(path.read_bytes())
    width = 2 if tif.pages.first.tags[325].dtype == 3 else 4
    data[place : place + width] = bytes(width)
    path.write_bytes(data)

    info, shown = read(path)

    assert np.array_equal(shown[16:], pixels[16:])
    assert not shown[:16, :16].any()
    assert "1 tile is not in the file, and shown as empty." in info.notes


def untyped(path: Path, tag: int) -> Path:
    """Give a tag the type that means nothing."""
    with tifffile.TiffFile(path) as tif:
        place = tif.pages.first.tags[tag].offset
    data = bytearray(path.read_bytes())
    data[place + 2 : place + 8] = b"\x07\x00\x01\x00\x00\x00"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("tag", [256, 258, 259, 277])
def test_tags_of_no_type_are_refused_in_a_sentence(write: Write, tag: int) -> None:
    path = untyped(write(values("uint8", (6, 8))), tag)

    with pytest.raises(OpenError, match="cannot be read: "):
        read(path)


def test_what_cannot_be_checked_is_told(write: Write) -> None:
    info, _ = read(untyped(write(values("uint8", (6, 8))), 262))

    assert info.notes == ("No second reader could check this file: the Photometric of page 1 is no number.",)
