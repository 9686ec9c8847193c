"""The Python API: open, view, show and export without knowing how it is done."""

from itk_inspector.api.editing import edit
from itk_inspector.api.exporting import export
from itk_inspector.api.keeping import Session, session
from itk_inspector.api.opening import list_series, open_document, read_info
from itk_inspector.api.reading import imread
from itk_inspector.api.showing import show
from itk_inspector.api.viewing import view

__all__ = [
    "Session",
    "edit",
    "export",
    "imread",
    "list_series",
    "open_document",
    "read_info",
    "session",
    "show",
    "view",
]
