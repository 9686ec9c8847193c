"""What a notebook shows, read from the page of a real browser."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

import itk_inspector as ii
from notebook_browser import JupyterLab, browser, browser_file, change_theme, open_notebook, restart, run_all

_START = (10, 20, -3)
_GREYS = 5
_CELLS = (
    """import itk, json, numpy as np, itk_inspector as ii
number = np.arange(6 * 8).reshape(6, 8)
wide = np.stack([2**60 + 4096 * number + 4 * z + 1 for z in range(3)])
real = np.array([[0.1, -2.5, np.nan, -np.inf], [1e-40, 3.4e38, -0.0, 16777216.0]], np.float32)
image = itk.image_from_array(wide.astype(np.uint64))
region = image.GetLargestPossibleRegion()
region.SetIndex([10, 20, -3])
image.SetRegions(region)
print(json.dumps([[x, y, z, image.GetPixel([x, y, z])] for x, y, z in ((10, 20, -3), (15, 22, -2), (17, 25, -1))]))""",
    "ii.show(image, levels=(2**60, 2**60 + 4096 * 51))",
    "ii.show(image, live=True, levels=(2**60, 2**60 + 4096 * 51))",
    "ii.show(real, live=True)",
    "ii.show(-wide, {'z': 0}, live=True, levels=(-(2**60) - 4096 * 51, -(2**60)))",
)


def wide() -> npt.NDArray[np.int64]:
    """Return the pixels of the notebook's image: each slice is painted in greys five apart, one a pixel."""
    number = np.arange(6 * 8, dtype=np.int64).reshape(6, 8)
    return np.stack([2**60 + 4096 * number + 4 * z + 1 for z in range(3)])


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JupyterLab]:
    browser_file()
    server = JupyterLab(tmp_path_factory.mktemp("lab"))
    yield server
    assert any("ipykernel" in command for command in server.running())
    server.close()
    assert server.is_gone(), server.running()


@pytest.fixture(scope="module")
def page(lab: JupyterLab, samples: Path) -> Iterator[Any]:
    """A notebook that has run."""
    with browser(lab, browser_file()) as opened:
        of_file = f"ii.show({str(samples / 'oblique-volume.nrrd')!r}, live=True)"
        open_notebook(opened, lab.write("shown.ipynb", *_CELLS, of_file))
        run_all(opened)
        opened.mouse.move(0, 0)
        yield opened


def live(page: Any, number: int = 0) -> Any:
    return page.locator(".itk-inspector-live").nth(number)


def screenshot(shown: Any) -> npt.NDArray[np.uint8]:
    """Return what is on the page at the place of an element, as red, green and blue."""
    return np.asarray(Image.open(io.BytesIO(shown.screenshot())).convert("RGB"))


def settled(page: Any, shown: Any) -> npt.NDArray[np.uint8]:
    """Return the same when it does not change any more: colours of a theme may fade into those of another."""
    before = screenshot(shown)
    for _ in range(50):
        page.wait_for_timeout(100)
        now = screenshot(shown)
        if np.array_equal(now, before):
            return now
        before = now
    raise AssertionError("it never comes to rest")


def point_at_grey(page: Any, widget: Any, grey: int) -> None:
    """Move the pointer over the only pixel that is painted in a grey, wherever that is on the page."""
    shown = widget.locator("img").first
    seen = screenshot(shown)
    rows, columns = np.nonzero((seen == grey).all(axis=2))
    assert rows.size == 32 * 32
    box = shown.bounding_box()
    page.mouse.move(box["x"] + float(columns.mean()), box["y"] + float(rows.mean()))


def tells(widget: Any, **expected: str) -> None:
    """Wait until the widget says this."""
    from playwright.sync_api import expect

    for name, text in expected.items():
        expect(widget.locator(f".ii-{name}")).to_have_text(text, timeout=30_000)


def indices(x: int, y: int, z: int) -> dict[str, str]:
    """Return a pixel, counted from 0, in both orders and with its value, as text."""
    itk = ", ".join(str(place + first) for place, first in zip((x, y, z), _START, strict=True))
    value = str(wide()[z, y, x])
    return {"itk": f"({itk})", "array": f"[{z}, {y}, {x}]", "value": value, "itk_value": value}


def test_the_picture_and_the_table_are_on_the_page(page: Any) -> None:
    output = page.locator(".jp-OutputArea-output").filter(has_text="Geometry in both orders")
    table = output.locator("table").inner_text()
    assert all(text in table for text in ("ITK (x, y, z)", "NumPy [slice, row, col]", "8, 6, 3", "3, 6, 8"))
    assert grey_squares(screenshot(output.locator("img").first)) == [32 * 32] * 48


@pytest.mark.parametrize(("x", "y"), [(0, 0), (7, 5), (3, 2)])
def test_the_pixel_under_the_pointer_is_the_one_that_is_painted_there(page: Any, x: int, y: int) -> None:
    point_at_grey(page, live(page), _GREYS * (8 * y + x))
    tells(live(page), **indices(x, y, 1))


def test_itk_has_the_values_that_are_told(page: Any) -> None:
    read = json.loads(page.get_by_text("[[10, 20, -3", exact=False).last.inner_text())
    assert len(read) == 3
    for x, y, z, value in read:
        place = (x - _START[0], y - _START[1], z - _START[2])
        assert indices(*place)["value"] == str(value)


def test_keys_move_by_a_pixel_and_by_a_slice(page: Any) -> None:
    widget = live(page)
    point_at_grey(page, widget, _GREYS * (8 * 2 + 3))
    tells(widget, **indices(3, 2, 1))
    stage = widget.locator("[tabindex]")
    for key, place in (
        ("ArrowRight", (4, 2, 1)),
        ("ArrowDown", (4, 3, 1)),
        ("ArrowLeft", (3, 3, 1)),
        ("ArrowUp", (3, 2, 1)),
        ("PageUp", (3, 2, 2)),
        ("PageUp", (3, 2, 2)),
        ("PageDown", (3, 2, 1)),
    ):
        stage.press(key)
        tells(widget, **indices(*place))


def test_the_slider_moves_through_the_slices(page: Any) -> None:
    widget = live(page)
    slider = widget.locator("input[type=range]")
    slider.press("Home")
    widget.get_by_text("z = -3, array 0").wait_for()
    point_at_grey(page, widget, _GREYS * (8 * 4 + 6))
    tells(widget, **indices(6, 4, 0))
    slider.press("ArrowRight")
    tells(widget, **indices(6, 4, 1))
    page.mouse.move(0, 0)
    tells(widget, itk="", array="", value="")


def test_floats_are_told_to_the_last_bit(page: Any) -> None:
    widget = live(page, 1)
    real = np.array([[0.1, -2.5, np.nan, -np.inf], [1e-40, 3.4e38, -0.0, 16777216.0]], np.float32)
    box = widget.locator("img").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2 + 1, box["y"] + box["height"] / 2 - 20)
    tells(widget, array="[0, 2]", itk="(2, 0)")
    stage = widget.locator("[tabindex]")
    for way in ("ArrowLeft", "ArrowLeft"):
        stage.press(way)
    for row, keys in enumerate((("ArrowDown",), ())):
        for column in range(4):
            tells(widget, array=f"[{row}, {column}]")
            for name in ("value", "itk_value"):
                told = np.float32(widget.locator(f".ii-{name}").inner_text().replace("−", "-"))
                assert told.tobytes() == real[row, column].tobytes()
            if column < 3:
                stage.press("ArrowRight")
        for key in (*keys, "ArrowLeft", "ArrowLeft", "ArrowLeft"):
            stage.press(key)
    page.mouse.move(0, 0)


def test_negative_numbers_are_exact(page: Any) -> None:
    point_at_grey(page, live(page, 2), 255 - _GREYS * 19)
    tells(live(page, 2), itk="(3, 2, 0)", array="[0, 2, 3]", value=str(-wide()[0, 2, 3]))


def grey_squares(seen: npt.NDArray[np.uint8]) -> list[int]:
    """Count the screen pixels that are painted in the grey of each pixel of the slice, letters apart."""
    beside = (seen.shape[1] - 32 * 8) // 2
    seen = seen[38 : 42 + 32 * 6, beside : beside + 32 * 8]
    return [int((seen == _GREYS * k).all(axis=2).sum()) for k in range(6 * 8)]


def contrast(first: npt.NDArray[np.uint8], second: npt.NDArray[np.uint8]) -> float:
    """Return the contrast ratio of two colours, as WCAG 2.2 defines it."""
    scaled = np.array([first, second]) / 255.0
    linear = np.where(scaled <= 0.04045, scaled / 12.92, ((scaled + 0.055) / 1.055) ** 2.4)
    darker, lighter = sorted(linear @ np.array([0.2126, 0.7152, 0.0722]))
    return float((lighter + 0.05) / (darker + 0.05))


def test_a_dark_notebook_has_a_dark_frame(page: Any) -> None:
    pictures = [page.locator(".jp-RenderedHTML .ii-on-light").first, live(page).locator(".ii-on-light")]
    for theme, ground in (("JupyterLab Dark", (17, 17, 17)), ("JupyterLab Light", (255, 255, 255))):
        change_theme(page, theme)
        page.mouse.move(0, 0)
        for picture in pictures:
            seen = settled(page, picture)
            margin = seen[:, : (seen.shape[1] - 32 * 8) // 2 - 8]
            assert tuple(margin[5, 60]) == ground
            inks = np.unique(margin.reshape(-1, 3), axis=0)
            assert max(contrast(ink, np.array(ground)) for ink in inks) >= 4.5
            assert grey_squares(seen) == [32 * 32] * 48


@pytest.mark.parametrize(
    ("attributes", "is_dark"),
    [
        ('class="vscode-dark"', True),
        ('class="vscode-light"', False),
        ('class="vscode-high-contrast"', True),
        ('class="vscode-high-contrast vscode-high-contrast-light"', False),
        ('data-jp-theme-light="false"', True),
        ('data-jp-theme-light="true"', False),
        ("", False),
    ],
)
def test_pages_say_that_they_are_dark_in_their_own_way(page: Any, attributes: str, is_dark: bool) -> None:
    shown = ii.show(np.zeros((6, 8), np.uint8))._repr_mimebundle_()["text/html"]
    other = page.context.browser.new_page()
    other.emulate_media(color_scheme="dark")  # the system's: a page that does not follow it is white
    other.set_content(f'<body {attributes} style="background: {"#1f1f1f" if is_dark else "#ffffff"}">{shown}</body>')
    seen = screenshot(other.locator(".ii-on-light"))
    other.close()
    assert tuple(seen[5, 60]) == ((31, 31, 31) if is_dark else (255, 255, 255))


def test_a_widget_whose_kernel_has_gone_says_so_and_runs_again(page: Any) -> None:
    restart(page)
    live(page).locator("[tabindex]").press("ArrowRight")
    tells(live(page), note="The kernel does not answer: it is busy, or it has ended.")
    run_all(page)
    point_at_grey(page, live(page), _GREYS * 47)
    tells(live(page), **indices(7, 5, 1))
