"""Pixels of NIfTI and Analyze are those that nibabel, or the file's own bytes, hold."""

from __future__ import annotations

import gzip
import struct
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import numpy.typing as npt
import pytest

from data_folders import SHARED
from itk_inspector.api import export, open_document
from itk_inspector.core.errors import OpenError
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio import raw_check
from itk_inspector.itkio.header import read_header
from itk_inspector.itkio.reader import read_settled
from itk_inspector.itkio.second import compared, nifti_reader

CODES = {"u1": 2, "i2": 4, "i4": 8, "f4": 16, "c8": 32, "f8": 64, "i1": 256, "u2": 512, "u4": 768, "i8": 1024}
CODES |= {"u8": 1280, "c16": 1792}
ORIGIN = (10.0, 20.0, 30.0)
WRONGLY = f"ITK {version('itk')} reads this file wrongly"


def save(
    path: Path,
    values: npt.NDArray[Any],
    *,
    slope: float = 0.0,
    inter: float = 0.0,
    intent: int = 0,
    code: int = 0,
    dims: tuple[int, ...] = (),
    order: str = "<",
) -> Path:
    """Write bytes as nifti1.h lays them out; ``values`` has NumPy's order."""
    dims = dims or values.shape[::-1]
    kind = values.dtype
    code = code or CODES[kind.str[1:]]
    head = bytearray(352)
    struct.pack_into(f"{order}i", head, 0, 348)
    struct.pack_into(f"{order}8h", head, 40, len(dims), *dims, *(1,) * (7 - len(dims)))
    struct.pack_into(f"{order}h", head, 68, intent)
    bits = {128: 24, 2304: 32}.get(code, kind.itemsize * 8)
    struct.pack_into(f"{order}hh", head, 70, code, bits)
    struct.pack_into(f"{order}8f", head, 76, 1.0, 2.0, 2.0, 3.0, 1.0, 1.0, 1.0, 1.0)
    struct.pack_into(f"{order}3f", head, 108, 352.0, slope, inter)
    head[123] = 2
    struct.pack_into(f"{order}hh", head, 252, 0, 2)
    struct.pack_into(f"{order}12f", head, 280, 2, 0, 0, 10, 0, 2, 0, 20, 0, 0, 3, 30)
    head[344:348] = b"n+1\0"
    whole = bytes(head) + values.astype(kind.newbyteorder(order)).tobytes()
    path.write_bytes(gzip.compress(whole) if path.suffix == ".gz" else whole)
    return path


def shown(path: Path, read_as: str = "") -> tuple[ImageInfo, npt.NDArray[Any]]:
    """Read a file as the child does."""
    header = read_header(path, read_as)
    memory = np.full(header.nbytes, 77, dtype=np.uint8)
    if header.place is not None and raw_check.matches_reader(header, header.place):
        memory[:] = np.fromfile(header.place.path, np.uint8, header.nbytes, offset=header.place.offset)
    else:
        header, _ = read_settled(header, memory)
    info = header.info
    return info, memory[: info.bytes].view(info.dtype).reshape(info.shape)


def some(kind: str, shape: tuple[int, ...]) -> npt.NDArray[Any]:
    """Return values that are all different, as far as the type has so many, and no palindromes of bytes."""
    values = (np.arange(np.prod(shape)) * 7 + 3) % (251 if kind[1] == "1" else 30011)
    made = values.astype(kind)
    return (made * (1 + 2j) if kind[0] == "c" else made).astype(kind).reshape(shape)


@pytest.mark.parametrize("kind", CODES)
@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz"])
@pytest.mark.parametrize("shape", [(3, 4, 5), (4, 5), (2, 3, 4, 5)])
def test_healthy_files_are_read_by_itk_and_need_no_word(
    tmp_path: Path, kind: str, order: str, name: str, shape: tuple[int, ...]
) -> None:
    values = some(kind, shape)

    info, pixels = shown(save(tmp_path / name, values, order=order))

    assert np.array_equal(pixels, values)
    assert [note for note in info.notes if not note.startswith("4-D")] == []


@pytest.mark.parametrize("kind", ["u1", "i1", "i2", "u2", "f4", "f8"])
@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz"])
@pytest.mark.parametrize(("slope", "inter"), [(0.25, 3.0), (-2.0, 0.0), (1.0, -1024.0), (0.0173, 1e3)])
def test_rescaled_values_are_told_and_otherwise_itks(
    tmp_path: Path, kind: str, order: str, name: str, slope: float, inter: float
) -> None:
    path = save(tmp_path / name, some(kind, (3, 4, 5)), slope=slope, inter=inter, order=order)

    info, pixels = shown(path)

    expected = np.asarray(nibabel.load(path).dataobj).T
    np.testing.assert_allclose(pixels, expected, rtol=3e-7, atol=3e-7 * np.abs(expected).max())
    assert [note[:24] for note in info.notes] == ["Rescaled by the header: "]


@pytest.mark.parametrize("kind", ["i4", "u4", "i8", "u8"])
@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz"])
def test_rescaled_wide_integers_are_exact(tmp_path: Path, kind: str, name: str) -> None:
    values = some(kind, (3, 4, 5)) + np.array(2**24, kind)

    info, pixels = shown(save(tmp_path / name, values, slope=1.0, inter=1.0))

    assert pixels.dtype == np.float64
    assert np.array_equal(pixels, values.astype(np.float64) + 1.0)
    assert info.notes[-1].startswith(f"{WRONGLY}: as float32, not float64; shown as stored (nibabel ")


@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz"])
@pytest.mark.parametrize("slope", [0.0, np.nan, np.inf])
@pytest.mark.parametrize("kind", ["u1", "i2", "f4", "i4"])
def test_a_slope_that_is_none_rescales_nothing(tmp_path: Path, name: str, slope: float, kind: str) -> None:
    values = some(kind, (3, 4, 5))

    info, pixels = shown(save(tmp_path / name, values, slope=slope, inter=5.0))

    assert pixels.dtype == values.dtype
    assert np.array_equal(pixels, values)
    assert not any("Rescaled" in note for note in info.notes)


@pytest.mark.parametrize("inter", [np.nan, np.inf])
def test_an_intercept_that_is_none_is_told(tmp_path: Path, inter: float) -> None:
    values = some("i2", (3, 4, 5))

    info, pixels = shown(save(tmp_path / "a.nii.gz", values, slope=2.0, inter=inter))

    assert np.array_equal(pixels, values)
    assert f"scl_inter is {inter:g}: the values are shown as stored." in info.notes


@pytest.mark.parametrize("kind", ["f4", "f8", "c8"])
@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz"])
@pytest.mark.parametrize("where", [0, 30, 59])
def test_nan_and_infinities_are_shown_as_stored(tmp_path: Path, kind: str, order: str, name: str, where: int) -> None:
    values = some(kind, (3, 4, 5))
    values.flat[where], values.flat[(where + 7) % 60], values.flat[(where + 9) % 60] = np.nan, np.inf, -np.inf

    info, pixels = shown(save(tmp_path / name, values, order=order))

    np.testing.assert_array_equal(pixels, values)
    if name == "a.nii.gz":
        assert any(note.startswith(f"{WRONGLY}: with 0 for ") for note in info.notes)


@pytest.mark.parametrize("suffix", [".nii.gz", ".nii", ".nrrd"])
def test_nan_are_saved_as_they_were(tmp_path: Path, suffix: str) -> None:
    values = some("f4", (3, 4, 5))
    values[0, 0, 0], values[2, 3, 4] = np.nan, np.inf
    path = save(tmp_path / "a.nii.gz", values)

    with open_document(path) as document:
        np.testing.assert_array_equal(document.pixels, values)
        export(document, tmp_path / f"b{suffix}")

    with open_document(tmp_path / f"b{suffix}") as document:
        np.testing.assert_array_equal(document.pixels, values)
    if "nii" in suffix:
        np.testing.assert_array_equal(np.asarray(nibabel.load(tmp_path / f"b{suffix}").dataobj).T, values)


@pytest.mark.parametrize("code", [128, 2304])
@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz"])
@pytest.mark.parametrize("slope", [0.0, 1.0, 2.0])
def test_colours_are_never_rescaled(tmp_path: Path, code: int, name: str, slope: float) -> None:
    values = some("u1", (3, 4, 5, 3 if code == 128 else 4))

    info, pixels = shown(
        save(tmp_path / name, values, code=code, dims=(5, 4, 3), slope=slope, inter=slope and slope - 1)
    )

    assert np.array_equal(pixels, values)
    assert info.is_colour
    assert not any("Rescaled" in note for note in info.notes)


INTENTS = [1005, 1006, 1007]


@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize("count", [2, 3, 6])
@pytest.mark.parametrize("kind", ["f4", "i2"])
@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("slope", [0.0, 0.25])
@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz"])
def test_vectors_are_shown_as_stored(
    tmp_path: Path, intent: int, count: int, kind: str, order: str, slope: float, name: str
) -> None:
    values = some(kind, (count, 1, 3, 4, 5))
    path = save(tmp_path / name, values, intent=intent, order=order, slope=slope, inter=3.0 if slope else 0.0)

    info, pixels = shown(path)

    assert info.components == count
    assert np.array_equal(pixels, np.moveaxis(values[:, 0], 0, -1) * (slope or 1.0) + (3.0 if slope else 0.0))
    wrong = [note for note in info.notes if note.startswith(WRONGLY)]
    if slope:
        assert "crashes on vectors with scl_slope" in wrong[0]
    elif intent == 1006:
        assert "x and y negated" in wrong[0]
    elif intent == 1005 and count == 6:
        assert "in another order" in wrong[0]
    else:
        assert wrong == []


@pytest.mark.parametrize("intent", [0, *INTENTS])
def test_vectors_over_time(tmp_path: Path, intent: int) -> None:
    values = some("f4", (3, 2, 3, 4, 5))

    info, pixels = shown(save(tmp_path / "a.nii.gz", values, intent=intent))

    if intent:
        assert info.geometry.size == (5, 4, 3, 2)
        assert np.array_equal(pixels, np.moveaxis(values, 0, -1))
    else:
        assert np.array_equal(pixels, values[0])


@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz"])
def test_a_field_in_four_axes_keeps_its_signs(tmp_path: Path, name: str) -> None:
    values = some("f4", (3, 4, 5, 6))

    info, pixels = shown(save(tmp_path / name, values, intent=1006))

    assert np.array_equal(pixels, values)
    assert info.geometry.size == (6, 5, 4, 3)


def test_a_matrix_that_itk_refuses_is_read(tmp_path: Path) -> None:
    values = some("f4", (9, 1, 3, 4, 5))

    info, pixels = shown(save(tmp_path / "a.nii.gz", values, intent=1004))

    assert np.array_equal(pixels, np.moveaxis(values[:, 0], 0, -1))
    assert info.geometry.origin == (-10.0, -20.0, 30.0)


@pytest.mark.parametrize("read_as", ["F", "UC", "SS"])
def test_what_stands_in_can_be_read_as_another_type(tmp_path: Path, read_as: str) -> None:
    values = some("u1", (3, 4, 5))

    _, pixels = shown(save(tmp_path / "a.nii.gz", values, slope=0.0, inter=5.0), read_as)

    assert np.array_equal(pixels, values)


def test_gzip_that_is_called_nii_is_read_and_told(tmp_path: Path) -> None:
    values = some("i2", (3, 4, 5))
    save(tmp_path / "a.nii.gz", values).rename(tmp_path / "a.nii")

    info, pixels = shown(tmp_path / "a.nii")

    assert np.array_equal(pixels, values)
    assert "It is gzip-compressed, though its name does not end in .gz." in info.notes


def test_gzip_in_gzip_is_refused_by_what_it_is(tmp_path: Path) -> None:
    path = save(tmp_path / "a.nii.gz", some("i2", (3, 4, 5)))
    path.write_bytes(gzip.compress(path.read_bytes()))

    with pytest.raises(OpenError, match=r"^a\.nii\.gz cannot be read: it is gzip-compressed twice; unpack it once\.$"):
        read_header(path)


@pytest.mark.parametrize(("code", "said"), [(1, "1-bit"), (1536, "128-bit floating-point"), (2048, "256-bit complex")])
def test_types_that_nobody_reads_are_refused_by_their_names(tmp_path: Path, code: int, said: str) -> None:
    path = save(tmp_path / "a.nii", np.zeros((3, 4, 5, 32), np.uint8), code=code, dims=(5, 4, 3))

    with pytest.raises(OpenError, match=rf"^a\.nii cannot be read: it stores {said} pixels\.$"):
        read_header(path)


@pytest.mark.parametrize("at", [-8, -5])
@pytest.mark.parametrize("shape", [(3, 4, 5), (30, 200, 201)])
def test_a_wrong_checksum_is_told(tmp_path: Path, at: int, shape: tuple[int, ...]) -> None:
    """ITK's reader stops before the checksum of the larger one."""
    values = np.random.default_rng(1).integers(0, 30000, shape, dtype=np.int16)
    path = save(tmp_path / "a.nii.gz", values)
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)

    try:
        notes = shown(path)[0].notes
    except OpenError as e:
        notes = (e.message,)

    assert len(notes) == 1
    assert "its gzip stream is damaged (CRC check failed" in notes[0]


@pytest.mark.parametrize("kind", ["u1", "i2", "f4", "c8"])
@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(("slope", "inter"), [(0.0, 0.0), (0.25, -1024.0)])
@pytest.mark.parametrize("intent", [0, 1007])
def test_the_checksum_proves_right_pixels_and_no_others(
    tmp_path: Path, kind: str, order: str, slope: float, inter: float, intent: int
) -> None:
    if intent and kind == "c8":
        pytest.skip("no vectors of complex numbers")
    values = some(kind, (3, 1, 3, 4, 5) if intent else (3, 4, 5))
    path = save(tmp_path / "a.nii.gz", values, slope=slope, inter=inter, order=order, intent=intent)
    reader = nifti_reader.open_file(OpenRequest(path))
    assert reader is not None
    stored = reader.stored
    memory = np.zeros(int(np.prod(stored.size)) * stored.components * np.dtype(stored.dtype).itemsize, np.uint8)
    reader.read_into(memory)

    assert reader.vouches_for(memory) is not (slope != 0 and kind in ("f4", "c8"))
    memory.view(stored.dtype)[-1] += 1
    assert not reader.vouches_for(memory)


@pytest.mark.parametrize("bytes_more", [1, 1000])
def test_bytes_behind_the_pixels_are_no_fault(tmp_path: Path, bytes_more: int) -> None:
    values = some("i2", (3, 4, 5))
    path = save(tmp_path / "a.nii.gz", values)
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()) + bytes(bytes_more)))

    info, pixels = shown(path)

    assert np.array_equal(pixels, values)
    assert info.notes == ()


@pytest.mark.parametrize("dims", [(32767,) * 5, (32767, 32767, 32767, 1, 30000)])
@pytest.mark.parametrize("intent", [0, 1007])
@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz"])
def test_a_header_that_lies_ends_in_a_sentence(tmp_path: Path, dims: tuple[int, ...], intent: int, name: str) -> None:
    path = save(tmp_path / name, np.zeros(10, np.uint8), dims=dims, intent=intent)

    with pytest.raises(OpenError):
        read_header(path)


@pytest.mark.parametrize("length", [0, 3, 4, 100, 347, 348, 351, 352, 360])
@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz"])
def test_a_file_that_ends_early_is_refused_or_told(tmp_path: Path, length: int, name: str) -> None:
    path = save(tmp_path / "b.nii", some("i2", (3, 4, 5)))
    data = path.read_bytes()[:length]
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)

    try:
        info, _ = shown(tmp_path / name)
    except OpenError:
        return
    assert any("truncated" in note for note in info.notes)


CASES = SHARED / "cases"
ROWS = {
    "nii_dispvect_4d.nii.gz": {(0, 0, 0, 0): 0.0, (2, 2, 2, 1): 223.0, (3, 4, 5, 2): 359.0},
    "nii_dispvect.nii.gz": {(0, 0, 0): [1.0, 1.5, 2.0]},
    "nii_rgb_slope.nii.gz": {(0, 0, 0): [0, 7, 200], (2, 2, 2): [74, 7, 200], (3, 4, 5): [119, 7, 200]},
    "nii_vector_slope.nii.gz": {(0, 0, 0): [3.25, 3.5, 3.75], (3, 4, 5): [92.5, 92.75, 93.0]},
    "nii_scl_zero.nii.gz": {(0, 0, 0): 0.0, (2, 2, 2): 74.0, (3, 4, 5): 119.0},
    "nii_scl_i32_exact.nii": {(0, 0, 0): 16777217.0, (2, 2, 2): 16777291.0, (3, 4, 5): 16777336.0},
    "nii_gz_named_nii.nii": {(0, 0, 0): 0},
}


@pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not at hand")
@pytest.mark.parametrize("name", ROWS)
def test_shared_cases(name: str) -> None:
    _, pixels = shown(CASES / name)

    for index, value in ROWS[name].items():
        assert pixels[index[::-1]].tolist() == value


@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz"])
@pytest.mark.parametrize("at", [0, 1_000_000])
def test_of_a_large_rescaled_image_a_part_is_looked_at(tmp_path: Path, name: str, at: int) -> None:
    values = np.zeros((36, 1000, 1000), np.int8)
    path = save(tmp_path / name, values, slope=2.0, inter=1.0)
    reader = nifti_reader.open_file(OpenRequest(path))
    assert reader is not None
    memory = np.ones(values.size, np.float32)
    memory[at] = 3.0

    assert not reader.vouches_for(memory.view(np.uint8))
    assert compared.pixel_difference(reader.pieces(), memory).startswith("with 1 of ")
    memory[at] = 1.0
    assert compared.pixel_difference(reader.pieces(), memory) == ""


@pytest.mark.parametrize(("code", "said"), [(0, "untyped"), (92, "92"), (-240, "-240"), (255, "255"), (99, "99")])
@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz"])
def test_codes_of_no_type_are_refused_in_words(tmp_path: Path, code: int, said: str, name: str) -> None:
    path = save(tmp_path / name, some("i2", (3, 4, 5)), code=code or 4)
    if not code:
        data = bytearray(gzip.decompress(path.read_bytes()) if name.endswith("gz") else path.read_bytes())
        struct.pack_into("<h", data, 70, 0)
        path.write_bytes(gzip.compress(data) if name.endswith("gz") else data)

    with pytest.raises(OpenError, match=said):
        read_header(path)


@pytest.mark.parametrize(("scale", "is_told"), [(0.0, False), (1.0, False), (0.5, True), (np.nan, False)])
@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("name", ["a.hdr", "a.img"])
def test_the_scale_factor_of_spm_is_told(tmp_path: Path, scale: float, is_told: bool, order: str, name: str) -> None:
    values = some("i2", (3, 4, 5))
    image = nibabel.AnalyzeImage(values.T, np.eye(4), nibabel.AnalyzeHeader(endianness=order))
    nibabel.save(image, tmp_path / "a.hdr")
    data = bytearray((tmp_path / "a.hdr").read_bytes())
    struct.pack_into(f"{order}f", data, 112, scale)
    (tmp_path / "a.hdr").write_bytes(data)

    info, pixels = shown(tmp_path / name)

    assert np.array_equal(pixels, values)
    said = "The header holds a scale factor of 0.5, as SPM writes it; the values are shown without it."
    assert info.notes == ((said,) if is_told else ())
