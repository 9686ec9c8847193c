"""Windows of DICOM files against the equations of the standard, and the usual ones."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawn_colours import tones
from itk_inspector.core.display.display_settings import ComponentChoice, ComponentMode, DisplaySettings
from itk_inspector.core.display.grey_levels import tones as fast_tones
from itk_inspector.core.display.named_windows import CT_PRESETS, file_windows, window_in_use, windows_for
from itk_inspector.core.display.scales import Scale
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.note_kinds import AS_STORED
from itk_inspector.core.pixels.rescale import Rescale

PLAIN = DisplaySettings(Levels(0.0, 1.0))


def info(center: str, width: str, names: str = "", function: str = "", **more: object) -> ImageInfo:
    keys = {"0028|1050": center, "0028|1051": width, "0028|1055": names, "0028|1056": function}
    described = ImageInfo(Path("a.dcm"), "GDCMImageIO", "scalar", "short", 1, "int16", Geometry.identity((4, 4)))
    return replace(described, metadata=keys, **more)  # type: ignore[arg-type]


def by_the_standard(value: int, center: Fraction, width: Fraction, function: str) -> Fraction | float:
    """PS3.3 C.11.2.1.2 and C.11.2.1.3, from 0 to 255, written out."""
    if function == "SIGMOID":
        return 255 / (1 + math.exp(min(700.0, -4 * float((value - center) / width))))
    if function == "LINEAR":
        low, high = center - Fraction(1, 2) - (width - 1) / 2, center - Fraction(1, 2) + (width - 1) / 2
        inside = ((value - (center - Fraction(1, 2))) / (width - 1) + Fraction(1, 2)) * 255
    else:
        low, high = center - width / 2, center + width / 2
        inside = ((value - center) / width + Fraction(1, 2)) * 255
    return Fraction(0) if value <= low else Fraction(255) if value > high else inside


@pytest.mark.parametrize("function", ["", "LINEAR", "LINEAR_EXACT", "SIGMOID"])
@given(
    value=st.integers(-32768, 32767), center=st.integers(-30000, 30000), width=st.integers(2, 60000),
    half=st.booleans(),
)  # fmt: skip
def test_a_window_gives_the_tones_of_the_standard(
    function: str, value: int, center: int, width: int, half: bool
) -> None:
    middle = Fraction(center) + (Fraction(1, 2) if half else 0)

    [window] = file_windows(info(f"{float(middle):g}" if abs(center) < 1e5 else "", str(width), function=function))
    settings = window.applied(PLAIN)

    wanted = by_the_standard(value, Fraction(window.level), Fraction(width), function or "LINEAR")
    for found in tones(float(value), settings):
        assert abs(Fraction(found) - Fraction(wanted)) <= Fraction(1, 2) + Fraction(1, 10**6)


@pytest.mark.parametrize("function", ["LINEAR", "LINEAR_EXACT", "SIGMOID"])
@given(
    stored=st.integers(0, 4095), center=st.integers(-2000, 9000), width=st.integers(2, 9000),
    slope=st.sampled_from([1, 2, 0.5]), intercept=st.integers(-1024, 100),
)  # fmt: skip
def test_windows_of_monochrome1_are_inverted_with_the_values(
    function: str, stored: int, center: int, width: int, slope: float, intercept: int
) -> None:
    """Its least value is drawn white; ITK gives slope · (4095 − stored) + intercept."""
    inverted = Rescale(-slope, slope * 4095 + intercept, 0, 4095)
    known = info(str(center), str(width), function=function, rescale=(inverted, inverted))
    known = replace(known, metadata={**known.metadata, "0028|0004": "MONOCHROME1 "})

    [window] = file_windows(known)

    value = Fraction(slope) * stored + intercept
    wanted = 255 - Fraction(by_the_standard(value, Fraction(center), Fraction(width), function))  # type: ignore[arg-type]
    for found in tones(slope * (4095 - stored) + intercept, window.applied(PLAIN)):
        assert abs(Fraction(found) - wanted) <= Fraction(1, 2) + Fraction(1, 10**6)


def test_several_windows_have_their_names() -> None:
    found = file_windows(info("40\\-600 \\ 300", "400\\1500\\1500", "SOFT\\LUNG"))

    assert [one.label for one in found] == [
        "SOFT   400 / 40", "LUNG   1500 / -600", "Window 3   1500 / 300",
    ]  # fmt: skip
    assert all(one.is_of_file for one in found)


@pytest.mark.parametrize(
    ("center", "width", "function"),
    [("", "", ""), ("40", "", ""), ("40", "0", ""), ("40", "1", ""), ("40", "-5", "LINEAR_EXACT"), ("x", "5", ""),
     ("nan", "5", ""), ("40", "inf", ""), ("40", "400", "CUBIC")],
)  # fmt: skip
def test_what_is_no_window_is_left_out(center: str, width: str, function: str) -> None:
    assert file_windows(info(center, width, function=function)) == ()


def test_where_the_windows_of_a_file_do_not_hold_for_its_values_there_are_none() -> None:
    known = info("40", "400")

    assert len(file_windows(known)) == 1
    assert file_windows(replace(known, format="NrrdImageIO")) == ()
    assert file_windows(replace(known, read_as="unsigned char")) == ()
    assert file_windows(replace(known, components=3)) == ()
    inverted = replace(known, metadata={**known.metadata, "0028|0004": "MONOCHROME1 "})
    assert file_windows(inverted) == ()  # nothing says how ITK inverts it
    assert file_windows(replace(inverted, rescale=(Rescale(-1.0, 255.0, 0, 255), Rescale(-1.0, 99.0, 0, 255)))) == ()
    assert file_windows(replace(known, notes=("One.", f"{AS_STORED}a table is not applied."))) == ()
    assert len(file_windows(replace(known, notes=("Rescaled by ITK: value = stored × 2 + 0.",)))) == 1
    assert len(file_windows(replace(known, metadata={**known.metadata, "0028|0004": "MONOCHROME2 "}))) == 1


def test_windows_tell_the_unit_of_the_values_where_it_is_known() -> None:
    known = info("40", "400", "MINE")
    ct = replace(known, metadata={**known.metadata, "0008|0060": "CT", "0028|1052": "-1024"})

    assert [one.label for one in windows_for(ct, is_hounsfield=True)][:2] == [
        "MINE   400 / 40 HU", "Soft tissue   400 / 40 HU",
    ]  # fmt: skip


def test_usual_windows_follow_where_values_are_hounsfield_units() -> None:
    known = info("40", "400", "MINE")

    assert [one.name for one in windows_for(known, is_hounsfield=False)] == ["MINE"]
    assert [one.name for one in windows_for(known, is_hounsfield=True)] == ["MINE", *(p.name for p in CT_PRESETS)]


def test_presets_are_usable_levels() -> None:
    assert {p.name: (p.levels.low, p.levels.high) for p in CT_PRESETS} == {
        "Soft tissue": (-160, 240),
        "Lung": (-1350, 150),
        "Bone": (-770, 1730),
        "Brain": (0, 80),
        "Stroke": (20, 60),
        "Liver": (-45, 105),
        "Mediastinum": (-125, 225),
        "Abdomen": (-150, 250),
    }


def test_the_window_in_use_is_known_by_its_levels_and_scale() -> None:
    windows = windows_for(info("40", "400", function="SIGMOID"), is_hounsfield=True)

    assert window_in_use(windows, windows[0].applied(PLAIN)) == 0
    assert window_in_use(windows, windows[1].applied(PLAIN)) == 1  # the same levels
    assert window_in_use(windows, PLAIN) == -1
    colours = replace(PLAIN, component=ComponentChoice(ComponentMode.COLOUR), levels=windows[1].levels)
    assert window_in_use(windows, colours) == -1
    assert window_in_use(windows, replace(PLAIN, levels=windows[1].levels, colour_map="labels")) == -1


def test_a_window_takes_a_symmetric_scale_back() -> None:
    differences = replace(PLAIN, scale=Scale.SYMMETRIC, colour_map="CET-D1", levels=Levels(-9.0, 9.0))

    made = CT_PRESETS[0].applied(differences)

    assert (made.scale, made.colour_map, made.levels) == (Scale.LINEAR, "grey", Levels(-160.0, 240.0))


def test_a_linear_window_is_exact_at_every_whole_number() -> None:
    [window] = file_windows(info("40", "400"))
    values = np.arange(-200, 300, dtype=np.int16).reshape(1, -1)
    made = np.empty(values.shape, np.uint8)

    fast_tones(values, window.levels, made)

    for value, tone in zip(values[0].tolist(), made[0].tolist(), strict=True):
        exact = by_the_standard(value, Fraction(40), Fraction(400), "LINEAR")
        assert tone == math.floor(Fraction(exact) + Fraction(1, 2))
