"""Legacy VTK files that ITK misreads or refuses are shown as VTK defines them."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from itk_inspector.core.errors import OpenError
from opened_files import opened

_HEAD = (
    "# vtk DataFile Version {}\ntitle\n{}\nDATASET STRUCTURED_POINTS\n"
    "DIMENSIONS {} {} {}\nSPACING 1 2 3\nORIGIN 4 5 6\n"
)


def written(folder: Path, body: bytes, *, size: tuple[int, ...] = (4, 5, 6), kind: str = "BINARY") -> Path:
    path = folder / "a.vtk"
    path.write_bytes(_HEAD.format("3.0", kind, *size).encode() + body)
    return path


def ramp(count: int = 120, letter: str = "f") -> bytes:
    return struct.pack(f">{count}{letter}", *range(count))


@pytest.mark.parametrize(
    "name", ["vector_field", "my_vectors", "origin_distance", "spacing", "tensors", "color_scalars"]
)
def test_words_in_a_name_mean_nothing(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, f"POINT_DATA 120\nSCALARS {name} float\nLOOKUP_TABLE default\n".encode() + ramp())

    info, values = opened(path)

    assert (info.components, info.geometry.size, info.is_truncated) == (1, (4, 5, 6), False)
    assert values.tolist() == list(range(120))


def test_values_of_cells_lie_at_their_centres(tmp_path: Path) -> None:
    body = b"CELL_DATA 120\nSCALARS s short 1\nLOOKUP_TABLE default\n" + ramp(letter="h")

    info, values = opened(written(tmp_path, body, size=(5, 6, 7)))

    assert info.geometry.size == (4, 5, 6)
    assert info.geometry.origin == (4.5, 6.0, 7.5)
    assert values.tolist() == list(range(120))
    assert "Values of cells" in info.notes[0]
    assert "as 5 × 6 × 7 pixels, not 4 × 5 × 6" in info.notes[1]


@pytest.mark.parametrize("version", ["3.0", "4.2", "5.1"])
@pytest.mark.parametrize("kind", ["BINARY", "ASCII"])
def test_arrays_of_a_field_are_the_parts_of_a_file(tmp_path: Path, version: str, kind: str) -> None:
    path = tmp_path / "a.vtk"
    numbers = (ramp() + b"\n", ramp(240, "i") + b"\n")
    if kind == "ASCII":
        numbers = (" ".join(map(str, range(120))).encode() + b"\n", "\n".join(map(str, range(240))).encode() + b"\n")
    information = b"METADATA\nINFORMATION 1\nNAME L2_NORM_RANGE LOCATION vtkDataArray\nDATA 2 0 119\n\n"
    path.write_bytes(
        _HEAD.format(version, kind, 4, 5, 6).encode()
        + b"POINT_DATA 120\nFIELD FieldData 2\none%20two 1 120 float\n"
        + numbers[0]
        + information
        + b"pairs 2 120 int\n"
        + numbers[1]
    )

    first, values = opened(path)
    second, pairs = opened(path, part=1)

    assert first.parts == ("one two (float32, points)", "pairs (2 × int32, points)")
    assert values.tolist() == list(range(120))
    assert (second.components, second.dtype, second.part) == (2, "int32", 1)
    assert pairs.tolist() == list(range(240))


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("float", "1.5 nan 3 inf", [1.5, np.nan, 3, np.inf]),
        ("double", "-nan -inf 1e400 7", [np.nan, -np.inf, np.inf, 7]),
        ("float", "1 1e39 -1e300 4", [1, np.inf, -np.inf, 4]),
        ("float", "1 1e-60 3 4", [1, 0, 3, 4]),
        ("double", "1 5e-324 1e-400 4", [1, 5e-324, 0, 4]),
    ],
)
def test_text_beyond_plain_numbers_is_read(tmp_path: Path, kind: str, text: str, expected: list[float]) -> None:
    body = f"POINT_DATA 4\nSCALARS s {kind}\nLOOKUP_TABLE default\n{text}\n".encode()

    _, values = opened(written(tmp_path, body, size=(4, 1, 1), kind="ASCII"))

    np.testing.assert_array_equal(values, np.array(expected, dtype=values.dtype))


def test_odd_numbers_far_down_a_long_text_are_found(tmp_path: Path) -> None:
    numbers = [f"{n}.5" for n in range(1_600_000)]
    numbers[800_000] = "nan"
    body = b"POINT_DATA 1600000\nSCALARS s float\nLOOKUP_TABLE default\n" + " ".join(numbers).encode()

    _, values = opened(written(tmp_path, body, size=(400, 400, 10), kind="ASCII"))

    assert np.isnan(values[800_000])
    assert values[-1] == 1_599_999.5


@pytest.mark.parametrize(("text", "said"), [("1 2  3   ", "3 of 4 numbers"), ("1 2 three 4", "“three” stands where")])
def test_text_that_is_short_or_holds_words_is_refused(tmp_path: Path, text: str, said: str) -> None:
    body = f"POINT_DATA 4\nSCALARS s int\nLOOKUP_TABLE default\n{text}\n".encode()

    with pytest.raises(OpenError, match=said):
        opened(written(tmp_path, body, size=(4, 1, 1), kind="ASCII"))


@pytest.mark.parametrize("kind", ["POLYDATA", "RECTILINEAR_GRID", "UNSTRUCTURED_GRID"])
def test_other_data_sets_are_refused_by_name(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.vtk"
    path.write_bytes(f"# vtk DataFile Version 3.0\ntitle\nASCII\nDATASET {kind}\nPOINTS 0 float\n".encode())

    with pytest.raises(OpenError, match=f"a data set of the kind {kind}"):
        opened(path)


def test_tensors_that_are_not_symmetric_keep_their_nine_numbers(tmp_path: Path) -> None:
    info, values = opened(written(tmp_path, b"POINT_DATA 8\nTENSORS t float\n" + ramp(72), size=(2, 2, 2)))

    assert info.components == 9
    assert values.tolist() == list(range(72))


def test_symmetric_tensors_stay_with_itk(tmp_path: Path) -> None:
    one = struct.pack(">9f", 1, 2, 3, 2, 4, 5, 3, 5, 6)

    info, values = opened(written(tmp_path, b"POINT_DATA 8\nTENSORS t float\n" + one * 8, size=(2, 2, 2)))

    assert (info.components, info.notes) == (6, ())
    assert values[:6].tolist() == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("letter", ["b", "B", "h", "H", "i", "I", "f", "d"])
@pytest.mark.parametrize("kind", ["BINARY", "ASCII"])
def test_healthy_files_get_no_note(tmp_path: Path, letter: str, kind: str) -> None:
    names = {"b": "char", "B": "unsigned_char", "h": "short", "H": "unsigned_short", "i": "int", "I": "unsigned_int"}
    name = {**names, "f": "float", "d": "double"}[letter]
    numbers = ramp(letter=letter) if kind == "BINARY" else " ".join(map(str, range(120))).encode()
    body = f"POINT_DATA 120\nSCALARS s {name} 1\nLOOKUP_TABLE default\n".encode() + numbers + b"\n"

    info, values = opened(written(tmp_path, body, kind=kind))

    assert info.notes == ()
    assert values.tolist() == list(range(120))
