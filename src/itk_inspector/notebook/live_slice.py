"""The live slice as an anywidget; only this module needs that library."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from itk_inspector.notebook.dark_theme import STYLE
from itk_inspector.notebook.live_answers import LiveAnswers


class LiveSlice(anywidget.AnyWidget):  # type: ignore[misc]  # it is not typed where it is not installed
    """A slice with the pixel under the pointer.

    Parameters
    ----------
    answers : LiveAnswers
    """

    _esm = Path(__file__).with_name("live_slice.js")
    _css = STYLE
    picture = traitlets.Bytes().tag(sync=True)
    light_frame = traitlets.Bytes().tag(sync=True)
    frame = traitlets.Dict().tag(sync=True)

    def __init__(self, answers: LiveAnswers) -> None:
        super().__init__(picture=answers.png, light_frame=answers.light_frame, frame=answers.frame)
        self._answers = answers
        self.on_msg(self._asked)

    def _asked(self, widget: object, question: dict[str, Any], buffers: object) -> None:
        answer = {"token": question.get("token"), "view": question.get("view")}
        if question.get("kind") == "slice":
            said = self._answers.move(str(question["plane"]), {k: int(v) for k, v in question["positions"].items()})
            if said:
                answer["gone"] = said
            else:
                with self.hold_sync():
                    self.picture, self.light_frame = self._answers.png, self._answers.light_frame
                    self.frame = self._answers.frame
        else:
            numbers = (int(question.get(name, 0)) for name in ("column", "row", "across", "down"))
            answer |= self._answers.probe(*numbers)
        self.send(answer)
