"""Series as values: names, choices, JSON, thumbnails."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from itk_inspector.core.dicom.series import DicomSeries, SeriesCatalog, line_of, series_dict, thumbnail_of
from itk_inspector.core.errors import OpenError, UsageError


def series(uid: str = "1.2", part: int = 0) -> DicomSeries:
    files = (Path("/d/a"), Path("/d/b"))
    return DicomSeries(uid, "Doe", "head", "MR", 3, (5, 4, 2), (0.5, 0.5, 2.0), "axial", files, part=part)


def test_the_only_series_needs_no_name() -> None:
    assert SeriesCatalog(Path("/d"), (series(),)).only() == series()


def test_several_are_named_with_the_option_that_chooses() -> None:
    catalog = SeriesCatalog(Path("/d"), (series("1.2"), series("1.3")))

    with pytest.raises(UsageError) as raised:
        catalog.only()

    assert "--series UID" in raised.value.message
    assert "\n  1.3  MR, head, 5 × 4 × 2, axial, 2 files" in raised.value.message
    assert catalog.only("1.3").uid == "1.3"


def test_parts_are_chosen_by_their_key() -> None:
    catalog = SeriesCatalog(Path("/d"), (series(part=1), series(part=2)))

    assert catalog.only("1.2:2").part == 2
    with pytest.raises(UsageError, match="2 series"):
        catalog.only("1.2")


def test_unknown_names_are_told() -> None:
    with pytest.raises(UsageError, match=r"no series 9\.9"):
        SeriesCatalog(Path("/d"), (series(),)).only("9.9")


def test_nothing_to_choose_from_tells_the_subfolders() -> None:
    catalog = SeriesCatalog(Path("/d"), (), 1, ("a", "b"))

    with pytest.raises(OpenError) as raised:
        catalog.only()

    assert raised.value.advice.startswith("2 subfolders hold DICOM images too: a, b.")
    assert raised.value.advice.endswith("Skipped 1 file that is not a DICOM image.")


def test_json_has_plain_values() -> None:
    made = series_dict(series())

    assert made["size"] == [5, 4, 2]
    assert made["files"] == ["/d/a", "/d/b"]
    assert line_of(series()) == "MR, head, 5 × 4 × 2, axial, 2 files"


def test_thumbnail_has_the_proportions_of_the_patient() -> None:
    made = thumbnail_of(np.zeros((100, 100), np.int16), (1.0, 0.5))

    assert made is not None
    assert made.shape == (36, 72)
    assert len(made.rows) == 36 * 72


def test_thumbnail_spans_black_to_white() -> None:
    made = thumbnail_of(np.linspace(-1000, 3000, 144).astype(np.int16)[None, :].repeat(144, 0), (1.0, 1.0))

    assert made is not None
    rows = np.frombuffer(made.rows, np.uint8).reshape(made.shape)
    assert rows[0, 0] == 0
    assert rows[0, -1] == 255


def test_thumbnail_keeps_colours() -> None:
    pixels = np.zeros((3, 3, 3), np.uint8)
    pixels[..., 0] = 200

    made = thumbnail_of(pixels, (1.0, 1.0))

    assert made is not None
    assert made.shape == (72, 72, 3)
    assert set(made.rows) == {0, 200}


@pytest.mark.parametrize("spacing", [(0.0, 1.0), (float("nan"), 1.0), (float("inf"), 1.0)])
def test_no_thumbnail_without_proportions(spacing: tuple[float, float]) -> None:
    assert thumbnail_of(np.zeros((3, 3), np.uint8), spacing) is None


def test_thumbnail_of_a_lone_line_is_a_line() -> None:
    made = thumbnail_of(np.arange(500, dtype=np.float32)[None, :], (1.0, 1.0))

    assert made is not None
    assert made.shape == (1, 72)


@pytest.mark.parametrize(
    ("listed", "subfolders", "is_obvious"),
    [
        ((series(),), (), True),
        ((), (), False),
        ((series(), series("1.3")), (), False),
        ((replace(series(), problems=("1 slice is missing.",)),), (), False),
        ((series(),), ("more",), False),
    ],
)
def test_the_only_series_is_obvious_where_there_is_nothing_to_say(
    listed: tuple[DicomSeries, ...], subfolders: tuple[str, ...], is_obvious: bool
) -> None:
    catalog = SeriesCatalog(Path("/d"), listed, 3, subfolders)

    assert catalog.obvious == (listed[0] if is_obvious else None)
