"""Images that come over the one on screen: from files, or from other tabs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from itk_inspector.control.files.open_files import OpenFiles
from itk_inspector.control.files.places import Places
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Questions, Status
from itk_inspector.core.display.placing import Placing, is_named_like_labels


class AddLayers:
    """Opens files over the image on screen, and moves images of other tabs over it.

    Parameters
    ----------
    images : OpenImages
    files : OpenFiles
    places : Places
    questions : Questions
    status : Status
    """

    def __init__(
        self, images: OpenImages, files: OpenFiles, places: Places, questions: Questions, status: Status
    ) -> None:
        self._images = images
        self._files = files
        self._places = places
        self._questions = questions
        self._status = status

    def take_dropped(self, paths: Sequence[Path]) -> None:
        """Open files that were dropped on the window; where there is an image, ask once how."""
        image = self._images.current
        if image is None:
            self.open(paths, Placing.TAB)
            return

        def answered(placing: Placing) -> None:
            for path in paths:
                self._files.open(path, placing=placing, over=None if placing is Placing.TAB else image)

        are_labels = all(is_named_like_labels(path.name) for path in paths)
        suggested = Placing.LABELS if are_labels else Placing.TAB
        self._questions.ask_placing([path.name for path in paths], image.label, suggested, answered)

    def open(self, paths: Sequence[Path], placing: Placing) -> None:
        """Open files, those that are no tabs over the image on screen."""
        for path in paths:
            self._files.open(path, placing=placing)

    def gather(self, number: int) -> None:
        """Move the images of another tab over the one on screen."""
        over = self._images.current
        if over is None or not 0 <= number < len(self._images.tabs) or number == self._images.place:
            return
        with self._images.changing():
            for image in self._images.tabs[number].images:
                placing = Placing.LAYER if image.settings.has_levels else Placing.LABELS
                self._status.show_message(self._places.put(image, placing, over))
