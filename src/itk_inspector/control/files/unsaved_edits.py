"""The question about unsaved edits, and the closing of the window."""

from __future__ import annotations

from collections.abc import Callable

from itk_inspector.control.files.copy_under_way import CopyUnderWay
from itk_inspector.control.files.save_copy import SaveCopy
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages, nothing
from itk_inspector.control.ports import Questions, Status, UnsavedChoice


class UnsavedEdits:
    """Nothing is lost without a question.

    Parameters
    ----------
    images : OpenImages
    saving : SaveCopy
    under_way : CopyUnderWay
    questions : Questions
    status : Status
    """

    def __init__(
        self, images: OpenImages, saving: SaveCopy, under_way: CopyUnderWay, questions: Questions, status: Status
    ) -> None:
        self._images = images
        self._saving = saving
        self._under_way = under_way
        self._questions = questions
        self._status = status
        self.leaving: Callable[[], None] = nothing
        """Called when the window closes, and nothing would be lost that the user has not given up."""
        self.returns = False
        """Whether a script waits for the edits: a window that closes gives them back."""

    def when_safe(
        self,
        image: OpenImage,
        go_on: Callable[[], None],
        give_up: Callable[[], None] = nothing,
        repeat: Callable[[], None] | None = None,
        *,
        returns: bool = False,
    ) -> None:
        """Call ``go_on`` once no edit of ``image`` would be lost, or ``give_up`` when the user wants to stay.

        Where edits can be done again afterwards, ``repeat`` is offered too; with ``returns`` they may go back to a
        script.
        """
        if not image.is_modified:
            go_on()
            return
        with self._images.changing():
            self._images.bring(image)

        def again() -> None:  # there may be edits that are younger than what was saved
            self.when_safe(image, go_on, give_up, repeat)

        def answered(choice: UnsavedChoice) -> None:
            match choice:
                case UnsavedChoice.DISCARD:
                    image.is_given_up = True
                    go_on()
                case UnsavedChoice.RETURN:
                    go_on()
                case UnsavedChoice.SAVE:
                    self._saving.save_image(image, again, give_up)
                case UnsavedChoice.REPEAT if repeat is not None:
                    repeat()
                case _:
                    with self._images.changing():
                        give_up()

        if returns:
            self._questions.ask_return(image.label, answered)
        else:
            self._questions.ask_unsaved(image.label, answered, offers_repeat=repeat is not None)

    def close(self, leave: Callable[[], None], *, discards: bool = False) -> None:
        """Call ``leave`` once nothing would be lost, or all edits are given up; a copy being saved is waited for."""
        if self._under_way.is_saving:
            self._under_way.when_saved(lambda: self.close(leave, discards=discards))
            self._status.show_message("The window closes when the copy is saved.")
        else:
            given_up = [image for image in self._images.all if discards and image.is_modified]
            for image in given_up:
                image.is_given_up = True
            self._leave(leave, frozenset(map(id, given_up)))

    def _leave(self, leave: Callable[[], None], given_up: frozenset[int]) -> None:
        """Ask about one modified image after the other."""
        image = next((i for i in self._images.all if i.is_modified and id(i) not in given_up), None)
        if image is None:
            self.leaving()
            leave()
        else:
            self.when_safe(image, lambda: self._leave(leave, given_up | {id(image)}), returns=self.returns)
