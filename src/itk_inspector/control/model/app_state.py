"""What can be done now."""

from __future__ import annotations

from itk_inspector.control.tools.pan import PAN
from itk_inspector.control.tools.tool import Tool
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.compare_mode import CompareMode
from itk_inspector.core.editing.undo_budget import UNDO_BUDGET
from itk_inspector.core.header.read_by import Library


@dataclass(frozen=True, slots=True)
class TabLabel:
    """An open image in the row of tabs: its name, what it is in full, and whether it has unsaved edits."""

    text: str
    tip: str
    is_modified: bool = False


@dataclass(frozen=True, slots=True)
class AppState:
    """The application's state, as far as menus and titles show it.

    ``laid_axes`` and ``plane_names`` are those of the planes of x and y, of x and z, and of y and z: which axis lies
    across and which down, and what the plane is called in the patient; ``plane_name`` is that of the one on screen.
    ``code_problems`` tell why code for some libraries would not read what is shown. ``other_tabs`` are numbers and
    names of the tabs behind this one; ``layers`` counts the images of a tab of several. An image that is
    not ``is_whole`` is read in parts, of a file where it ``has_openable_parts``;
    ``why_uncounted`` tells why all of its pixels cannot be counted.
    """

    name: str = ""
    has_image: bool = False
    has_file: bool = False
    is_whole: bool = True
    has_openable_parts: bool = False
    why_uncounted: str = ""
    hidden_axes: int = 0
    has_probe: bool = False
    is_held: bool = False
    has_selection: bool = False
    has_region: bool = False
    code_problems: tuple[tuple[Library, str], ...] = ()
    is_loading: bool = False
    is_saving: bool = False
    is_operating: bool = False
    is_counting: bool = False
    is_editing: bool = False
    is_modified: bool = False
    undo_label: str = ""
    redo_label: str = ""
    tool: Tool = PAN
    dimension: int = 0
    plane_axes: tuple[int, int] = (0, 1)
    laid_axes: tuple[tuple[int, int], ...] = ((0, 1), (0, 2), (1, 2))
    plane_name: str = ""
    plane_names: tuple[str, ...] = ("", "", "")
    is_of_patient: bool = False
    offers_series: bool = False
    offers_parts: bool = False
    is_quad: bool = False
    offers_quad: bool = False
    open_images: int = 0
    other_tabs: tuple[tuple[int, str], ...] = ()
    layers: int = 0
    is_layer_visible: bool = True
    compare: CompareMode = CompareMode.OVERLAY
    is_inverted: bool = False
    shows_labels: bool = False
    takes_labels: bool = False
    windows: tuple[str, ...] = ()
    file_windows: int = 0
    window: int = -1
    switches: frozenset[str] = frozenset()
    theme: str = "system"
    undo_budget: int = UNDO_BUDGET
