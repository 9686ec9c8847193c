"""The edited copy, its tools, and the clipboard."""

from __future__ import annotations

from itk_inspector.control.actions.action import Action, Toolbar
from itk_inspector.control.actions.commands import Commands
from itk_inspector.control.actions.condition import (
    COPYABLE,
    EDITABLE,
    EDITING,
    EDITING_PROBE,
    IMAGE,
    PROBE,
    REDO,
    UNDO,
    WHOLE_EDITING,
    WHOLE_IMAGE,
)
from itk_inspector.control.actions.copy_as import CODE_MENU
from itk_inspector.control.model.app_state import AppState
from itk_inspector.control.tools.registry import TOOLS
from itk_inspector.control.tools.tool import Tool
from itk_inspector.core.editing.undo_budget import UNDO_BUDGETS
from itk_inspector.core.text.byte_text import byte_text

_MANY = "&Edit/Re&gions and values"


def _tool(tool: Tool) -> Action:
    needed = (WHOLE_EDITING if tool.needs_whole else EDITING) if tool.needs_copy else IMAGE
    return Action(tool.id, tool.text, "&Edit/Too&ls", tool.tip, lambda c: c.app.edit.set_tool(tool), (tool.shortcut,),
                  tool.icon, needed, lambda s: s.tool is tool, "tool")  # fmt: skip


def _copy_values(commands: Commands) -> None:
    """Copy what is selected, or else the probe."""
    commands.window.copy_text(commands.window.selected_text() or commands.app.probe.text())


def _undo(state: AppState) -> str:
    return state.undo_label


def _redo(state: AppState) -> str:
    return state.redo_label


def _undo_memory(budget: int) -> Action:
    text = byte_text(budget)
    return Action(f"undoMemory{text.replace(' ', '')}", f"Up to &{text}", "&Edit/Un&do memory",
                  f"Let undo and redo of each copy take {text}.", lambda c: c.app.edit.undo_memory.choose(budget),
                  enabled=EDITING, checked=lambda s: s.undo_budget == budget, exclusive="undoMemory")  # fmt: skip


EDIT_ACTIONS = (
    Action("undo", "&Undo", "&Edit", "Undo the last edit.", lambda c: c.app.edit.undo(), (":Undo",), "undo", UNDO,
           toolbar=Toolbar(2, 1, "Undo"), label=_undo),
    Action("redo", "&Redo", "&Edit", "Redo the edit that was undone.", lambda c: c.app.edit.redo(),
           (":Redo", "Ctrl+Y"), "redo", REDO, toolbar=Toolbar(2, 2, "Redo"), label=_redo),
    Action("copyProbe", "&Copy values", "&Edit", "Copy the selected text, or else the values of the pixel.",
           _copy_values, (":Copy",), "copy", COPYABLE, separator=True, context=True),
    Action("copyItkIndex", "Copy &ITK index", "&Edit", "Copy the index in ITK’s order: (x, y, z).",
           lambda c: c.window.copy_text(c.app.probe.itk_index()), (), "", PROBE, context=True),
    Action("copyArrayIndex", "Copy NumP&y index", "&Edit", "Copy the index in NumPy’s order: [slice, row, col].",
           lambda c: c.window.copy_text(c.app.probe.array_index()), (), "", PROBE, context=True),
    Action("copyCode", "Copy as &Python", "&Edit", "Copy the Python expressions that read this pixel.",
           lambda c: c.window.copy_text(c.app.probe.code()), ("Ctrl+Shift+C",), "copy-code", PROBE, context=True,
           context_menu=CODE_MENU),
    Action("copyScreenshot", "Copy &screenshot", "&Edit", "Copy a picture of the canvas.",
           lambda c: c.window.copy_picture(), ("Ctrl+Alt+C",), "", IMAGE, context=True),
    Action("addPoint", "Add poin&t", "&Edit", "Add the pixel under the cursor, or the kept one, to the list of points.",
           lambda c: c.app.points.add(), ("P",), "", PROBE, context=True),
    Action("hold", "&Keep pixel", "&Edit", "Keep this pixel while you move the pointer, or let it go.",
           lambda c: c.app.probe.set_held(not c.app.state.is_held), ("H",), "", PROBE, lambda s: s.is_held,
           context=True),
    Action("editCopy", "&Edit a copy", "&Edit", "Edit a copy of the image; the original is never changed.",
           lambda c: c.app.edit.toggle_editing(), ("Ctrl+E",), "edit", EDITABLE,
           lambda s: s.is_editing, toolbar=Toolbar(4, 1, "Edit a copy"), separator=True),
    *(_tool(tool) for tool in TOOLS),
    Action("pickValue", "Pick &value to paint", "&Edit",
           "Paint with the value of the pixel under the cursor (or Alt+click it).",
           lambda c: c.app.label_editing.pick_probed(), ("K",), "", EDITING_PROBE, separator=True, context=True),
    Action("copyRegion", "&Copy region", _MANY,
           "Copy the pixels of the selected region, or of the slice, to paste them elsewhere.",
           lambda c: c.window.copy_text(c.app.later.beside.region.copy(c.app.edit)), ("Ctrl+Shift+R",), "",
           WHOLE_IMAGE),
    Action("pasteRegion", "&Paste region", _MANY,
           "Put the copied pixels at their indices on this slice; the stamp puts them anywhere.",
           lambda c: c.app.later.beside.region.paste(c.app.edit), ("Ctrl+Shift+V",), "", WHOLE_EDITING),
    Action("replaceValue", "Replace &value…", _MANY,
           "Replace one value by another, such as a label: in the copy, a slice or a shape.",
           lambda c: c.dialogs.replace_value(), (), "", WHOLE_EDITING),
    Action("replaceRange", "&Threshold and replace…", _MANY,
           "Replace the values between two bounds by one: in the copy, a slice or a shape.",
           lambda c: c.dialogs.replace_range(), (), "", WHOLE_EDITING),
    Action("removeLabel", "Remove &label…", _MANY, "Replace a value by that of the background in the whole copy.",
           lambda c: c.dialogs.remove_label(), (), "", WHOLE_EDITING),
    *map(_undo_memory, UNDO_BUDGETS),
)  # fmt: skip
