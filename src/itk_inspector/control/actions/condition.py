"""When something can be done, and what has to be done before."""

from __future__ import annotations

from collections.abc import Callable

from itk_inspector.control.model.app_state import AppState
from itk_inspector.core.chunked.in_parts import HELD, why_not_whole
from itk_inspector.core.data_class import dataclass


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on the state of the application.

    Parameters
    ----------
    holds : callable
        Tells whether it is met.
    needs : str
        One sentence on what is missing where it is not.
    why : callable, optional
        Says it of the image on screen, where it depends on that.
    """

    holds: Callable[[AppState], bool]
    needs: str
    why: Callable[[AppState], str] | None = None

    def __call__(self, state: AppState) -> bool:
        """Tell whether it is met."""
        return self.holds(state)

    def missing(self, state: AppState) -> str:
        """Say what is missing; empty when nothing is. Without an image, that is the first thing."""
        if self.holds(state):
            return ""
        if self.why is not None and state.has_image:
            return self.why(state)
        return self.needs if state.has_image or self is BUSY else IMAGE.needs


def whole(needed: Condition) -> Condition:
    """Ask for an image of which all pixels are at hand, too."""

    def why(state: AppState) -> str:
        return needed.missing(state) if state.is_whole else why_not_whole(is_held=not state.has_openable_parts)

    return Condition(lambda s: s.is_whole and needed(s), needed.needs, why)


def countable(needed: Condition) -> Condition:
    """Ask for an image of which all pixels are at hand, or can be counted in the background, too."""

    def why(state: AppState) -> str:
        return needed.missing(state) or state.why_uncounted

    return Condition(lambda s: not s.why_uncounted and needed(s), needed.needs, why)


ALWAYS = Condition(lambda s: True, "")
IMAGE = Condition(lambda s: s.has_image, "Open an image first.")
FILE = Condition(lambda s: s.has_file, "This image was not read from a file.")
SERIES = Condition(lambda s: s.offers_series, "This image is not a slice of a DICOM series.")
PARTS = Condition(lambda s: s.offers_parts, "The file of this image holds no other.")
IDLE_IMAGE = whole(
    Condition(lambda s: s.has_image and not s.is_saving, "Wait until the copy that is being written is saved.")
)
BUSY = Condition(
    lambda s: s.is_loading or s.is_saving or s.is_operating or s.is_counting,
    "Nothing is being read, saved, computed or counted.",
)
EDITED_PARTS = Condition(
    lambda s: s.is_editing and not s.is_whole and not s.is_saving,
    "Edit a copy of an image that is read in parts first.",
    lambda s: (
        "Wait until the copy that is being written is saved."
        if s.is_saving and not s.is_whole
        else "Edit a copy of an image that is read in parts first."
    ),
)
SAVABLE = Condition(lambda s: IDLE_IMAGE(s) or EDITED_PARTS(s), IDLE_IMAGE.needs, lambda s: IDLE_IMAGE.missing(s))
OPERABLE = whole(
    Condition(lambda s: s.has_image and not s.is_operating, "Wait until the operation that is under way is done.")
)
SEVERAL = Condition(lambda s: s.open_images > 1, "Only one image is open.")
LAYERED = Condition(lambda s: s.layers > 1, "Only one image is open in this tab: add a layer first.")
COPYABLE = Condition(lambda s: s.has_probe or s.has_selection, "Point at a pixel first.")
PROBE = Condition(lambda s: s.has_probe, "Point at a pixel first.")
REGION = Condition(lambda s: s.has_region, "Select a measured rectangle, ellipse or polygon first.")
EDITABLE = Condition(lambda s: s.has_image and (s.is_whole or s.has_openable_parts), IMAGE.needs, lambda s: HELD)
EDITING = Condition(lambda s: s.is_editing, "Choose “Edit a copy” first.")
EDITING_PROBE = Condition(lambda s: s.is_editing and s.has_probe, "Choose “Edit a copy”, and point at a pixel first.")
UNDO = Condition(lambda s: bool(s.undo_label), "There is nothing to undo.")
REDO = Condition(lambda s: bool(s.redo_label), "There is nothing to redo.")
LABELLED = Condition(lambda s: s.takes_labels, "The pixels of this image are not single numbers.")
WHOLE_IMAGE = whole(IMAGE)
COUNTABLE = countable(IMAGE)
WHOLE_EDITING = whole(EDITING)
TILED = Condition(
    lambda s: s.has_openable_parts,
    "All of this image is open.",
    lambda s: "All of this image is open." if s.is_whole else HELD,
)
VOLUME = Condition(lambda s: s.dimension > 2, "This image has two axes only.")
SLICES = Condition(lambda s: s.hidden_axes > 0, "This image has one slice only.")
FURTHER = Condition(lambda s: s.hidden_axes > 1, "This image has no second axis to step along.")
PATIENT = Condition(lambda s: s.is_of_patient, "This image states no orientation in a patient.")
THREE_PLANES = Condition(lambda s: s.offers_quad, "This image has no three planes.")
IN_THREE_PLANES = Condition(lambda s: s.is_quad, "Show the three planes first.")
