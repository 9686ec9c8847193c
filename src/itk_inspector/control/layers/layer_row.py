"""What the list of layers shows of one of them."""

from __future__ import annotations

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.layer_look import LayerLook


@dataclass(frozen=True, slots=True)
class LayerRow:
    """One image of the tab on screen.

    Parameters
    ----------
    name : str
    tip : str
        What it is in full.
    look : LayerLook
    is_chosen : bool
        It is the one that is worked on.
    is_modified : bool
        It has unsaved edits.
    can_be_labels : bool
        It can be drawn as labels.
    colour_map : str
        In which it is drawn; ``""`` where its pixels are colours themselves.
    is_inverted : bool
    note, note_tip : str
        What is to be said of it, such as how its lattice differs, in a few words and at length; empty where there is
        nothing.
    """

    name: str
    tip: str
    look: LayerLook
    is_chosen: bool = False
    is_modified: bool = False
    can_be_labels: bool = False
    colour_map: str = ""
    is_inverted: bool = False
    note: str = ""
    note_tip: str = ""
