"""What is on screen, copied as code for other libraries: a row a library for each subject."""

from __future__ import annotations

from itk_inspector.control.actions.action import Action
from itk_inspector.control.actions.condition import IMAGE, PROBE, REGION, Condition
from itk_inspector.control.model.app_state import AppState
from itk_inspector.core.header.read_by import Library

_TEXTS = {
    Library.NUMPY: "&NumPy code",
    Library.ITK: "&itk code",
    Library.SIMPLEITK: "&SimpleITK code",
    Library.NIBABEL: "ni&babel code",
}
CODE_MENU = "&Edit/Copy as c&ode"
_NEEDS_NO_FILE = (Library.NUMPY, Library.NIBABEL)


def _reading(library: Library, needed: Condition) -> Condition:
    """Ask for what is needed, and for a file that the library reads as it is shown."""

    def why(state: AppState) -> str:
        return needed.missing(state) or dict(state.code_problems).get(library, "")

    return Condition(lambda s: not why(s), needed.needs, why)


def _pixel(library: Library) -> Action:
    return Action(f"copyPixel{library.value}", f"{_TEXTS[library]} of the pixel", f"{CODE_MENU}/&Pixel",
                  f"Copy {library.value} code that reads this pixel.",
                  lambda c: c.window.copy_text(c.app.later.beside.code.pixel(library)), (), "",
                  _reading(library, PROBE))  # fmt: skip


def _region(library: Library) -> Action:
    return Action(f"copyRegion{library.value}", f"{_TEXTS[library]} of the region", f"{CODE_MENU}/&Region",
                  f"Copy {library.value} code that takes the box of the selected region.",
                  lambda c: c.window.copy_text(c.app.later.beside.code.region(library)), (), "",
                  _reading(library, REGION))  # fmt: skip


def _geometry(library: Library) -> Action:
    needed = IMAGE if library in _NEEDS_NO_FILE else _reading(library, IMAGE)
    return Action(f"copyGeometry{library.value}", f"{_TEXTS[library]} of the geometry", f"{CODE_MENU}/&Geometry",
                  f"Copy {library.value} code that states the geometry.",
                  lambda c: c.window.copy_text(c.app.later.beside.code.geometry(library)), (), "", needed)  # fmt: skip


COPY_ACTIONS = tuple(row(library) for row in (_pixel, _region, _geometry) for library in Library)
