from __future__ import annotations

import json

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
