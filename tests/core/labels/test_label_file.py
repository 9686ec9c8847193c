"""Label tables in files: those of ITK-SNAP, 3D Slicer, FreeSurfer and BIDS, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.errors import LabelTableError
from itk_inspector.core.labels.label_file import read_label_table
from itk_inspector.core.labels.label_table import LARGEST_FILE, Label, LabelTable

BYTES = st.integers(0, 255)
VALUES = st.integers(-(2**63), 2**64 - 1)
WORDS = st.from_regex(r"[A-Za-z][A-Za-z0-9.()+-]{0,12}", fullmatch=True)
ROWS = st.lists(
    st.tuples(VALUES, WORDS, WORDS, BYTES, BYTES, BYTES, BYTES), min_size=1, max_size=12, unique_by=lambda row: row[0]
)

SNAP = b"""################################################
# ITK-SnAP Label Description File
# File format:
# IDX   -R-  -G-  -B-  -A--  VIS MSH  LABEL
################################################
    0     0    0    0        0  0  0    "Clear Label"
    1   255    0    0        1  1  1    "left hippocampus"
   12     0  255  150     0.50  0  1    "say \\"CA1\\" (head)"
"""
SLICER = b"""# Color table file C:/x/Segmentation-label_ColorTable.ctbl
# 4 values
0 Background 0 0 0 0
1 artery 216 101 79 255
3 connective_tissue 111 184 210 128
"""
FREESURFER = b"""#$Id: FreeSurferColorLUT.txt,v 1.105 2015/07/29 $
#No. Label Name:                            R   G   B   A

0   Unknown                                 0   0   0   0
17  Left-Hippocampus                        220 216 20  0
1002  ctx_lh_caudal                         125 100 160 255
2000  short  1 2 3   # no alpha
"""
BIDS = (
    b"index\tname\tabbreviation\tcolor\tmapping\n"
    b"100\tGray Matter\tGM\t#ff53bb\t1\n\n"
    b"101\tn/a\tWM\t#2F8BBE\t2\n"
    b"102\tCSF\tn/a\tn/a\tn/a\n"
)


def rows(table: LabelTable) -> list[tuple[int, str, int | None, float, bool]]:
    return [(label.value, label.name, label.colour, label.alpha, label.is_visible) for label in table.labels]


def test_a_label_description_of_itk_snap() -> None:
    table = read_label_table(SNAP, "brain.txt")

    assert table.source == "ITK-SNAP label description brain.txt"
    assert rows(table) == [
        (0, "Clear Label", 0x000000, 0.0, False),
        (1, "left hippocampus", 0xFF0000, 1.0, True),
        (12, 'say \\"CA1\\" (head)', 0x00FF96, 0.5, False),
    ]


def test_a_colour_table_of_3d_slicer() -> None:
    for name in ("a.ctbl", "a.txt"):
        table = read_label_table(SLICER, name)

        assert table.source == f"3D Slicer colour table {name}"
        assert rows(table) == [
            (0, "Background", 0x000000, 0.0, True),
            (1, "artery", 0xD8654F, 1.0, True),
            (3, "connective tissue", 0x6FB8D2, 128 / 255, True),
        ]


def test_a_lookup_table_of_freesurfer_tells_transparency_and_keeps_underscores() -> None:
    table = read_label_table(FREESURFER, "lut.txt")

    assert table.source == "FreeSurfer lookup table lut.txt"
    assert rows(table) == [
        (0, "Unknown", 0x000000, 1.0, True),
        (17, "Left-Hippocampus", 0xDCD814, 1.0, True),
        (1002, "ctx_lh_caudal", 0x7D64A0, 0.0, True),
        (2000, "short", 0x010203, 1.0, True),
    ]


@pytest.mark.parametrize(
    ("name", "line", "source"),
    [
        ("a.txt", b"1 a_b 1 2 3 0", "FreeSurfer lookup table a.txt"),
        ("a.txt", b"1 a_b 1 2 3", "FreeSurfer lookup table a.txt"),
        ("a.txt", b"1 a_b 1 2 3 255", "3D Slicer colour table a.txt"),
        ("a.CTBL", b"1 a_b 1 2 3 0", "3D Slicer colour table a.CTBL"),
        ("a.ctbl", b"# of FreeSurfer\n1 a_b 1 2 3 0", "3D Slicer colour table a.ctbl"),
    ],
)
def test_without_a_heading_the_opacities_tell_whose_table_it_is(name: str, line: bytes, source: str) -> None:
    assert read_label_table(line, name).source == source


def test_the_labels_of_bids() -> None:
    table = read_label_table(BIDS, "sub-01_dseg.tsv")

    assert table.source == "BIDS segmentation labels sub-01_dseg.tsv"
    assert [(label.value, label.name, label.colour) for label in table.labels] == [
        (100, "Gray Matter", 0xFF53BB),
        (101, "WM", 0x2F8BBE),
        (102, "CSF", None),
    ]


@given(ROWS)
def test_what_is_written_in_the_words_of_itk_snap_is_read_back(table: list[tuple[int, str, str, int, ...]]) -> None:
    text = "".join(f'{v:>5} {r:>4} {g:>4} {b:>4} {a / 255!r:>8} 1 1  "{x} {y}"\n' for v, x, y, r, g, b, a in table)

    assert rows(read_label_table(text.encode(), "a.txt")) == [
        (v, f"{x} {y}", (r * 256 + g) * 256 + b, a / 255, True) for v, x, y, r, g, b, a in table
    ]


@given(ROWS)
def test_what_is_written_in_the_words_of_3d_slicer_is_read_back(table: list[tuple[int, str, str, int, ...]]) -> None:
    text = "".join(f"{v} {x}_{y} {r} {g} {b} {a}\r\n" for v, x, y, r, g, b, a in table)

    assert rows(read_label_table(text.encode(), "a.ctbl")) == [
        (v, f"{x} {y}", (r * 256 + g) * 256 + b, a / 255, True) for v, x, y, r, g, b, a in table
    ]


@given(ROWS)
def test_what_is_written_in_the_words_of_bids_is_read_back(table: list[tuple[int, str, str, int, ...]]) -> None:
    lines = ["color\tname\tindex", *(f"#{r:02x}{g:02X}{b:02x}\t{x} {y}\t{v}" for v, x, y, r, g, b, _ in table)]

    assert rows(read_label_table("\n".join(lines).encode("utf-8-sig"), "a.tsv")) == [
        (v, f"{x} {y}", (r * 256 + g) * 256 + b, 1.0, True) for v, x, y, r, g, b, _ in table
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", b""),
        ("a.txt", b"# only a remark\n"),
        ("a.txt", b"Patient moved; ask for another scan.\n"),
        ("a.txt", b"1 a 1 2 3 255\nand then"),
        ("a.txt", b"1.5 a 1 2 3 255"),
        ("a.txt", b"nan a 1 2 3 255"),
        ("a.txt", b"1 a 1 2 nan 255"),
        ("a.txt", b"1 a 1 2 256 255"),
        ("a.txt", b"1 a -1 2 3 255"),
        ("a.txt", b"1 a 1 2 3 256"),
        ("a.txt", b"1 a 1 2 3 0 0 0"),
        ("a.txt", b"18446744073709551616 a 1 2 3 255"),
        ("a.txt", b"-9223372036854775809 a 1 2 3 255"),
        ("a.txt", b"9" * 5000 + b" a 1 2 3 255"),
        ("a.txt", b"1 " + b"a" * 5000 + b" 1 2 3 255"),
        ("a.txt", "١ a 1 2 3 255".encode()),
        ("a.txt", b'1 1 2 3 1 1 1 "a"\n2 1 2 3 1 1 1 b'),
        ("a.txt", b'1 1 2 3 nan 1 1 "a"'),
        ("a.txt", b'1 1 2 3 1e400 1 1 "a"'),
        ("a.txt", b'1 1 2 3 1 2 1 "a"'),
        ("a.txt", b'1 1 2 300 1 1 1 "a"'),
        ("a.txt", b"# of FreeSurfer\n1.5 a 1 2 3 0"),
        ("a.txt", b"1 a\0b 1 2 3 255"),
        ("a.ctbl", b"# Color procedural file\n0 0 0 0\n255 1 1 1\n"),
        ("a.tsv", b""),
        ("a.tsv", b"onset\tduration\n1\t2\n"),
        ("a.tsv", b"index\tname\nfirst\tliver\n"),
        ("a.tsv", b"index\tname\n"),
        ("a.tsv", b"name\tindex\nliver\n"),
        ("a.txt", b"#" * (LARGEST_FILE + 1)),
    ],
)
def test_what_is_no_label_table_is_refused_in_words(name: str, data: bytes) -> None:
    with pytest.raises(LabelTableError, match=r"^a\.\w+ is (not|too large for) a label table") as refused:
        read_label_table(data, name)
    assert refused.value.advice
    assert len(refused.value.message) < 120


def test_the_line_is_told() -> None:
    with pytest.raises(LabelTableError, match=r"^a\.txt is not a label table: line 3 is not a label\.$"):
        read_label_table(b"# x\n1 a 1 2 3 255\n2 b 1 2\n", "a.txt")


@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.tsv", "a.ctbl"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    for start in (b"", b'1 1 2 3 1 1 1 "', b"1 a 1 2 3 255\n", b"index\tname\n1\t"):
        try:
            table = read_label_table(start + data, name)
        except LabelTableError:
            continue
        assert table.is_sound


def test_names_of_files_and_labels_cannot_act() -> None:
    table = read_label_table('1 1 2 3 1 1 1 "a\x1b[2Jb\u202e"'.encode(), "x\x1b.txt")

    assert table.labels == (Label(1, r"a\x1b[2Jb\u202e", 0x010203),)
    assert table.source == r"ITK-SNAP label description x\x1b.txt"


def test_what_is_not_utf_8_is_taken_for_latin_1() -> None:
    assert read_label_table("1 Großhirn 1 2 3 255".encode("latin-1"), "a.ctbl").labels[0].name == "Großhirn"
