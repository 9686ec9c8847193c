"""The image on screen in another program."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Protocol

from itk_inspector.control.model.open_image import OpenImage, shows_edits
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Status
from itk_inspector.core.code.programs import Program, place_of
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.text.visible_text import visible_text


class OtherPrograms(Protocol):
    """What is installed beside us."""

    def found(self) -> Sequence[Program]:
        """Return those of the table that are there now."""
        ...

    def start(self, program: Program, arguments: list[str], failed: Callable[[str], None]) -> bool:
        """Start one without waiting for it; ``failed`` is told in a sentence when it ends in error soon after."""
        ...


class OpenElsewhere:
    """Opens the file of the image on screen in another program, at the same place where that can be said.

    Parameters
    ----------
    images : OpenImages
    programs : OtherPrograms
    status : Status
    """

    def __init__(self, images: OpenImages, programs: OtherPrograms, status: Status) -> None:
        self._images = images
        self._programs = programs
        self._status = status

    def programs(self) -> Sequence[Program]:
        """Return what is installed."""
        return self._programs.found()

    @property
    def problem(self) -> str:
        """Why the image on screen cannot be handed over; empty where it can."""
        image = self._images.current
        if image is None:
            return "Open an image first."
        info = image.document.info
        if info.stamp is None and not info.is_series:
            return "This image is in no file: save it first."
        return "A series is many files: save it as one first." if info.is_series else ""

    def open(self, program: Program) -> None:
        """Open the file of the image on screen in a program."""
        image = self._images.current
        if image is None or self.problem:
            self._status.show_message(self.problem)
            return
        info = image.document.info
        arguments = program.arguments(place_of(os.path.abspath(info.path), _looked_at(image), info.geometry))
        if self._programs.start(program, arguments, self._status.show_message):
            without = " as it was saved, without the edits" if shows_edits(image) else ""
            self._status.show_message(f"Opening {visible_text(info.path.name)} in {program.name}{without}.")


def _looked_at(image: OpenImage) -> ItkIndex:
    """Return the pixel under the cursor, or the kept one, or the middle of the cut, within the file's image."""
    geometry = image.document.info.geometry
    index = image.probe.itk_index if image.probe is not None else ItkIndex(tuple(image.plane.position))
    return index if geometry.contains(index) else ItkIndex(geometry.start_index)
