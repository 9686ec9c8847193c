from __future__ import annotations

import json
import subprocess
import sys

import itk
import numpy as np
import pytest

import itk_inspector as ii
from itk_inspector.itkio import from_memory
from itk_inspector.notebook.live_answers import LiveAnswers
from itk_inspector.notebook.slice_image import Asked

_WIDE = np.arange(4 * 5 * 6, dtype=np.int64).reshape(4, 5, 6) + 2**62


def test_64_bit_integers_come_as_text() -> None:
    with from_memory.document(_WIDE) as document:
        told = LiveAnswers(document, Asked({"z": 3})).probe(0, 0)
    assert json.loads(json.dumps(told)) == told
    assert told["value"] == str(_WIDE[3, 0, 0])
    assert (told["itk"], told["array"], told["point"]) == ("(0, 0, 3)", "[3, 0, 0]", "(0, 0, 3)")


def test_itk_reads_the_value_where_it_is_in_use() -> None:
    image = itk.image_view_from_array(np.array([[1.5, np.nan]], np.float32))
    with from_memory.document(image) as document:
        answers = LiveAnswers(document, Asked())
        left, right = answers.probe(0, 0), answers.probe(0, 0, across=1)
    assert (left["itk_value"], left["value"], left["agreement"]) == ("1.5", "1.5", "✓ same value")
    assert (right["itk_value"], right["value"], right["agreement"]) == ("NaN", "NaN", "✓ same value")


def test_itk_reads_an_edited_copy_as_it_is_now() -> None:
    itk.image_view_from_array(np.zeros((1, 1), np.uint8))
    with from_memory.document(np.zeros((2, 2), np.uint8)) as document:
        session = document.edit()
        answers = LiveAnswers(session, Asked())
        assert answers.probe(0, 0)["itk_value"] == "0"
        session.set_pixel(ii.ItkIndex.of(0, 0), 200)
        assert answers.probe(0, 0)["itk_value"] == "200"


def test_what_itk_reads_otherwise_is_said() -> None:
    image = itk.image_from_array(np.zeros((2, 2), np.uint8))
    with from_memory.document(image) as document:
        answers = LiveAnswers(document, Asked())
        document.itk_pixels.value = lambda index: 7  # a fault that is not known to happen
        told = answers.probe(0, 0)
    assert (told["itk_value"], told["value"], told["agreement"]) == ("7", "0", "✗ they differ")


@pytest.mark.parametrize("first", ["import itk", "pass"])
def test_itk_is_not_loaded_for_the_pointer(first: str) -> None:
    code = (
        f"import sys, numpy; {first}; from itk_inspector.notebook.slice_image import Asked; "
        "from itk_inspector.itkio import from_memory; from itk_inspector.notebook.live_answers import LiveAnswers; "
        "told = LiveAnswers(from_memory.document(numpy.ones((3, 4))), Asked()).probe(0, 0); "
        "print(told['agreement'], repr(told['itk_value']), 'itk.itkImagePython' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "ITK is not loaded: read by NumPy only '' False"


def test_a_step_leads_to_the_next_stored_pixel() -> None:
    with from_memory.document(_WIDE) as document:
        answers = LiveAnswers(document, Asked())
        told = answers.probe(5, 5, across=1, down=2)
        assert told["itk"] == "(1, 2, 2)"
        assert told["box"] == [32, 64, 32, 32]
        assert answers.probe(told["column"], told["row"], across=99)["itk"] == "(5, 2, 2)"


def test_another_slice_and_plane() -> None:
    with from_memory.document(_WIDE) as document:
        answers = LiveAnswers(document, Asked())
        before = answers.png
        assert answers.move("xz", {"y": 4}) == ""
        assert answers.frame["plane"] == "xz"
        assert [axis["position"] for axis in answers.frame["axes"]] == [4]
        assert answers.png != before
        assert answers.move("xz", {"y": 40}) == "The index (3, 40, 2) lies outside the image."


def test_the_frame_for_dark_pages_is_that_of_the_slice() -> None:
    with from_memory.document(_WIDE) as document:
        answers = LiveAnswers(document, Asked())
        for plane, positions in (("xy", {"z": 3}), ("xz", {"y": 0}), ("zy", {"x": 5}), ("yx", {"z": 0})):
            assert answers.move(plane, positions) == ""
            anew = LiveAnswers(document, Asked(positions, plane))
            assert answers.light_frame == anew.light_frame


def test_a_closed_document_is_told() -> None:
    document = from_memory.document(_WIDE, name="wide")
    answers = LiveAnswers(document, Asked())
    document.close()
    assert answers.probe(0, 0) == {"gone": "wide is closed."}
    assert answers.move("xy", {"z": 1}) == "wide is closed."


def test_the_widget_answers_with_the_token() -> None:
    pytest.importorskip("anywidget", reason="anywidget is not installed")
    widget = ii.show(_WIDE, live=True)
    sent: list[dict[str, object]] = []
    widget.send = sent.append
    widget._asked(widget, {"kind": "probe", "token": 7, "view": "a", "column": 0, "row": 0}, [])
    widget._asked(widget, {"kind": "slice", "token": 8, "view": "a", "plane": "xy", "positions": {"z": 1}}, [])
    assert (sent[0]["token"], sent[0]["itk"]) == (7, "(0, 0, 2)")
    assert sent[1] == {"token": 8, "view": "a"}
    assert widget.frame["axes"][0]["position"] == 1
    widget.close()
