from __future__ import annotations

import base64
import io
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import itk_inspector as ii
from itk_inspector.itkio import from_memory
from itk_inspector.notebook.framed import light_frame
from label_images import blocks, segment_keys, write_nrrd


def test_a_bundle_holds_picture_table_and_text() -> None:
    shown = ii.show(np.arange(600, dtype=np.uint16).reshape(20, 30))
    bundle = shown._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", "image/png"}
    assert bundle["image/png"] in bundle["text/html"]
    assert "NumPy [row, col]" in bundle["text/plain"]
    assert "30, 20" in repr(shown)
    assert "20, 30" in repr(shown)


def test_the_dark_frame_is_off_where_styles_are_not_allowed() -> None:
    page = ii.show(np.zeros((4, 6), np.uint8))._repr_mimebundle_()["text/html"]
    light, dark = re.findall(r'<img class="(?:ii-on-light|ii-on-dark)"[^>]* style="([^"]*)"', page)
    assert "display: block" in light
    assert "display: none" in dark


def test_the_light_frame_is_clear_where_the_pixels_are() -> None:
    shown = ii.show(np.zeros((4, 6), np.uint8))
    frame = Image.open(io.BytesIO(light_frame(shown.image)))
    high, wide = shown.image.colours.shape
    alpha = np.asarray(frame.getchannel("A"))
    assert frame.size == Image.open(io.BytesIO(shown.png)).size
    top, left = 40, (frame.width - wide) // 2
    assert not alpha[top : top + high, left : left + wide].any()
    assert alpha.max() == 255


def test_the_png_holds_every_pixel_of_the_picture() -> None:
    shown = ii.show(np.random.default_rng(1).integers(0, 999, (300, 400)))
    picture = np.asarray(Image.open(io.BytesIO(shown.png)).convert("RGB")).astype(np.uint32)
    packed = picture[..., 0] << 16 | picture[..., 1] << 8 | picture[..., 2] | 0xFF000000
    height, width = shown.image.colours.shape
    top = 40
    left = int(np.flatnonzero(packed[top] == shown.image.colours[0, 0])[0])
    np.testing.assert_array_equal(packed[top : top + height, left : left + width], shown.image.colours)


@pytest.mark.parametrize("shape", [(1, 1), (1, 3000), (3000, 1), (2, 3, 4, 5), (5, 1, 9)])
def test_any_shape_has_a_picture(shape: tuple[int, ...]) -> None:
    assert ii.show(np.zeros(shape, np.float32)).png.startswith(b"\x89PNG")


def test_noise_of_a_giant_is_a_small_picture() -> None:
    noise = np.random.default_rng(2).integers(0, 256, (4000, 4000)).astype(np.uint8)
    assert len(ii.show(noise).png) < 1_000_000


def test_left_out_pixels_are_said() -> None:
    assert "of which 512 × 512 are drawn" in repr(ii.show(np.zeros((2000, 2000), np.uint8)))
    assert "drawn" not in repr(ii.show(np.zeros((20, 20), np.uint8)))


def test_names_and_notes_are_escaped() -> None:
    with from_memory.document(np.zeros((4, 4), np.uint8), name="<b>\x1b[1m") as document:
        bundle = document._repr_mimebundle_()
    assert bundle is not None
    assert "<b>" not in bundle["text/html"]
    assert "\x1b" not in bundle["text/plain"]


def test_documents_and_copies_show_themselves() -> None:
    with from_memory.document(np.zeros((4, 4), np.uint8)) as document:
        session = document.edit()
        session.set_pixel(ii.ItkIndex.of(1, 1), 200)
        before, after = document._repr_mimebundle_(), session._repr_mimebundle_()
    assert before is not None
    assert after is not None
    assert base64.b64decode(before["image/png"]) != base64.b64decode(after["image/png"])


def test_a_closed_document_says_so() -> None:
    document = from_memory.document(np.zeros((4, 4), np.uint8), name="gone")
    document.close()
    bundle = document._repr_mimebundle_()
    assert bundle is not None
    assert "image/png" not in bundle
    assert "gone is closed." in bundle["text/plain"]


def test_a_path_is_shown(tmp_path: Path) -> None:
    ii.export(np.arange(12, dtype=np.uint8).reshape(3, 4), tmp_path / "a.nrrd")
    assert "a.nrrd" in repr(ii.show(tmp_path / "a.nrrd"))


def test_what_is_no_image_is_refused() -> None:
    with pytest.raises(ii.UsageError):
        ii.show(object())


def test_a_script_says_where_an_array_lies() -> None:
    shown = ii.show(np.zeros((20, 30, 3), np.uint8), spacing=(0.5, 2.0), origin=(7, 8), colour=True)
    geometry = shown.image.info.geometry
    assert (geometry.size, geometry.spacing, geometry.origin) == ((30, 20), (0.5, 2.0), (7.0, 8.0))
    high, wide = shown.image.colours.shape
    assert wide / high == pytest.approx(30 * 0.5 / (20 * 2.0), rel=0.05)


def test_what_has_a_place_is_given_no_other(tmp_path: Path) -> None:
    ii.export(np.zeros((3, 4), np.uint8), tmp_path / "a.nrrd")
    with ii.open_document(tmp_path / "a.nrrd") as document:
        for image in (tmp_path / "a.nrrd", document, document.edit()):
            with pytest.raises(ii.UsageError, match="says where its pixels lie"):
                ii.show(image, spacing=(1, 1))


def test_levels_and_colours_that_there_are_not_are_refused() -> None:
    with pytest.raises(ii.UsageError, match="There is no colour map “rainbow”"):
        ii.show(np.zeros((3, 4)), colormap="rainbow")
    with pytest.raises(ii.UsageError, match="The first level is below the second"):
        ii.show(np.zeros((3, 4)), levels=(2, 2))


def test_a_colour_map_ends_where_the_levels_do() -> None:
    shown = ii.show(np.array([[-50, 0, 10, 60]], np.int16), levels=(0, 10), colormap="viridis")
    red, green, blue = (shown.image.colours[0, ::32] >> shift & 255 for shift in (16, 8, 0))
    # 440154 and FDE725 are the ends of viridis, as its authors state them
    seen = list(zip(red.tolist(), green.tolist(), blue.tolist(), strict=True))
    assert seen == [(68, 1, 84)] * 2 + [(253, 231, 37)] * 2


def test_labels_have_the_colours_that_their_file_states(tmp_path: Path) -> None:
    keys = segment_keys(("liver", "1 0 0", 1, 0), ("spleen", "0 0.5 0", 2, 0))
    path = write_nrrd(tmp_path / "a.seg.nrrd", blocks((3, 8, 9), (0, 1, 2)), keys)
    by_slice = [ii.show(path, {"z": z}).image.colours for z in range(3)]
    assert (by_slice[1] == 0xFFFF0000).all()
    assert (by_slice[2] == 0xFF008000).all()


def test_no_qt_is_loaded() -> None:
    code = (
        "import sys, numpy, itk_inspector as ii; "
        "ii.show(numpy.zeros((3, 4)), colormap='magma', spacing=(1, 2))._repr_mimebundle_(); "
        "print([m for m in sys.modules if m.split('.')[0] in ('PySide6', 'pyqtgraph', 'itk')])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
